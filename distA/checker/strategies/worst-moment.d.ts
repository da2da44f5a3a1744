import type { Strategy } from '../strategy.ts';
/**
 * Crashes at the worst moment: right after a node handed over a record or sent something, before or after the record is
 * down. That is where a real one hurts, and where a random one hardly ever comes.
 */
export declare const worstMoment: Strategy;
