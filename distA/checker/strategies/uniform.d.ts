import type { Strategy } from '../strategy.ts';
/** No failure in particular: whatever may happen is as likely as anything else. */
export declare const uniform: Strategy;
