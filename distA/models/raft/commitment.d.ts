/** When an entry is committed (Ongaro & Ousterhout 2014, sections 5.3 and 5.4.2). */
import type { Arrived, RaftContext } from './context.ts';
/** A follower goes by its leader, as far as the message vouches for its log; never back. */
export declare function followersCommit({ commitIndex }: RaftContext, request: Arrived<'AppendEntries'>): number;
/** Section 5.3: the entry is durable on most servers. */
export declare function isOnMost({ matchIndex, nodes }: RaftContext, index: number): boolean;
/** Section 5.4.2: only entries of the leader's own term are committed by counting; what comes before them goes with them. */
export declare function isOfOwnTerm({ log, currentTerm }: RaftContext, index: number): boolean;
/** The last entry that a leader may commit. */
export declare function leadersCommit(context: RaftContext, mayCommit?: (context: RaftContext, index: number) => boolean): number;
