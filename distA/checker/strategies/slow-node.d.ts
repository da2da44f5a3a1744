import type { Strategy } from '../strategy.ts';
/** One slow node: a long garbage collection, a full disk, a processor that others use. All it does comes late. */
export declare const slowNode: Strategy;
