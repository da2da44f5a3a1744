/** The verdicts on properties, the interface of a judge, and references to states of the explored graph. */
import type { NodeId } from '../actors/actor.ts';
import type { Action } from '../semantics/actions.ts';
import type { Recovery, Transition } from '../semantics/views.ts';
import type { Labels } from './fairness.ts';
import type { StateGraph } from './state-graph.ts';

/** A world by its number, or a transition: a world and the action taken in it. */
export interface StateRef {
  readonly world: number;
  readonly action?: Action;
  /** How a counterexample to a liveness property continues from there for ever. */
  readonly lassoTail?: LassoTail;
}

/**
 * The actions from a world on, each by its position among the enabled actions of the world in which it is
 * taken.
 */
export interface LassoTail {
  readonly ordinals: readonly number[];
  /** The cycle begins after this many actions and ends after the last one. */
  readonly loop: number;
}

/** Where a property is violated, and the nodes that violate it. */
export interface Finding {
  readonly where: StateRef;
  readonly at: readonly NodeId[];
}

/** The verdict on a property within the explored part of the state graph. */
export type PropertyVerdict =
  | { readonly verdict: 'holds' }
  /** Some world satisfies a `sometimes`. */
  | (Finding & { readonly verdict: 'reached' })
  | (Finding & {
      readonly verdict: 'violated';
      /** Later violations, in the order in which they were found, if they were asked for. */
      readonly others?: readonly Finding[];
    })
  | { readonly verdict: 'inconclusive'; readonly because: string };

/** The result of a search, before properties that need the whole graph are evaluated. */
export interface Explored {
  readonly worlds: number;
  /** The first `initial` worlds are initial ones, and the first `expanded` were expanded. */
  readonly initial: number;
  readonly expanded: number;
  readonly edges: StateGraph;
  /** The meaning of the labels on the edges, if the edges have labels. */
  readonly labels: Labels | undefined;
  /** Whether a bound suppressed an action in this world, or a limit prevented its expansion. */
  isCut(world: number): boolean;
  /** Why the search ended early, if it did. */
  readonly stopped: string | undefined;
}

/** Determines the verdict on one property. */
export interface Judge {
  /** Evaluates a new world; worlds are numbered in the order of their discovery. */
  world?(world: number): void;
  /** Whether worlds that show nothing new may be left out. */
  readonly onlyOnChange?: true;
  /** Evaluates a step of a node, or a restart from a durable record. */
  step?(transition: Transition | Recovery, where: StateRef): void;
  /** Whether no further world or step can change the verdict. */
  readonly isDecided: boolean;
  /** Whether a violation was found; absent for a judge that is decided by its first one. */
  readonly isViolated?: boolean;
  /** Whether `conclude` needs the edges of the state graph, or edges with labels. */
  readonly needs?: 'edges' | 'labels';
  conclude(explored: Explored): PropertyVerdict;
}

/** Why nothing was tested: no world or step satisfied the premise. */
export const neverOccurred = 'its premise never occurred, so nothing was tested';

/** Why nothing was tested: no restart came back with a record. */
export const neverRecovered =
  'no restart came back with a durable record, so there was nothing to compare it with; does the node persist?';

/** Why nothing was tested: an inductive property holds in none of its worlds. */
export const neverListed = 'it holds in no listed world, so nothing was tested';

/** The verdict on a property without a violation. A property without a premise has an occurring one. */
export function notViolated(stopped: string | undefined, premiseOccurred: boolean): PropertyVerdict {
  if (stopped !== undefined)
    return { verdict: 'inconclusive', because: `not violated so far, but ${stopped}` };
  return premiseOccurred ? { verdict: 'holds' } : { verdict: 'inconclusive', because: neverOccurred };
}
