/**
 * Statistics of a series of schedules: the actions that they took, the strategies that they used, the classes
 * of their runs, and the worlds that they visited.
 */
import type { NodeId } from '../actors/actor.ts';
import { atOnce, calling, refusePromise } from '../actors/user-code.ts';
import type { Seen } from '../semantics/views.ts';
import type { Kind, Simulation } from './simulation/simulation.ts';
import { WorldCounter, type WorldsSeen } from './world-counter.ts';

/**
 * A classification of runs, for the distribution of its classes: the number of leaders, the length of a log.
 */
export interface Statistic<V = object, H = unknown> {
  readonly name: string;
  /** The class of a run, computed from the last world of its storm. */
  of(views: ReadonlyMap<NodeId, V>, history: H): string | number | boolean;
}

/** The statistics to collect in addition to actions and strategies. */
export interface StatisticsOptions {
  /** Counts the distinct worlds of storms, at some cost a step. */
  readonly countsWorlds?: boolean;
  readonly statistics?: readonly Statistic[];
}

/** The collected statistics. */
export type ScheduleCounts = Pick<ScheduleStatistics, 'taken' | 'strategies' | 'classes' | 'worlds'>;

/** Collects the statistics of a series while it runs. */
export class ScheduleStatistics {
  /** The number of actions of each kind in storms. */
  readonly taken: Partial<Record<Kind, number>> = {};
  /** The number of runs of each strategy. */
  readonly strategies = new Map<string, number>();
  /** For each statistic, the number of runs in each class. */
  readonly classes = new Map<string, Map<string, number>>();
  readonly #worlds: WorldCounter | undefined;
  readonly #statistics: readonly Statistic[];

  constructor({ countsWorlds = false, statistics = [] }: StatisticsOptions) {
    this.#worlds = countsWorlds ? new WorldCounter() : undefined;
    this.#statistics = statistics;
  }

  /** Undefined if worlds are not counted. */
  get worlds(): WorldsSeen | undefined {
    return this.#worlds?.seen;
  }

  /** Counts the strategies and the initial world of a run. */
  recordStart(strategies: readonly string[], simulation: Simulation): void {
    for (const name of strategies) increment(this.strategies, name);
    this.#worlds?.begin(simulation.seen);
  }

  /** Counts an action and the world after it. */
  recordAction(kind: Kind, simulation: Simulation): void {
    this.taken[kind] = (this.taken[kind] ?? 0) + 1;
    this.#worlds?.observe(simulation.seen, simulation.changed);
  }

  /** Counts the classes of a run, from the last world of its storm. */
  recordEnd({ views, history }: Seen): void {
    for (const { name, of } of this.#statistics) {
      const classes = this.classes.get(name) ?? new Map<string, number>();
      this.classes.set(name, classes);
      increment(
        classes,
        calling(`statistic '${name}'`, () => classAsText(of(views, history))),
      );
    }
  }
}

function classAsText(value: unknown): string {
  refusePromise(value, atOnce);
  if (['string', 'number', 'boolean'].includes(typeof value)) return String(value);
  throw new Error(`it returned ${String(value)} where a text, a number, true or false was due`);
}

function increment<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
