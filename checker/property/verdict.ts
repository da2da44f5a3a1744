/** What a judge is shown, what it answers, and where in a graph of worlds that is. */
import type { NodeId } from '../actors/actor.ts';
import type { Recovery, Transition } from '../semantics/views.ts';
import type { Action } from '../semantics/world.ts';
import type { Labels } from './fairness.ts';
import type { StateGraph } from './state-graph.ts';

/** A world by its number and an action in it; without one the world itself is meant. */
export interface StateRef {
  readonly world: number;
  readonly action?: Action;
  /** What happens from there on for ever, where that is what matters. */
  readonly onward?: LassoTail;
}

/** What is taken from a world on: each by its position among the actions of the world it is taken in. */
export interface LassoTail {
  readonly ordinals: readonly number[];
  /** After the last of them the world is as it was after so many of them. */
  readonly loop: number;
}

/** What became of a promise within what was explored. */
export type PropertyVerdict =
  | { readonly verdict: 'holds' }
  /** A `sometimes` was reached. */
  | { readonly verdict: 'reached'; readonly where: StateRef; readonly at: readonly NodeId[] }
  | { readonly verdict: 'violated'; readonly where: StateRef; readonly at: readonly NodeId[] }
  | { readonly verdict: 'inconclusive'; readonly because: string };

/** What is known when the search has ended. */
export interface Explored {
  readonly worlds: number;
  /** The first so many worlds are initial ones, and the first so many were expanded. */
  readonly initial: number;
  readonly expanded: number;
  readonly edges: StateGraph;
  /** What the labels of the edges mean, where there are any. */
  readonly labels: Labels | undefined;
  /** Whether a bound suppressed something in this world, or a limit kept it from being expanded. */
  isCut(world: number): boolean;
  /** Why the search ended early, if it did. */
  readonly stopped: string | undefined;
}

/** Decides what became of one promise. */
export interface Judge {
  /** A world that is new; worlds are numbered in the order in which they are seen. */
  world?(world: number): void;
  /** Whether worlds that show nothing new may be left out. */
  readonly onlyOnChange?: true;
  /** A step of a node, or a restart from a durable record. */
  step?(transition: Transition | Recovery, where: StateRef): void;
  /** Whether nothing that is still to come can change the finding. */
  readonly settled: boolean;
  /** Whether `conclude` needs the edges between worlds, or with labels what they are. */
  readonly needs?: 'edges' | 'labels';
  conclude(explored: Explored): PropertyVerdict;
}

const neverOccurred = 'its premise never occurred, so nothing was tested';

/** What is said of a promise that nothing broke; without a premise it speaks of every node, pair, world or step. */
export function notViolated(stopped: string | undefined, premiseOccurred: boolean): PropertyVerdict {
  if (stopped !== undefined)
    return { verdict: 'inconclusive', because: `not violated so far, but ${stopped}` };
  return premiseOccurred ? { verdict: 'holds' } : { verdict: 'inconclusive', because: neverOccurred };
}
