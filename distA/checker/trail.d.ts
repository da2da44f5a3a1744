/**
 * What the effects of a step leave behind, seen from outside. Steps of different code that leave the same are the same
 * step: in which order messages to different nodes were sent, or how often a timer was touched, nobody can tell.
 */
import type { Effect, NodeId } from './actor.ts';
/** What a step leaves behind, order among different addressees forgotten. */
export interface Trail {
    /** Messages and requests by addressee, in order. */
    readonly sends: ReadonlyMap<NodeId, readonly unknown[]>;
    readonly outputs: readonly unknown[];
    /** The last thing done to each timer that was touched. */
    readonly timers: ReadonlyMap<string, 'arm' | 'disarm'>;
    /** The last record handed over, in a list; empty where none was. */
    readonly records: readonly unknown[];
}
/** What these effects leave behind. */
export declare function trailOf(effects: readonly Effect[]): Trail;
