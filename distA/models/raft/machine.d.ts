import { type Birth, type MachineEvent } from '../../checker/actor.ts';
import { type RaftContext } from './context.ts';
import type { Raft, RaftDurable } from './messages.ts';
export declare const raftMachine: import("xstate").StateMachine<RaftContext, MachineEvent<Raft>, {}, never, {
    type: "acknowledge";
    params: unknown;
} | {
    type: "adoptTerm";
    params: unknown;
} | {
    type: "announce";
    params: unknown;
} | {
    type: "appendEntries";
    params: unknown;
} | {
    type: "appendProposal";
    params: unknown;
} | {
    type: "apply";
    params: unknown;
} | {
    type: "askForVotes";
    params: unknown;
} | {
    type: "backUp";
    params: unknown;
} | {
    type: "call";
    params: {
        readonly to: import("../../checker/actor.ts").NodeId;
        readonly request: never;
    };
} | {
    type: "castVote";
    params: unknown;
} | {
    type: "commitAsFollower";
    params: unknown;
} | {
    type: "commitAsLeader";
    params: unknown;
} | {
    type: "countOwnEntries";
    params: unknown;
} | {
    type: "countOwnVote";
    params: unknown;
} | {
    type: "countVote";
    params: unknown;
} | {
    type: "grantVote";
    params: unknown;
} | {
    type: "noteMatch";
    params: unknown;
} | {
    type: "noteWritten";
    params: unknown;
} | {
    type: "output";
    params: {
        readonly value: import("./messages.ts").RaftOutput;
    };
} | {
    type: "persist";
    params: {
        readonly record: RaftDurable;
    };
} | {
    type: "persistState";
    params: unknown;
} | {
    type: "readAgain";
    params: unknown;
} | {
    type: "refuseEntries";
    params: unknown;
} | {
    type: "refuseLeader";
    params: unknown;
} | {
    type: "refuseProposal";
    params: unknown;
} | {
    type: "refuseVote";
    params: unknown;
} | {
    type: "reinitialize";
    params: unknown;
} | {
    type: "replicate";
    params: unknown;
} | {
    type: "replicateToSender";
    params: unknown;
} | {
    type: "send";
    params: {
        readonly to: import("../../checker/actor.ts").NodeId;
        readonly message: import("./messages.ts").RaftMessage;
    };
} | {
    type: "sendHeartbeats";
    params: unknown;
} | {
    type: "speak";
    params: unknown;
} | {
    type: "startElection";
    params: unknown;
} | {
    type: "stepDown";
    params: unknown;
}, {
    type: "countsVote";
    params: unknown;
} | {
    type: "grantsVote";
    params: unknown;
} | {
    type: "isConsistent";
    params: unknown;
} | {
    type: "isFromNewerTerm";
    params: unknown;
} | {
    type: "isMismatch";
    params: unknown;
} | {
    type: "isOfThisTerm";
    params: unknown;
} | {
    type: "isQuorum";
    params: unknown;
} | {
    type: "isSuccess";
    params: unknown;
} | {
    type: "refuses";
    params: unknown;
}, "electionTimeout" | "heartbeat", "candidate" | "follower" | "leader", string, Birth<Raft>, import("xstate").NonReducibleUnknown, import("xstate").EventObject, import("xstate").MetaObject, {
    id: "raft";
    states: {
        readonly follower: {};
        readonly candidate: {};
        readonly leader: {};
    };
}, import("xstate").MetaObject>;
