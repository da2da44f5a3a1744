import type { Action } from '../../semantics/actions.ts';
import type { Random } from '../../values/random.ts';
import { type Kind, kinds, type Simulation } from '../simulation/simulation.ts';
import type { Bias } from './strategy.ts';

/** Rejected draws before all enabled actions are listed and weighed. */
const drawsMax = 16;

/** The most actions of a kind that are weighed. */
const sampleMax = 16;

/** The choices of one run. */
export class Chooser {
  readonly #simulation: Simulation;
  readonly #bias: Bias;
  readonly #random: Random;
  readonly #rates: readonly number[];
  /** Positions of the kinds with a positive rate. */
  readonly #positiveRates: readonly number[];
  readonly #weights = new Float64Array(kinds.length);
  /** The kind of the last chosen action. */
  kind: Kind = 'deliver';

  constructor(simulation: Simulation, bias: Bias, random: Random) {
    this.#simulation = simulation;
    this.#bias = bias;
    this.#random = random;
    this.#rates = kinds.map((kind) => bias.rates?.[kind] ?? 1);
    this.#positiveRates = [...kinds.keys()].filter((at) => (this.#rates[at] as number) > 0);
  }

  /** The next action; undefined if no action is enabled. */
  next(): Action | undefined {
    const total = this.#weigh();
    for (let draws = 0; draws < drawsMax && total > 0; draws++) {
      this.kind = kinds[this.#draw(this.#weights, total)] as Kind;
      const action = this.#simulation.at(this.kind, this.#random.below(this.#simulation.count(this.kind)));
      if (action === undefined) continue;
      const eagerness = this.#bias.eagerness?.(action) ?? 1;
      if (eagerness >= 1 || this.#random.chance(eagerness)) return this.#chooseOutcome(action);
    }
    return this.#chooseAmongAll();
  }

  /** Sets the weight of each kind that has actions; returns their sum. */
  #weigh(): number {
    let total = 0;
    for (const at of this.#positiveRates) {
      const count = this.#simulation.count(kinds[at] as Kind);
      const weight = count === 0 ? 0 : (this.#rates[at] as number);
      this.#weights[at] = weight;
      total += weight;
    }
    return total;
  }

  /** A random position, with probability proportional to its weight. */
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

  /** One of the outcomes of an action, all with the same probability. */
  #chooseOutcome(action: Action): Action {
    const outcomes = this.#simulation.outcomes(action);
    return outcomes[this.#random.below(outcomes.length)] as Action;
  }

  /**
   * An action with the distribution of an unlimited number of draws; any enabled action if eagerness is 0 for
   * all. Of a kind with very many actions, only a sample is weighed.
   */
  #chooseAmongAll(): Action | undefined {
    const found: { readonly kind: Kind; readonly action: Action }[] = [];
    const weights: number[] = [];
    let total = 0;
    const weigh = (at: number, index: number, count: number) => {
      const kind = kinds[at] as Kind;
      const action = this.#simulation.at(kind, index);
      if (action === undefined) return;
      const weight = ((this.#weights[at] as number) / count) * (this.#bias.eagerness?.(action) ?? 1);
      found.push({ kind, action });
      weights.push(weight);
      total += weight;
    };
    const counts = kinds.map((kind) => this.#simulation.count(kind));
    for (const [at, count] of counts.entries())
      for (let look = 0; look < Math.min(count, sampleMax); look++)
        weigh(at, count <= sampleMax ? look : this.#random.below(count), count);
    if (found.length === 0)
      for (const [at, count] of counts.entries())
        for (let index = 0; index < count; index++) weigh(at, index, count);
    if (found.length === 0) return undefined;
    if (total === 0) {
      // Actions with eagerness 0 of a kind with a positive rate take precedence over kinds with rate 0.
      for (const [at, { kind }] of found.entries()) {
        weights[at] = this.#rates[kinds.indexOf(kind)] as number;
        total += weights[at];
      }
    }
    const at = total > 0 ? this.#draw(weights, total) : this.#random.below(found.length);
    const { kind, action } = found[at] as (typeof found)[number];
    this.kind = kind;
    return this.#chooseOutcome(action);
  }
}
