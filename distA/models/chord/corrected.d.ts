import { type Birth, type NodeId } from '../../checker/actor.ts';
import { type ChordContext } from './context.ts';
import type { Chord } from './messages.ts';
/** A node, and after it a list but for its last entry: as long as the list was. */
export declare function ahead(node: NodeId, successors: readonly NodeId[]): readonly NodeId[];
/** The list without its first entry, and at its end the identifier after the last. */
export declare function withoutFirst({ successors, setting }: ChordContext): readonly NodeId[];
export declare const correctedMachine: import("xstate").StateMachine<ChordContext, (import("./messages.ts").Notify | {
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
    type: "askCandidate";
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
    type: "copyContact";
    params: unknown;
} | {
    type: "dropSuccessor";
    params: unknown;
} | {
    type: "forgetCandidate";
    params: unknown;
} | {
    type: "forgetNotifier";
    params: unknown;
} | {
    type: "noteCandidate";
    params: unknown;
} | {
    type: "noteNotifier";
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
    type: "passCandidate";
    params: unknown;
} | {
    type: "persist";
    params: {
        readonly record: never;
    };
} | {
    type: "pingPredecessor";
    params: unknown;
} | {
    type: "refreshList";
    params: unknown;
} | {
    type: "replaceDeadPredecessor";
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
}, {
    type: "hasSlot";
    params: unknown;
} | {
    type: "isBetterNotifier";
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
}, "adopt" | "rectify" | "stabilize", "arriving" | "joining" | {
    member: {
        predecessor: "asking" | "notified" | "rectifying" | "resting";
        successors: "adopting" | "improving" | "resting" | "stabilizing";
    };
}, string, Birth<Chord>, import("xstate").NonReducibleUnknown, import("xstate").EventObject, import("xstate").MetaObject, {
    id: "corrected";
    states: {
        readonly arriving: {};
        readonly joining: {};
        readonly member: {
            states: {
                readonly successors: {
                    states: {
                        readonly resting: {};
                        readonly stabilizing: {};
                        readonly improving: {};
                        readonly adopting: {};
                    };
                };
                readonly predecessor: {
                    states: {
                        readonly resting: {};
                        readonly notified: {};
                        readonly rectifying: {};
                        readonly asking: {};
                    };
                };
            };
        };
    };
}, import("xstate").MetaObject>;
