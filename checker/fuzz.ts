/**
 * Adversarial schedules: storms drawn at random in scopes too large to explore, each followed by a calm. The first promise
 * that breaks ends the search, and the schedule that broke it is shrunk.
 *
 * A generator that yields after every few schedules, and while it shrinks; the caller owns the clock and may answer with a
 * reason to stop. Whatever was found by then is told.
 */
import { isolated, withoutAmbience } from './ambient.ts';
import { explained, UsageError } from './errors.ts';
import type { Result } from './explore.ts';
import { refuseChance, runsBetweenGuards } from './guard.ts';
import type { Property } from './property.ts';
import { randomOf } from './random.ts';
import { remembered } from './remembered.ts';
import { runOf } from './run.ts';
import { type Drawn, draw, type ScheduleOptions } from './schedule.ts';
import { type ShrinkProgress, shrink } from './shrink.ts';
import { strategies, suitedTo } from './strategies/index.ts';
import type { System } from './system.ts';
import { type Tallied, Tallies, type TalliesOptions } from './tallies.ts';
import { type Trace, traceOf, traceOfFailure } from './trace.ts';
import { validate } from './validate.ts';

/** How many schedules, how long, and drawn from which seed. */
export interface FuzzOptions extends ScheduleOptions, TalliesOptions {
  /** Absent: until the caller says stop, or a promise breaks. */
  readonly runs?: number;
  readonly seed: number;
}

/** How far schedules have come. */
export interface FuzzProgress {
  readonly runs: number;
  /** Actions taken in all, storms and calms, without those of shrinking. */
  readonly actions: number;
  /** Present once a promise is broken, while its schedule is shrunk. */
  readonly shrinking?: ShrinkProgress;
}

/** What schedules found. */
export interface Fuzzed extends Omit<FuzzProgress, 'shrinking'> {
  readonly stopped?: string;
  /** The first promise that broke, on the shrunk schedule. */
  readonly violation?: Violation;
  /** In how many runs each `sometimes` was reached. */
  readonly reached: ReadonlyMap<Property, number>;
  readonly tallies: Tallied;
}

/** A promise that a schedule broke. */
export interface Violation {
  readonly property: Property;
  readonly trace: Trace;
  /** Actions of the storm as it was drawn. */
  readonly drawn: number;
  /** Schedules tried to make it simpler, and why no more were, if so. */
  readonly tries: number;
  readonly stopped?: string;
  /** Of a promise that broke in the calm: after how many steps that began, and how long it had lasted. */
  readonly calm?: { readonly begins: number; readonly atMs: number };
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
  const tallies = new Tallies(options);
  let runs = 0;
  let actions = 0;
  let nextYield = actionsBetweenYields;
  let nextGuard = 0;
  const told = () => ({ runs, actions, reached, tallies });
  while (runs < runsMax) {
    // The first schedule is as long as may be and of the first strategy, which imitates nothing unless others are named: what falls to
    // anything falls at once.
    const how =
      runs === 0 ? { ...options, strategies: suited.slice(0, 1), actionsMin: options.actionsMax } : options;
    const drawn = draw(fresh, properties, how, random, tallies);
    const { run, schedule, steps } = drawn;
    run.calmDown(schedule.calm);
    runs++;
    actions += steps + run.taken.length - schedule.actions.length;
    for (const property of run.reached) reached.set(property, (reached.get(property) as number) + 1);
    if ((runs >= nextGuard && run.taken.length > 0) || run.isOver) {
      nextGuard = runs + runsBetweenGuards;
      refuseChance(system, fresh, schedule.start, run.taken, run.calm?.begins);
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
  const mayLive = system.calls !== 'atomic' && system.patience === undefined;
  const lasting = new Map(
    Object.values(system.nodes).map((actor) => [
      actor,
      mayLive && actor.live !== undefined ? actor : remembered(actor),
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

/**
 * The schedule shrunk, and told by the reference semantics.
 *
 * @throws CodeError where an actor fails on it.
 */
export function* violationOf(
  system: System,
  fresh: () => System,
  properties: readonly Property[],
  { run, schedule }: Drawn,
  told: () => { readonly runs: number; readonly actions: number },
): Generator<FuzzProgress, Violation, string | undefined> {
  const { broken } = run;
  const toShrink = asStorm(fresh, run, schedule) ?? { asked: asked(properties, broken), schedule };
  const search = shrink(system, fresh, toShrink.asked, broken, toShrink.schedule);
  let next = search.next();
  while (next.done !== true) {
    const { runs, actions } = told();
    next = search.next(yield { runs, actions, shrinking: next.value });
  }
  const shrunk = next.value;
  const { start, actions, calm } = shrunk.schedule;
  const again = runOf(fresh(), start, toShrink.asked);
  again.play(actions);
  again.calmDown(calm);
  if (again.failed !== undefined)
    throw explained(again.failed.cause, () => traceOfFailure(system, start, again.taken));
  const { begins, atMs } = again.calm ?? {};
  return {
    property: broken as Property,
    trace: traceOf(system, start, again.taken),
    drawn: schedule.actions.length,
    tries: shrunk.tries,
    ...(shrunk.stopped !== undefined && { stopped: shrunk.stopped }),
    ...(begins !== undefined && atMs !== undefined && { calm: { begins, atMs } }),
  };
}

/** What has to be asked for a run to go the same way: what must settle brings the calm about. */
function asked(properties: readonly Property[], broken: Property | undefined): readonly Property[] {
  return broken?.kind === 'settles' ? [broken] : properties;
}

/** A promise that falls in the calm falls in a storm of the same actions, unless the scope ends before it does. */
function asStorm(
  fresh: () => System,
  { broken, taken }: Drawn['run'],
  schedule: Drawn['schedule'],
): { readonly asked: readonly Property[]; readonly schedule: Drawn['schedule'] } | undefined {
  if (broken === undefined || broken.kind === 'settles') return undefined;
  const run = runOf(fresh(), schedule.start, [broken]);
  run.play(taken);
  if (run.broken !== broken) return undefined;
  return { asked: [broken], schedule: { ...schedule, actions: run.taken } };
}
