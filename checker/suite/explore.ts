/**
 * Exploration of a system, or of a scope or family by its name: selects the search (breadth-first or
 * depth-first, one for all properties or one of their own) and shrinks counterexamples that are not shortest
 * ones.
 */
import type { NodeId } from '../actors/actor.ts';
import { isolated, withoutAmbience } from '../actors/ambient.ts';
import { search } from '../explore/breadth-first.ts';
import { depthFirst } from '../explore/depth-first.ts';
import { PackedStore } from '../explore/packed-store.ts';
import type { Workers } from '../explore/parallel/work-queue.ts';
import {
  type Exploration,
  type Limits,
  type Progress,
  type SearchOptions,
  type SearchStrategy,
  type Store,
  stoppedAt,
} from '../explore/result.ts';
import { refusePartialOrder } from '../explore/successors/sleep-sets.ts';
import { type Inductive, listedSystem } from '../property/inductive.ts';
import type { Property } from '../property/property.ts';
import { neverListed } from '../property/verdict.ts';
import { isSymmetric } from '../semantics/symmetry.ts';
import type { System } from '../semantics/system.ts';
import { asymmetric } from '../semantics/variants.ts';
import { shrink } from '../simulate/shrink.ts';
import { systemFactory } from '../simulate/system-factory.ts';
import { namedAlong } from '../traces/property-status.ts';
import type { Result } from '../traces/result.ts';
import { type Trace, traceOf } from '../traces/trace.ts';
import { drain } from '../values/drain.ts';
import { UsageError } from '../values/errors.ts';
import { exploreMembers, type FamilyLimits } from './families/explore-members.ts';
import { membersFor } from './properties.ts';
import { type Subject, scopeOrFamilyOf, systemOf } from './subject.ts';
import { isFamily, type Suite } from './suite.ts';

/** The search strategy, its optimisations, and its limits. */
export interface ExploreOptions extends SearchOptions {
  /** A search strategy other than breadth-first. */
  readonly order?: SearchStrategy;
  /**
   * Creates the workers of a search; `swarmcheck/threads` has worker threads of Node. Results do not depend
   * on them. Only a breadth-first search of a system without `rebase` uses them.
   */
  readonly workers?: () => Workers;
  /**
   * Partial-order reduction: skips transitions that commute with explored ones. Every world is visited at its
   * depth, and every verdict is the same. It skips nothing if a property needs the state graph (`possible`,
   * `leadsTo`, `settles`). It requires a breadth-first search by one thread, and not every system allows it.
   */
  readonly partialOrder?: boolean;
}

/**
 * Explores a system.
 *
 * @returns one result for each property, in the order given. The search ends early if every verdict is
 * decided.
 * @throws UsageError if the system is invalid; CodeError, with the trace that leads to it, if an actor fails.
 */
export function explore(
  system: System,
  properties: readonly Property[],
  options?: ExploreOptions,
): Generator<Progress, Exploration, string | undefined> {
  return isolated(searchFor(system, properties, options));
}

/** The options of an exploration by the name of a scope or a family. */
export interface ExploreScopeOptions extends ExploreOptions, FamilyLimits {
  /** False distinguishes nodes that are interchangeable (`symmetric`). */
  readonly symmetry?: boolean;
}

/**
 * Explores a scope of a suite by its name, or a family: then the result is that of the disjoint union of its
 * members, and `members` says what was found in each.
 *
 * @param properties - each is checked in the members that have it
 * @returns as `explore` does; a trace is of the member that `scope` of its result names.
 * @throws as `explore` does, and UsageError if the suite has no such scope or subject.
 */
export function exploreScope(
  suite: Suite,
  scope: string,
  subject: Subject,
  properties: readonly Property[],
  options?: ExploreScopeOptions,
): Generator<Progress, Exploration, string | undefined> {
  return isolated(searchOfScope(suite, scope, subject, properties, options));
}

/** Explores a scope or a family without pause, for callers that need no progress. */
export function exploreScopeAll(
  suite: Suite,
  scope: string,
  subject: Subject,
  properties: readonly Property[],
  options?: ExploreScopeOptions,
): Exploration {
  return withoutAmbience(() => drain(searchOfScope(suite, scope, subject, properties, options)));
}

function searchOfScope(
  suite: Suite,
  scope: string,
  subject: Subject,
  properties: readonly Property[],
  { symmetry = true, shortestOnly = false, maxWorlds, maxDepth, ...how }: ExploreScopeOptions = {},
): Generator<Progress, Exploration, string | undefined> {
  const limits: Limits = {
    ...(maxWorlds !== undefined && { maxWorlds }),
    ...(maxDepth !== undefined && { maxDepth }),
  };
  const searchOf = (system: System, checked: readonly Property[], own: Limits) =>
    searchFor(symmetry ? system : asymmetric(system), checked, { ...how, ...own });
  if (!isFamily(scopeOrFamilyOf(suite, scope)))
    return searchOf(systemOf(suite, scope, subject), properties, limits);
  return exploreMembers(membersFor(suite, scope, subject, properties), properties, searchOf, {
    ...limits,
    shortestOnly,
  });
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
  if (order !== undefined && (limits.traces ?? 1) > 1)
    throw new UsageError(`several counterexamples need a breadth-first search; leave out ${order.name}`);
  if (order !== undefined)
    return withNamedNodes(system, shrunk(system, depthFirst(system, properties, order, limits)));
  const storeOf = (searched: System, maxWorlds: number) =>
    new PackedStore(searched, maxWorlds, {
      workers: searched.rebase === undefined ? workers?.() : undefined,
      partialOrder,
    });
  return searchAll(storeOf, system, properties, limits);
}

/** Adds to violations the nodes that a condition on the whole world names (`brokenBy`). */
function* withNamedNodes(
  system: System,
  search: Generator<Progress, Exploration, string | undefined>,
): Generator<Progress, Exploration, string | undefined> {
  const found = yield* search;
  const results = found.results.map((result) => {
    const { verdict, trace, property } = result;
    if (verdict !== 'violated' || trace === undefined) return result;
    const others = result.others?.map((other) => ({ ...other, ...namedIn(system, property, other.trace) }));
    return { ...result, ...namedIn(system, property, trace), ...(others !== undefined && { others }) };
  });
  return { ...found, results };
}

/** The nodes that a condition on the whole world names, as a field of the result. */
function namedIn(system: System, property: Property, trace: Trace): { readonly at?: readonly NodeId[] } {
  const at = namedAlong(system, property, trace);
  return at.length === 0 ? {} : { at };
}

/** Explores a system without pause, for callers that need no progress. */
export function exploreAll(
  system: System,
  properties: readonly Property[],
  options?: ExploreOptions,
): Exploration {
  return withoutAmbience(() => drain(searchFor(system, properties, options)));
}

/**
 * Checks properties by breadth-first searches. Under symmetry, liveness properties have a search of their own
 * without symmetry, for they distinguish the nodes; each inductive property has a search of one step. The
 * statistics are those of the first search.
 */
export function searchAll(
  storeOf: (system: System, maxWorlds: number) => Store,
  system: System,
  properties: readonly Property[],
  options: SearchOptions = {},
): Generator<Progress, Exploration, string | undefined> {
  return withNamedNodes(system, searches(storeOf, system, properties, options));
}

function* searches(
  storeOf: (system: System, maxWorlds: number) => Store,
  system: System,
  properties: readonly Property[],
  options: SearchOptions,
): Generator<Progress, Exploration, string | undefined> {
  const inductive = properties.filter((property) => property.kind === 'inductive');
  const isSeparate = (property: Property) => isSymmetric(system) && isLiveness(property);
  const others = properties.filter((property) => property.kind !== 'inductive' && !isSeparate(property));
  const separate = properties.filter(isSeparate);
  const results = new Map<Property, Result>();
  let first: Exploration | undefined;
  for (const [searched, checked] of [[system, others] as const, [asymmetric(system), separate] as const]) {
    if (checked.length === 0 && (searched !== system || properties.length > 0)) continue;
    const found = yield* search(storeOf, searched, checked, options);
    for (const result of found.results) results.set(result.property, result);
    first ??= found;
  }
  for (const property of inductive) {
    const listed = listedSystem(system, property);
    const invariant = { ...property, kind: 'always' } as const;
    const found = yield* search(storeOf, listed, [invariant], { ...options, maxDepth: 1 });
    first ??= found;
    results.set(property, inductiveResult(property, found, listed.listed.length));
  }
  return { ...(first as Exploration), results: properties.map((one) => results.get(one) as Result) };
}

/** Whether a search judges the property by fair infinite executions of the single nodes. */
function isLiveness(property: Property): boolean {
  return property.kind === 'leadsTo' || (property.kind === 'settles' && property.fairness !== undefined);
}

/**
 * The result of an inductive property: the depth limit of one step is no reason for an inconclusive verdict.
 */
function inductiveResult(property: Inductive, { results, stopped }: Exploration, listed: number): Result {
  const [found] = results as [Result];
  if (found.verdict === 'violated') return { ...found, property };
  if (listed === 0)
    return {
      property,
      verdict: 'inconclusive',
      because: neverListed,
    };
  return stopped === undefined || stopped === stoppedAt(1)
    ? { property, verdict: 'holds' }
    : { property, verdict: 'inconclusive', because: found.because ?? stopped };
}

/** The number of attempts at shrinking one counterexample. */
const triesMax = 3_000;

/** Shrinks every counterexample of a search that does not find shortest ones. */
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
        ? yield* shrunkResult(system, result, { worlds, transitions, depth, queue: 0 })
        : result,
    );
  return { ...found, results };
}

/** A violation with its trace shrunk. */
function* shrunkResult(
  system: System,
  { property, verdict, trace, ...others }: Result,
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
  if (schedule.actions.length === actions.length) return { ...found, trace: trace as Trace, ...others };
  return { ...found, trace: traceOf(system, schedule.start, schedule.actions) };
}
