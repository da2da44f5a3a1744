/**
 * A trace as a strip of pictures, one for each world. The suite draws a world (`checker/suite/picture.ts`);
 * this file arranges the worlds on a sheet, with the action above each, a legend, and the violated property
 * below.
 */

import type { Mark, Picture, Trace, TraceRecord } from '../checker/index.ts';
import {
  type Canvas,
  characterPx,
  drawHead,
  grey,
  headOf,
  linePx,
  marginPx,
  pink,
  red,
  sheet,
  text,
  textOf,
} from './drawing.ts';
import { framesOf } from './frames.ts';
import { wrapped } from './text.ts';
import { loopText, outcomeText, outline } from './trace-text.ts';
import { append } from './xml.ts';

const framesPerRow = 4;
/** The most worlds that are drawn; of more worlds those in the middle are left out. */
const framesMax = 32;
const captionLinesMax = 3;
const headColumns = 116;

/** The text of an SVG file: the worlds of a trace, each drawn by a picture of its suite. */
export function pictureText(record: TraceRecord, picture: Picture): string {
  const { trace } = record;
  const frames = framesOf(trace);
  const { legend, marks, heightPx = picture.heightPx } = picture.draw(frames);
  const head = headOf(record, headColumns);
  const shown = [...frames.entries()].filter(
    ([step]) => frames.length <= framesMax || step < framesMax / 2 || step >= frames.length - framesMax / 2,
  );
  const rowPx = captionLinesMax * linePx + heightPx;
  const width = 2 * marginPx + framesPerRow * picture.widthPx;
  const lines = legendLines(legend, width - 2 * marginPx);
  const top = marginPx + (head.length + lines.length + 1) * linePx;
  const height = top + Math.ceil(shown.length / framesPerRow) * rowPx + 2 * linePx + marginPx;
  const svg = sheet(record, width, height);
  drawHead(svg, head);
  for (const [at, line] of lines.entries())
    drawLegend(svg, marginPx + (head.length + at) * linePx + 10, line);
  const heads = outline(trace).map((line) => line.trim());
  for (const [at, [step, frame]] of shown.entries()) {
    const x = marginPx + (at % framesPerRow) * picture.widthPx;
    const y = top + Math.floor(at / framesPerRow) * rowPx;
    if (isViolation(trace, step))
      append(svg, 'rect', { x: x + 2, y, width: picture.widthPx - 4, height: rowPx - 8, rx: 6, fill: pink });
    const caption = wrapped(
      step === 0 ? 'initial world' : (heads[step - 1] as string),
      captionColumns(picture),
    );
    for (const [line, words] of shortened(caption).entries())
      text(svg, x + 10, y + 18 + line * linePx, words, step === 0 ? { fill: grey } : { 'font-weight': 600 });
    for (const mark of marks(frame, { x, y: y + captionLinesMax * linePx })) drawMark(svg, mark);
  }
  const leftOut = frames.length - shown.length;
  const last = loopText(trace)[0] ?? outcomeText(record.property);
  const note = leftOut === 0 ? '' : ` (${leftOut} worlds in the middle are left out)`;
  text(svg, marginPx, height - marginPx, `${last}${note}`, { fill: red, 'font-weight': 600 });
  return textOf(svg);
}

/** Whether a world is part of the violation: the last world, or a world of the loop of a lasso. */
function isViolation({ loop, steps }: Trace, step: number): boolean {
  return loop === undefined ? step === steps.length : step > loop;
}

function captionColumns({ widthPx }: Picture): number {
  return Math.floor((widthPx - 14) / characterPx);
}

/** The lines of a caption that fit; the last one ends with an ellipsis if there are more. */
function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= captionLinesMax) return lines;
  const last = lines[captionLinesMax - 1] as string;
  return [...lines.slice(0, captionLinesMax - 1), `${last} …`];
}

type Legend = ReturnType<Picture['draw']>['legend'];

/** The width of an entry of a legend, with the gap after it. */
function entryPx({ label, line }: Legend[number]): number {
  return sampleWidthOf(line) + (label.length + 3) * characterPx;
}

function sampleWidthOf(line: Legend[number]['line']): number {
  return line === undefined ? 0 : 32;
}

/** The entries of a legend in lines that are no wider than the sheet. */
function legendLines(legend: Legend, widthPx: number): Legend[] {
  const lines: (readonly Legend[number][])[] = [];
  let x = Number.POSITIVE_INFINITY;
  for (const entry of legend) {
    const width = entryPx(entry);
    if (x + width > widthPx) {
      lines.push([]);
      x = 0;
    }
    lines.push([...(lines.pop() ?? []), entry]);
    x += width;
  }
  return lines;
}

function drawLegend(svg: Canvas, y: number, legend: Legend): void {
  let x = marginPx;
  for (const entry of legend) {
    const { label, line } = entry;
    if (line !== undefined) append(svg, 'line', { x1: x, y1: y - 4, x2: x + 26, y2: y - 4, ...line });
    text(svg, x + sampleWidthOf(line), y, label, { fill: grey });
    x += entryPx(entry);
  }
}

function drawMark(svg: Canvas, { element, style, words }: Mark): void {
  const { x = 0, y = 0, ...others } = style;
  if (element === 'text') text(svg, Number(x), Number(y), words ?? '', others);
  else append(svg, element, style);
}
