/** The saved state of a server: plain data that `RaftServer.save` returns and `RaftServer.load` takes back. */
import type { Entry, Role } from '../../models/raft/messages.ts';
import type { DurableRecord } from './durable-state.ts';
import type { PendingMessage } from './pending-messages.ts';

/** A server between two steps. Servers are numbers: their positions in the list of nodes. */
export interface RaftSaved {
  readonly role: Role;
  readonly currentTerm: number;
  /** The number of a server, or -1. */
  readonly votedFor: number;
  /** Bit n is the vote of server n. */
  readonly votes: number;
  readonly log: readonly Entry[];
  readonly commitIndex: number;
  readonly lastApplied: number;
  /** Of a leader, by the number of a server: `nextIndex` and `matchIndex`. */
  readonly next: readonly number[];
  readonly match: readonly number[];
  /** The durable record, then the records that were written and are not yet durable, oldest first. */
  readonly durableState: readonly DurableRecord[];
  /** Messages that wait until the state they depend on is durable. */
  readonly pendingMessages: readonly PendingMessage[];
}
