/**
 * This file draws schedules. A schedule is a list of actions, each enabled after those before it; so no
 * action is wasted. It is kept as actions and not as a seed, so it can be edited and shrunk.
 */
import type { Property } from '../property/property.ts';
import type { Action } from '../semantics/actions.ts';
import { initialCount } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import type { Random } from '../values/random.ts';
import { Run, runOf } from './run.ts';
import { InPlaceSimulation } from './simulation/in-place.ts';
import type { Kind } from './simulation/simulation.ts';
import type { ScheduleStatistics } from './statistics.ts';
import { AvoidCuts } from './strategies/avoid-cuts.ts';
import { Chooser } from './strategies/chooser.ts';
import { drawStrategies, strategies } from './strategies/index.ts';
import { combined, type Strategy } from './strategies/strategy.ts';

/** A storm of actions, and the seed of the fault-free phase after it. */
export interface Schedule {
  /** The index of the initial world. */
  readonly start: number;
  /** The actions of the storm. */
  readonly actions: readonly Action[];
  /** The seed of the fault-free phase. */
  readonly faultFreeSeed: number;
}

/**
 * The most actions of a storm. Of several numbers each storm draws one: short storms are many, and long ones
 * reach worlds that are deep.
 */
export type StormLength = number | readonly number[];

/** The numbers of a storm length, of which each storm draws one. */
export function lengthsIn(length: StormLength): readonly number[] {
  return [length].flat();
}

/** Lengths and strategies of drawn schedules. */
export interface ScheduleOptions {
  readonly actionsMax: StormLength;
  /**
   * The least actions of a storm that neither stagnates nor reaches a cut; half of the most unless given.
   * Shorter storms find shallow bugs in fewer steps, and few others.
   */
  readonly actionsMin?: number;
  /** The strategies from which each run draws its own; all unless given. */
  readonly strategies?: readonly Strategy[];
}

/** A schedule with the run that drew it. */
export interface Drawn {
  readonly schedule: Schedule;
  readonly run: Run;
  /** The `sometimes` properties that the storm reached. */
  readonly reached: readonly Property[];
  /** The number of actions taken, including retracted ones. */
  readonly steps: number;
}

/** A storm ends early once this many actions in a row, or a third of its limit, had no visible effect. */
const stagnationLeast = 12;

/** Kinds that have no visible effect if they change no view, even if they cause a reply. */
const ineffective: ReadonlySet<Kind> = new Set(['redeliver', 'drop', 'duplicate', 'partition', 'heal']);

/** The most retractions in a run; at the next cut the run ends. */
const retractionsMax = 3;

/**
 * Draws one schedule and judges it at each step; a violation ends it. If an action leads to a cut, which is
 * judged and not followed further, the draw retracts the action and takes another.
 *
 * @throws UsageError if none of the strategies is applicable to the system.
 */
export function draw(
  freshSystem: () => System,
  properties: readonly Property[],
  { actionsMax: stormLength, actionsMin, strategies: from = strategies }: ScheduleOptions,
  random: Random,
  statistics?: ScheduleStatistics,
): Drawn {
  const system = freshSystem();
  const start = random.below(initialCount(system));
  const lengths = lengthsIn(stormLength);
  const actionsMax = lengths[lengths.length === 1 ? 0 : random.below(lengths.length)] as number;
  const length = random.upTo(Math.min(actionsMin ?? actionsMax / 2, actionsMax), actionsMax);
  const { nodes, adversaries = [] } = system;
  const cluster = { nodes: Object.keys(nodes), adversaries, actionsMax: length };
  const { bias: drawnBias, names } = drawStrategies(from, system, cluster, random);
  const avoidCuts = new AvoidCuts();
  const bias = system.within === undefined ? drawnBias : combined([drawnBias, avoidCuts.bias]);
  let run = new Run(system, new InPlaceSimulation(system, start), properties);
  let chooser = new Chooser(run.simulation, bias, random);
  statistics?.recordStart(names, run.simulation);
  let steps = 0;
  let retractions = 0;
  const stagnationMax = Math.max(stagnationLeast, actionsMax / 3);
  let stagnation = 0;
  while (steps < length && stagnation < stagnationMax && !run.isOver) {
    const action = chooser.next();
    if (action === undefined) break;
    steps++;
    const taken = run.take(action);
    if (taken !== undefined) bias.after?.(action, taken);
    statistics?.recordAction(chooser.kind, run.simulation);
    const isEffective =
      run.simulation.changed.length > 0 || (!ineffective.has(chooser.kind) && taken?.effects.length !== 0);
    stagnation = isEffective ? 0 : stagnation + 1;
    if (!run.simulation.isCut || run.isOver) continue;
    if (++retractions > retractionsMax) break;
    avoidCuts.avoid(action);
    const before = run.taken.slice(0, -1);
    run = runOf(freshSystem(), start, properties, run.reached);
    run.play(before);
    chooser = new Chooser(run.simulation, bias, random);
  }
  statistics?.recordEnd(run.simulation.seen);
  return {
    schedule: { start, actions: [...run.taken], faultFreeSeed: random.upTo(0, 0x7fffffff) },
    run,
    reached: run.reached,
    steps,
  };
}
