/**
 * Commitment (Ongaro & Ousterhout 2014, sections 5.3 and 5.4.2): the rules for a follower and for a leader.
 */
import type { Arrived, RaftContext } from './context.ts';
import { majority, termAt } from './context.ts';
import { lastNewIndex } from './replication.ts';

/**
 * Figure 2, AppendEntries RPC, receiver 5: the minimum of `leaderCommit` and the last new entry. It never
 * decreases.
 */
export function followersCommit({ commitIndex }: RaftContext, request: Arrived<'AppendEntries'>): number {
  return Math.max(commitIndex, Math.min(request.leaderCommit, lastNewIndex(request)));
}

/** Section 5.3: the entry is durable on a majority of servers. */
export function isOnQuorum({ matchIndex, nodes }: RaftContext, index: number): boolean {
  return Object.values(matchIndex).filter((match) => match >= index).length >= majority(nodes.length);
}

/**
 * Section 5.4.2: a leader counts replicas only for entries of its own term; earlier entries are committed
 * with them.
 */
export function isEntryFromCurrentTerm({ log, currentTerm }: RaftContext, index: number): boolean {
  return termAt(log, index) === currentTerm;
}

/** The commit index of a leader: the last entry that it may commit. */
export function leadersCommit(
  context: RaftContext,
  mayCommit: (context: RaftContext, index: number) => boolean = (one, index) =>
    isOnQuorum(one, index) && isEntryFromCurrentTerm(one, index),
): number {
  for (let index = context.log.length; index > context.commitIndex; index--)
    if (mayCommit(context, index)) return index;
  return context.commitIndex;
}
