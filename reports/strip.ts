/**
 * A trace as a strip of pictures, one for each world. The suite draws a world (`checker/suite/picture.ts`);
 * this file arranges the worlds on a sheet, with the action above each, a legend, and the violated property
 * below.
 */

import type { Frame, Mark, NodeId, Picture, Standing, Trace, TraceRecord } from '../checker/index.ts';
import { actingNode } from '../checker/semantics/actions.ts';
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
import { wrapped } from './text.ts';
import { loopText, outline } from './trace-text.ts';
import { transmissionsOf } from './transmissions.ts';

const framesPerRow = 4;
/** The most worlds that are drawn; of more worlds those in the middle are left out. */
const framesMax = 32;
const captionLinesMax = 3;
const headColumns = 116;

/** The text of an SVG file: the worlds of a trace, each drawn by a picture of its suite. */
export function pictureText(record: TraceRecord, picture: Picture): string {
  const { trace } = record;
  const frames = framesOf(trace);
  const { legend, marks } = picture.draw(frames);
  const head = headOf(record, headColumns);
  const shown = [...frames.entries()].filter(
    ([step]) => frames.length <= framesMax || step < framesMax / 2 || step >= frames.length - framesMax / 2,
  );
  const rowPx = captionLinesMax * linePx + picture.heightPx;
  const top = marginPx + head.length * linePx + 2 * linePx;
  const width = 2 * marginPx + framesPerRow * picture.widthPx;
  const height = top + Math.ceil(shown.length / framesPerRow) * rowPx + 2 * linePx + marginPx;
  const svg = sheet(record, width, height);
  drawHead(svg, head);
  drawLegend(svg, marginPx + head.length * linePx + 10, legend);
  const heads = outline(trace).map((line) => line.trim());
  for (const [at, [step, frame]] of shown.entries()) {
    const x = marginPx + (at % framesPerRow) * picture.widthPx;
    const y = top + Math.floor(at / framesPerRow) * rowPx;
    if (isViolation(trace, step))
      svg.ele('rect', { x: x + 2, y, width: picture.widthPx - 4, height: rowPx - 8, rx: 6, fill: pink });
    const caption = wrapped(
      step === 0 ? 'initial world' : (heads[step - 1] as string),
      captionColumns(picture),
    );
    for (const [line, words] of caption.slice(0, captionLinesMax).entries())
      text(svg, x + 10, y + 18 + line * linePx, words, step === 0 ? { fill: grey } : { 'font-weight': 600 });
    for (const mark of marks(frame, { x, y: y + captionLinesMax * linePx })) drawMark(svg, mark);
  }
  const leftOut = frames.length - shown.length;
  const last = loopText(trace)[0] ?? `${record.property.name} is violated`;
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

function drawLegend(svg: Canvas, y: number, legend: ReturnType<Picture['draw']>['legend']): void {
  let x = marginPx;
  for (const { label, line } of legend) {
    if (line !== undefined) svg.ele('line', { x1: x, y1: y - 4, x2: x + 26, y2: y - 4, ...line });
    const indent = line === undefined ? 0 : 32;
    text(svg, x + indent, y, label, { fill: grey });
    x += indent + (label.length + 3) * characterPx;
  }
}

function drawMark(svg: Canvas, { element, style, words }: Mark): void {
  const { x = 0, y = 0, ...others } = style;
  if (element === 'text') text(svg, Number(x), Number(y), words ?? '', others);
  else svg.ele(element, style);
}

/** The worlds of a trace, each with its messages in transmission. */
function framesOf(trace: Trace): Frame[] {
  let standings: ReadonlyMap<NodeId, Standing> = new Map(Object.entries(trace.initial));
  const worlds = [standings];
  for (const step of trace.steps) {
    standings = after(standings, step);
    worlds.push(standings);
  }
  const transmissions = transmissionsOf(trace).map((transmission) => ({
    ...transmission,
    until: transmission.ended?.at ?? vanishesAt(worlds, transmission),
  }));
  return worlds.map((now, step) => {
    const action = trace.steps[step - 1]?.action;
    const actor = action && actingNode(action);
    const inFlight = transmissions.filter(({ sentAt, until }) => sentAt <= step && step < until);
    return {
      ...(action !== undefined && { action }),
      ...(actor !== undefined && { actor }),
      standings: now,
      messages: inFlight.map(({ from, to }) => [from, to] as const),
    };
  });
}

/** The world from which on a message that never arrives is not drawn: one of its nodes is not up. */
function vanishesAt(
  worlds: readonly ReadonlyMap<NodeId, Standing>[],
  { from, to, sentAt }: ReturnType<typeof transmissionsOf>[number],
): number {
  const isUp = (world: ReadonlyMap<NodeId, Standing>, node: NodeId) => 'up' in (world.get(node) ?? {});
  const at = worlds.findIndex((world, step) => step >= sentAt && !(isUp(world, from) && isUp(world, to)));
  return at < 0 ? Number.POSITIVE_INFINITY : at;
}

function after(
  before: ReadonlyMap<NodeId, Standing>,
  { changes }: Trace['steps'][number],
): ReadonlyMap<NodeId, Standing> {
  const now = new Map(before);
  for (const change of changes) {
    const standing = now.get(change.node);
    if ('standing' in change) now.set(change.node, change.standing);
    else if ('field' in change && standing !== undefined && 'up' in standing)
      now.set(change.node, { ...standing, up: { ...standing.up, [change.field]: change.after } });
  }
  return now;
}
