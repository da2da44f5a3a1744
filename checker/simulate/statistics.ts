/** What a series of schedules was like: what they took, which strategies had a part, which worlds they came through. */
import type { NodeId } from '../actors/actor.ts';
import { atOnce, calling, refusePromise } from '../actors/user-code.ts';
import type { Seen } from '../semantics/views.ts';
import { canonical } from '../values/canonical.ts';
import type { Kind, Simulation } from './simulation/simulation.ts';

/** Something that tells runs apart, worth knowing the spread of: how many leaders there were, how long a log got. */
export interface Statistic<V = object, H = unknown> {
  readonly name: string;
  /** The class of a run, read off the world in which its storm ended. */
  of(views: ReadonlyMap<NodeId, V>, history: H): string | number | boolean;
}

/** What is to be tallied beside the actions. */
export interface StatisticsOptions {
  /** Tells the worlds of storms apart, at some cost a step. */
  readonly countsWorlds?: boolean;
  readonly statistics?: readonly Statistic[];
}

/** Worlds as properties see them: nodes and history, without what is under way. */
export interface WorldsSeen {
  readonly distinct: number;
  /** How many of them were seen just once. */
  readonly once: number;
  /** Steps after which the world was looked at. */
  readonly looks: number;
  /**
   * How likely the next step is to lead to a world not seen so far: worlds seen once to looks (Good 1953, after Turing). Worlds
   * of one run depend on each other, so it is an estimate for runs like these.
   */
  readonly unseen: number;
}

/** What there is to know of a series. */
export type ScheduleCounts = Pick<ScheduleStatistics, 'taken' | 'strategies' | 'classes' | 'worlds'>;

/** Counts as a series goes on. */
export class ScheduleStatistics {
  /** How often each kind of action was taken in storms. */
  readonly taken: Partial<Record<Kind, number>> = {};
  /** In how many runs each strategy had a part. */
  readonly strategies = new Map<string, number>();
  /** By statistic, how many runs were of each class. */
  readonly classes = new Map<string, Map<string, number>>();
  readonly #worlds: Worlds | undefined;
  readonly #statistics: readonly Statistic[];

  constructor({ countsWorlds = false, statistics = [] }: StatisticsOptions) {
    this.#worlds = countsWorlds ? new Worlds() : undefined;
    this.#statistics = statistics;
  }

  /** Undefined where worlds are not counted. */
  get worlds(): WorldsSeen | undefined {
    return this.#worlds?.seen;
  }

  begins(strategies: readonly string[], walk: Simulation): void {
    for (const name of strategies) increment(this.strategies, name);
    this.#worlds?.look(walk.seen, [...walk.seen.all.keys()]);
  }

  took(kind: Kind, walk: Simulation): void {
    this.taken[kind] = (this.taken[kind] ?? 0) + 1;
    this.#worlds?.look(walk.seen, walk.changed);
  }

  ends({ views, history }: Seen): void {
    for (const { name, of } of this.#statistics) {
      const classes = this.classes.get(name) ?? new Map<string, number>();
      this.classes.set(name, classes);
      increment(
        classes,
        calling(`statistic '${name}'`, () => classOf(of(views, history))),
      );
    }
  }
}

/** The class as a text. */
function classOf(is: unknown): string {
  refusePromise(is, atOnce);
  if (['string', 'number', 'boolean'].includes(typeof is)) return String(is);
  throw new Error(`it returned ${String(is)} where a text, a number, true or false was due`);
}

function increment<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Worlds told apart by a number of 53 bits each: one in a million is taken for another where there are some 90 million. */
class Worlds {
  /** Whether a world was seen more than once. */
  readonly #again = new Map<number, boolean>();
  readonly #nodes = new Map<NodeId, string>();
  #history: unknown;
  #historyKey = '';
  #looks = 0;
  #once = 0;

  get seen(): WorldsSeen {
    const unseen = this.#looks === 0 ? 1 : this.#once / this.#looks;
    return { distinct: this.#again.size, once: this.#once, looks: this.#looks, unseen };
  }

  look({ all, history }: Seen, changed: readonly NodeId[]): void {
    for (const node of changed) this.#nodes.set(node, canonical(all.get(node)));
    if (history !== this.#history) {
      this.#history = history;
      this.#historyKey = canonical(history);
    }
    let text = this.#historyKey;
    for (const key of this.#nodes.values()) text += `|${key}`;
    const world = hashOf(text);
    const again = this.#again.get(world);
    this.#looks++;
    if (again === undefined) this.#once++;
    else if (!again) this.#once--;
    this.#again.set(world, again !== undefined);
  }
}

/** Two hashes of 32 bits with multipliers of their own (after MurmurHash2's), joined to 53 bits. */
function hashOf(text: string): number {
  let low = 0x9747b28c;
  let high = 0x1b873593;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x5bd1e995);
    low ^= low >>> 15;
    high = Math.imul(high ^ code, 0x85ebca6b);
    high ^= high >>> 13;
  }
  return (high & 0x1fffff) * 0x100000000 + (low >>> 0);
}
