/**
 * The decisions of a Raft server, named like the guards and actions of the model. A known mistake is this record with one
 * of them replaced: `{ ...raftRules, isQuorum }`. The record keeps its shape, so calls through it stay fast.
 */
import type { RaftDurable } from '../../models/raft/messages.ts';

/** In place of a server's number. */
export const nobody = -1;

export interface RaftRules {
  isFromNewerTerm(term: number, currentTerm: number): boolean;
  grantsVote(term: number, currentTerm: number, candidate: number, votedFor: number): boolean;
  countsVote(term: number, currentTerm: number, voteGranted: boolean): boolean;
  /** Bit n of `votes` is the vote of server n. */
  countVote(votes: number, voter: number): number;
  isQuorum(votes: number, servers: number): boolean;
  /** Whether a server may say something now, by whether its term and vote are durable. */
  maySpeak(isWritten: boolean): boolean;
  /** Whom a server has voted for once it hears a leader of its term. */
  voteAfterHeartbeat(votedFor: number): number;
  /** What a restart makes of the durable record. */
  recovered(durable: RaftDurable): RaftDurable;
}

export const raftRules: RaftRules = {
  isFromNewerTerm: (term, currentTerm) => term > currentTerm,
  grantsVote: (term, currentTerm, candidate, votedFor) =>
    term === currentTerm && (votedFor === nobody || votedFor === candidate),
  countsVote: (term, currentTerm, voteGranted) => term === currentTerm && voteGranted,
  countVote: (votes, voter) => votes | (1 << voter),
  isQuorum: (votes, servers) => ones(votes) * 2 > servers,
  maySpeak: (isWritten) => isWritten,
  voteAfterHeartbeat: (votedFor) => votedFor,
  recovered: (durable) => durable,
};

/** How many bits of a number are set: a loop over the set ones alone. */
export function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
