/** One global state, what can be done in it, and what it looks like from outside. */
import type { AnyShape, Divergence, NodeId, Of, Shape, Tagged } from './actor.ts';
import { CodeError } from './errors.ts';
import { type Envelope } from './network.ts';
import type { System } from './system.ts';
/** One global state. Worlds are never changed in place and share what did not change. */
export interface World {
    readonly nodes: Readonly<Record<NodeId, NodeState>>;
    /** In an order that depends on nothing but the messages (see network.ts). */
    readonly inFlight: readonly Envelope[];
    /** Name of the partition that stands, if one does. */
    readonly partition?: string;
    /** How often each thing that the system limits has happened. */
    readonly spent: Readonly<Record<string, number>>;
    readonly history: unknown;
}
/** How a node stands: up, down with a record, or absent. */
export type NodeState = UpNode | {
    readonly down: object | undefined;
} | {
    readonly absent: true;
};
/** A node that is up. */
export interface UpNode {
    /** The actor's own state. */
    readonly up: unknown;
    /** Armed timers, in name order. */
    readonly armed: readonly string[];
    /** The record that is down. */
    readonly durable: object | undefined;
    /** Records handed over that are not down yet, in order; absent where there are none. */
    readonly pending?: readonly object[];
    /** Calls by messages that have no outcome yet, by id; absent where there are none. */
    readonly calls?: readonly OpenCall[];
}
/** A call on its way: the request, and once the callee has answered the reply. */
export interface OpenCall {
    /** The lowest number that none of the node's open calls had. */
    readonly id: number;
    readonly to: NodeId;
    readonly request: Tagged;
    readonly reply?: Tagged;
    /** The callee has crashed since. */
    readonly isLost?: true;
}
/** One step of a world, spelled out in full: a list of actions is a schedule that can be written down and replayed. */
export type Action = ({
    readonly type: 'deliver';
} & Envelope & Openness) | ({
    readonly type: 'timeout';
    readonly node: NodeId;
    readonly timer: string;
} & Openness) | ({
    readonly type: 'input';
    readonly node: NodeId;
    readonly input: Tagged;
} & Openness) | ({
    readonly type: 'drop' | 'duplicate' | 'inject';
} & Envelope) | ({
    readonly type: 'persisted';
    readonly node: NodeId;
    readonly record: object;
} & Openness)
/** The callee answers a request. */
 | {
    readonly type: 'request';
    readonly from: NodeId;
    readonly to: NodeId;
    readonly id: number;
    readonly request: Tagged;
}
/** A call comes to its outcome: the reply, or `unreachable`. */
 | ({
    readonly type: 'reply';
    readonly node: NodeId;
    readonly from: NodeId;
    readonly id: number;
    readonly reply: Tagged;
} & Openness)
/** `kept`: of the records that were not down yet, how many got there before; absent where there was none. */
 | {
    readonly type: 'crash';
    readonly node: NodeId;
    readonly kept?: number;
} | ({
    readonly type: 'restart';
    readonly node: NodeId;
} & Pick<Openness, 'draw'>) | {
    readonly type: 'partition';
    readonly name: string;
} | {
    readonly type: 'heal';
};
/** What the environment drew and what the model chose, where either was open. */
export interface Openness {
    readonly draw?: unknown;
    readonly choice?: unknown;
}
/** Equal for two worlds of one system exactly if nothing that can behave differently differs. */
export declare function worldKey({ nodes, inFlight, partition, spent, history }: World): string;
/** As `worldKey`, for one node. */
export declare function nodeKey(node: NodeState): string;
/** Whether a node is up. */
export declare function isUp(world: World, node: NodeId): boolean;
/** How properties see a node. */
export type Standing<P extends Shape = AnyShape> = {
    readonly up: P['view'];
    /** What is down; absent where nothing is. */
    readonly durable?: Of<P, 'durable'>;
    readonly divergence?: Divergence;
} | {
    readonly down: Of<P, 'durable'> | undefined;
} | {
    readonly absent: true;
};
/** Every node as properties see it, in the system's order. */
export declare function standings(system: System, world: World): ReadonlyMap<NodeId, Standing>;
/** One node as properties see it. */
export declare function standingOf(system: System, world: World, node: NodeId): Standing;
/** Whether what a node should do is still known; where it is not, nothing that comes after means anything. */
export declare function divergenceOf(system: System, node: NodeId, state: unknown): Divergence | undefined;
/** What a node that is up shows. */
export declare function viewOf(system: System, world: World, node: NodeId): object;
/** Runs what an actor answers for; whatever goes wrong in it is told with the node's name and what it was doing. */
export declare function guarded<T>(node: NodeId, doing: string, run: () => T): T;
/** What a node threw, with its name and what it was doing. */
export declare function nodeFailed(node: NodeId, doing: string, cause: unknown): CodeError;
/** The result of an actor, where it is an object; a promise or nothing is refused with a sentence. */
export declare function object<T>(what: string, result: T): T;
