/**
 * Adversarial schedules: storms drawn at random in scopes too large to explore, each followed by a calm. The first promise
 * that breaks ends the search, and the schedule that broke it is shrunk.
 *
 * A generator that yields after every few schedules; the caller owns the clock and may answer with a reason to stop.
 */
import fc from 'fast-check';
import { calm } from './calm.ts';
import { explained } from './errors.ts';
import type { Result } from './explore.ts';
import type { Judge } from './finding.ts';
import { judgeOf } from './judge.ts';
import { honestNodes, seenIn, transitionOf } from './observe.ts';
import { failure, type Property, type Seen } from './property.ts';
import { randomOf } from './random.ts';
import { remembered } from './remembered.ts';
import { type Schedule, type ScheduleOptions, schedules } from './schedule.ts';
import { apply, initialWorlds, type Outcome } from './semantics.ts';
import { plainSights } from './sight.ts';
import type { System } from './system.ts';
import { type Trace, traceOf, traceOfFailure } from './trace.ts';
import { validate } from './validate.ts';
import type { Action, World } from './world.ts';

/** How many schedules, how long, and drawn from which seed. */
export interface FuzzOptions extends ScheduleOptions {
  readonly runs: number;
  readonly seed: number;
}

/** How far schedules have come. */
export interface FuzzProgress {
  readonly runs: number;
  /** Actions taken in all, storms and calms, without those of shrinking. */
  readonly actions: number;
}

/** What schedules found. */
export interface Fuzzed extends FuzzProgress {
  readonly stopped?: string;
  /** The first promise that broke, on the shrunk schedule. */
  readonly violation?: Violation;
  /** In how many runs each `sometimes` was reached. */
  readonly reached: ReadonlyMap<Property, number>;
}

/** A promise that a schedule broke. */
export interface Violation {
  readonly property: Property;
  readonly trace: Trace;
  /** Actions of the storm as it was drawn. */
  readonly drawn: number;
  /** Of a promise that broke in the calm: after how many steps that began, and how long it had lasted. */
  readonly calm?: { readonly begins: number; readonly atMs: number };
}

/** The seed of those who name none: fixed, so that two runs of one version draw the same. */
export const defaultSeed = 0x5eed;

/** Few enough that a caller can stop soon, many enough that starting fast-check costs nothing. */
const runsBetweenYields = 5;

/**
 * @throws UsageError where the system makes no sense; CodeError, with the trace that led there, where an actor fails.
 */
export function* fuzz(
  system: System,
  properties: readonly Property[],
  { runs, seed, ...options }: FuzzOptions,
): Generator<FuzzProgress, Fuzzed, string | undefined> {
  validate(system);
  const fresh = forSchedules(system);
  const arbitrary = schedules(fresh, options);
  const reached = new Map(
    properties.filter(({ kind }) => kind === 'sometimes').map((property) => [property, 0]),
  );
  let done = 0;
  let actions = 0;
  while (done < runs) {
    const numRuns = Math.min(runsBetweenYields, runs - done);
    let drawn: number | undefined;
    const isKept = (schedule: Schedule): boolean => {
      // What fast-check tries after the first failure is shrinking, and counts for nothing.
      const counts = drawn === undefined;
      if (counts) drawn = schedule.actions.length;
      const run = runOf(fresh(), properties, schedule);
      if (counts) {
        actions += run.taken.length;
        for (const property of run.reached) reached.set(property, (reached.get(property) as number) + 1);
        if (run.broken === undefined) drawn = undefined;
      }
      return run.broken === undefined;
    };
    const outcome = fc.check(fc.property(arbitrary, isKept), {
      numRuns,
      seed: seed + done,
      endOnFailure: false,
    });
    done += outcome.numRuns;
    const [schedule] = outcome.counterexample ?? [];
    if (schedule !== undefined) {
      const violation = violationOf(system, fresh(), properties, schedule, drawn ?? 0);
      return { runs: done, actions, reached, violation };
    }
    const stopped = done < runs ? yield { runs: done, actions } : undefined;
    if (stopped !== undefined) return { runs: done, actions, reached, stopped };
  }
  return { runs: done, actions, reached };
}

/** Draws schedules to the end, for callers that need no progress. */
export function fuzzAll(system: System, properties: readonly Property[], options: FuzzOptions): Fuzzed {
  const search = fuzz(system, properties, options);
  for (;;) {
    const next = search.next();
    if (next.done === true) return next.value;
  }
}

/** What schedules say of each property: one that none broke holds so far. */
export function resultsOf(
  { violation, stopped, reached }: Fuzzed,
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
function forSchedules(system: System): () => System {
  const lasting = new Map(
    Object.values(system.nodes).map((actor) => [actor, actor.live ? actor : remembered(actor)]),
  );
  return () => {
    const players = new Map([...lasting].map(([actor, kept]) => [actor, kept.live?.() ?? kept]));
    const nodes = Object.entries(system.nodes).map(([node, actor]) => [node, players.get(actor)]);
    return { ...system, nodes: Object.fromEntries(nodes) };
  };
}

/** The shrunk schedule once more, told by the reference semantics; an actor that fails on it says so. */
function violationOf(
  system: System,
  fresh: System,
  properties: readonly Property[],
  schedule: Schedule,
  drawn: number,
): Violation {
  const run = new Run(fresh, properties, schedule.start);
  try {
    run.play(schedule);
  } catch (cause) {
    throw explained(cause, () => traceOfFailure(system, schedule.start, run.taken));
  }
  const { begins, atMs } = run.calm ?? {};
  return {
    property: run.broken as Property,
    trace: traceOf(system, schedule.start, run.taken),
    drawn,
    ...(begins !== undefined && atMs !== undefined && { calm: { begins, atMs } }),
  };
}

function runOf(system: System, properties: readonly Property[], schedule: Schedule): Run {
  const run = new Run(system, properties, schedule.start);
  run.play(schedule);
  return run;
}

type Settles = Extract<Property, { kind: 'settles' }> & { readonly withinMs: number };

/** One schedule from its initial world to its end, or to the first promise it breaks. */
class Run {
  /** Storm and calm, as far as they came. */
  readonly taken: Action[] = [];
  broken: Property | undefined;
  /** After how many actions the calm began, and when in it a promise was found broken. */
  calm: { readonly begins: number; readonly atMs?: number } | undefined;
  readonly #system: System;
  readonly #promises: readonly (readonly [Property, Judge])[];
  readonly #hopes: readonly (readonly [Property, Judge])[];
  readonly #settles: readonly Settles[];
  #world: World;
  /** As properties see it. */
  #seen: Seen;

  constructor(system: System, properties: readonly Property[], start: number) {
    const sights = plainSights(honestNodes(system), () => this.#seen);
    const judged = (...kinds: Property['kind'][]) =>
      properties
        .filter(({ kind }) => kinds.includes(kind))
        .map((one): [Property, Judge] => [one, judgeOf(one, sights)]);
    this.#system = system;
    this.#promises = judged('always', 'step');
    this.#hopes = judged('sometimes');
    this.#settles = properties.filter(
      (property): property is Settles => property.kind === 'settles' && property.withinMs !== undefined,
    );
    this.#world = initialWorlds(system)[start] as World;
    this.#seen = seenIn(system, this.#world);
  }

  /** Every `sometimes` that came to be. */
  get reached(): readonly Property[] {
    return this.#hopes.filter(([, { settled }]) => settled).map(([property]) => property);
  }

  play({ actions, calm: seed }: Schedule): void {
    this.#look();
    for (const action of actions) {
      if (this.broken !== undefined) return;
      this.taken.push(action);
      this.#arrive(apply(this.#system, this.#world, action));
    }
    if (this.broken === undefined && this.#settles.length > 0) this.#calmDown(seed);
  }

  /** From `withinMs` on, for as long again, every world must have settled. */
  #calmDown(seed: number): void {
    this.calm = { begins: this.taken.length };
    const untilMs = 2 * Math.max(...this.#settles.map(({ withinMs }) => withinMs));
    for (const { atMs, action, outcome } of calm(this.#system, this.#world, randomOf(seed), untilMs)) {
      this.#expectSettled(atMs);
      if (this.broken !== undefined) return;
      this.taken.push(action);
      this.#arrive(outcome);
      if (this.broken !== undefined) return;
    }
    this.#expectSettled(untilMs);
  }

  /** Judges the world that stood until this moment. */
  #expectSettled(atMs: number): void {
    const due = this.#settles.filter(({ withinMs }) => atMs > withinMs && atMs <= 2 * withinMs);
    if (due.length === 0) return;
    this.broken = due.find(({ over }) => failure(over, this.#seen) !== undefined);
    if (this.broken !== undefined) this.calm = { ...(this.calm as { begins: number }), atMs };
  }

  #arrive(outcome: Outcome): void {
    const transition = transitionOf(this.#system, this.#world, outcome);
    if (transition !== undefined)
      for (const [, judge] of this.#promises) judge.step?.(transition, { world: 0 });
    this.#world = outcome.world;
    this.#look();
  }

  #look(): void {
    this.#seen = seenIn(this.#system, this.#world);
    for (const [, judge] of [...this.#promises, ...this.#hopes]) judge.world?.(0);
    this.broken = this.#promises.find(([, { settled }]) => settled)?.[0];
  }
}
