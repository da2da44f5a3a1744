/**
 * The fuzzer. It draws adversarial schedules for scopes that are too large to explore, each a storm with a
 * fault-free phase after it. The first violation ends the series, and its schedule is shrunk.
 *
 * The fuzzer is a generator that yields after every few schedules and during shrinking. The caller owns the
 * clock and can answer a yield with a reason to stop; the result then has all that was found until then.
 */
import { isolated, withoutAmbience } from '../actors/ambient.ts';
import type { Member } from '../property/member.ts';
import type { Property } from '../property/property.ts';
import type { System } from '../semantics/system.ts';
import type { Result } from '../traces/result.ts';
import { failedIn } from '../traces/trace.ts';
import { drain } from '../values/drain.ts';
import { UsageError } from '../values/errors.ts';
import { randomOf } from '../values/random.ts';
import { draw, lengthsIn, type ScheduleOptions } from './draw.ts';
import { Series, type SeriesCounts, Tally } from './series.ts';
import { type ScheduleCounts, ScheduleStatistics, type StatisticsOptions } from './statistics.ts';
import { strategies, suitedTo } from './strategies/index.ts';
import type { Strategy } from './strategies/strategy.ts';
import type { FuzzProgress, Violation } from './violation.ts';

/** The number of schedules, their lengths and strategies, and the seed. */
export interface FuzzOptions extends ScheduleOptions, StatisticsOptions {
  /** The most schedules; unlimited unless given. */
  readonly runs?: number;
  readonly seed: number;
  /**
   * The first of so many storms has a fault-free phase after it, which often takes longer than the storm
   * itself; 5 unless given. Every storm has one if each property is a `settles`.
   */
  readonly faultFreeEvery?: number;
}

/** The result of a series of schedules. */
export interface Fuzzed extends SeriesCounts {
  /** The reason to stop that the caller gave. */
  readonly stopped?: string;
  /** The first violation, with its shrunk schedule. */
  readonly violation?: Violation;
  readonly statistics: ScheduleCounts;
}

/** The seed if none is given: fixed, so that two runs of one version draw the same schedules. */
export const defaultSeed = 0x5eed;

/** Actions and runs between two yields; a run is never interrupted. */
const actionsBetweenYields = 2_000;
const runsBetweenYields = 25;

/**
 * Draws schedules until one violates a property.
 *
 * @throws UsageError if the system or the options make no sense; CodeError, with the trace, if an actor fails
 * or is not deterministic.
 */
export function fuzz(
  system: System,
  properties: readonly Property[],
  options: FuzzOptions,
): Generator<FuzzProgress, Fuzzed, string | undefined> {
  const alone = [{ scope: undefined, system: () => system, properties }];
  return isolated(fuzzing(alone, properties, options));
}

/**
 * Draws schedules of a family until one violates a property: each run draws its member first, with the same
 * probability for each member that has one of the properties.
 *
 * @throws as `fuzz` does, with the name of the member.
 */
export function fuzzMembers(
  members: readonly Member[],
  properties: readonly Property[],
  options: FuzzOptions,
): Generator<FuzzProgress, Fuzzed, string | undefined> {
  return isolated(fuzzing(members, properties, options));
}

/** A system from which runs are drawn; without the name of a scope it is the only one. */
type Drawable = Omit<Member, 'scope'> & { readonly scope: string | undefined };

/** The series of one member, and the strategies for it. */
interface MemberSeries {
  readonly series: Series;
  readonly suited: readonly Strategy[];
}

function* fuzzing(
  family: readonly Drawable[],
  properties: readonly Property[],
  { runs: runsMax = Number.POSITIVE_INFINITY, seed, faultFreeEvery = 5, ...options }: FuzzOptions,
): Generator<FuzzProgress, Fuzzed, string | undefined> {
  if (!(Number.isInteger(faultFreeEvery) && faultFreeEvery >= 1))
    throw new UsageError(`faultFreeEvery is ${faultFreeEvery}; it must be a whole number of at least 1`);
  const isSettling = properties.every(({ kind }) => kind === 'settles');
  const members = family.filter((member) => properties.length === 0 || member.properties.length > 0);
  const tally = new Tally(properties);
  const known = new Map<Drawable, MemberSeries>();
  const seriesOf = (member: Drawable): MemberSeries => {
    const before = known.get(member);
    if (before !== undefined) return before;
    const system = member.system();
    const series = new Series(system, member.properties, options.actionsMax, tally);
    const made = { series, suited: suitedTo(system, options.strategies ?? strategies) };
    known.set(member, made);
    return made;
  };
  if (members.length === 1) seriesOf(members[0] as Drawable);
  const first = lengthsIn(options.actionsMax)[0] as number;
  const random = randomOf(seed);
  const statistics = new ScheduleStatistics(options);
  const fuzzed = (end: Pick<Fuzzed, 'violation' | 'stopped'> = {}): Fuzzed => ({
    ...tally.counts,
    statistics,
    ...end,
  });
  let nextYield = actionsBetweenYields;
  for (let runs = 1; runs <= runsMax; runs++) {
    const member = members[members.length === 1 ? 0 : random.below(members.length)] as Drawable;
    // The first schedule has the first strategy, by default `uniform`, and all of the first length: it finds
    // shallow bugs at once.
    const violation = yield* named(member.scope, function* () {
      const { series, suited } = seriesOf(member);
      const how =
        runs === 1
          ? { ...options, strategies: suited.slice(0, 1), actionsMax: first, actionsMin: first }
          : options;
      const drawn = draw(series.freshSystem, member.properties, how, random, statistics);
      if (isSettling || (runs - 1) % faultFreeEvery === 0)
        drawn.run.runFaultFreePhase(drawn.schedule.faultFreeSeed);
      series.add(drawn);
      return drawn.run.isOver ? yield* series.violationOf(drawn) : undefined;
    });
    if (violation !== undefined) {
      const { scope } = member;
      return fuzzed({ violation: { ...violation, ...(scope !== undefined && { scope }) } });
    }
    const { actions } = tally;
    if ((actions < nextYield && runs % runsBetweenYields > 0) || runs >= runsMax) continue;
    nextYield = actions + actionsBetweenYields;
    const stopped = yield { runs, actions };
    if (stopped !== undefined) return fuzzed({ stopped });
  }
  return fuzzed();
}

/** Runs a part of the series; an error names the member. */
function* named<T>(
  scope: string | undefined,
  run: () => Generator<FuzzProgress, T, string | undefined>,
): Generator<FuzzProgress, T, string | undefined> {
  try {
    return yield* run();
  } catch (error) {
    throw scope === undefined ? error : failedIn(scope, error);
  }
}

/** The most tries of shrinking if the caller has no clock. */
const triesMax = 50_000;

/** Draws schedules to the end, for callers that need no progress. */
export function fuzzAll(
  system: System,
  properties: readonly Property[],
  options: FuzzOptions & { readonly runs: number },
): Fuzzed {
  return withoutAmbience(() => runToEnd(fuzz(system, properties, options)));
}

/** Runs a generator that may shrink to its end, with a limit on the tries of shrinking. */
export function runToEnd<T>(search: Generator<FuzzProgress, T, string | undefined>): T {
  return drain(search, ({ shrinking }) =>
    (shrinking?.tries ?? 0) > triesMax ? `${triesMax} tries were made` : undefined,
  );
}

/** The verdict of each property: `holds` here means that no schedule violated it. */
export function resultsOf(
  { violation, stopped, reached }: Pick<Fuzzed, 'violation' | 'stopped' | 'reached'>,
  properties: readonly Property[],
): readonly Result[] {
  const because = violation === undefined ? stopped : `${violation.property.name} was violated first`;
  return properties.map((property) => {
    if (property === violation?.property) {
      const { trace, at, scope } = violation;
      return { property, verdict: 'violated', trace, at, ...(scope !== undefined && { scope }) };
    }
    const times = reached.get(property);
    if (times !== undefined && times > 0) return { property, verdict: 'reached' };
    if (times !== undefined) return { property, verdict: 'inconclusive', because: 'no schedule reached it' };
    return because === undefined
      ? { property, verdict: 'holds' }
      : { property, verdict: 'inconclusive', because };
  });
}
