/** What a server of the model knows, and the few words about it that every part of Raft uses. */
import type { MachineEvent, NodeId } from '../../checker/actor.ts';
import type { Entry, Raft, RaftDurable, RaftMessage, RaftSetting } from './messages.ts';
export interface RaftContext {
    readonly self: NodeId;
    readonly nodes: readonly NodeId[];
    readonly setting: RaftSetting;
    readonly currentTerm: number;
    readonly votedFor: NodeId | null;
    readonly votesGranted: readonly NodeId[];
    readonly log: readonly Entry[];
    readonly commitIndex: number;
    readonly lastApplied: number;
    readonly nextIndex: Readonly<Record<NodeId, number>>;
    readonly matchIndex: Readonly<Record<NodeId, number>>;
    /** What is on its disk, and what it handed over since, in order. */
    readonly written: RaftDurable;
    readonly pending: readonly RaftDurable[];
    /** What it has to say once that is true of its disk, too. */
    readonly unsaid: readonly Saying[];
}
export interface Saying {
    readonly to: NodeId;
    readonly message: RaftMessage;
}
export type RaftEvent = MachineEvent<Raft>;
/** A message of a type, as it arrives. */
export type Arrived<T extends RaftMessage['type']> = Extract<RaftEvent, {
    type: T;
}>;
/** More than half of the cluster (section 5.2). */
export declare function majority(servers: number): number;
export declare function peersOf({ nodes, self }: RaftContext): readonly NodeId[];
/** The term of the entry at an index; 0 before the first, undefined beyond the last. */
export declare function termAt(log: readonly Entry[], index: number): number | undefined;
/** How many entries two logs have in common, from the first on. */
export declare function inCommon(one: readonly Entry[], other: readonly Entry[]): number;
/** What is unsaid once these are to be told something; what waits to be said already need not be said twice. */
export declare function saying({ unsaid }: RaftContext, to: readonly NodeId[], messageFor: (node: NodeId) => RaftMessage | undefined): readonly Saying[];
export declare function senderOf(event: RaftEvent): readonly NodeId[];
