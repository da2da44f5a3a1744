/**
 * What a leader sends to whom: entries in batches, one behind the other as far as the window allows. There is one object for
 * all AppendEntries, filled in anew, and those for several servers share their entries.
 */
import type { Entry, RaftMessage, RaftSetting } from '../../models/raft/messages.ts';
import type { Log } from './log.ts';
import type { Progress } from './progress.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
export type Message<T extends RaftMessage['type']> = Writable<Extract<RaftMessage, { type: T }>>;

const noEntries: readonly Entry[] = [];

export class Replicator {
  /** Most entries of a message at a heartbeat, and of one that does not wait for it. */
  readonly atHeartbeat: number;
  readonly atOnce: number;
  /** Most entries that are on their way to a server; 0 for no limit. */
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
  /** The entries that went out last, and the first one's index: most servers are sent the same. */
  #batch = noEntries;
  #batchFrom = 0;

  constructor({ entries, window }: RaftSetting, log: Log, progress: Progress) {
    this.atHeartbeat = Math.max(...entries.atHeartbeat);
    this.atOnce = Math.max(...entries.atOnce);
    this.#window = window;
    this.#log = log;
    this.#progress = progress;
  }

  /** Forgets what it sent: the log may be another. */
  forget(): void {
    this.#batchFrom = 0;
  }

  /** What a server lacks, as far as the window allows; undefined where that is less than so many entries. */
  nextAppend(
    to: number,
    entriesMax: number,
    entriesMin: number,
    term: number,
    leaderCommit: number,
  ): RaftMessage | undefined {
    const { next, match } = this.#progress;
    const first = next[to] as number;
    const onTheirWay = first - 1 - (match[to] as number);
    const room = this.#window === 0 ? entriesMax : Math.max(0, this.#window - onTheirWay);
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
