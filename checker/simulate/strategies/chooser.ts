import type { Action } from '../../semantics/world.ts';
import type { Random } from '../../values/random.ts';
import { type Kind, kinds, type Simulation } from '../simulation/simulation.ts';
import type { Bias } from './strategy.ts';

/** Draws before everything that may happen is listed and weighed. */
const drawsMax = 16;

/** Actions of a kind that are weighed at most. */
const sampleMax = 16;

/** Chooses actions for one run. */
export class Chooser {
  readonly #walk: Simulation;
  readonly #bias: Bias;
  readonly #random: Random;
  readonly #rates: readonly number[];
  /** Positions of the kinds that ever get a turn. */
  readonly #wanted: readonly number[];
  readonly #weights = new Float64Array(kinds.length);
  /** Of what was chosen last. */
  kind: Kind = 'deliver';

  constructor(walk: Simulation, bias: Bias, random: Random) {
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
    const ways = this.#walk.outcomes(action);
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
