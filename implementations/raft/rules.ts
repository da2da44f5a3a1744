/**
 * The decisions of a Raft server, in the order of the paper. A known mistake is this record with one of them replaced:
 * `{ ...raftRules, isQuorum }`. The record keeps its shape, so calls through it stay fast.
 */
import type { Entry, RaftDurable } from '../../models/raft/messages.ts';
import type { Log } from './log.ts';

/** In place of a server's number. */
export const nobody = -1;

export interface RaftRules {
  // Elections.
  isFromNewerTerm(term: number, currentTerm: number): boolean;
  grantsVote(term: number, currentTerm: number, candidate: number, votedFor: number): boolean;
  /** Whether a candidate's log is at least as up to date as this one. */
  isUpToDate(lastLogTerm: number, lastLogIndex: number, log: Log, commitIndex: number): boolean;
  countsVote(term: number, currentTerm: number, voteGranted: boolean): boolean;
  /** Bit n of `votes` is the vote of server n. */
  countVote(votes: number, voter: number): number;
  isQuorum(votes: number, servers: number): boolean;
  /** What a candidate that begins another election keeps of its votes. */
  votesAtStart(votes: number): number;
  /** Whom a server has voted for once it hears a leader of its term. */
  voteAfterHeartbeat(votedFor: number): number;

  // Replication: followers.
  isFromLeader(term: number, currentTerm: number): boolean;
  isConsistent(log: Log, prevLogIndex: number, prevLogTerm: number): boolean;
  /** Takes entries into the log behind this index; the last index up to which the log stayed as it was. */
  truncateAndAppend(log: Log, prevLogIndex: number, entries: readonly Entry[]): number;
  /** The last entry that a follower says it has. */
  acknowledged(lastNewIndex: number, lastIndex: number): number;

  // Replication: leaders.
  /** Whether an answer to entries is one to a message of this term. */
  countsReply(term: number, currentTerm: number): boolean;
  /** What a new leader takes the others to have. */
  matchAtStart(nextIndex: number): number;
  matchAfter(match: number, acknowledged: number): number;
  nextAfter(next: number, match: number): number;
  /** What a leader takes a server to have that refused. */
  matchAfterRefusal(match: number, hint: number): number;
  /** What a leader takes itself to have. */
  ownMatch(durable: number, lastIndex: number): number;

  // Commitment.
  followersCommit(commitIndex: number, leaderCommit: number, lastNewIndex: number, lastIndex: number): number;
  /** A follower's, where its log does not agree with the leader's. */
  commitAtMismatch(commitIndex: number, leaderCommit: number, entries: number, lastIndex: number): number;
  /** On so many servers an entry must be. */
  commitQuorum(servers: number): number;
  /** Whether a leader may commit what lies between these two indexes, both included. */
  mayCommit(log: Log, first: number, last: number, currentTerm: number): boolean;

  // Durability.
  /** Whether a server may say something now, by whether its term and vote are durable. */
  maySpeak(isWritten: boolean): boolean;
  /** Whether it may acknowledge an entry, by how many are durable. */
  mayAcknowledge(matchIndex: number, durable: number): boolean;
  /** What a restart makes of the durable record. */
  recovered(durable: RaftDurable): RaftDurable;
}

export const raftRules: RaftRules = {
  isFromNewerTerm: (term, currentTerm) => term > currentTerm,
  grantsVote: (term, currentTerm, candidate, votedFor) =>
    term === currentTerm && (votedFor === nobody || votedFor === candidate),
  isUpToDate: (lastLogTerm, lastLogIndex, log) =>
    lastLogTerm === log.lastTerm ? lastLogIndex >= log.lastIndex : lastLogTerm > log.lastTerm,
  countsVote: (term, currentTerm, voteGranted) => term === currentTerm && voteGranted,
  countVote: (votes, voter) => votes | (1 << voter),
  isQuorum: (votes, servers) => ones(votes) * 2 > servers,
  votesAtStart: () => 0,
  voteAfterHeartbeat: (votedFor) => votedFor,

  isFromLeader: (term, currentTerm) => term === currentTerm,
  isConsistent: (log, prevLogIndex, prevLogTerm) => log.termAt(prevLogIndex) === prevLogTerm,
  truncateAndAppend: (log, prevLogIndex, entries) => {
    const known = firstNew(log, prevLogIndex, entries);
    if (known === entries.length) return log.lastIndex;
    log.truncate(prevLogIndex + known);
    appendFrom(log, entries, known);
    return prevLogIndex + known;
  },
  acknowledged: (lastNewIndex) => lastNewIndex,

  countsReply: (term, currentTerm) => term === currentTerm,
  matchAtStart: () => 0,
  matchAfter: (match, acknowledged) => Math.max(match, acknowledged),
  nextAfter: (next, match) => Math.max(next, match + 1),
  matchAfterRefusal: (match) => match,
  ownMatch: (durable) => durable,

  followersCommit: (commitIndex, leaderCommit, lastNewIndex) =>
    Math.max(commitIndex, Math.min(leaderCommit, lastNewIndex)),
  commitAtMismatch: (commitIndex) => commitIndex,
  commitQuorum: (servers) => (servers >>> 1) + 1,
  mayCommit: (log, _first, last, currentTerm) => log.termAt(last) === currentTerm,

  maySpeak: (isWritten) => isWritten,
  mayAcknowledge: (matchIndex, durable) => matchIndex <= durable,
  recovered: (durable) => durable,
};

/** How many bits of a number are set: a loop over the set ones alone. */
export function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** The first of these entries that the log does not have behind this index; their number where it has all. */
export function firstNew(log: Log, prevLogIndex: number, entries: readonly Entry[]): number {
  let at = 0;
  while (at < entries.length && log.termAt(prevLogIndex + 1 + at) === entries[at]?.term) at++;
  return at;
}

export function appendFrom(log: Log, entries: readonly Entry[], first: number): void {
  for (let at = first; at < entries.length; at++) {
    const { term, value } = entries[at] as Entry;
    log.append(term, value);
  }
}
