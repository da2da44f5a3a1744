import { type Birth, type NodeId } from '../../checker/actor.ts';
import { type ChordContext } from './context.ts';
import type { Chord } from './messages.ts';
export declare const originalMachine: import("xstate").StateMachine<ChordContext, (import("./messages.ts").Notify | {
    type: 'unreachable';
} | {
    readonly type: 'Alive';
} | ({
    readonly type: 'Neighbours';
} & import("./messages.ts").Neighbours)) & {
    readonly from: NodeId;
    readonly draw?: import("./messages.ts").Admission;
    readonly choice?: never;
}, {}, never, {
    type: "adoptCandidate";
    params: unknown;
} | {
    type: "askContact";
    params: unknown;
} | {
    type: "askSuccessor";
    params: unknown;
} | {
    type: "call";
    params: {
        readonly to: NodeId;
        readonly request: {
            readonly type: 'GetNeighbours';
        } | {
            readonly type: 'Ping';
        };
    };
} | {
    type: "forgetCandidate";
    params: unknown;
} | {
    type: "forgetPredecessor";
    params: unknown;
} | {
    type: "noteCandidate";
    params: unknown;
} | {
    type: "notifySuccessor";
    params: unknown;
} | {
    type: "output";
    params: {
        readonly value: never;
    };
} | {
    type: "persist";
    params: {
        readonly record: never;
    };
} | {
    type: "pingCandidate";
    params: unknown;
} | {
    type: "pingPredecessor";
    params: unknown;
} | {
    type: "pingSuccessor";
    params: unknown;
} | {
    type: "promoteSecond";
    params: unknown;
} | {
    type: "send";
    params: {
        readonly to: NodeId;
        readonly message: import("./messages.ts").Notify;
    };
} | {
    type: "takePredecessor";
    params: unknown;
} | {
    type: "takeSecond";
    params: unknown;
} | {
    type: "takeSuccessor";
    params: unknown;
}, {
    type: "checksAdopted";
    params: unknown;
} | {
    type: "hasNoPredecessor";
    params: unknown;
} | {
    type: "hasSecond";
    params: unknown;
} | {
    type: "isBetterPredecessor";
    params: unknown;
} | {
    type: "isCloser";
    params: unknown;
} | {
    type: "isJoining";
    params: unknown;
} | {
    type: "isNewSecond";
    params: unknown;
}, "flush" | "reconcile" | "stabilize" | "update", "adopting" | "arriving" | "checking" | "flushing" | "joining" | "member" | "reconciling" | "stabilizing" | "updating", string, Birth<Chord>, import("xstate").NonReducibleUnknown, import("xstate").EventObject, import("xstate").MetaObject, {
    id: "original";
    states: {
        readonly arriving: {};
        readonly joining: {};
        readonly member: {};
        readonly stabilizing: {};
        readonly adopting: {};
        readonly checking: {};
        readonly updating: {};
        readonly reconciling: {};
        readonly flushing: {};
    };
}, import("xstate").MetaObject>;
