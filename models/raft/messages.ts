/**
 * What Raft servers say to each other and show of themselves: the types that model, implementation and properties share.
 * Names are those of Figure 2 of Ongaro & Ousterhout, "In Search of an Understandable Consensus Algorithm" (2014).
 *
 * The first entry of a log has index 1; index and term 0 stand for what comes before it.
 */
import type { NodeId } from '../../checker/actors/actor.ts';

export type Role = 'follower' | 'candidate' | 'leader';

/** A client's command, and the term in which a leader received it. */
export interface Entry {
  readonly term: number;
  readonly value: string;
}

export type RaftMessage =
  | {
      readonly type: 'RequestVote';
      readonly term: number;
      readonly lastLogIndex: number;
      readonly lastLogTerm: number;
    }
  | { readonly type: 'RequestVoteReply'; readonly term: number; readonly voteGranted: boolean }
  | {
      readonly type: 'AppendEntries';
      readonly term: number;
      readonly prevLogIndex: number;
      readonly prevLogTerm: number;
      readonly entries: readonly Entry[];
      readonly leaderCommit: number;
    }
  /** `matchIndex`: the last entry that the message vouched for, durable now. */
  | {
      readonly type: 'AppendEntriesReply';
      readonly term: number;
      readonly success: true;
      readonly matchIndex: number;
    }
  /** `hint`: the index from which the leader should try again; 0 where the message was of a term that is over. */
  | {
      readonly type: 'AppendEntriesReply';
      readonly term: number;
      readonly success: false;
      readonly hint: number;
    };

/** What a client asks of a server. */
export interface Proposal {
  readonly type: 'propose';
  readonly value: string;
}

/** What a server tells those outside. */
export type RaftOutput =
  | { readonly type: 'elected'; readonly term: number }
  /** An entry is committed, and the state machine applies it; `inTerm` is the server's own. */
  | {
      readonly type: 'committed';
      readonly index: number;
      readonly term: number;
      readonly value: string;
      readonly inTerm: number;
    }
  | { readonly type: 'refused'; readonly value: string; readonly because: 'not the leader' };

/** Persistent state on all servers (Figure 2). */
export interface RaftDurable {
  readonly currentTerm: number;
  readonly votedFor: NodeId | null;
  readonly log: readonly Entry[];
}

export interface RaftView extends RaftDurable {
  readonly role: Role;
  /** Who granted this server a vote in its current candidacy, itself included, in name order; kept while it leads. */
  readonly votesGranted: readonly NodeId[];
  readonly commitIndex: number;
  /** Of a leader: the next entry to send to each other server; empty otherwise. */
  readonly nextIndex: Readonly<Record<NodeId, number>>;
  /** Of a leader: the last entry known to be durable on each server, itself included; empty otherwise. */
  readonly matchIndex: Readonly<Record<NodeId, number>>;
}

export interface RaftSetting {
  /**
   * What a server answers where it neither grants a vote nor knows the leader's term. `'none'`: it stays silent. `'newerTerm'`: it
   * answers only where its own term is newer than the asker's, which is all that the asker can learn from. `'all'`: it
   * refuses every vote it does not grant, as Figure 2 has it. That its log lacks what comes before an entry it always says.
   */
  readonly refusals: 'none' | 'newerTerm' | 'all';
  /**
   * How many entries a message may carry: one sent at a heartbeat, and one sent at once, when a proposal or an answer comes
   * (0: then nothing is sent before the heartbeat). The model leaves open which of these, an implementation takes the most.
   */
  readonly entries: { readonly atHeartbeat: readonly number[]; readonly atOnce: readonly number[] };
  /**
   * How many entries may be on their way to a server that it has not acknowledged; `nextIndex` then runs ahead (Ongaro 2014,
   * section 10.2.1). 0: no limit, and `nextIndex` moves by what is acknowledged, as in Figure 2.
   */
  readonly window: number;
  /** `[minMs, maxMs]` of each timer; a range is drawn from anew whenever the timer is armed (section 9.3). */
  readonly timersMs: Readonly<Record<RaftTimer, readonly [minMs: number, maxMs: number]>>;
}

export type RaftTimer = 'electionTimeout' | 'heartbeat';

export interface Raft {
  message: RaftMessage;
  view: RaftView;
  timer: RaftTimer;
  input: Proposal;
  output: RaftOutput;
  setting: RaftSetting;
  durable: RaftDurable;
  /** How many entries a message carries at most. */
  choice: number;
}
