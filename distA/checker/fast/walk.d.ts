/**
 * A run that changes one world in place: the fast twin of `PlainWalk`, and so of the reference semantics. What may happen
 * next is kept up to date rather than listed anew: pools of messages and armed timers, everything else looked up where it is asked
 * for. A step costs what its actor and its properties cost, and little beyond.
 *
 * What a schedule does not need is left out: states, views and histories are not encoded, so data that are not plain are
 * noticed by whoever tells the trace.
 */
import type { NodeId } from '../actor.ts';
import type { System } from '../system.ts';
import type { Kind, Taken, Walk } from '../walk.ts';
import { type Action, type Standing, type World } from '../world.ts';
/** See the head of this file; `start` is a position in `worlds`, the system's initial ones. */
export declare class FastWalk implements Walk {
    #private;
    readonly seen: {
        views: Map<NodeId, object>;
        all: Map<NodeId, Standing>;
        history: unknown;
    };
    changed: readonly NodeId[];
    constructor(system: System, start: number, worlds?: readonly World[]);
    count(kind: Kind): number;
    at(kind: Kind, index: number): Action | undefined;
    ways(action: Action): readonly Action[];
    get isCut(): boolean;
    take(action: Action): Taken;
    calmDown(): void;
    world(): World;
}
