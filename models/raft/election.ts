/** Leader election (Ongaro & Ousterhout 2014, section 5.2) and the election restriction (section 5.4.1). */
import type { NodeId } from '../../checker/actors/actor.ts';
import { type Arrived, type RaftContext, type RaftEvent, termAt } from './context.ts';

/** Section 5.2: one vote for each term, for the candidate whose request arrives first. */
export function canVote({ currentTerm, votedFor }: RaftContext, request: Arrived<'RequestVote'>): boolean {
  return request.term === currentTerm && (votedFor === null || votedFor === request.from);
}

/**
 * Section 5.4.1: the log with the later last term is more up to date; with equal last terms, the longer log
 * is.
 */
export function isUpToDate({ log }: RaftContext, request: Arrived<'RequestVote'>): boolean {
  const lastLogTerm = termAt(log, log.length) as number;
  if (request.lastLogTerm !== lastLogTerm) return request.lastLogTerm > lastLogTerm;
  return request.lastLogIndex >= log.length;
}

/**
 * Whether a message is answered with a refusal (`setting.refusals`). A newer term is adopted first, so it is
 * never refused.
 */
export function refuses({ currentTerm, setting }: RaftContext, event: RaftEvent): boolean {
  if (!('term' in event) || event.term > currentTerm) return false;
  return setting.refusals === 'all' || (setting.refusals === 'newerTerm' && event.term < currentTerm);
}

/** The votes with one more voter. */
export function withVote(votesGranted: readonly NodeId[], voter: NodeId): readonly NodeId[] {
  return [...new Set([...votesGranted, voter])].sort();
}

/** The context at the start of a term: no votes, no leader state, and no messages of the old term. */
export function resetForTerm(term: number, votedFor: NodeId | null) {
  return {
    currentTerm: term,
    votedFor,
    votesGranted: [],
    pendingMessages: [],
    nextIndex: {},
    matchIndex: {},
  };
}
