/** Votes as often as it is asked; in all else it is a server like any other. */
export declare const votesTwice: import("../../index.ts").Actor<import("../../models/raft/messages.ts").Raft, unknown>;
