/** Leader election (Ongaro & Ousterhout 2014, section 5.2), and who may win one (section 5.4.1). */
import type { NodeId } from '../../checker/actor.ts';
import type { Arrived, RaftContext, RaftEvent } from './context.ts';
/** Section 5.2: one vote a term, first come, first served. */
export declare function hasVoteFor({ currentTerm, votedFor }: RaftContext, request: Arrived<'RequestVote'>): boolean;
/** Section 5.4.1: the log with the later last term is more up to date; of equal ones the longer. */
export declare function isUpToDate({ log }: RaftContext, request: Arrived<'RequestVote'>): boolean;
/** Never a message of a newer term: that one is adopted and read again first. */
export declare function refuses({ currentTerm, setting }: RaftContext, event: RaftEvent): boolean;
/** Votes with one more among them. */
export declare function withVote(votesGranted: readonly NodeId[], voter: NodeId): readonly NodeId[];
/** A new term: no vote cast, none counted, and whatever was still to be said is of the old one. */
export declare function inTerm(term: number, votedFor: NodeId | null): {
    currentTerm: number;
    votedFor: string | null;
    votesGranted: never[];
    unsaid: never[];
    nextIndex: {};
    matchIndex: {};
};
