/**
 * The fuzzer. It draws adversarial schedules for scopes that are too large to explore, each a storm with a fault-free
 * phase after it. The first violation ends the series, and its schedule is shrunk.
 *
 * The fuzzer is a generator that yields after every few schedules and during shrinking. The caller owns the clock and can
 * answer a yield with a reason to stop; the result then has all that was found until then.
 */
import { isolated, withoutAmbience } from '../actors/ambient.ts';
import type { Property } from '../property/property.ts';
import type { System } from '../semantics/system.ts';
import type { Result } from '../traces/result.ts';
import { drain } from '../values/drain.ts';
import { randomOf } from '../values/random.ts';
import { draw, type ScheduleOptions } from './draw.ts';
import { Series, type SeriesCounts } from './series.ts';
import { type ScheduleCounts, ScheduleStatistics, type StatisticsOptions } from './statistics.ts';
import { strategies, suitedTo } from './strategies/index.ts';
import type { FuzzProgress, Violation } from './violation.ts';

/** The number of schedules, their lengths and strategies, and the seed. */
export interface FuzzOptions extends ScheduleOptions, StatisticsOptions {
  /** The most schedules; unlimited unless given. */
  readonly runs?: number;
  readonly seed: number;
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
 * @throws UsageError if the system or the options make no sense; CodeError, with the trace, if an actor fails or is not
 * deterministic.
 */
export function fuzz(
  system: System,
  properties: readonly Property[],
  options: FuzzOptions,
): Generator<FuzzProgress, Fuzzed, string | undefined> {
  return isolated(fuzzing(system, properties, options));
}

function* fuzzing(
  system: System,
  properties: readonly Property[],
  { runs: runsMax = Number.POSITIVE_INFINITY, seed, ...options }: FuzzOptions,
): Generator<FuzzProgress, Fuzzed, string | undefined> {
  const series = new Series(system, properties, options.actionsMax);
  const suited = suitedTo(system, options.strategies ?? strategies);
  const random = randomOf(seed);
  const statistics = new ScheduleStatistics(options);
  const fuzzed = (end: Pick<Fuzzed, 'violation' | 'stopped'> = {}): Fuzzed => ({
    ...series.counts,
    statistics,
    ...end,
  });
  let nextYield = actionsBetweenYields;
  for (let runs = 1; runs <= runsMax; runs++) {
    // The first schedule has maximal length and the first strategy, by default `uniform`: it finds shallow bugs at once.
    const how =
      runs === 1 ? { ...options, strategies: suited.slice(0, 1), actionsMin: options.actionsMax } : options;
    const drawn = draw(series.freshSystem, properties, how, random, statistics);
    drawn.run.runFaultFreePhase(drawn.schedule.faultFreeSeed);
    series.add(drawn);
    if (drawn.run.isOver) return fuzzed({ violation: yield* series.violationOf(drawn) });
    const { actions } = series.counts;
    if ((actions < nextYield && runs % runsBetweenYields > 0) || runs >= runsMax) continue;
    nextYield = actions + actionsBetweenYields;
    const stopped = yield { runs, actions };
    if (stopped !== undefined) return fuzzed({ stopped });
  }
  return fuzzed();
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
    if (property === violation?.property) return { property, verdict: 'violated', trace: violation.trace };
    const times = reached.get(property);
    if (times !== undefined && times > 0) return { property, verdict: 'reached' };
    if (times !== undefined) return { property, verdict: 'inconclusive', because: 'no schedule reached it' };
    return because === undefined
      ? { property, verdict: 'holds' }
      : { property, verdict: 'inconclusive', because };
  });
}
