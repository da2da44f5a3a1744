/**
 * Writer and reader of the table log: the main thread appends the entries that its tables compute through the
 * semantics, and the workers, which have no code of the protocol, replay them. Tables that replay the same
 * entries in the same order are equal.
 *
 * Each table has a channel of the log. Both ends make the same tables in the same order, so channels need no
 * names.
 */
import { grown } from '../../values/int-lists.ts';

export interface TableLog {
  /**
   * Opens the next channel: `replay` adds a logged entry to the table. Returns the function that logs an
   * entry.
   */
  channel(replay: (entry: Int32Array) => void): WriteEntry;
  /** Must be called before an entry is computed through the semantics; throws `missingEntry` in a worker. */
  beforeComputing(): void;
}

/** Logs an entry of a channel. */
export type WriteEntry = (...entry: number[]) => void;

/** Thrown in a worker whose tables lack an entry. */
export const missingEntry = Symbol('missing entry');

/** The log of a search without workers. */
export const noLog: TableLog = { channel: () => () => {}, beforeComputing: () => {} };

/** The end of the main thread. Each entry is preceded by its channel and its length. */
export class LogWriter implements TableLog {
  #entries = new Int32Array(1_024);
  #size = 0;
  #channels = 0;

  channel(): WriteEntry {
    const channel = this.#channels++;
    return (...entry) => {
      const end = this.#size + 2 + entry.length;
      if (end > this.#entries.length) this.#entries = grown(this.#entries, end);
      this.#entries[this.#size] = channel;
      this.#entries[this.#size + 1] = entry.length;
      this.#entries.set(entry, this.#size + 2);
      this.#size = end;
    };
  }

  beforeComputing(): void {}

  /** The entries since the last flush. */
  flush(): Int32Array {
    const entries = this.#entries.slice(0, this.#size);
    this.#size = 0;
    return entries;
  }
}

/** The end of a worker: its tables are filled from the log alone. */
export class LogReader implements TableLog {
  readonly #channels: ((entry: Int32Array) => void)[] = [];

  channel(replay: (entry: Int32Array) => void): WriteEntry {
    this.#channels.push(replay);
    return () => {};
  }

  beforeComputing(): never {
    throw missingEntry;
  }

  /** Replays the entries of a flush. */
  read(entries: Int32Array): void {
    for (let at = 0; at < entries.length; ) {
      const from = at + 2;
      const to = from + (entries[at + 1] as number);
      (this.#channels[entries[at] as number] as (entry: Int32Array) => void)(entries.subarray(from, to));
      at = to;
    }
  }
}
