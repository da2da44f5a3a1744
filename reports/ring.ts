/**
 * A trace as a strip of pictures, one a step: the nodes stand on a circle in the order in which the system lists them, and whatever
 * a view says of other nodes is an arrow to them. For protocols in which nodes point at one another, as in a ring of successors.
 *
 * Which fields those are is not for this file to know: each whose value is the name of a node, or a list of names.
 */
import type { NodeId, Standing, Trace, TraceRecord } from '../checker/index.ts';
import { actingNode } from '../checker/semantics/actions.ts';
import {
  blue,
  type Canvas,
  characterPx,
  cross,
  drawHead,
  fontPx,
  grey,
  halo,
  headOf,
  ink,
  linePx,
  marginPx,
  pink,
  red,
  sheet,
  text,
  textOf,
} from './drawing.ts';
import { flightsOf } from './flights.ts';
import { wrapped } from './text.ts';
import { loopText, outline } from './trace-text.ts';

const framePx = 232;
const radiusPx = 68;
const discPx = 15;
const framesPerRow = 4;
/** Of more the middle is left out: what began it and what ended it stay. */
const framesMax = 32;
const captionColumns = 30;
const captionLinesMax = 3;
const headColumns = 116;

const orange = '#bc4c00';
const purple = '#8250df';
const green = '#1a7f37';

/** One way of drawing for each field, in the order in which fields turn up; further fields begin again. */
const styles = [
  { stroke: blue, 'stroke-width': 2 },
  { stroke: grey, 'stroke-width': 1.4, 'stroke-dasharray': '2 3' },
  { stroke: purple, 'stroke-width': 1.4 },
  { stroke: green, 'stroke-width': 1.4 },
] as const;
/** Of a list what comes after its first entry. */
const laterStyle = { 'stroke-width': 1.1, 'stroke-dasharray': '5 3', opacity: 0.6 } as const;
const messageStyle = { stroke: orange, 'stroke-width': 1.8, 'stroke-dasharray': '2 2' } as const;
/** How far the arrow of a message bends, away from the middle where pointers cross. */
const bendOfMessage = 0.42;

/** What one node says of another. */
interface Pointer {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly field: string;
  /** Which entry of a list, from 0; 0 of a single name. */
  readonly place: number;
}

/** The world after a step, or the initial one as frame 0. */
interface Frame {
  readonly step: number;
  readonly standings: ReadonlyMap<NodeId, Standing>;
  readonly messages: readonly (readonly [from: NodeId, to: NodeId])[];
}

/** The text of an SVG file. */
export function ringText(record: TraceRecord): string {
  return new Strip(record).draw();
}

class Strip {
  readonly #record: TraceRecord;
  readonly #trace: Trace;
  readonly #nodes: readonly NodeId[];
  readonly #frames: readonly Frame[];
  readonly #shown: readonly Frame[];
  readonly #fields: readonly string[];
  readonly #heads: readonly string[];
  readonly #head: readonly string[];

  constructor(record: TraceRecord) {
    this.#record = record;
    this.#trace = record.trace;
    this.#nodes = Object.keys(record.trace.initial);
    this.#frames = framesOf(record.trace);
    const end = this.#frames.length - framesMax / 2;
    this.#shown =
      this.#frames.length <= framesMax
        ? this.#frames
        : this.#frames.filter(({ step }) => step < framesMax / 2 || step >= end);
    const fields = this.#frames.flatMap((frame) => this.#pointers(frame).map(({ field }) => field));
    this.#fields = [...new Set(fields)];
    this.#heads = outline(record.trace).map((line) => line.trim());
    this.#head = headOf(record, headColumns);
  }

  draw(): string {
    const rows = Math.ceil(this.#shown.length / framesPerRow);
    const top = marginPx + this.#head.length * linePx + 2 * linePx;
    const width = 2 * marginPx + framesPerRow * framePx;
    const heightOfFrame = captionLinesMax * linePx + 2 * (radiusPx + discPx) + 36;
    const height = top + rows * heightOfFrame + 2 * linePx + marginPx;
    const svg = sheet(this.#record, width, height);
    drawHead(svg, this.#head);
    this.#drawLegend(svg, marginPx + this.#head.length * linePx + 10);
    for (const [at, frame] of this.#shown.entries()) {
      const x = marginPx + (at % framesPerRow) * framePx;
      const y = top + Math.floor(at / framesPerRow) * heightOfFrame;
      this.#drawFrame(svg, frame, x, y, heightOfFrame);
    }
    const last = loopText(this.#trace)[0] ?? `${this.#record.property.name} is broken`;
    const left = this.#frames.length - this.#shown.length;
    const note = left === 0 ? '' : ` (${left} steps in the middle are left out)`;
    text(svg, marginPx, height - marginPx, `${last}${note}`, { fill: red, 'font-weight': 600 });
    return textOf(svg);
  }

  #pointers({ standings }: Frame): Pointer[] {
    return [...standings].flatMap(([from, standing]) =>
      'up' in standing
        ? Object.entries(standing.up).flatMap(([field, value]) =>
            this.#named(value).map((to, place) => ({ from, to, field, place })),
          )
        : [],
    );
  }

  /** The nodes that a value names; none if it is anything else. */
  #named(value: unknown): readonly NodeId[] {
    const names: readonly unknown[] = Array.isArray(value) ? value : [value];
    const areNodes = names.every((name) => typeof name === 'string' && this.#nodes.includes(name));
    return areNodes ? (names as readonly NodeId[]) : [];
  }

  #drawLegend(svg: Canvas, y: number): void {
    let x = marginPx;
    const entry = (label: string, style: object) => {
      svg.ele('line', { x1: x, y1: y - 4, x2: x + 26, y2: y - 4, ...style });
      text(svg, x + 32, y, label, { fill: grey });
      x += 32 + (label.length + 3) * characterPx;
    };
    for (const [at, field] of this.#fields.entries()) {
      const style = styles[at % styles.length] as (typeof styles)[number];
      entry(field, style);
      const isLong = this.#frames.some((frame) =>
        this.#pointers(frame).some((pointer) => pointer.field === field && pointer.place > 0),
      );
      if (isLong) entry('and further', { ...style, ...laterStyle });
    }
    if (this.#frames.some(({ messages }) => messages.length > 0)) entry('message under way', messageStyle);
    text(svg, x, y, 'red: takes the step; dotted: not up', { fill: grey });
  }

  #drawFrame(svg: Canvas, frame: Frame, x: number, y: number, height: number): void {
    const { step, standings, messages } = frame;
    const { loop, steps } = this.#trace;
    const isBroken = loop === undefined ? step === steps.length : step > loop;
    if (isBroken) svg.ele('rect', { x: x + 2, y, width: framePx - 4, height: height - 8, rx: 6, fill: pink });
    const caption = step === 0 ? 'in the beginning' : (this.#heads[step - 1] as string);
    for (const [at, line] of wrapped(caption, captionColumns).slice(0, captionLinesMax).entries()) {
      text(svg, x + 10, y + 18 + at * linePx, line, step === 0 ? { fill: grey } : { 'font-weight': 600 });
    }
    const center = { x: x + framePx / 2, y: y + captionLinesMax * linePx + 14 + radiusPx + discPx };
    svg.ele('circle', { cx: center.x, cy: center.y, r: radiusPx, fill: 'none', stroke: '#d0d7de' });
    for (const pointer of this.#pointers(frame)) this.#drawPointer(svg, pointer, center);
    for (const [from, to] of messages) {
      const bend = this.#isClockwise(from, to) ? bendOfMessage : -bendOfMessage;
      this.#drawArrow(svg, from, to, center, bend, messageStyle);
    }
    const action = this.#trace.steps[step - 1]?.action;
    const actor = action === undefined ? undefined : actingNode(action);
    for (const [node, standing] of standings) {
      const at = this.#at(node, center);
      const isUp = 'up' in standing;
      svg.ele('circle', {
        cx: at.x,
        cy: at.y,
        r: discPx,
        fill: 'white',
        stroke: node === actor ? red : isUp ? ink : '#d0d7de',
        'stroke-width': node === actor ? 2.4 : 1.5,
        ...(!isUp && { 'stroke-dasharray': '3 3' }),
      });
      const label = { 'text-anchor': 'middle', fill: isUp ? ink : '#afb8c1', 'font-weight': 600, ...halo };
      text(svg, at.x, at.y + fontPx / 3, node, label);
      if (action?.type === 'crash' && node === actor) cross(svg, at.x, at.y);
    }
  }

  #drawPointer(svg: Canvas, { from, to, field, place }: Pointer, center: Point): void {
    const at = this.#fields.indexOf(field);
    const style = styles[at % styles.length] as (typeof styles)[number];
    // Each field bends in a way of its own, so that two arrows between the same nodes do not hide each other.
    const bend = place === 0 ? 0.12 + 0.16 * at : 0.05 * (place - 1) - 0.04 * at;
    this.#drawArrow(svg, from, to, center, bend, place === 0 ? style : { ...style, ...laterStyle });
  }

  #drawArrow(svg: Canvas, from: NodeId, to: NodeId, center: Point, bend: number, style: object): void {
    const a = this.#at(from, center);
    const b = this.#at(to, center);
    const end = { 'marker-end': 'url(#arrow)', fill: 'none', ...style };
    if (from === to) {
      const out = { x: (a.x - center.x) / radiusPx, y: (a.y - center.y) / radiusPx };
      const reach = 30 + 40 * Math.abs(bend);
      const point = (along: number, aside: number) =>
        `${round(a.x + out.x * along - out.y * aside)} ${round(a.y + out.y * along + out.x * aside)}`;
      const d = `M ${point(10, -11)} C ${point(reach, -22)}, ${point(reach, 22)}, ${point(12, 12)}`;
      svg.ele('path', { d, ...end });
      return;
    }
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    const along = { x: (b.x - a.x) / length, y: (b.y - a.y) / length };
    // To the left of the way, so that there and back are two arrows.
    const middle = {
      x: (a.x + b.x) / 2 + along.y * bend * length,
      y: (a.y + b.y) / 2 - along.x * bend * length,
    };
    const start = towards(a, middle, discPx);
    const stop = towards(b, middle, discPx + 2);
    const d = `M ${round(start.x)} ${round(start.y)} Q ${round(middle.x)} ${round(middle.y)} ${round(stop.x)} ${round(stop.y)}`;
    svg.ele('path', { d, ...end });
  }

  /** Whether the shorter way round goes clockwise; if both are as long it does. */
  #isClockwise(from: NodeId, to: NodeId): boolean {
    const all = this.#nodes.length;
    return (this.#nodes.indexOf(to) - this.#nodes.indexOf(from) + all) % all <= all / 2;
  }

  /** Clockwise from the top. */
  #at(node: NodeId, center: Point): Point {
    const turn = (2 * Math.PI * this.#nodes.indexOf(node)) / this.#nodes.length;
    return { x: center.x + radiusPx * Math.sin(turn), y: center.y - radiusPx * Math.cos(turn) };
  }
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function towards(from: Point, to: Point, px: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: from.x + ((to.x - from.x) / length) * px, y: from.y + ((to.y - from.y) / length) * px };
}

function round(px: number): number {
  return Math.round(10 * px) / 10;
}

function framesOf(trace: Trace): Frame[] {
  let standings: ReadonlyMap<NodeId, Standing> = new Map(Object.entries(trace.initial));
  const all = [standings];
  for (const step of trace.steps) {
    standings = after(standings, step);
    all.push(standings);
  }
  const flights = flightsOf(trace).map((flight) => ({
    ...flight,
    until: flight.ended?.at ?? goneAt(all, flight),
  }));
  return all.map((now, step) => ({
    step,
    standings: now,
    messages: flights.flatMap(({ from, to, sentAt, until }) =>
      sentAt <= step && step < until ? [[from, to] as const] : [],
    ),
  }));
}

/** A message that never arrives is not shown any more once one of its ends is not up. */
function goneAt(
  worlds: readonly ReadonlyMap<NodeId, Standing>[],
  { from, to, sentAt }: ReturnType<typeof flightsOf>[number],
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
