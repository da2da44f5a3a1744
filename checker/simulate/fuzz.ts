/**
 * Adversarial schedules: storms drawn at random in scopes too large to explore, each followed by a calm. The first promise
 * that breaks ends the search, and the schedule that broke it is shrunk.
 *
 * A generator that yields after every few schedules, and while it shrinks; the caller owns the clock and may answer with a
 * reason to stop. Whatever was found by then is told.
 */
import { isolated, withoutAmbience } from '../actors/ambient.ts';
import { memoised } from '../actors/memoised-actor.ts';
import type { Property } from '../property/property.ts';
import type { System } from '../semantics/system.ts';
import { validate } from '../semantics/validate-system.ts';
import type { Result } from '../traces/result.ts';
import { UsageError } from '../values/errors.ts';
import { randomOf } from '../values/random.ts';
import { checkDeterminism, runsBetweenChecks } from './determinism.ts';
import { draw, type ScheduleOptions } from './draw.ts';
import { type ScheduleCounts, ScheduleStatistics, type StatisticsOptions } from './statistics.ts';
import { strategies, suitedTo } from './strategies/index.ts';
import { type FuzzProgress, type Violation, violationOf } from './violation.ts';

/** How many schedules, how long, and drawn from which seed. */
export interface FuzzOptions extends ScheduleOptions, StatisticsOptions {
  /** Absent: until the caller says stop, or a promise breaks. */
  readonly runs?: number;
  readonly seed: number;
}

/** What schedules found. */
export interface Fuzzed extends Omit<FuzzProgress, 'shrinking'> {
  readonly stopped?: string;
  /** The first promise that broke, on the shrunk schedule. */
  readonly violation?: Violation;
  /** In how many runs each `sometimes` was reached. */
  readonly reached: ReadonlyMap<Property, number>;
  readonly statistics: ScheduleCounts;
}

/** The seed of those who name none: fixed, so that two runs of one version draw the same. */
export const defaultSeed = 0x5eed;

/** Actions and runs between two chances to stop; a run is never cut. */
const actionsBetweenYields = 2_000;
const runsBetweenYields = 25;

/**
 * @throws UsageError where the system makes no sense; CodeError, with the trace that led there, where an actor fails or does
 * not do the same thing twice.
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
  validate(system);
  refuseNoActions(properties, options.actionsMax);
  const suited = suitedTo(system, options.strategies ?? strategies);
  const fresh = forSchedules(system);
  const random = randomOf(seed);
  const hopes = properties.filter(({ kind }) => kind === 'sometimes');
  const reached = new Map(hopes.map((property) => [property, 0]));
  const statistics = new ScheduleStatistics(options);
  let runs = 0;
  let actions = 0;
  let nextYield = actionsBetweenYields;
  let nextGuard = 0;
  const told = () => ({ runs, actions, reached, statistics });
  while (runs < runsMax) {
    // The first schedule is as long as may be and of the first strategy, which imitates nothing unless others are named: what falls to
    // anything falls at once.
    const how =
      runs === 0 ? { ...options, strategies: suited.slice(0, 1), actionsMin: options.actionsMax } : options;
    const drawn = draw(fresh, properties, how, random, statistics);
    const { run, schedule, steps } = drawn;
    run.runFaultFreePhase(schedule.faultFreeSeed);
    runs++;
    actions += steps + run.taken.length - schedule.actions.length;
    for (const property of run.reached) reached.set(property, (reached.get(property) as number) + 1);
    if ((runs >= nextGuard && run.taken.length > 0) || run.isOver) {
      nextGuard = runs + runsBetweenChecks;
      checkDeterminism(system, fresh, schedule.start, run.taken, run.faultFreePhase?.begins);
    }
    if (run.isOver)
      return { ...told(), violation: yield* violationOf(system, fresh, properties, drawn, told) };
    if ((actions < nextYield && runs % runsBetweenYields > 0) || runs >= runsMax) continue;
    nextYield = actions + actionsBetweenYields;
    const stopped = yield { runs, actions };
    if (stopped !== undefined) return { ...told(), stopped };
  }
  return told();
}

/** @throws UsageError for storms of no action, where no calm is to be judged either: nothing could break. */
export function refuseNoActions(properties: readonly Property[], actionsMax: number): void {
  if (actionsMax > 0 || properties.some(({ kind }) => kind === 'settles')) return;
  throw new UsageError('schedules of at most 0 actions can break nothing; allow them some, for instance 60');
}

/** Tries at shrinking, where nobody has a clock. */
const triesMax = 50_000;

/** Draws schedules to the end, for callers that need no progress. */
export function fuzzAll(
  system: System,
  properties: readonly Property[],
  options: FuzzOptions & { readonly runs: number },
): Fuzzed {
  return withoutAmbience(() => toItsEnd(fuzz(system, properties, options)));
}

/** Runs what may come to shrink to its end, or until that was tried often enough. */
export function toItsEnd<T>(search: Generator<FuzzProgress, T, string | undefined>): T {
  for (let next = search.next(); ; ) {
    if (next.done === true) return next.value;
    const isEnough = (next.value.shrinking?.tries ?? 0) > triesMax;
    next = search.next(isEnough ? `${triesMax} tries were made` : undefined);
  }
}

/** What schedules say of each property: one that none broke holds so far. */
export function resultsOf(
  { violation, stopped, reached }: Pick<Fuzzed, 'violation' | 'stopped' | 'reached'>,
  properties: readonly Property[],
): readonly Result[] {
  const because = violation === undefined ? stopped : `${violation.property.name} was broken first`;
  return properties.map((property) => {
    if (property === violation?.property) return { property, verdict: 'violated', trace: violation.trace };
    const times = reached.get(property);
    if (times !== undefined && times > 0) return { property, verdict: 'reached' };
    if (times !== undefined)
      return { property, verdict: 'inconclusive', because: 'no schedule that was drawn reached it' };
    return because === undefined
      ? { property, verdict: 'holds' }
      : { property, verdict: 'inconclusive', because };
  });
}

/** A system for one run: actors that live one life where they can, and remember their steps where they cannot. */
export function forSchedules(system: System): () => System {
  // A node that calls itself is asked as it was before the step, and what a delivery would do is tried out; who lives one life
  // cannot go back from that.
  const mayLive = system.calls !== 'atomic' && system.timerConstraints === undefined;
  const lasting = new Map(
    Object.values(system.nodes).map((actor) => [
      actor,
      mayLive && actor.live !== undefined ? actor : memoised(actor),
    ]),
  );
  return () => {
    const players = new Map(
      [...lasting].map(([actor, kept]) => [actor, mayLive ? (kept.live?.() ?? kept) : kept]),
    );
    const nodes = Object.entries(system.nodes).map(([node, actor]) => [node, players.get(actor)]);
    return { ...system, nodes: Object.fromEntries(nodes) };
  };
}
