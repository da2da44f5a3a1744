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

/** How a search goes that does not go breadth-first. */
export type SearchStrategy =
  /** Down each way before the next; with a depth limit, worlds that are met nearer are expanded again. */
  | { readonly name: 'depth-first' }
  /** Depth-first, with some bits of a field of so many megabytes for each world: one may be taken for another. */
  | { readonly name: 'bitstate'; readonly megabytes: number };

/** What is to be said of how a search went. */
export type StrategyStatistics =
  | { readonly name: 'depth-first' }
  /** The probability that a world that was met is missing. */
  | { readonly name: 'bitstate'; readonly omission: number };

/** How far a search has come. */
export interface Progress {
  readonly worlds: number;
  readonly transitions: number;
  /** Steps from an initial world to the farthest one seen. */
  readonly depth: number;
  /** Worlds seen but not yet expanded. */
  readonly queue: number;
}

/** What a search found. */
export interface Exploration extends Omit<Progress, 'queue'> {
  /** Transitions that led back to the very world they left; counted in `transitions` as well. */
  readonly unchanged: number;
  /** By partial-order reduction, transitions that were left out, because they lead to the same worlds in another order. */
  readonly leftOut?: number;
  /** Worlds in which a bound of the scope suppressed something. */
  readonly cuts: number;
  /** Worlds in which nothing can change any more, and no bound held anything back: ends, or deadlocks. */
  readonly quiescent: {
    readonly worlds: number;
    /** Steps from an initial world to the nearest of them. */
    readonly depth?: number;
  };
  /** Groups of nodes that may change places: worlds that differ only by which of a group is which count as one. */
  readonly symmetric?: readonly (readonly NodeId[])[];
  /** How the search went, unless breadth-first. */
  readonly order?: StrategyStatistics;
  /** Why the search ended before every world was expanded, if it did. */
  readonly stopped?: string;
  readonly coverage: Coverage;
  readonly results: readonly Result[];
}

/** Where a search ends though there is more to see. */
export interface Limits {
  /** Worlds seen before the search stops. */
  readonly maxWorlds?: number;
  /** Steps from an initial world beyond which no world is expanded. */
  readonly maxDepth?: number;
}

/** The worlds of a system, numbered from 0 in the order in which they are seen. */
export interface Store {
  readonly worlds: number;
  readonly transitions: number;
  readonly unchanged: number;
  /** Transitions that were left out, where a search is reduced; each leads to another world. */
  readonly leftOut?: number | undefined;
  /** The first so many worlds are expanded. */
  readonly expanded: number;
  /** Worlds in which a bound suppressed something. */
  readonly cut: BitSet;
  readonly edges: StateGraph;
  readonly coverage: CoverageRecorder;
  /** How properties look at the world that is being judged. */
  readonly sights: Evaluators;
  /** Sees the initial worlds, and shows them to the judges as every world from then on. */
  begin(jury: JudgePanel): void;
  /** Takes every action of a world; ends early where that would take more worlds than there may be. */
  expand(world: number): void;
  /** The way to where something was found, and at which nodes, told by the reference semantics. */
  traceTo(where: StateRef, at: readonly NodeId[]): { readonly trace: Trace; readonly at: readonly NodeId[] };
  /** Nothing is asked of it any more. */
  end?(): void;
}

/** @throws UsageError for a limit that makes no sense. */
export function refuseLimits({ maxWorlds = 1, maxDepth = 0 }: Limits): void {
  if (!(maxWorlds >= 1)) throw new UsageError(`maxWorlds is ${maxWorlds}; it must be 1 or more`);
  if (!(maxDepth >= 0)) throw new UsageError(`maxDepth is ${maxDepth}; it must be 0 or more`);
}

/** Why a search ended that was to look no farther than so many steps. */
export function stoppedAt(maxDepth: number): string {
  return `the limit of ${maxDepth} steps was reached`;
}
