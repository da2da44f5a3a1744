/** What is durable, and so may be said (Figure 2: updated on stable storage before responding to RPCs). */
import { type RaftContext } from './context.ts';
import type { RaftDurable, RaftMessage } from './messages.ts';
/** What a server has before anything was written. */
export declare const nothing: RaftDurable;
/** Entries of its log that no crash can take: what is written has them, and so has everything that will be. */
export declare function durableEntries({ log, written, pending }: RaftContext): number;
export declare function isSame(one: RaftDurable, other: RaftDurable): boolean;
/** Whether its term and vote are durable. */
export declare function isTermWritten({ currentTerm, votedFor, written }: RaftContext): boolean;
/** Whether what a message says of this server is durable. */
export declare function maySay(context: RaftContext, message: RaftMessage): boolean;
