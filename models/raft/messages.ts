/**
 * Raft's messages, views and settings: the types that model, implementation and properties share. The names
 * are those of Figure 2 of Ongaro & Ousterhout, "In Search of an Understandable Consensus Algorithm" (2014).
 *
 * The first entry of a log has index 1. Index 0 and term 0 mean the position before the first entry.
 */
import type { NodeId } from '../../checker/actors/actor.ts';

/** The roles of section 5.1. */
export type Role = 'follower' | 'candidate' | 'leader';

/** A client's command, and the term in which a leader received it. */
export interface Entry {
  readonly term: number;
  readonly value: string;
}

/** The messages of Figure 2; an RPC is a request and a reply. */
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
  /** `matchIndex`: the last entry that is acknowledged; it is durable. */
  | {
      readonly type: 'AppendEntriesReply';
      readonly term: number;
      readonly success: true;
      readonly matchIndex: number;
    }
  /**
   * `hint`: the index at which the leader tries again (end of section 5.3); 0 if the leader's term is over.
   */
  | {
      readonly type: 'AppendEntriesReply';
      readonly term: number;
      readonly success: false;
      readonly hint: number;
    };

/** A client's request to a server. */
export interface Proposal {
  readonly type: 'propose';
  readonly value: string;
}

/**
 * A client's request to read (Ongaro 2014, section 6.4). Neither the model nor the implementation answers reads;
 * an adapter may. A server numbers its reads from 1 on, in the order in which they are asked for.
 */
export interface Read {
  readonly type: 'read';
}

/** The outputs of a server. */
export type RaftOutput =
  | { readonly type: 'elected'; readonly term: number }
  /**
   * The state machine applies a committed entry. `inTerm` is the server's current term, `term` the entry's.
   */
  | {
      readonly type: 'committed';
      readonly index: number;
      readonly term: number;
      readonly value: string;
      readonly inTerm: number;
    }
  | { readonly type: 'refused'; readonly value: string; readonly because: 'not the leader' }
  /** The server may answer its read of this number once it has applied the entry at `index`. */
  | { readonly type: 'read'; readonly number: number; readonly index: number };

/** Persistent state on all servers (Figure 2). */
export interface RaftDurable {
  readonly currentTerm: number;
  readonly votedFor: NodeId | null;
  readonly log: readonly Entry[];
}

/** The view of a server: the variables of Figure 2 that properties read. */
export interface RaftView extends RaftDurable {
  readonly role: Role;
  /**
   * The servers that granted this server a vote in its current term, itself included, in name order. A leader
   * keeps them.
   */
  readonly votesGranted: readonly NodeId[];
  readonly commitIndex: number;
  /** Of a leader: the next entry to send to each other server; empty otherwise. */
  readonly nextIndex: Readonly<Record<NodeId, number>>;
  /** Of a leader: the last entry known to be durable on each server, itself included; empty otherwise. */
  readonly matchIndex: Readonly<Record<NodeId, number>>;
}

/** The parameters of a scope. */
export interface RaftSetting {
  /**
   * Which requests a server refuses with a message. `'none'`: it sends no refusal. `'newerTerm'`: it refuses
   * a request of an older term, so the sender learns the newer term. `'all'`: it also refuses every vote that
   * it does not grant, as in Figure 2. A failed consistency check is always refused.
   */
  readonly refusals: 'none' | 'newerTerm' | 'all';
  /**
   * The possible maxima of entries in a message: `atHeartbeat`, and `atOnce` after a proposal or a reply (0:
   * entries wait for the heartbeat). The model chooses any of these numbers; the implementation takes the
   * largest.
   */
  readonly entries: { readonly atHeartbeat: readonly number[]; readonly atOnce: readonly number[] };
  /**
   * The maximum of unacknowledged entries to one server: `nextIndex` moves when entries are sent (pipelining,
   * Ongaro 2014, section 10.2.1). 0: no limit, and `nextIndex` moves when entries are acknowledged, as in
   * Figure 2.
   */
  readonly window: number;
  /**
   * `[minMs, maxMs]` of each timer. A random time in this range is drawn whenever the timer starts (section
   * 9.3).
   */
  readonly timersMs: Readonly<Record<RaftTimer, readonly [minMs: number, maxMs: number]>>;
}

/** The timers of section 5.2. */
export type RaftTimer = 'electionTimeout' | 'heartbeat';

/** The shape of the protocol. */
export interface Raft {
  message: RaftMessage;
  view: RaftView;
  timer: RaftTimer;
  input: Proposal | Read;
  output: RaftOutput;
  setting: RaftSetting;
  durable: RaftDurable;
  /** The maximum of entries in a message. */
  choice: number;
}
