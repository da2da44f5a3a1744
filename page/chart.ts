/**
 * The sequence chart: a lane for each node, a dot for each step, an arrow for each message, and beside them
 * the list of steps. Each row of the drawing is level with its line of the list.
 */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { PageCard, PageMessage, PageTrace } from '../reports/page-trace.ts';
import { cardsAt } from './cards.ts';
import { type Row, rowsOf, windowOf } from './rows.ts';

/** The height of a row; the style sheet has the same. */
export const rowPx = 34;
const headPx = 30;
/** Rows that are drawn at a time on the screen. */
const rowsMax = 60;
const laneMinPx = 54;
const laneMaxPx = 150;
/** In a narrow window labels may cross lanes. */
const narrowLaneMaxPx = 60;
const characterPx = 6.2;
const bracketPx = 16;

/** How much of a chart is drawn: every row, for print; narrow lanes, for a narrow window. */
export interface Room {
  readonly isPrinting: boolean;
  readonly isNarrow: boolean;
  /** The step after which the execution leaves the counterexample. */
  readonly fork: number | undefined;
}

/** The chart of a trace at step `at`. */
export function chartTemplate(
  trace: PageTrace,
  at: number,
  goTo: (step: number) => void,
  { isPrinting, isNarrow, fork }: Room,
): TemplateResult {
  const every = rowsOf(trace.steps, at);
  const rows = isPrinting ? every : windowOf(every, at, rowsMax);
  const chart = new Chart(trace, rows, every.length, at, isNarrow ? narrowLaneMaxPx : laneMaxPx);
  return html`<div class="chart" role="region" aria-label="sequence chart" tabindex="0">
    ${chart.drawing()}
    <ol start=${(rows[0] as Row).from}>
      ${rows.map((row) => lineTemplate(trace, row, at, goTo, fork))}
    </ol>
  </div>`;
}

function lineTemplate(
  { steps, loop }: PageTrace,
  { from, to }: Row,
  at: number,
  goTo: (step: number) => void,
  fork = Number.POSITIVE_INFINITY,
): TemplateResult {
  const isFold = from !== to;
  const words = isFold ? `steps ${from} to ${to} change nothing` : (steps[from]?.title ?? '');
  const repeats = loop !== undefined && from > loop;
  const isLast = to === steps.length - 1;
  const isBranch = from > fork;
  return html`<li class="${isFold ? 'fold' : ''} ${isLast ? 'last' : ''} ${isBranch ? 'branch' : ''}">
    <button
      type="button"
      aria-current=${from <= at && at <= to ? 'step' : nothing}
      title=${words}
      @click=${() => goTo(from)}
    >
      <span class="number">${isFold ? '…' : from}</span> ${words}${isBranch ? html`<span class="unseen"> in a branch</span>` : nothing}${
        repeats
          ? html`<span class="again" title="repeats for ever"> ↻<span class="unseen">repeats</span></span>`
          : nothing
      }
    </button>
  </li>`;
}

/** The geometry of the drawn rows. */
class Chart {
  readonly #trace: PageTrace;
  readonly #rows: readonly Row[];
  readonly #lanePx: number;
  readonly #at: number;
  readonly #rowsInAll: number;

  constructor(trace: PageTrace, rows: readonly Row[], rowsInAll: number, at: number, lanePx: number) {
    this.#trace = trace;
    this.#rows = rows;
    this.#rowsInAll = rowsInAll;
    this.#at = at;
    const labels = [...trace.nodes, ...trace.messages.map(({ type }) => type)];
    const longest = Math.max(...labels.map((label) => label.length));
    this.#lanePx = Math.min(lanePx, Math.max(laneMinPx, longest * characterPx + 14));
  }

  drawing(): TemplateResult {
    const { nodes, messages } = this.#trace;
    const width = bracketPx + nodes.length * this.#lanePx;
    const height = headPx + this.#rows.length * rowPx;
    const shown = messages.filter((message) => this.#isShown(message));
    const left = this.#rowsInAll - this.#rows.length;
    const words = `Sequence chart of ${nodes.length} nodes; the list of steps says the same in words${
      left > 0 ? ` (${left} rows far from this step are not drawn)` : ''
    }`;
    return html`<svg
      role="img"
      aria-label=${words}
      width=${width}
      height=${height}
      viewBox="0 0 ${width} ${height}"
    >
      <defs>
        <marker id="head" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto" markerUnits="userSpaceOnUse">
          <path d="M 0 0 L 8 4 L 0 8 z" class="arrowhead"></path>
        </marker>
      </defs>
      ${this.#current()} ${nodes.map((node) => this.#lane(node))} ${shown.map((message) => this.#message(message))}
      ${shown.map((message) => this.#label(message))} ${this.#rows.map((row, index) => this.#dot(row, index))}
      ${this.#bracket()}
    </svg>`;
  }

  #x(node: string): number {
    return bracketPx + this.#lanePx * (this.#trace.nodes.indexOf(node) + 0.5);
  }

  /** The height of a step; above or below the drawing if its row is not drawn. */
  #y(step: number): number {
    const first = this.#rows[0] as Row;
    if (step < first.from) return 0;
    const index = this.#rows.findIndex(({ to }) => step <= to);
    return headPx + (index < 0 ? this.#rows.length + 0.5 : index + 0.5) * rowPx;
  }

  #isShown({ sentAt, endedAt = sentAt }: PageMessage): boolean {
    return endedAt >= (this.#rows[0] as Row).from && sentAt <= (this.#rows.at(-1) as Row).to;
  }

  #current() {
    const y = this.#y(this.#at) - rowPx / 2;
    return svg`<rect class="current" x="0" y=${y} width="100%" height=${rowPx}></rect>`;
  }

  /** A lane: solid while the node is up, dashed otherwise. */
  #lane(node: string) {
    const x = this.#x(node);
    const { steps } = this.#trace;
    const [first, last] = [(this.#rows[0] as Row).from, (this.#rows.at(-1) as Row).to];
    const known = cardsAt(this.#trace, first).find(([card]) => card.node === node)?.[0];
    let standing = known?.standing ?? 'up';
    let y = headPx - 6;
    const parts = [];
    const segment = (to: number, is: PageCard['standing']) =>
      svg`<line class="lane ${is}" x1=${x} y1=${y} x2=${x} y2=${to}></line>`;
    for (let step = first + 1; step <= last; step++) {
      const card = steps[step]?.cards.find((one) => one.node === node);
      if (card === undefined || card.standing === standing) continue;
      parts.push(segment(this.#y(step), standing));
      y = this.#y(step);
      standing = card.standing;
    }
    parts.push(segment(headPx + this.#rows.length * rowPx, standing));
    return svg`${parts}<text class="name" x=${x} y=${headPx - 12} text-anchor="middle">${node}</text>`;
  }

  #message({ from, to, sentAt, endedAt, isLost }: PageMessage) {
    const [x1, y1] = [this.#x(from), this.#y(sentAt)];
    const when =
      sentAt > this.#at ? 'later' : endedAt === undefined || endedAt > this.#at ? 'flying' : 'past';
    if (endedAt === undefined) {
      const across = Math.sign(this.#x(to) - x1) * 26 || 16;
      return svg`<line class="message pending ${when}" x1=${x1} y1=${y1} x2=${x1 + across} y2=${y1 + 10}></line>`;
    }
    const y2 = this.#y(endedAt);
    if (from === to) {
      const bulge = x1 + this.#lanePx / 3;
      const d = `M ${x1} ${y1} C ${bulge} ${y1}, ${bulge} ${y2}, ${x1 + 5} ${y2}`;
      return svg`<path class="message ${when}" d=${d} marker-end="url(#head)"></path>`;
    }
    const x2 = this.#endX(from, to, isLost === true);
    return isLost === true
      ? svg`<line class="message lost ${when}" x1=${x1} y1=${y1} x2=${x2} y2=${y2}></line>${cross(x2, y2)}`
      : svg`<line class="message ${when}" x1=${x1} y1=${y1} x2=${x2} y2=${y2} marker-end="url(#head)"></line>`;
  }

  #endX(from: string, to: string, isLost: boolean): number {
    const across = Math.sign(this.#x(to) - this.#x(from)) || 1;
    return this.#x(to) - across * (isLost ? this.#lanePx / 2 : 6);
  }

  #label({ from, to, type, endedAt, isLost, sentAt }: PageMessage) {
    if (endedAt === undefined) return nothing;
    const x = this.#endX(from, to, isLost === true);
    const y = this.#y(endedAt) - 7;
    const isRight = this.#x(to) > this.#x(from);
    const later = sentAt > this.#at ? 'later' : '';
    if (isLost === true)
      return svg`<text class="label lost ${later}" x=${x} y=${y} text-anchor="middle">${type} is lost</text>`;
    return svg`<text class="label ${later}" x=${x + (isRight ? -6 : 6)} y=${y} text-anchor=${isRight ? 'end' : 'start'}>${type}</text>`;
  }

  /** The dot of a step: full for a delivery, open for every other, a cross for a crash. */
  #dot({ from, to }: Row, index: number) {
    const step = this.#trace.steps[from];
    if (step?.node === undefined || from !== to) return nothing;
    const [x, y] = [this.#x(step.node), headPx + (index + 0.5) * rowPx];
    const isEnd = from === this.#trace.steps.length - 1 && this.#trace.loop === undefined;
    const ring = isEnd ? svg`<circle class="end" cx=${x} cy=${y} r="10"></circle>` : nothing;
    if (step.kind === 'crash') return svg`${ring}${cross(x, y)}`;
    return svg`${ring}<circle class="dot ${step.kind === 'deliver' ? 'full' : ''}" cx=${x} cy=${y} r="5"></circle>`;
  }

  /** A bracket around the steps of the loop of a lasso. */
  #bracket() {
    const { loop, steps } = this.#trace;
    if (loop === undefined || loop === steps.length - 1) return nothing;
    const [top, bottom] = [this.#y(loop + 1), this.#y(steps.length - 1)];
    return svg`<path class="bracket" d="M ${bracketPx} ${bottom} H 6 V ${top} H ${bracketPx}" marker-end="url(#head)"></path>`;
  }
}

function cross(x: number, y: number) {
  return svg`<path class="cross" d="M ${x - 6} ${y - 6} L ${x + 6} ${y + 6} M ${x - 6} ${y + 6} L ${x + 6} ${y - 6}"></path>`;
}
