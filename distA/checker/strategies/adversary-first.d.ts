import type { Strategy } from '../strategy.ts';
/** An adversary that is faster than everybody else: its messages come first, and whatever may be forged is. */
export declare const adversaryFirst: Strategy;
