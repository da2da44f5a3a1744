/**
 * Shrinking. It reduces a schedule that violates a property to the simplest one found that still violates it
 * (`simplicity.ts`). The passes (`shrink-passes.ts`) propose candidates until none of them is an improvement.
 *
 * Each candidate is run, and disabled actions are skipped; so without a send its deliveries go too. Then it
 * is run again with a similar action in place of each disabled one: without a failed election, the next
 * election has another term. At the end a breadth-first search looks for a shorter schedule with no more
 * faults, timeouts and inputs.
 *
 * Shrinking is a generator that yields after every few tries; the caller can answer with a reason to stop.
 */
import type { NodeId } from '../actors/actor.ts';
import { breadthFirst } from '../explore/breadth-first.ts';
import type { Property } from '../property/property.ts';
import type { Action } from '../semantics/actions.ts';
import type { Fault, System } from '../semantics/system.ts';
import { mayHaveTimer } from '../semantics/validate-system.ts';
import { asymmetric } from '../semantics/variants.ts';
import type { Schedule } from './draw.ts';
import { type Run, runOf } from './run.ts';
import { passes, type ShrinkTarget } from './shrink-passes.ts';
import { isSimpler } from './simplicity.ts';

/** The progress of shrinking. */
export interface ShrinkProgress {
  readonly tries: number;
  /** The actions of the simplest storm so far. */
  readonly actions: number;
}

/** The result of shrinking. */
export interface Shrunk extends ShrinkProgress {
  /** The simplest schedule found. */
  readonly schedule: Schedule;
  /** The reason to stop that the caller gave. */
  readonly stopped?: string;
}

const triesBetweenYields = 50;
/** The most worlds of the breadth-first search. */
const worldsMax = 30_000;

/**
 * Shrinks a schedule.
 *
 * @param freshSystem returns the system for one run.
 * @param properties judge each run; only with a `settles` property among them does a run have a fault-free
 * phase.
 * @param property is the one that the schedule violates; undefined if an actor or a property fails.
 */
export function* shrink(
  system: System,
  freshSystem: () => System,
  properties: readonly Property[],
  property: Property | undefined,
  schedule: Schedule,
): Generator<ShrinkProgress, Shrunk, string | undefined> {
  const best = new BestSchedule(freshSystem, properties, property, schedule);
  const ended = (stopped?: string): Shrunk => ({
    ...best.progress,
    schedule: best.schedule,
    ...(stopped !== undefined && { stopped }),
  });
  for (let improves = true; improves; ) {
    improves = false;
    for (const pass of passes) {
      for (let again = true; again; ) {
        again = false;
        for (const candidate of pass(best)) {
          if (best.try(candidate)) {
            improves = true;
            again = true;
            break;
          }
          if (best.tries % triesBetweenYields > 0) continue;
          const stopped = yield best.progress;
          if (stopped !== undefined) return ended(stopped);
        }
      }
    }
  }
  if (property === undefined || property.kind === 'settles' || best.actions.length === 0) return ended();
  const { rebase: _, ...withoutRebase } = limitedTo(system, best.actions);
  const search = breadthFirst(asymmetric(withoutRebase), [property], {
    maxWorlds: worldsMax,
    maxDepth: best.actions.length - 1,
  });
  for (let next = search.next(); ; ) {
    if (next.done === true) {
      const { trace } = next.value.results[0] ?? {};
      if (trace !== undefined)
        best.try(
          trace.steps.map(({ action }) => action),
          trace.start,
        );
      return ended();
    }
    const stopped = yield best.progress;
    if (stopped !== undefined) return ended(stopped);
    next = search.next();
  }
}

/** The simplest schedule so far; a candidate replaces it if it violates the same property and is simpler. */
class BestSchedule implements ShrinkTarget {
  schedule: Schedule;
  tries = 0;
  readonly nodes: readonly NodeId[];
  readonly #freshSystem: () => System;
  readonly #properties: readonly Property[];
  readonly #property: Property | undefined;

  constructor(
    freshSystem: () => System,
    properties: readonly Property[],
    property: Property | undefined,
    schedule: Schedule,
  ) {
    this.#freshSystem = freshSystem;
    this.#properties = properties;
    this.#property = property;
    this.schedule = schedule;
    this.nodes = Object.keys(freshSystem().nodes);
  }

  get actions(): readonly Action[] {
    return this.schedule.actions;
  }

  get progress(): ShrinkProgress {
    return { tries: this.tries, actions: this.actions.length };
  }

  /** Runs a candidate, and keeps its enabled actions if they are an improvement. */
  try(actions: readonly Action[], start = this.schedule.start): boolean {
    return this.#try(actions, start, 'exactly') || this.#try(actions, start, 'loosely');
  }

  #try(actions: readonly Action[], start: number, how: 'exactly' | 'loosely'): boolean {
    this.tries++;
    const run = this.startRun(start);
    run.play(actions, how);
    run.runFaultFreePhase(this.schedule.faultFreeSeed);
    const isViolated =
      this.#property === undefined ? run.failed !== undefined : run.violated === this.#property;
    const left = run.taken.slice(0, run.faultFreePhase?.begins);
    if (!isViolated || !isSimpler(left, this.actions)) return false;
    this.schedule = { ...this.schedule, start, actions: left };
    return true;
  }

  /** A run without actions yet. */
  startRun(start = this.schedule.start): Run {
    return runOf(this.#freshSystem(), start, this.#properties);
  }

  after(count: number): Run {
    const run = this.startRun();
    run.play(this.actions.slice(0, count));
    return run;
  }
}

/** The system whose budget and bounds allow no more faults, timeouts and inputs than a schedule has. */
function limitedTo(system: System, actions: readonly Action[]): System {
  const count = (is: (action: Action) => boolean) => actions.filter(is).length;
  const limitOf = (limits: Readonly<Record<string, number | undefined>>, name: string, most: number) =>
    Math.min(limits[name] ?? Number.POSITIVE_INFINITY, most);
  const budget = { ...system.budget };
  const possibleFaults: readonly Fault[] = [
    ...(system.crash === undefined ? [] : (['crash'] as const)),
    ...(system.lossy === true ? (['drop'] as const) : []),
    ...(system.partitions === undefined ? [] : (['partition'] as const)),
    'restart',
    ...(['duplicate', 'inject'] as const).filter((fault) => budget[fault] !== undefined),
  ];
  for (const fault of possibleFaults)
    budget[fault] = limitOf(
      budget,
      fault,
      count(({ type }) => type === fault),
    );
  const bounds: Record<string, number> = { ...(system.bounds as Readonly<Record<string, number>>) };
  const bounded = actions.flatMap((action) => boundOf(action) ?? []);
  const timers = Object.keys(system.timersMs ?? {}).filter((name) => mayHaveTimer(system, name));
  for (const name of new Set([...timers, ...bounded]))
    bounds[name] = limitOf(
      bounds,
      name,
      count((action) => boundOf(action) === name),
    );
  return { ...system, budget, bounds };
}

/** The timer or input type that a bound of this action has as its name. */
function boundOf(action: Action): string | undefined {
  return action.type === 'timeout' ? action.timer : action.type === 'input' ? action.input.type : undefined;
}
