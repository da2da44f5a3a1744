/**
 * What a run has of its world: nodes and what limits them as the reference semantics keeps them, and beside them pools to choose
 * from, of messages under way and of armed timers. Whoever changes the one keeps the other up to date.
 */
import type { NodeId, Tagged } from '../actor.ts';
import type { Fault, System } from '../system.ts';
import type { Action, NodeState, UpNode, World } from '../world.ts';
import { type Flights } from './flights.ts';
import { Pool, type Pooled } from './pool.ts';
/** A timer that is or was armed; one that is not stands in no pool. */
export interface Armed extends Pooled {
    readonly action: Extract<Action, {
        type: 'timeout';
    }>;
}
/** A world whose fields may be replaced; what is in flight is kept apart. */
type Standings = {
    -readonly [K in keyof World]: World[K];
} & {
    nodes: Record<NodeId, NodeState>;
    spent: Record<string, number>;
};
/** One world that changes in place. */
export declare class Stage {
    system: System;
    readonly names: readonly NodeId[];
    readonly world: Standings;
    readonly flights: Flights;
    readonly armed: Pool<Armed>;
    readonly timers: Map<string, Map<string, Armed>>;
    /** What the outside may ask of each node that is up. */
    readonly inputs: Map<string, readonly Tagged[]>;
    /** Nodes at which the scope ends, or whose actor has left its model: as long as there is one, nothing may happen. */
    readonly beyond: Set<string>;
    constructor(system: System, { nodes, inFlight, ...world }: World);
    may(fault: Fault): boolean;
    isWithin(name: string): boolean;
    mayFire(node: NodeId, timer: string): boolean;
    /** The world as it is now, which goes on changing without it. */
    whole(): World;
    stateOf(node: NodeId): NodeState;
    total(of: (state: NodeState, node: NodeId) => number): number;
    /** The node at which the things that nodes have, counted one after the other, come to this one. */
    nth(index: number, of: (state: NodeState, node: NodeId) => number): readonly [node: NodeId, index: number];
    arm(node: NodeId, timer: string): void;
    disarm(node: NodeId, timer: string): void;
}
/** Records of a node that are not down yet. */
export declare function pendingOf(state: NodeState | undefined): readonly object[];
/** Calls of a node that have no outcome yet. */
export declare function callsOf(state: NodeState | undefined): NonNullable<UpNode['calls']>;
export {};
