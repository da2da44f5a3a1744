import { actionKinds, actionTable } from '../../semantics/actions.ts';
import type { System } from '../../semantics/system.ts';
import type { Random } from '../../values/random.ts';
import type { Kind } from '../simulation/simulation.ts';
import { partitionStorm } from './partition-storm.ts';
import { slowLink } from './slow-link.ts';
import { type Bias, type Cluster, type Strategy, together } from './strategy.ts';

/** From ten to the power of these, evenly between the powers, how often a kind of action gets its turn against a delivery. */
const powers: Readonly<Partial<Record<Kind, readonly [least: number, most: number]>>> = {
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

/** What goes wrong in some runs and never in others: faults that are always on hide what needs their absence. */
const faults: readonly Kind[] = [
  'redeliver',
  ...actionKinds.filter((kind) => actionTable[kind].role === 'fault'),
];

/** In every other run timers that run longer fire less readily, up to this power of how the shortest compares to them. */
const patienceMax = 4;

/** What the network suffers from, in one run out of five nothing: most mistakes need somebody who did not hear in time. */
const troubles: readonly (Strategy | undefined)[] = [
  undefined,
  slowLink,
  slowLink,
  partitionStorm,
  partitionStorm,
];

/**
 * What every run has whatever its strategy: how much of each fault there is, how impatient the timers are, how much less
 * so those that run longer, how slow the disk is, and what the network suffers from. Each run draws its own (Groce et al. 2012,
 * "Swarm Testing").
 */
export function faultMix(system: System, cluster: Cluster, random: Random): Bias {
  const { timersMs = {}, persistence } = system;
  const occurring = Object.entries(powers).filter(
    ([kind]) => kind !== 'persisted' || persistence === 'async',
  );
  const rates = occurring.map(([kind, [least, most]]) => {
    const isOff = faults.includes(kind as Kind) && random.chance(0.5);
    return [kind, isOff ? 0 : 10 ** (random.upTo(least * 100, most * 100) / 100)];
  });
  const lengths = Object.entries(timersMs as Readonly<Record<string, readonly [number, number]>>);
  const shortest = Math.min(...lengths.map(([, [minMs]]) => minMs));
  const patience = random.chance(0.5) ? 0 : random.upTo(0, patienceMax * 100) / 100;
  const readiness = new Map(lengths.map(([timer, [minMs]]) => [timer, (shortest / minMs) ** patience]));
  const steady: Bias = {
    rates: Object.fromEntries(rates),
    eagerness: (action) => (action.type === 'timeout' ? (readiness.get(action.timer) ?? 1) : 1),
  };
  const trouble = troubles[random.below(troubles.length)];
  return trouble?.suits?.(system) === true ? together([steady, trouble.begin(cluster, random)]) : steady;
}
