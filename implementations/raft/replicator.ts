/**
 * The replicator builds a leader's AppendEntries messages: entries in batches, pipelined up to the window. All messages are one
 * object that is filled in again, and messages to several servers share one array of entries.
 */
import type { Entry, RaftMessage, RaftSetting } from '../../models/raft/messages.ts';
import type { Log } from './log.ts';
import type { Progress } from './progress.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
/** A message that can be filled in again. */
export type Message<T extends RaftMessage['type']> = Writable<Extract<RaftMessage, { type: T }>>;

const noEntries: readonly Entry[] = [];

/** The sender side of log replication: it reads log and progress, and moves `nextIndex` when it pipelines. */
export class Replicator {
  /** The maximum of entries in a message at a heartbeat, and in one that is sent at once. */
  readonly atHeartbeat: number;
  readonly atOnce: number;
  /** The maximum of unacknowledged entries to one server; 0 for no limit. */
  readonly #window: number;
  readonly #log: Log;
  readonly #progress: Progress;
  readonly #message: Message<'AppendEntries'> = {
    type: 'AppendEntries',
    term: 0,
    prevLogIndex: 0,
    prevLogTerm: 0,
    entries: noEntries,
    leaderCommit: 0,
  };
  /** The entries of the last message and the index of the first: most servers are sent the same batch. */
  #batch = noEntries;
  #batchFrom = 0;

  constructor({ entries, window }: RaftSetting, log: Log, progress: Progress) {
    this.atHeartbeat = Math.max(...entries.atHeartbeat);
    this.atOnce = Math.max(...entries.atOnce);
    this.#window = window;
    this.#log = log;
    this.#progress = progress;
  }

  /** Discards the cached batch. Called where the log may have changed. */
  reset(): void {
    this.#batchFrom = 0;
  }

  /** The next message to a server, as far as the window allows; undefined if it has fewer than `entriesMin` entries. */
  nextAppend(
    to: number,
    entriesMax: number,
    entriesMin: number,
    term: number,
    leaderCommit: number,
  ): RaftMessage | undefined {
    const { next, match } = this.#progress;
    const first = next[to] as number;
    const inFlight = first - 1 - (match[to] as number);
    const room = this.#window === 0 ? entriesMax : Math.max(0, this.#window - inFlight);
    const count = Math.min(entriesMax, room, this.#log.lastIndex + 1 - first);
    if (count < entriesMin) return undefined;
    this.#message.term = term;
    this.#message.prevLogIndex = first - 1;
    this.#message.prevLogTerm = this.#log.termAt(first - 1);
    this.#message.entries = count === 0 ? noEntries : this.#batchOf(first, count);
    this.#message.leaderCommit = leaderCommit;
    if (this.#window > 0) next[to] = first + count;
    return this.#message;
  }

  #batchOf(from: number, count: number): readonly Entry[] {
    if (this.#batchFrom !== from || this.#batch.length !== count) {
      this.#batch = this.#log.slice(from, count);
      this.#batchFrom = from;
    }
    return this.#batch;
  }
}
