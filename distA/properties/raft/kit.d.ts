/** Raft's shape, model reading and monitor, fixed once for promises, scopes and bugs. */
import type { Actor, NodeId } from '../../checker/actor.ts';
import { type RaftRules } from '../../implementations/raft/rules.ts';
import type { raftMachine } from '../../models/raft/machine.ts';
import type { Entry, Raft } from '../../models/raft/messages.ts';
/** What is kept beside the servers, because one that crashes forgets it. */
export interface RaftHistory {
    /** Who was ever elected in each term. */
    readonly elections: ReadonlyMap<number, ReadonlySet<NodeId>>;
    /** What was ever committed at each index: one entry, or a promise is broken. */
    readonly committed: ReadonlyMap<number, readonly Committed[]>;
}
/** An entry, and the term of the first server that said it is committed. */
export interface Committed extends Entry {
    readonly inTerm: number;
}
export declare const kit: import("../../checker/suite.ts").Kit<Raft, RaftHistory>;
/** A Raft server written for speed: the implementation itself, or a variant with other rules. */
export declare function implementation(rules?: RaftRules): Actor<Raft>;
/** A Raft machine as an actor: the model itself, or a variant with other guards or actions. */
export declare function server(machine: typeof raftMachine): Actor<Raft>;
