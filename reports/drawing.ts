/** What the pictures of traces have in common: one sheet, one set of colours, arrows, crosses and words. */
import { create } from 'xmlbuilder2';
import type { TraceRecord } from '../checker/index.ts';
import { printableLines } from '../checker/values/printable.ts';
import { wrapped } from './text.ts';
import { outline } from './trace-text.ts';

/** Of all words. */
export const fontPx = 12;
/** Of a monospaced font. */
export const characterPx = 7.25;
/** From one line of words to the next. */
export const linePx = 16;
/** Around everything. */
export const marginPx = 24;

/** What is said. */
export const ink = '#1f2328';
/** What is there besides. */
export const grey = '#6e7781';
/** What goes from one node to another. */
export const blue = '#0969da';
/** What goes wrong. */
export const red = '#cf222e';
/** Behind it. */
export const pink = '#ffebe9';

/** An element that is being drawn on. */
export type Canvas = ReturnType<typeof create>;

/** Keeps words readable where lines cross them. */
export const halo = { stroke: 'white', 'stroke-width': 4, 'paint-order': 'stroke' };

/** A white sheet that says what it shows to those who cannot see it, with a head of arrow to draw with. */
export function sheet({ property, trace }: TraceRecord, width: number, height: number): Canvas {
  const svg = create({ version: '1.0', encoding: 'UTF-8', invalidCharReplacement: '\ufffd' }).ele('svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'font-family': 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
    'font-size': fontPx,
  });
  svg.ele('title').txt(`${property.name} is broken`);
  svg.ele('desc').txt(outline(trace).join('\n'));
  arrowhead(svg);
  svg.ele('rect', { width, height, fill: 'white' });
  return svg;
}

/** The text of a sheet that is finished. */
export function textOf(svg: Canvas): string {
  return `${printableLines(svg.end({ prettyPrint: false }))}\n`;
}

/** What a picture is of: where the trace comes from, and the sentence that it breaks. */
export function headOf({ protocol, subject, scope, property }: TraceRecord, columns: number): string[] {
  return [
    `${protocol}, ${subject}, scope ${scope}`,
    ...wrapped(`${property.name}: ${property.says}`, columns),
  ];
}

/** At the top of the sheet. */
export function drawHead(svg: Canvas, lines: readonly string[]): void {
  for (const [at, line] of lines.entries()) {
    const style = at === 0 ? { fill: grey } : { 'font-weight': 600 };
    text(svg, marginPx, marginPx + at * linePx + 4, line, style);
  }
}

function arrowhead(svg: Canvas): void {
  const size = {
    markerWidth: 8,
    markerHeight: 8,
    refX: 7,
    refY: 4,
    orient: 'auto',
    markerUnits: 'userSpaceOnUse',
  };
  svg
    .ele('defs')
    .ele('marker', { id: 'arrow', ...size })
    .ele('path', { d: 'M 0 0 L 8 4 L 0 8 z', fill: 'context-stroke' });
}

/** A crash, or the end of a message that is lost. */
export function cross(svg: Canvas, x: number, y: number): void {
  const d = `M ${x - 6} ${y - 6} L ${x + 6} ${y + 6} M ${x - 6} ${y + 6} L ${x + 6} ${y - 6}`;
  svg.ele('path', { d, stroke: red, 'stroke-width': 2.5, fill: 'none' });
}

/** Words as they are, spaces included; `style` is attributes. */
export function text(svg: Canvas, x: number, y: number, words: string, style: object): void {
  svg.ele('text', { x, y, 'xml:space': 'preserve', fill: ink, ...style }).txt(words);
}
