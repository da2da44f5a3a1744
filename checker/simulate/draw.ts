/**
 * Schedules as a fast-check Arbitrary: a list of concrete actions, made by walking a system from world to world and
 * choosing among the actions that are enabled, so that none is wasted.
 *
 * A schedule shrinks as a list. Whatever is left after cutting something out is walked again, and actions that are no longer
 * enabled fall out: with a send go its deliveries, with a crash its restart. So every shrunk schedule is one that can
 * happen, and what is kept is never a seed but the actions themselves.
 */
import type { Property } from '../property/property.ts';
import { initialWorlds } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import type { Action } from '../semantics/world.ts';
import type { Random } from '../values/random.ts';
import { Run, runOf } from './run.ts';
import { InPlaceSimulation } from './simulation/in-place.ts';
import type { Kind } from './simulation/simulation.ts';
import type { ScheduleStatistics } from './statistics.ts';
import { AvoidCuts } from './strategies/avoid-cuts.ts';
import { Chooser } from './strategies/chooser.ts';
import { drawStrategies, strategies } from './strategies/index.ts';
import { type Strategy, together } from './strategies/strategy.ts';

/** A storm of concrete actions, and the calm after it. */
export interface Schedule {
  /** Which initial world, from 0. */
  readonly start: number;
  /** The storm. */
  readonly actions: readonly Action[];
  /** Seed of the calm after it. */
  readonly faultFreeSeed: number;
}

/** How schedules are drawn. */
export interface ScheduleOptions {
  /** Most actions of a storm. */
  readonly actionsMax: number;
  /**
   * Least actions of a storm that neither blows itself out nor comes to the end of the scope; half of the most unless given, for short
   * storms find what is shallow in fewer steps, and little else.
   */
  readonly actionsMin?: number;
  /** From which each run draws its own; all unless given. */
  readonly strategies?: readonly Strategy[];
}

/** A schedule, and the run that it was drawn in. */
export interface Drawn {
  readonly schedule: Schedule;
  readonly run: Run;
  /** Actions taken, those taken back included. */
  readonly steps: number;
}

/** A storm has blown itself out after so many actions that came to nothing, or a third of the most that it may have. */
const idleLeast = 12;

/** What comes to nothing where nothing changes that shows, though it may be answered once more. */
const idly: ReadonlySet<Kind> = new Set(['redeliver', 'drop', 'duplicate', 'partition', 'heal']);

/** How often a run may take back a step that led out of the scope; one that comes to its end again and again is drawn anew. */
const backMax = 3;

/**
 * Draws one schedule, judging as it goes; it ends where a promise breaks. Where it comes to the end of the scope, which is
 * judged and not followed further, the last action is taken back and another chosen.
 *
 * `statistics` hear of all of it.
 *
 * @throws UsageError where none of the strategies has anything to do in the system.
 */
export function draw(
  fresh: () => System,
  properties: readonly Property[],
  { actionsMax, actionsMin = actionsMax / 2, strategies: from = strategies }: ScheduleOptions,
  random: Random,
  statistics?: ScheduleStatistics,
): Drawn {
  const system = fresh();
  const worlds = initialWorlds(system);
  const start = random.below(worlds.length);
  const length = random.upTo(Math.min(actionsMin, actionsMax), actionsMax);
  const { nodes, adversaries = [] } = system;
  const cluster = { nodes: Object.keys(nodes), adversaries, actionsMax: length };
  const { bias: wanted, names } = drawStrategies(from, system, cluster, random);
  const wary = new AvoidCuts();
  const bias = system.within === undefined ? wanted : together([wanted, wary.bias]);
  let run = new Run(system, new InPlaceSimulation(system, start, worlds), properties);
  let chooser = new Chooser(run.walk, bias, random);
  statistics?.begins(names, run.walk);
  let steps = 0;
  let back = 0;
  const idleMax = Math.max(idleLeast, actionsMax / 3);
  let idle = 0;
  while (steps < length && idle < idleMax && !run.isOver) {
    const action = chooser.next();
    if (action === undefined) break;
    steps++;
    const done = run.take(action);
    if (done !== undefined) bias.after?.(action, done);
    statistics?.took(chooser.kind, run.walk);
    const isIdle = run.walk.changed.length === 0 && (idly.has(chooser.kind) || done?.effects.length === 0);
    idle = isIdle ? idle + 1 : 0;
    if (!run.walk.isCut || run.isOver) continue;
    if (++back > backMax) break;
    wary.shun(action);
    const before = run.taken.slice(0, -1);
    run = runOf(fresh(), start, properties, run.reached);
    run.play(before);
    chooser = new Chooser(run.walk, bias, random);
  }
  statistics?.ends(run.walk.seen);
  return {
    schedule: { start, actions: [...run.taken], faultFreeSeed: random.upTo(0, 0x7fffffff) },
    run,
    steps,
  };
}

/** What is left of a list without one stretch of it: halves first, then halves of halves, the last stretch first. */
export function* withoutChunks<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let size = Math.ceil(list.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let end = list.length; end > 0; end -= size)
      yield [...list.slice(0, Math.max(0, end - size)), ...list.slice(end)];
  }
}

/** The actions that can still happen, in order, once those that cannot are left out. */
export function possible(system: System, start: number, actions: readonly Action[]): readonly Action[] {
  const run = runOf(system, start, []);
  run.play(actions);
  return run.taken;
}
