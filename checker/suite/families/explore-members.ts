/**
 * The exploration of a family: this file searches member after member and merges the results, as if one
 * search had explored the disjoint union of the members' systems.
 */
import {
  type Exploration,
  type Limits,
  limitReached,
  type MemberExploration,
  type Progress,
  refuseLimits,
  restUnexplored,
  stoppedAt,
} from '../../explore/result.ts';
import type { Member } from '../../property/member.ts';
import type { Property } from '../../property/property.ts';
import type { System } from '../../semantics/system.ts';
import { failedIn } from '../../traces/trace.ts';
import { MergedCoverage, MergedVerdict, noStatistics, withMember } from './merge.ts';

/** A search of one system. */
export type SearchOf = (
  system: System,
  properties: readonly Property[],
  limits: Limits,
) => Generator<Progress, Exploration, string | undefined>;

/** The limits of the whole family. */
export interface FamilyLimits extends Limits {
  /**
   * Only the shortest counterexample matters, as for a known bug: once a property is violated, later members
   * are searched only as deep as a shorter counterexample could be.
   */
  readonly shortestOnly?: boolean;
}

/** The kinds of properties whose counterexamples end where the search finds them, so that depth limits them. */
const endsWhereFound: ReadonlySet<Property['kind']> = new Set(['always', 'step', 'sometimes']);

/**
 * Explores the members of a family, one after the other, except those without any of the properties. A limit
 * of worlds holds for all of them together.
 *
 * @returns one result for each property, in the order given; its trace is the shortest of all members.
 * @throws UsageError and CodeError as the search does, with the name of the member.
 */
export function* exploreMembers(
  family: readonly Member[],
  properties: readonly Property[],
  searchOf: SearchOf,
  { shortestOnly = false, ...limits }: FamilyLimits = {},
): Generator<Progress, Exploration, string | undefined> {
  refuseLimits(limits);
  const members = family.filter((member) => properties.length === 0 || member.properties.length > 0);
  const { maxWorlds = Number.POSITIVE_INFINITY, maxDepth = Number.POSITIVE_INFINITY } = limits;
  const verdicts = new Map(
    properties.map((property) => [property, new MergedVerdict(property, countOf(members, property))]),
  );
  const coverage = new MergedCoverage();
  const explored: MemberExploration[] = [];
  let statistics = noStatistics;
  let stopped: string | undefined;

  for (const [at, member] of members.entries()) {
    const deepest = depthThatMatters([...verdicts.values()], shortestOnly);
    if (deepest < 0) break;
    const worldsLeft = maxWorlds - statistics.worlds;
    if (worldsLeft <= 0) {
      stopped = limitReached(maxWorlds);
      break;
    }
    const { scope } = member;
    const depthLimit = Math.min(maxDepth, deepest);
    const progress = (one: Progress): Progress => ({
      ...one,
      worlds: statistics.worlds + one.worlds,
      transitions: statistics.transitions + one.transitions,
      depth: Math.max(statistics.depth, one.depth),
      member: { scope, nth: at + 1, of: members.length },
    });
    let reason: string | undefined;
    const { system, found } = yield* within(scope, function* () {
      const built = member.system();
      const search = searchOf(built, member.properties, {
        ...(worldsLeft < Number.POSITIVE_INFINITY && { maxWorlds: worldsLeft }),
        ...(depthLimit < Number.POSITIVE_INFINITY && { maxDepth: depthLimit }),
      });
      let next = search.next();
      while (next.done !== true) {
        reason = yield progress(next.value);
        next = search.next(reason);
      }
      return { system: built, found: next.value };
    });

    statistics = withMember(statistics, found);
    coverage.add(system, found.coverage);
    for (const result of found.results) verdicts.get(result.property)?.add(scope, result, found.coverage);
    const { worlds, transitions, depth, results } = found;
    explored.push({
      ...{ scope, worlds, transitions, depth },
      verdicts: Object.fromEntries(results.map(({ property, verdict }) => [property.name, verdict])),
    });
    const ended = endOf(found, { maxWorlds, maxDepth, worldsLeft, depthLimit, reason });
    stopped ??= ended?.because;
    if (ended?.isFinal === true) break;
    // Small members yield nothing themselves, so the caller may stop the search between two members.
    const next = at + 1 < members.length ? yield progress({ ...nothing, depth }) : undefined;
    stopped ??= next;
    if (next !== undefined) break;
  }
  return {
    ...statistics,
    ...(stopped !== undefined && { stopped }),
    coverage: coverage.merged,
    results: properties.map((property) =>
      (verdicts.get(property) as MergedVerdict).conclude(stopped, shortestOnly),
    ),
    members: explored,
  };
}

/** The progress between two members, besides the sums. */
const nothing: Progress = { worlds: 0, transitions: 0, depth: 0, queue: 0 };

/** The number of members that have a property. */
function countOf(members: readonly Member[], property: Property): number {
  return members.filter(({ properties }) => properties.includes(property)).length;
}

/**
 * The depth to which the next member must be searched: infinite unless every property is decided and only a
 * shorter trace could matter; -1 if no shorter one is possible.
 */
function depthThatMatters(verdicts: readonly MergedVerdict[], shortestOnly: boolean): number {
  const isOpen = ({ property: { kind }, isDecided }: MergedVerdict) =>
    !isDecided || !shortestOnly || !endsWhereFound.has(kind);
  if (verdicts.length === 0 || verdicts.some(isOpen)) return Number.POSITIVE_INFINITY;
  return Math.max(...verdicts.map(({ shortest }) => shortest)) - 1;
}

/** Runs a part of the search; an error names the member. */
function* within<T>(
  scope: string,
  run: () => Generator<Progress, T, string | undefined>,
): Generator<Progress, T, string | undefined> {
  try {
    return yield* run();
  } catch (error) {
    throw failedIn(scope, error);
  }
}

/** The limits under which a member was searched, and the caller's reason to stop. */
interface MemberLimits extends Required<Limits> {
  readonly worldsLeft: number;
  readonly depthLimit: number;
  readonly reason: string | undefined;
}

/** Why the search of a member ended early, and whether the search of the family ends with it. */
function endOf(
  { stopped }: Exploration,
  { maxWorlds, maxDepth, worldsLeft, depthLimit, reason }: MemberLimits,
): { readonly because: string; readonly isFinal: boolean } | undefined {
  if (reason !== undefined) return { because: stopped ?? reason, isFinal: true };
  if (stopped === undefined) return undefined;
  // A depth limit below that of the caller leaves out nothing that matters.
  if (stopped === stoppedAt(depthLimit))
    return depthLimit < maxDepth ? undefined : { because: stopped, isFinal: false };
  if (stopped === restUnexplored) return { because: stopped, isFinal: false };
  const before = limitReached(worldsLeft);
  if (!stopped.startsWith(before)) return { because: stopped, isFinal: true };
  return { because: limitReached(maxWorlds) + stopped.slice(before.length), isFinal: true };
}
