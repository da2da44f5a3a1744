/** Leader election (Ongaro & Ousterhout 2014, section 5.2), and who may win one (section 5.4.1). */
import type { NodeId } from '../../checker/actors/actor.ts';
import { type Arrived, type RaftContext, type RaftEvent, termAt } from './context.ts';

/** Section 5.2: one vote a term, first come, first served. */
export function hasVoteFor({ currentTerm, votedFor }: RaftContext, request: Arrived<'RequestVote'>): boolean {
  return request.term === currentTerm && (votedFor === null || votedFor === request.from);
}

/** Section 5.4.1: the log with the later last term is more up to date; of equal ones the longer. */
export function isUpToDate({ log }: RaftContext, request: Arrived<'RequestVote'>): boolean {
  const lastLogTerm = termAt(log, log.length) as number;
  if (request.lastLogTerm !== lastLogTerm) return request.lastLogTerm > lastLogTerm;
  return request.lastLogIndex >= log.length;
}

/** Never a message of a newer term: that one is adopted and read again first. */
export function refuses({ currentTerm, setting }: RaftContext, event: RaftEvent): boolean {
  if (!('term' in event) || event.term > currentTerm) return false;
  return setting.refusals === 'all' || (setting.refusals === 'newerTerm' && event.term < currentTerm);
}

/** Votes with one more among them. */
export function withVote(votesGranted: readonly NodeId[], voter: NodeId): readonly NodeId[] {
  return [...new Set([...votesGranted, voter])].sort();
}

/** A new term: no vote cast, none counted, and whatever was still to be said is of the old one. */
export function inTerm(term: number, votedFor: NodeId | null) {
  return { currentTerm: term, votedFor, votesGranted: [], unsaid: [], nextIndex: {}, matchIndex: {} };
}
