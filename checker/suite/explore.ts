/** The explorer: every world of a scope, with all properties in one pass; counterexamples are shortest. */
import { isolated, withoutAmbience } from '../actors/ambient.ts';
import { search } from '../explore/breadth-first.ts';
import { depthFirst } from '../explore/depth-first.ts';
import { PackedStore } from '../explore/packed-store.ts';
import type { Workers } from '../explore/parallel/work-queue.ts';
import {
  type Exploration,
  type Limits,
  type Progress,
  type SearchStrategy,
  type Store,
  stoppedAt,
} from '../explore/result.ts';
import { refusePartialOrder } from '../explore/successors/sleep-sets.ts';
import { type Inductive, listedSystem } from '../property/inductive.ts';
import type { Property } from '../property/property.ts';
import { isSymmetric } from '../semantics/symmetry.ts';
import type { System } from '../semantics/system.ts';
import { asymmetric } from '../semantics/variants.ts';
import { shrink } from '../simulate/shrink.ts';
import { systemFactory } from '../simulate/system-factory.ts';
import type { Result } from '../traces/result.ts';
import { type Trace, traceOf } from '../traces/trace.ts';
import { drain } from '../values/drain.ts';
import { UsageError } from '../values/errors.ts';

export type { Exploration, Limits, Progress } from '../explore/result.ts';
export type { Coverage } from '../semantics/coverage.ts';
export type { Result } from '../traces/result.ts';

/** How to explore, and where to end. */
export interface ExploreOptions extends Limits {
  /** Another way through the worlds than breadth-first. */
  readonly order?: SearchStrategy;
  /**
   * Others who expand worlds, for each search anew; `swarmcheck/threads` has threads of Node. What is found does not depend on them.
   * A breadth-first search alone makes use of them, and only where the system has no `rebase`.
   */
  readonly workers?: () => Workers;
  /**
   * Leaves out what leads to the same worlds in another order. Every world is seen, at its distance, and every promise is judged as without.
   * Nothing is left out where a promise needs the graph (`possible`, `leadsTo`, `settles`). Breadth-first and by one thread alone, and not
   * for every system.
   */
  readonly partialOrder?: boolean;
}

/**
 * Explores a system.
 *
 * @returns findings for each property, in the order given. The search ends early once every property is settled.
 * @throws UsageError where the system makes no sense; CodeError, with the trace that led there, where an actor fails.
 */
export function explore(
  system: System,
  properties: readonly Property[],
  options?: ExploreOptions,
): Generator<Progress, Exploration, string | undefined> {
  return isolated(searchFor(system, properties, options));
}

function searchFor(
  system: System,
  properties: readonly Property[],
  { order, workers, partialOrder = false, ...limits }: ExploreOptions = {},
): Generator<Progress, Exploration, string | undefined> {
  if (partialOrder) {
    if (order !== undefined || workers !== undefined)
      throw new UsageError('partial-order reduction goes with a breadth-first search by one thread');
    refusePartialOrder(system);
  }
  if (order !== undefined) return shrunk(system, depthFirst(system, properties, order, limits));
  const spaceOf = (one: System, maxWorlds: number) =>
    new PackedStore(one, maxWorlds, {
      workers: one.rebase === undefined ? workers?.() : undefined,
      partialOrder,
    });
  return searchAll(spaceOf, system, properties, limits);
}

/** Runs an exploration to its end, for callers that need no progress. */
export function exploreAll(
  system: System,
  properties: readonly Property[],
  options?: ExploreOptions,
): Exploration {
  return withoutAmbience(() => drain(searchFor(system, properties, options)));
}

/**
 * Searches a system for what its properties promise. What must happen in the end is judged by a search of its own where the system
 * has symmetric nodes, for that takes each of them for itself; and those that are inductive by a search each. The numbers told
 * are those of the first search.
 */
export function* searchAll(
  spaceOf: (system: System, maxWorlds: number) => Store,
  system: System,
  properties: readonly Property[],
  limits: Limits = {},
): Generator<Progress, Exploration, string | undefined> {
  const inductive = properties.filter((property) => property.kind === 'inductive');
  const isApart = (property: Property) => isSymmetric(system) && needsNames(property);
  const others = properties.filter((property) => property.kind !== 'inductive' && !isApart(property));
  const apart = properties.filter(isApart);
  const results = new Map<Property, Result>();
  let first: Exploration | undefined;
  for (const [one, promises] of [[system, others] as const, [asymmetric(system), apart] as const]) {
    if (promises.length === 0 && (one !== system || properties.length > 0)) continue;
    const found = yield* search(spaceOf, one, promises, limits);
    for (const result of found.results) results.set(result.property, result);
    first ??= found;
  }
  for (const property of inductive) {
    const listed = listedSystem(system, property);
    const invariant = { ...property, kind: 'always' } as const;
    const found = yield* search(spaceOf, listed, [invariant], { ...limits, maxDepth: 1 });
    first ??= found;
    results.set(property, judged(property, found, listed.listed.length));
  }
  return { ...(first as Exploration), results: properties.map((one) => results.get(one) as Result) };
}

/** Whether a promise is about what each node comes to in the end. */
function needsNames(property: Property): boolean {
  return property.kind === 'leadsTo' || (property.kind === 'settles' && property.fairness !== undefined);
}

/** The search ends after one step, and has then seen all that was asked. */
function judged(property: Inductive, { results, stopped }: Exploration, listed: number): Result {
  const [found] = results as [Result];
  if (found.verdict === 'violated') return { ...found, property };
  if (listed === 0)
    return {
      property,
      verdict: 'inconclusive',
      because: 'it holds in no listed world, so nothing was tested',
    };
  return stopped === undefined || stopped === stoppedAt(1)
    ? { property, verdict: 'holds' }
    : { property, verdict: 'inconclusive', because: found.because ?? stopped };
}

/** Tries at shrinking one counterexample. */
const triesMax = 3_000;

/** A search whose counterexamples are not the shortest, with each of them shrunk. */
function* shrunk(
  system: System,
  search: Generator<Progress, Exploration, string | undefined>,
): Generator<Progress, Exploration, string | undefined> {
  const found = yield* search;
  const { worlds, transitions, depth } = found;
  const results: Result[] = [];
  for (const result of found.results)
    results.push(
      result.verdict === 'violated'
        ? yield* simpler(system, result, { worlds, transitions, depth, queue: 0 })
        : result,
    );
  return { ...found, results };
}

/** What was found, with a simpler trace. */
function* simpler(
  system: System,
  { property, verdict, trace, ...rest }: Result,
  progress: Progress,
): Generator<Progress, Result, string | undefined> {
  const { start, steps } = trace as Trace;
  const actions = steps.map(({ action }) => action);
  const found = { property, verdict, isShortest: false };
  const search = shrink(system, systemFactory(system), [property], property, {
    start,
    actions,
    faultFreeSeed: 0,
  });
  let next = search.next();
  while (next.done !== true) {
    const { tries } = next.value;
    const stopped = yield progress;
    next = search.next(stopped ?? (tries > triesMax ? `${triesMax} tries were made` : undefined));
  }
  const { schedule } = next.value;
  if (schedule.actions.length === actions.length) return { ...found, trace: trace as Trace, ...rest };
  return { ...found, trace: traceOf(system, schedule.start, schedule.actions) };
}
