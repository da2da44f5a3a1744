/**
 * A trace as a space-time diagram: one lane for each node with time going down, one arrow for each message
 * from the step that sent it to the step that received it, and the changes of each step beside it. The file
 * needs nothing else, so a README can show it.
 */
import type { NodeId, Standing, Trace, TraceRecord } from '../checker/index.ts';
import { actingNode } from '../checker/semantics/actions.ts';
import {
  blue,
  type Canvas,
  characterPx,
  cross,
  drawHead,
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
import { value, wrapped } from './text.ts';
import { initialText, loopText, outcomeText, outline, stepText } from './trace-text.ts';
import { type Transmission, transmissionsOf } from './transmissions.ts';
import { append } from './xml.ts';

const gapBetweenStepsPx = 14;
const laneMinPx = 120;
const headColumns = 110;
const textColumns = 78;

type Ended = NonNullable<Transmission['ended']>;

/** The row of a step, or of the initial world (row 0). */
interface Row {
  /** The height of the dot on the lane, level with the first line of text. */
  readonly y: number;
  readonly bottom: number;
  readonly lines: readonly string[];
}

/** The text of an SVG file. */
export function svgText(record: TraceRecord): string {
  return new Diagram(record).draw();
}

/** Draws one trace. */
class Diagram {
  readonly #record: TraceRecord;
  readonly #trace: Trace;
  readonly #nodes: readonly NodeId[];
  readonly #rows: readonly Row[];
  readonly #lanePx: number;
  readonly #top: number;

  constructor(record: TraceRecord) {
    this.#record = record;
    this.#trace = record.trace;
    this.#nodes = Object.keys(record.trace.initial);
    const labels = transmissionsOf(record.trace).map(({ message }) => value(message.type));
    const longest = Math.max(...[...this.#nodes, ...labels].map((label) => label.length));
    this.#lanePx = Math.max(laneMinPx, longest * characterPx + 28);
    this.#top = marginPx + headOf(record, headColumns).length * linePx + 34;
    this.#rows = rowsOf(record.trace, this.#top + 20);
  }

  draw(): string {
    const height = this.#bottom + marginPx + linePx;
    const width = this.#textX + textColumns * characterPx + marginPx;
    const svg = sheet(this.#record, width, height);
    this.#drawHead(svg);
    this.#drawViolation(svg, width);
    for (const node of this.#nodes) this.#drawLane(svg, node);
    const transmissions = transmissionsOf(this.#trace);
    for (const transmission of transmissions) {
      if (transmission.ended === undefined) this.#drawPending(svg, transmission);
      else this.#drawTransmission(svg, transmission, transmission.ended);
    }
    for (const transmission of transmissions)
      if (transmission.ended !== undefined) this.#labelTransmission(svg, transmission, transmission.ended);
    for (const [index, row] of this.#rows.entries()) this.#drawRow(svg, row, index);
    this.#drawLoop(svg);
    return textOf(svg);
  }

  get #last(): Row {
    return this.#rows.at(-1) as Row;
  }

  get #bottom(): number {
    return this.#last.bottom + linePx;
  }

  #x(node: NodeId): number {
    return marginPx + this.#lanePx / 2 + Math.max(0, this.#nodes.indexOf(node)) * this.#lanePx;
  }

  get #textX(): number {
    return marginPx + this.#nodes.length * this.#lanePx + 8;
  }

  #y(step: number): number {
    return (this.#rows[step] as Row).y;
  }

  #drawHead(svg: Canvas): void {
    drawHead(svg, headOf(this.#record, headColumns));
    for (const node of this.#nodes) {
      const width = node.length * characterPx + 20;
      const x = this.#x(node);
      append(svg, 'rect', { x: x - width / 2, y: this.#top - 26, width, height: 22, rx: 5, fill: ink });
      text(svg, x, this.#top - 11, node, { 'text-anchor': 'middle', fill: 'white', 'font-weight': 600 });
    }
  }

  /** Marks the row of the violating step, or the rows of the loop of a lasso. */
  #drawViolation(svg: Canvas, width: number): void {
    const { loop, steps } = this.#trace;
    const top = this.#y(loop === undefined ? steps.length : Math.min(loop + 1, steps.length)) - linePx;
    const { bottom } = this.#last;
    append(svg, 'rect', { x: 0, y: top, width, height: bottom - top + linePx + 4, fill: pink });
    text(svg, this.#textX, bottom + 4, loopText(this.#trace)[0] ?? outcomeText(this.#record.property), {
      fill: red,
      'font-weight': 600,
    });
  }

  /** Draws a lane: solid while the node is up, dotted otherwise. */
  #drawLane(svg: Canvas, node: NodeId): void {
    const x = this.#x(node);
    let from = this.#top - 4;
    let standing = this.#trace.initial[node] as Standing;
    const segment = (to: number) => {
      const dotted = 'up' in standing ? {} : { 'stroke-dasharray': '2 5' };
      append(svg, 'line', { x1: x, y1: from, x2: x, y2: to, stroke: grey, 'stroke-width': 1.5, ...dotted });
      from = to;
    };
    for (const [index, { changes }] of this.#trace.steps.entries()) {
      for (const change of changes) {
        if (change.node !== node || !('standing' in change)) continue;
        segment(this.#y(index + 1));
        standing = change.standing;
      }
    }
    segment(this.#bottom);
  }

  #drawTransmission(svg: Canvas, { from, to, sentAt }: Transmission, ended: Ended): void {
    const x1 = this.#x(from);
    const y1 = this.#y(sentAt);
    const y2 = this.#y(ended.at);
    const x2 = this.#endX(from, to, ended);
    if (ended.how === 'lost') {
      append(svg, 'line', { x1, y1, x2, y2, stroke: red, 'stroke-width': 1.3 });
      cross(svg, x2, y2);
    } else if (from === to) {
      const bulge = x1 + this.#lanePx / 3;
      append(svg, 'path', {
        d: `M ${x1} ${y1} C ${bulge} ${y1}, ${bulge} ${y2}, ${x2} ${y2}`,
        fill: 'none',
        ...arrow,
      });
    } else {
      append(svg, 'line', { x1, y1, x2, y2, ...arrow });
    }
  }

  /**
   * The end of an arrow: between two lanes if the message is lost, otherwise beside the dot of the receiving
   * step.
   */
  #endX(from: NodeId, to: NodeId, { how }: Ended): number {
    const across = this.#x(to) - this.#x(from);
    if (how === 'lost') return this.#x(to) - (Math.sign(across) || -1) * (this.#lanePx / 2);
    return this.#x(to) + (across > 0 ? -5 : 5);
  }

  /** Writes the type of a message beside the end of its arrow, above crossing lines. */
  #labelTransmission(svg: Canvas, { from, to, message }: Transmission, ended: Ended): void {
    const x = this.#endX(from, to, ended);
    const y = this.#y(ended.at);
    const label = value(message.type);
    if (ended.how === 'lost') {
      text(svg, x, y - 9, `${label} is lost`, { 'text-anchor': 'middle', fill: red, ...halo });
    } else {
      const [across, anchor] = this.#x(to) > this.#x(from) ? [-8, 'end'] : [8, 'start'];
      text(svg, x + across, y - 6, label, { 'text-anchor': anchor, fill: blue, ...halo });
    }
  }

  /** Draws a message that is in transmission at the end of the trace: a stub towards its receiver. */
  #drawPending(svg: Canvas, { from, to, sentAt }: Transmission): void {
    const x = this.#x(from);
    const y = this.#y(sentAt);
    const across = this.#x(to) - x;
    const x2 = x + (across === 0 ? 18 : Math.sign(across) * 26);
    append(svg, 'line', {
      x1: x,
      y1: y,
      x2,
      y2: y + 12,
      stroke: blue,
      opacity: 0.55,
      'stroke-dasharray': '3 3',
    });
  }

  #drawRow(svg: Canvas, { y, lines }: Row, index: number): void {
    const step = this.#trace.steps[index - 1];
    const isLast = index === this.#rows.length - 1;
    const node = step === undefined ? undefined : actingNode(step.action);
    if (step !== undefined && node !== undefined) {
      const x = this.#x(node);
      if (isLast && this.#trace.loop === undefined)
        append(svg, 'circle', { cx: x, cy: y, r: 9, fill: 'none', stroke: red, 'stroke-width': 2 });
      if (step.action.type === 'crash') cross(svg, x, y);
      else {
        // A delivery is a full dot; every other step is an open dot.
        const fill = step.action.type === 'deliver' ? ink : 'white';
        append(svg, 'circle', { cx: x, cy: y, r: 4.5, fill, stroke: ink, 'stroke-width': 1.8 });
      }
    }
    for (const [at, line] of lines.entries()) {
      const style = index > 0 && at === 0 ? { 'font-weight': 600 } : { fill: index === 0 ? grey : ink };
      text(svg, this.#textX, y + 4 + at * linePx, line, style);
    }
  }

  /** Draws a bracket on the left around the steps of the loop. */
  #drawLoop(svg: Canvas): void {
    const { loop } = this.#trace;
    if (loop === undefined || loop === this.#trace.steps.length) return;
    const top = this.#y(loop + 1);
    const d = `M ${marginPx} ${this.#last.y} H 10 V ${top} H ${marginPx}`;
    append(svg, 'path', { d, fill: 'none', ...arrow, stroke: red });
  }
}

function rowsOf(trace: Trace, top: number): Row[] {
  const heads = outline(trace);
  const blocks = [
    initialText(trace),
    ...trace.steps.map((step, at) => [
      (heads[at] as string).trim(),
      ...stepText(step).map((line) => `   ${line}`),
    ]),
  ];
  let y = top;
  return blocks.map((block) => {
    const lines = block.flatMap((line) => wrapped(line, textColumns));
    const row = { y, bottom: y + lines.length * linePx, lines };
    y = row.bottom + gapBetweenStepsPx;
    return row;
  });
}

const arrow = { stroke: blue, 'stroke-width': 1.3, 'marker-end': 'url(#arrow)' };
