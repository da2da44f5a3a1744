/**
 * The layout of a statechart: the dagre library places the states in layers, routes the arrows and keeps
 * places for their labels (layered drawing, Sugiyama 1981).
 *
 * The library draws arrows between single states only. So a state with states in it has a dot, to which the
 * arrows into it lead, and, if it has transitions of its own, a box inside it, from which these begin.
 */
import { Graph, layout } from '@dagrejs/dagre';
import type { Chart, ChartArrow, ChartRow, ChartState, Coverage } from './chart.ts';

/** A rectangle by its upper left corner, in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A state, drawn as a box with its rows, or as a frame around other states. */
export interface PlacedState extends Box {
  readonly state: ChartState;
}

/** The transitions of a frame, which a machine takes in every state inside it. */
export interface PlacedHead extends Box {
  readonly rows: readonly ChartRow[];
}

/** Where a compound state begins, or a parallel one, which begins in all its regions. */
export interface PlacedDot {
  readonly x: number;
  readonly y: number;
}

/** An arrow with the transitions that it shows; all have the same coverage. */
export interface PlacedArrow {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly coverage: Coverage;
  /** Empty for the arrow from a dot. */
  readonly labels: readonly string[];
  /** The middle of the labels. */
  readonly x: number;
  readonly y: number;
}

/** A chart with the places of its parts, in a drawing of this size. */
export interface PlacedChart {
  readonly width: number;
  readonly height: number;
  readonly frames: readonly PlacedState[];
  readonly states: readonly PlacedState[];
  readonly heads: readonly PlacedHead[];
  readonly dots: readonly PlacedDot[];
  readonly arrows: readonly PlacedArrow[];
}

/** The sizes of text, in pixels. */
export interface TextSize {
  readonly characterPx: number;
  readonly linePx: number;
}

/** The text of a row in a box. */
export function rowText({ label, reenters }: ChartRow): string {
  return reenters ? `↻ ${label}` : label;
}

/** The title of the box with a frame's transitions. */
export function headTitle({ name }: ChartState): string {
  return `in every state of ${name}`;
}

const boxMarginPx = 10;
const dotPx = 12;

/** Places the parts of a chart. The same chart always has the same layout. */
export function placed(chart: Chart, size: TextSize): PlacedChart {
  return new Layout(chart, size).placed();
}

class Layout {
  readonly #graph = new Graph({ compound: true, multigraph: true });
  readonly #states = new Map<string, ChartState>();
  readonly #chart: Chart;
  readonly #size: TextSize;

  constructor(chart: Chart, size: TextSize) {
    this.#chart = chart;
    this.#size = size;
    this.#graph.setGraph({ rankdir: 'TB', nodesep: 28, edgesep: 18, ranksep: 34, marginx: 2, marginy: 2 });
    this.#add(chart.root, undefined);
    this.#addArrows();
    layout(this.#graph);
  }

  /** Adds a state and those in it to the frame with the path `around`; the root has no frame. */
  #add(state: ChartState, around: string | undefined): void {
    const { path, states, rows } = state;
    this.#states.set(path, state);
    const inFrame = (name: string) => {
      if (around !== undefined) this.#graph.setParent(name, around);
    };
    if (states.length === 0) {
      this.#graph.setNode(idOf(path), this.#boxSize([state.name, ...rows.map(rowText)]));
      inFrame(idOf(path));
      return;
    }
    const frame = path === '' ? undefined : idOf(path);
    if (frame !== undefined) {
      this.#graph.setNode(frame, {});
      inFrame(frame);
    }
    const inThis = (name: string) => {
      if (frame !== undefined) this.#graph.setParent(name, frame);
    };
    this.#graph.setNode(dotOf(path), { width: dotPx, height: dotPx });
    inThis(dotOf(path));
    if (this.#hasHead(state)) {
      this.#graph.setNode(headOf(path), this.#boxSize([headTitle(state), ...rows.map(rowText)]));
      inThis(headOf(path));
    }
    for (const one of states) this.#add(one, frame);
  }

  #hasHead({ path, rows }: ChartState): boolean {
    return rows.length > 0 || this.#chart.arrows.some(({ from }) => from === path);
  }

  #boxSize(lines: readonly string[]) {
    const { characterPx, linePx } = this.#size;
    const longest = Math.max(...lines.map((line) => line.length));
    return {
      width: longest * characterPx + 2 * boxMarginPx,
      height: lines.length * linePx + (lines.length > 1 ? 1.5 : 1) * boxMarginPx,
    };
  }

  #addArrows(): void {
    for (const { path, kind, initial, states } of this.#states.values()) {
      const first =
        kind === 'parallel' ? states.map((one) => one.path) : initial === undefined ? [] : [initial];
      for (const to of first) this.#addArrow(dotOf(path), this.#entryOf(to), [], 'taken');
    }
    const groups = new Map<string, ChartArrow[]>();
    for (const arrow of this.#chart.arrows) {
      const key = `${arrow.from} ${arrow.to} ${arrow.coverage}`;
      groups.set(key, [...(groups.get(key) ?? []), arrow]);
    }
    for (const group of groups.values()) {
      const [{ from, to, coverage }] = group as [ChartArrow];
      const labels = group.map(({ label }) => label);
      this.#addArrow(this.#exitOf(from), this.#entryOf(to), labels, coverage);
    }
  }

  #addArrow(from: string, to: string, labels: readonly string[], coverage: Coverage): void {
    const { characterPx, linePx } = this.#size;
    const longest = Math.max(0, ...labels.map((label) => label.length));
    this.#graph.setEdge(
      from,
      to,
      {
        ...{ labels, coverage, labelpos: 'c' },
        width: longest === 0 ? 0 : longest * characterPx + 8,
        height: labels.length * linePx,
      },
      coverage + (labels.length === 0 ? ' first' : ''),
    );
  }

  /** What an arrow into a state leads to. */
  #entryOf(path: string): string {
    return this.#states.get(path)?.states.length === 0 ? idOf(path) : dotOf(path);
  }

  /** What an arrow out of a state begins at. */
  #exitOf(path: string): string {
    return this.#states.get(path)?.states.length === 0 ? idOf(path) : headOf(path);
  }

  placed(): PlacedChart {
    const { width = 0, height = 0 } = this.#graph.graph() as { width?: number; height?: number };
    const boxOf = (name: string): Box => {
      const { x, y, width, height } = this.#graph.node(name) as Box;
      return { x: x - width / 2, y: y - height / 2, width, height };
    };
    const all = [...this.#states.values()];
    const framed = all.filter(({ states }) => states.length > 0);
    return {
      width,
      height,
      frames: framed
        .filter(({ path }) => path !== '')
        .map((state) => ({ state, ...boxOf(idOf(state.path)) })),
      states: all
        .filter(({ states }) => states.length === 0)
        .map((state) => ({ state, ...boxOf(idOf(state.path)) })),
      heads: framed
        .filter((state) => this.#hasHead(state))
        .map((state) => ({
          rows: [{ label: headTitle(state), coverage: 'unknown', reenters: false }, ...state.rows],
          ...boxOf(headOf(state.path)),
        })),
      dots: framed.map(({ path }) => {
        const { x, y } = this.#graph.node(dotOf(path)) as PlacedDot;
        return { x, y };
      }),
      arrows: this.#graph
        .edges()
        .map((edge: object) => this.#graph.edge(edge as never) as unknown as PlacedArrow),
    };
  }
}

/** Names in the library's graph: of a state, of its dot, and of the box with its own transitions. */
function idOf(path: string): string {
  return `state ${path}`;
}

function dotOf(path: string): string {
  return `dot ${path}`;
}

function headOf(path: string): string {
  return `head ${path}`;
}
