import type { Random } from '../random.ts';
import type { Bias } from '../strategy.ts';
import type { System } from '../system.ts';
/**
 * What every run has whatever its strategy: how much of each fault there is, how impatient the timers are, and how much less
 * so those that run longer. Each run draws its own (Groce et al. 2012, "Swarm Testing").
 */
export declare function weather({ timersMs }: System, random: Random): Bias;
