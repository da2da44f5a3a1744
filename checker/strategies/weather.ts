import type { Random } from '../random.ts';
import type { Bias } from '../strategy.ts';
import type { Kind } from '../walk.ts';

/** From ten to the power of these, evenly between the powers, how often a kind of action gets its turn against a delivery. */
const powers: Readonly<Partial<Record<Kind, readonly [least: number, most: number]>>> = {
  timeout: [-1.5, 0],
  input: [-1.5, 0],
  redeliver: [-2, 0],
  drop: [-2, -0.5],
  duplicate: [-2, -0.5],
  inject: [-2, -0.5],
  crash: [-2, -0.5],
  restart: [-1.5, 0],
  partition: [-2, -0.5],
  heal: [-1.5, -0.5],
};

/** What goes wrong in some runs and never in others: faults that are always on hide what needs their absence. */
const faults: readonly Kind[] = ['redeliver', 'drop', 'duplicate', 'inject', 'crash', 'partition'];

/**
 * What every run has whatever its strategy: how much of each fault there is, and how impatient the timers are. Each run draws
 * its own (Groce et al. 2012, "Swarm Testing").
 */
export function weather(random: Random): Bias {
  const rates = Object.entries(powers).map(([kind, [least, most]]) => {
    const isOff = faults.includes(kind as Kind) && random.chance(0.5);
    return [kind, isOff ? 0 : 10 ** (random.upTo(least * 100, most * 100) / 100)];
  });
  return { rates: Object.fromEntries(rates) };
}
