/** The two ends of a journal: a diary is written by whoever asks, and read by whoever cannot. */
import { grown } from '../../values/int-lists.ts';
/**
 * What the tables of one thread learnt, for the tables of another that has no code to ask. Tables are filled by asking the
 * reference semantics; each answer is written down in numbers, and whoever reads these in the same order has the same tables.
 *
 * A table that can be read elsewhere has a _chapter_. Both ends make the same tables in the same order, so that chapters need no
 * names.
 */
export interface TableLog {
  /** Begins a chapter: `enter` puts into a table what an entry says. Returns what writes an entry down. */
  channel(enter: (entry: Int32Array) => void): WriteEntry;
  /** To be called before anything is asked of the system; throws `unknown` where nobody can answer. */
  beforeComputing(): void;
}

/** Writes an entry of a chapter down. */
export type WriteEntry = (...entry: number[]) => void;

/** Thrown where something must be asked, and there is nobody to answer. */
export const missingEntry = Symbol('unknown');

/** Where nobody reads what is learnt. */
export const noLog: TableLog = { channel: () => () => {}, beforeComputing: () => {} };

/** Entries as they come, each its chapter and length first. */
export class LogWriter implements TableLog {
  #entries = new Int32Array(1_024);
  #size = 0;
  #chapters = 0;

  channel(): WriteEntry {
    const chapter = this.#chapters++;
    return (...entry) => {
      const end = this.#size + 2 + entry.length;
      if (end > this.#entries.length) this.#entries = grown(this.#entries, end);
      this.#entries[this.#size] = chapter;
      this.#entries[this.#size + 1] = entry.length;
      this.#entries.set(entry, this.#size + 2);
      this.#size = end;
    };
  }

  beforeComputing(): void {}

  /** What was written since this was called last. */
  torn(): Int32Array {
    const entries = this.#entries.slice(0, this.#size);
    this.#size = 0;
    return entries;
  }
}

/** The other end: tables that are filled by what a diary says. */
export class LogReader implements TableLog {
  readonly #chapters: ((entry: Int32Array) => void)[] = [];

  channel(enter: (entry: Int32Array) => void): WriteEntry {
    this.#chapters.push(enter);
    return () => {};
  }

  beforeComputing(): never {
    throw missingEntry;
  }

  read(entries: Int32Array): void {
    for (let at = 0; at < entries.length; ) {
      const from = at + 2;
      const to = from + (entries[at + 1] as number);
      (this.#chapters[entries[at] as number] as (entry: Int32Array) => void)(entries.subarray(from, to));
      at = to;
    }
  }
}
