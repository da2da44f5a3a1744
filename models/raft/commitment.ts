/** When an entry is committed (Ongaro & Ousterhout 2014, sections 5.3 and 5.4.2). */
import type { Arrived, RaftContext } from './context.ts';
import { majority, termAt } from './context.ts';
import { vouchedFor } from './replication.ts';

/** A follower goes by its leader, as far as the message vouches for its log; never back. */
export function followersCommit({ commitIndex }: RaftContext, request: Arrived<'AppendEntries'>): number {
  return Math.max(commitIndex, Math.min(request.leaderCommit, vouchedFor(request)));
}

/** Section 5.3: the entry is durable on most servers. */
export function isOnMost({ matchIndex, nodes }: RaftContext, index: number): boolean {
  return Object.values(matchIndex).filter((match) => match >= index).length >= majority(nodes.length);
}

/** Section 5.4.2: only entries of the leader's own term are committed by counting; what comes before them goes with them. */
export function isOfOwnTerm({ log, currentTerm }: RaftContext, index: number): boolean {
  return termAt(log, index) === currentTerm;
}

/** The last entry that a leader may commit. */
export function leadersCommit(
  context: RaftContext,
  mayCommit: (context: RaftContext, index: number) => boolean = (one, index) =>
    isOnMost(one, index) && isOfOwnTerm(one, index),
): number {
  for (let index = context.log.length; index > context.commitIndex; index--)
    if (mayCommit(context, index)) return index;
  return context.commitIndex;
}
