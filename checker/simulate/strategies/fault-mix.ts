/**
 * The fault mix: the part of the bias that each run has in addition to its strategies. It consists of the
 * rate of each kind of fault, the rates of timers and of the disk, and the delays of the network. Each run
 * draws its own mix and omits some faults entirely, for faults that are always present hide bugs that need
 * their absence (Groce et al. 2012, "Swarm Testing").
 */
import type { System } from '../../semantics/system.ts';
import type { Random } from '../../values/random.ts';
import type { Kind } from '../simulation/simulation.ts';
import { partitionStorm } from './partition-storm.ts';
import { slowLink } from './slow-link.ts';
import { type Bias, type Cluster, combined, type Strategy } from './strategy.ts';

/**
 * The range of the decimal exponent of each kind's rate, relative to a delivery; drawn evenly from the range.
 */
const rateExponents: Readonly<Partial<Record<Kind, readonly [least: number, most: number]>>> = {
  timeout: [-1, 0],
  input: [-1.5, 0],
  redeliver: [-2, 0],
  drop: [-2, -0.5],
  duplicate: [-2, -0.5],
  inject: [-2, -0.5],
  crash: [-2, -0.5],
  restart: [-1.5, 0],
  persisted: [-2, 0],
  partition: [-2, -0.5],
  heal: [-1.5, -0.5],
};

/** The faults that half of the runs omit. */
const optionalFaults: readonly Kind[] = ['redeliver', 'drop', 'duplicate', 'inject', 'crash', 'partition'];

/** In half of the runs, a timer's eagerness is (shortest timer / this timer) to a power of at most this. */
const timerExponentMax = 4;

/**
 * The network's delays: none in one run of five, for most bugs need a node that receives a message too late.
 */
const networkStrategies: readonly (Strategy | undefined)[] = [
  undefined,
  slowLink,
  slowLink,
  partitionStorm,
  partitionStorm,
];

/** Draws the fault mix of one run. */
export function faultMix(system: System, cluster: Cluster, random: Random): Bias {
  const { timersMs = {}, persistence } = system;
  const occurring = Object.entries(rateExponents).filter(
    ([kind]) => kind !== 'persisted' || persistence === 'async',
  );
  const rates = occurring.map(([kind, [least, most]]) => {
    const isOff = optionalFaults.includes(kind as Kind) && random.chance(0.5);
    return [kind, isOff ? 0 : 10 ** (random.upTo(least * 100, most * 100) / 100)];
  });
  const lengths = Object.entries(timersMs as Readonly<Record<string, readonly [number, number]>>);
  const shortest = Math.min(...lengths.map(([, [minMs]]) => minMs));
  const timerExponent = random.chance(0.5) ? 0 : random.upTo(0, timerExponentMax * 100) / 100;
  const timerEagerness = new Map(
    lengths.map(([timer, [minMs]]) => [timer, (shortest / minMs) ** timerExponent]),
  );
  const mix: Bias = {
    rates: Object.fromEntries(rates),
    eagerness: (action) => (action.type === 'timeout' ? (timerEagerness.get(action.timer) ?? 1) : 1),
  };
  const delay = networkStrategies[random.below(networkStrategies.length)];
  return delay?.suits?.(system) === true ? combined([mix, delay.begin(cluster, random)]) : mix;
}
