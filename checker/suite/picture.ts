/**
 * Pictures that a suite draws of its worlds, such as a ring of successors. A picture consists of plain SVG
 * elements, which a report puts on a sheet (reports/strip.ts), so a suite needs no library for drawing.
 */
import type { NodeId } from '../actors/actor.ts';
import type { Action } from '../semantics/actions.ts';
import type { Standing } from '../semantics/world.ts';

/** A world of a trace: the initial one, or the one after a step. */
export interface Frame {
  /** Absent in the initial world. */
  readonly action?: Action;
  /** The node that took the step. */
  readonly actor?: NodeId;
  /** The nodes, in the order of the system. */
  readonly standings: ReadonlyMap<NodeId, Standing>;
  /** The messages in flight. */
  readonly messages: readonly (readonly [from: NodeId, to: NodeId])[];
}

/** The colours of drawings: text, secondary text, empty places, and those that a legend names. */
export const colours = {
  ink: '#1f2328',
  grey: '#6e7781',
  pale: '#d0d7de',
  blue: '#0969da',
  green: '#1a7f37',
  purple: '#8250df',
  orange: '#bc4c00',
  red: '#cf222e',
} as const;

/** Attributes of SVG. */
export type Style = Readonly<Record<string, string | number>>;

/** An element of SVG; `words` is the content of a `text` element. */
export interface Mark {
  readonly element: 'circle' | 'line' | 'path' | 'rect' | 'text';
  readonly style: Style;
  readonly words?: string;
}

/** A position on the sheet, in pixels from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The drawing of one trace. */
export interface Drawing {
  /** The height that the worlds of this trace need, if it is less than that of the picture. */
  readonly heightPx?: number;
  /** The legend: labels, each with a sample of its line or without. */
  readonly legend: readonly { readonly label: string; readonly line?: Style }[];
  /**
   * The elements of one world; `corner` is the upper left corner of its area. A line with
   * `'marker-end': 'url(#arrow)'` has an arrowhead.
   */
  marks(frame: Frame, corner: Point): readonly Mark[];
}

/** A picture, and the size of its area for each world. */
export interface Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  /** @param frames - every world of the trace, in order */
  draw(frames: readonly Frame[]): Drawing;
}
