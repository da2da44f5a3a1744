/** The common parts of SVG drawings of traces: the sheet, colours, arrows, crosses and text. */
import type { TraceRecord } from '../checker/index.ts';
import { colours } from '../checker/suite/picture.ts';
import { wrapped } from './text.ts';
import { outcomeText, outline } from './trace-text.ts';
import { type Attributes, append, type Element, element, xmlFileText } from './xml.ts';

/** Font size of all text. */
export const fontPx = 12;
/** Width of a character of the monospaced font. */
export const characterPx = 7.25;
/** Distance of two lines of text. */
export const linePx = 16;
/** Margin around the drawing. */
export const marginPx = 24;

/** Colours of text, of secondary text and lanes, of messages, and of violations and losses. */
export const { ink, grey, blue, red } = colours;
/** Background of a violation. */
export const pink = '#ffebe9';

/** An SVG element that receives shapes. */
export type Canvas = Element;

/** The style of text that lines may cross. */
export const halo = { stroke: 'white', 'stroke-width': 4, 'paint-order': 'stroke' };

/** A white sheet with a title and a description for screen readers, and with the arrowhead. */
export function sheet({ property, trace }: TraceRecord, width: number, height: number): Canvas {
  const svg = element('svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'font-family': 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
    'font-size': fontPx,
  });
  append(svg, 'title', {}, outcomeText(property));
  append(svg, 'desc', {}, outline(trace).join('\n'));
  append(svg, 'defs', {}, arrowhead('arrow', 'context-stroke'));
  append(svg, 'rect', { width, height, fill: 'white' });
  return svg;
}

/** The SVG text of a finished sheet. */
export function textOf(svg: Canvas): string {
  return xmlFileText(svg);
}

/** The heading of a drawing: the origin of the trace, and the violated property. */
export function headOf({ protocol, subject, scope, property }: TraceRecord, columns: number): string[] {
  return [
    `${protocol}, ${subject}, scope ${scope}`,
    ...wrapped(`${property.name}: ${property.says}`, columns),
  ];
}

/** Draws the heading at the top of the sheet. */
export function drawHead(svg: Canvas, lines: readonly string[]): void {
  for (const [at, line] of lines.entries()) {
    const style = at === 0 ? { fill: grey } : { 'font-weight': 600 };
    text(svg, marginPx, marginPx + at * linePx + 4, line, style);
  }
}

/** An arrowhead for the end of lines: `'marker-end': 'url(#id)'`. */
export function arrowhead(id: string, fill: string): Element {
  const size = {
    markerWidth: 8,
    markerHeight: 8,
    refX: 7,
    refY: 4,
    orient: 'auto',
    markerUnits: 'userSpaceOnUse',
  };
  return element('marker', { id, ...size }, element('path', { d: 'M 0 0 L 8 4 L 0 8 z', fill }));
}

/** Draws a cross: a crash, or the end of a lost message. */
export function cross(svg: Canvas, x: number, y: number): void {
  const d = `M ${x - 6} ${y - 6} L ${x + 6} ${y + 6} M ${x - 6} ${y + 6} L ${x + 6} ${y - 6}`;
  append(svg, 'path', { d, stroke: red, 'stroke-width': 2.5, fill: 'none' });
}

/** Draws text, with its spaces; `style` has SVG attributes. */
export function text(svg: Canvas, x: number, y: number, words: string, style: Attributes): void {
  append(svg, 'text', { x, y, 'xml:space': 'preserve', fill: ink, ...style }, words);
}
