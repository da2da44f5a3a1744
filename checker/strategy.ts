/**
 * Strategies: biased ways of choosing what happens next, each after a failure of real systems (`strategies/`).
 *
 * What happens next is drawn in two stages. First a kind of action gets its turn, by rates that do not depend on how many
 * actions there are of it: so a hundred armed timers do not drown one delivery, nor old messages a vote. Then one action of
 * that kind is drawn, and taken as readily as the strategy is eager for it; what it holds back happens once nothing else is
 * left, so that no strategy can bring a run to a halt.
 */
import type { NodeId } from './actor.ts';
import type { Random } from './random.ts';
import type { System } from './system.ts';
import { type Kind, kinds, type Taken, type Walk } from './walk.ts';
import type { Action } from './world.ts';

/** A failure of real systems, to be imitated. */
export interface Strategy {
  /** As flags spell it. */
  readonly name: string;
  /** Which failure it imitates, in one line. */
  readonly imitates: string;
  /** Not to be mixed with anything else. */
  readonly isAlone?: true;
  /** Whether this system can fail in that way; any can unless given. */
  suits?(system: System): boolean;
  /** Draws how it is to fail in one run. */
  begin(cluster: Cluster, random: Random): Bias;
}

/** What a strategy may know beforehand. */
export interface Cluster {
  readonly nodes: readonly NodeId[];
  readonly adversaries: readonly NodeId[];
  /** Most actions of the run. */
  readonly actionsMax: number;
}

/** How one run is biased. */
export interface Bias {
  /** How often a kind gets its turn, as a factor; 1 unless given. */
  readonly rates?: Readonly<Partial<Record<Kind, number>>>;
  /** How readily an action is taken when it is drawn: from 0, only if nothing else is left, to 1. */
  eagerness?(action: Action): number;
  /** Hears what was taken, and what came of it. */
  after?(action: Action, taken: Taken): void;
}

/** Several at once: rates and eagerness multiply. */
export function together(biases: readonly Bias[]): Bias {
  const rates = Object.fromEntries(
    kinds.map((kind) => [kind, biases.reduce((rate, bias) => rate * (bias.rates?.[kind] ?? 1), 1)]),
  );
  const eager = biases.filter(({ eagerness }) => eagerness !== undefined);
  const listening = biases.filter(({ after }) => after !== undefined);
  return {
    rates,
    ...(eager.length > 0 && {
      eagerness: (action: Action) => {
        let product = 1;
        for (const bias of eager) product *= bias.eagerness?.(action) as number;
        return product;
      },
    }),
    ...(listening.length > 0 && {
      after: (action: Action, taken: Taken) => {
        for (const bias of listening) bias.after?.(action, taken);
      },
    }),
  };
}

/** Draws before everything that may happen is listed and weighed. */
const drawsMax = 16;

/** Actions of a kind that are weighed at most. */
const sampleMax = 16;

/** Chooses actions for one run. */
export class Chooser {
  readonly #walk: Walk;
  readonly #bias: Bias;
  readonly #random: Random;
  readonly #rates: readonly number[];
  /** Positions of the kinds that ever get a turn. */
  readonly #wanted: readonly number[];
  readonly #weights = new Float64Array(kinds.length);
  /** Of what was chosen last. */
  kind: Kind = 'deliver';

  constructor(walk: Walk, bias: Bias, random: Random) {
    this.#walk = walk;
    this.#bias = bias;
    this.#random = random;
    this.#rates = kinds.map((kind) => bias.rates?.[kind] ?? 1);
    this.#wanted = [...kinds.keys()].filter((at) => (this.#rates[at] as number) > 0);
  }

  /** What happens next; undefined where nothing may. */
  next(): Action | undefined {
    const total = this.#weigh();
    for (let draws = 0; draws < drawsMax && total > 0; draws++) {
      this.kind = kinds[this.#draw(this.#weights, total)] as Kind;
      const action = this.#walk.at(this.kind, this.#random.below(this.#walk.count(this.kind)));
      if (action === undefined) continue;
      const eagerness = this.#bias.eagerness?.(action) ?? 1;
      if (eagerness >= 1 || this.#random.chance(eagerness)) return this.#oneWay(action);
    }
    return this.#outOfAll();
  }

  #weigh(): number {
    let total = 0;
    for (const at of this.#wanted) {
      const count = this.#walk.count(kinds[at] as Kind);
      const weight = count === 0 ? 0 : (this.#rates[at] as number);
      this.#weights[at] = weight;
      total += weight;
    }
    return total;
  }

  /** The position of one of these weights. */
  #draw(weights: ArrayLike<number>, total: number): number {
    let left = (this.#random.below(0x40000000) / 0x40000000) * total;
    let last = 0;
    for (let at = 0; at < weights.length; at++) {
      const weight = weights[at] as number;
      if (weight === 0) continue;
      if (left < weight) return at;
      left -= weight;
      last = at;
    }
    return last;
  }

  #oneWay(action: Action): Action {
    const ways = this.#walk.ways(action);
    return ways[this.#random.below(ways.length)] as Action;
  }

  /** As if it were drawn for as long as it takes; where all is held back, whatever may happen. Of very many, a sample is weighed. */
  #outOfAll(): Action | undefined {
    const found: { readonly kind: Kind; readonly action: Action }[] = [];
    const weights: number[] = [];
    let total = 0;
    const weigh = (at: number, index: number, count: number) => {
      const kind = kinds[at] as Kind;
      const action = this.#walk.at(kind, index);
      if (action === undefined) return;
      const weight = ((this.#weights[at] as number) / count) * (this.#bias.eagerness?.(action) ?? 1);
      found.push({ kind, action });
      weights.push(weight);
      total += weight;
    };
    const counts = kinds.map((kind) => this.#walk.count(kind));
    for (const [at, count] of counts.entries())
      for (let look = 0; look < Math.min(count, sampleMax); look++)
        weigh(at, count <= sampleMax ? look : this.#random.below(count), count);
    if (found.length === 0)
      for (const [at, count] of counts.entries())
        for (let index = 0; index < count; index++) weigh(at, index, count);
    if (found.length === 0) return undefined;
    if (total === 0) {
      // Held back, though of a kind that has its turn, goes before what never has one.
      for (const [at, { kind }] of found.entries()) {
        weights[at] = this.#rates[kinds.indexOf(kind)] as number;
        total += weights[at];
      }
    }
    const at = total > 0 ? this.#draw(weights, total) : this.#random.below(found.length);
    const { kind, action } = found[at] as (typeof found)[number];
    this.kind = kind;
    return this.#oneWay(action);
  }
}
