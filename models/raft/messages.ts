/**
 * What Raft servers say to each other and show of themselves: the types that model, implementation and properties share.
 * Names are those of Figure 2 of Ongaro & Ousterhout, "In Search of an Understandable Consensus Algorithm" (2014).
 *
 * So far this is leader election: no log, so a RequestVote carries no last entry and an AppendEntries is a heartbeat.
 */
import type { NodeId } from '../../checker/actor.ts';

export type Role = 'follower' | 'candidate' | 'leader';

export type RaftMessage =
  | { readonly type: 'RequestVote'; readonly term: number }
  | { readonly type: 'RequestVoteReply'; readonly term: number; readonly voteGranted: boolean }
  | { readonly type: 'AppendEntries'; readonly term: number }
  /** Sent only as a refusal: without a log, a success tells the leader nothing. */
  | { readonly type: 'AppendEntriesReply'; readonly term: number; readonly success: false };

/** Persistent state on all servers (Figure 2). */
export interface RaftDurable {
  readonly currentTerm: number;
  readonly votedFor: NodeId | null;
}

export interface RaftView extends RaftDurable {
  readonly role: Role;
  /** Who granted this server a vote in its current candidacy, itself included, in name order; kept while it leads. */
  readonly votesGranted: readonly NodeId[];
}

export interface RaftSetting {
  /**
   * Which refusals a server sends. `'none'`: it stays silent. `'newerTerm'`: it answers only where its own term is
   * newer than the asker's, which is all that the asker can learn from. `'all'`: it refuses every vote it does not
   * grant, as Figure 2 has it.
   */
  readonly refusals: 'none' | 'newerTerm' | 'all';
  /** `[minMs, maxMs]` of each timer; a range is drawn from anew whenever the timer is armed (section 9.3). */
  readonly timersMs: Readonly<Record<RaftTimer, readonly [minMs: number, maxMs: number]>>;
}

export type RaftTimer = 'electionTimeout' | 'heartbeat';

export interface Raft {
  message: RaftMessage;
  view: RaftView;
  timer: RaftTimer;
  output: { readonly type: 'elected'; readonly term: number };
  setting: RaftSetting;
  durable: RaftDurable;
}
