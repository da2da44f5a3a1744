/**
 * A picture is how a suite draws the worlds of its protocol, such as a ring of successors: plain marks (circles, lines,
 * words), which a report puts on a sheet (reports/strip.ts). So a suite needs no library for drawing, and runs anywhere.
 */
import type { NodeId } from '../actors/actor.ts';
import type { Action, Standing } from '../semantics/world.ts';

/** A world of a trace: the initial one, or the one after a step. */
export interface Frame {
  /** Absent in the initial world. */
  readonly action?: Action;
  /** The node that took the step. */
  readonly actor?: NodeId;
  /** The nodes, in the order in which the system lists them. */
  readonly standings: ReadonlyMap<NodeId, Standing>;
  /** Messages that were sent and have not arrived. */
  readonly messages: readonly (readonly [from: NodeId, to: NodeId])[];
}

/** Attributes of SVG. */
export type Style = Readonly<Record<string, string | number>>;

/** An element of SVG; `words` are the content of a text. */
export interface Mark {
  readonly element: 'circle' | 'line' | 'path' | 'rect' | 'text';
  readonly style: Style;
  readonly words?: string;
}

/** A position on the sheet, in pixels from its left upper corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What a picture draws of the worlds of one trace. */
export interface Drawn {
  /** What the lines mean: each with a sample of its line, or words alone. */
  readonly legend: readonly { readonly label: string; readonly line?: Style }[];
  /** The marks of one world; `corner` is the left upper corner of its place. An arrow ends with `'marker-end': 'url(#arrow)'`. */
  marks(frame: Frame, corner: Point): readonly Mark[];
}

/** A picture, and how much place each world takes. */
export interface Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  /** @param frames - every world of the trace, in order */
  draw(frames: readonly Frame[]): Drawn;
}
