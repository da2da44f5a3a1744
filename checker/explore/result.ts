/**
 * The result of an exploration, its limits and its progress, and the interface of a store in which a
 * breadth-first search runs.
 */
import type { NodeId } from '../actors/actor.ts';
import type { Evaluators } from '../property/evaluate.ts';
import type { JudgePanel } from '../property/judges.ts';
import type { StateGraph } from '../property/state-graph.ts';
import type { StateRef } from '../property/verdict.ts';
import type { Coverage, CoverageRecorder } from '../semantics/coverage.ts';
import type { Result } from '../traces/result.ts';
import type { Trace } from '../traces/trace.ts';
import { UsageError } from '../values/errors.ts';
import type { BitSet } from '../values/int-lists.ts';

/** The strategy of a search that is not breadth-first. */
export type SearchStrategy =
  /**
   * Follows each path to its end before the next; with a depth limit, worlds that are reached again by fewer
   * steps are expanded again.
   */
  | { readonly name: 'depth-first' }
  /** Depth-first, with a bit array of this size as visited set: one world may be taken for another. */
  | { readonly name: 'bitstate'; readonly megabytes: number };

/** What the strategy itself adds to the result. */
export type StrategyStatistics =
  | { readonly name: 'depth-first' }
  /** The probability that a world which was reached is missing. */
  | { readonly name: 'bitstate'; readonly omission: number };

/** The progress of a search. */
export interface Progress {
  readonly worlds: number;
  readonly transitions: number;
  /** Steps from an initial world to the farthest one found. */
  readonly depth: number;
  /** Worlds that are found but not yet expanded. */
  readonly queue: number;
  /** Of a family: the member that is searched, `3` of `172`. */
  readonly member?: { readonly scope: string; readonly nth: number; readonly of: number };
}

/** What a search found in one member of a family. */
export interface MemberExploration extends Pick<Progress, 'worlds' | 'transitions' | 'depth'> {
  /** The name of its scope. */
  readonly scope: string;
  /** The verdict of each property that the member has, by the property's name. */
  readonly verdicts: Readonly<Record<string, Result['verdict']>>;
}

/** The result of a search. */
export interface Exploration extends Omit<Progress, 'queue' | 'member'> {
  /** Transitions that lead back to the very world they left; counted in `transitions` as well. */
  readonly unchanged: number;
  /** Transitions that partial-order reduction left out: they lead to the same worlds in another order. */
  readonly leftOut?: number;
  /** Worlds in which a bound of the scope suppressed an action. */
  readonly cuts: number;
  /** Worlds in which nothing can change any more, and no bound suppressed anything: ends, or deadlocks. */
  readonly quiescent: {
    readonly worlds: number;
    /** Steps from an initial world to the nearest of them. */
    readonly depth?: number;
  };
  /** Groups of interchangeable nodes: worlds that differ only by the names within a group count as one. */
  readonly symmetric?: readonly (readonly NodeId[])[];
  /** The strategy, if it was not breadth-first. */
  readonly order?: StrategyStatistics;
  /** The reason why the search ended before every world was expanded, if it did. */
  readonly stopped?: string;
  readonly coverage: Coverage;
  readonly results: readonly Result[];
  /** Of a family: each member that was searched, in order. The other fields are sums, or the maximum. */
  readonly members?: readonly MemberExploration[];
}

/** The limits at which a search ends although there is more to explore. */
export interface Limits {
  /** The search stops when this many worlds are found. */
  readonly maxWorlds?: number;
  /** Worlds that lie this many steps from an initial world are not expanded. */
  readonly maxDepth?: number;
}

/** What a breadth-first search looks for. */
export interface SearchOptions extends Limits {
  /**
   * The most counterexamples of different kinds of each safety property (`always`, `step`); 1 by default. It
   * requires a breadth-first search, which then goes on for a while after the first violation.
   */
  readonly traces?: number;
}

/** A search yields its progress whenever this many transitions have been taken. */
export const transitionsBetweenYields = 4_000;

/** The worlds of a system, numbered from 0 in the order in which they are found. */
export interface Store {
  readonly worlds: number;
  readonly transitions: number;
  readonly unchanged: number;
  /** Transitions that a reduced search left out; each leads to another world. */
  readonly leftOut?: number | undefined;
  /** The worlds before this number are expanded. */
  readonly expanded: number;
  /** Worlds in which a bound suppressed an action. */
  readonly cut: BitSet;
  readonly edges: StateGraph;
  readonly coverage: CoverageRecorder;
  /** Evaluate properties on the world that is judged. */
  readonly evaluators: Evaluators;
  /** Finds the initial worlds; these, and every world found later, are shown to the judges. */
  begin(panel: JudgePanel): void;
  /** Takes every action of a world; ends early if that would find more worlds than the limit. */
  expand(world: number): void;
  /** The trace to a finding, made by the reference semantics, and the nodes at which it was found. */
  traceTo(ref: StateRef, at: readonly NodeId[]): { readonly trace: Trace; readonly at: readonly NodeId[] };
  /** Called last. */
  end?(): void;
}

/** @throws UsageError for a limit that makes no sense. */
export function refuseLimits({ maxWorlds = 1, maxDepth = 0, traces = 1 }: SearchOptions): void {
  if (!(traces >= 1)) throw new UsageError(`traces is ${traces}; it must be 1 or more`);
  if (!(maxWorlds >= 1)) throw new UsageError(`maxWorlds is ${maxWorlds}; it must be 1 or more`);
  if (!(maxDepth >= 0)) throw new UsageError(`maxDepth is ${maxDepth}; it must be 0 or more`);
}

/** The reason for which a search ended at a limit of worlds. */
export function limitReached(maxWorlds: number): string {
  return `the limit of ${maxWorlds} worlds was reached`;
}

/** The reason for which a search ended some time after a violation. */
export const restUnexplored = 'a property is violated, and the rest of the scope was not explored';

/** The reason for which a search ended at a depth limit. */
export function stoppedAt(maxDepth: number): string {
  return `the limit of ${maxDepth} steps was reached`;
}
