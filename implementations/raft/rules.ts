/**
 * The rules of Raft as pure functions, in the order of the paper: each decides one question that Figure 2 answers. A rule that is a guard
 * in the formal model (`models/raft/machine.ts`) has the guard's name here.
 *
 * A known bug is this record with one rule replaced: `{ ...raftRules, isQuorum }`. The record keeps its shape, so calls through it stay
 * fast.
 */
import type { Entry } from '../../models/raft/messages.ts';
import type { Log } from './log.ts';

/** The number of no server: the value of `votedFor` before a vote is cast. */
export const noServer = -1;

/** The decisions of a server. Servers are numbers, and sets of servers are bits. */
export interface RaftRules {
  // Elections (sections 5.1, 5.2 and 5.4.1).
  isFromNewerTerm(term: number, currentTerm: number): boolean;
  /** One vote for each term, given to the first candidate that asks and whose log is up to date. */
  grantsVote(
    term: number,
    currentTerm: number,
    candidate: number,
    votedFor: number,
    isUpToDate: boolean,
  ): boolean;
  /** Whether a candidate's log is at least as up to date as this log. */
  isUpToDate(lastLogTerm: number, lastLogIndex: number, log: Log): boolean;
  countsVote(term: number, currentTerm: number, voteGranted: boolean): boolean;
  /** The votes with one more vote; bit n is the vote of server n. */
  countVote(votes: number, voter: number): number;
  isQuorum(votes: number, servers: number): boolean;

  // Replication, followers (section 5.3).
  isFromCurrentTerm(term: number, currentTerm: number): boolean;
  /** Whether the sender leads this term and the log has its previous entry. */
  isConsistent(
    term: number,
    currentTerm: number,
    log: Log,
    prevLogIndex: number,
    prevLogTerm: number,
  ): boolean;
  /** Puts entries into the log after `prevLogIndex`. Returns the last index up to which the log is unchanged. */
  truncateAndAppend(log: Log, prevLogIndex: number, entries: readonly Entry[]): number;

  // Replication, leaders (section 5.3).
  /** Whether a success answers a message of this term. */
  isSuccess(term: number, currentTerm: number): boolean;
  /** Whether a refusal answers a message of this term, and names the index to go back to. */
  isMismatch(term: number, currentTerm: number, hint: number): boolean;
  updatedMatchIndex(matchIndex: number, acknowledged: number): number;
  updatedNextIndex(nextIndex: number, matchIndex: number): number;

  // Commitment (sections 5.3 and 5.4.2).
  followersCommit(commitIndex: number, leaderCommit: number, lastNewIndex: number): number;
  /** The number of servers that must have an entry before it is committed. */
  commitQuorum(servers: number): number;
  /** Whether a leader may commit the log up to an index that a quorum has. */
  mayCommit(log: Log, index: number, currentTerm: number): boolean;

  // Durability (Figure 2: updated on stable storage before responding to RPCs).
  /**
   * Whether a message may be sent now. `isTermDurable` covers term and vote; `matchIndex` is the last entry that the message
   * acknowledges, 0 in any other message.
   */
  maySend(isTermDurable: boolean, matchIndex: number, durableEntries: number): boolean;
}

/** Raft's rules as the paper has them. */
export const raftRules: RaftRules = {
  isFromNewerTerm: (term, currentTerm) => term > currentTerm,
  grantsVote: (term, currentTerm, candidate, votedFor, isUpToDate) =>
    term === currentTerm && (votedFor === noServer || votedFor === candidate) && isUpToDate,
  isUpToDate: (lastLogTerm, lastLogIndex, log) =>
    lastLogTerm === log.lastTerm ? lastLogIndex >= log.lastIndex : lastLogTerm > log.lastTerm,
  countsVote: (term, currentTerm, voteGranted) => term === currentTerm && voteGranted,
  countVote: (votes, voter) => votes | (1 << voter),
  isQuorum: (votes, servers) => ones(votes) * 2 > servers,

  isFromCurrentTerm: (term, currentTerm) => term === currentTerm,
  isConsistent: (term, currentTerm, log, prevLogIndex, prevLogTerm) =>
    term === currentTerm && log.termAt(prevLogIndex) === prevLogTerm,
  // Figure 2, AppendEntries RPC, receivers 3 and 4.
  truncateAndAppend: (log, prevLogIndex, entries) => {
    const conflict = firstConflict(log, prevLogIndex, entries);
    if (conflict === entries.length) return log.lastIndex;
    log.truncate(prevLogIndex + conflict);
    appendFrom(log, entries, conflict);
    return prevLogIndex + conflict;
  },

  isSuccess: (term, currentTerm) => term === currentTerm,
  isMismatch: (term, currentTerm, hint) => term === currentTerm && hint > 0,
  updatedMatchIndex: (matchIndex, acknowledged) => Math.max(matchIndex, acknowledged),
  updatedNextIndex: (nextIndex, matchIndex) => Math.max(nextIndex, matchIndex + 1),

  followersCommit: (commitIndex, leaderCommit, lastNewIndex) =>
    Math.max(commitIndex, Math.min(leaderCommit, lastNewIndex)),
  commitQuorum: (servers) => (servers >>> 1) + 1,
  mayCommit: (log, index, currentTerm) => log.termAt(index) === currentTerm,

  maySend: (isTermDurable, matchIndex, durableEntries) => isTermDurable && matchIndex <= durableEntries,
};

/** The number of set bits; the loop runs once for each of them. */
export function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** The position of the first entry that the log lacks after `prevLogIndex`, or the number of entries if it has all of them. */
export function firstConflict(log: Log, prevLogIndex: number, entries: readonly Entry[]): number {
  let at = 0;
  while (at < entries.length && log.termAt(prevLogIndex + 1 + at) === entries[at]?.term) at++;
  return at;
}

/** Appends the entries from a position on. */
export function appendFrom(log: Log, entries: readonly Entry[], first: number): void {
  for (let at = first; at < entries.length; at++) {
    const { term, value } = entries[at] as Entry;
    log.append(term, value);
  }
}
