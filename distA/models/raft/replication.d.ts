/** Log replication (Ongaro & Ousterhout 2014, section 5.3). */
import type { NodeId, Received } from '../../checker/actor.ts';
import type { Arrived, RaftContext, RaftEvent } from './context.ts';
import type { Entry, Raft, RaftMessage, RaftSetting } from './messages.ts';
type Append = Extract<RaftMessage, {
    type: 'AppendEntries';
}>;
/** The consistency check: the log has an entry at `prevLogIndex`, of `prevLogTerm`. */
export declare function isConsistent({ log }: RaftContext, request: Arrived<'AppendEntries'>): boolean;
/** The log with the entries of a message: it is cut where an entry conflicts, and nowhere else. */
export declare function appended(log: readonly Entry[], { prevLogIndex, entries }: Pick<Arrived<'AppendEntries'>, 'prevLogIndex' | 'entries'>): readonly Entry[];
/** The last entry that a message vouches for. */
export declare function vouchedFor({ prevLogIndex, entries }: Arrived<'AppendEntries'>): number;
/** Where a log that has nothing of `prevLogTerm` at `prevLogIndex` may agree: before the whole term it has there instead. */
export declare function hintFor({ log }: RaftContext, { prevLogIndex }: Arrived<'AppendEntries'>): number;
export declare function acknowledgement({ currentTerm: term }: RaftContext, matchIndex: number): RaftMessage;
export declare function refusal({ currentTerm: term }: RaftContext, hint: number): RaftMessage;
/** What a new leader assumes: nothing of the others, and that their logs are like its own. */
export declare function reinitialized(context: RaftContext): Pick<RaftContext, 'nextIndex' | 'matchIndex'>;
/** The next message to a server, with so many entries at most. */
export declare function appendEntries({ currentTerm, log, commitIndex, nextIndex, matchIndex, setting }: RaftContext, to: NodeId, entriesMax: number): Append;
/** A server has this entry: it is not asked for it again. */
export declare function matched({ nextIndex, matchIndex }: RaftContext, from: NodeId, index: number): Pick<RaftContext, 'nextIndex' | 'matchIndex'>;
/** Back to where a server's log may agree, never behind what it is known to have. */
export declare function backedUp({ nextIndex, matchIndex }: RaftContext, from: NodeId, hint: number): Readonly<Record<NodeId, number>>;
/** Has this to say to each of them, and goes on behind it. */
export declare function sending(context: RaftContext, to: readonly NodeId[], messageFor: (to: NodeId) => Append | undefined): Pick<RaftContext, 'unsaid' | 'nextIndex'>;
/** Entries for those who lack some, without waiting for the heartbeat. */
export declare function replicating(context: RaftContext, event: RaftEvent, to: readonly NodeId[]): Pick<RaftContext, 'unsaid' | 'nextIndex'>;
/** How many entries a message may carry now: what was chosen where that is open, and what the setting says where it is not. */
export declare function entriesNow({ setting }: RaftContext, event: RaftEvent, when: keyof RaftSetting['entries']): number;
/** How many entries the messages that a leader sends at this event may carry; empty where only one number makes a difference. */
export declare function entriesOpen(context: RaftContext, event: Received<Raft>): readonly number[];
export {};
