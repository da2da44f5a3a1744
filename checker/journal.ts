/**
 * What the tables of one thread learnt, for the tables of another that has no code to ask. Tables are filled by asking the
 * reference semantics; each answer is written down in numbers, and whoever reads these in the same order has the same tables.
 *
 * A table that can be read elsewhere has a _chapter_. Both ends make the same tables in the same order, so that chapters need no
 * names.
 */
export interface Journal {
  /** Begins a chapter: `enter` puts into a table what an entry says. Returns what writes an entry down. */
  chapter(enter: (entry: Int32Array) => void): (...entry: number[]) => void;
  /** To be called before anything is asked of the system; throws `unknown` where nobody can answer. */
  ask(): void;
}

/** Thrown where something must be asked, and there is nobody to answer. */
export const unknown = Symbol('unknown');

/** Where nobody reads what is learnt. */
export const unread: Journal = { chapter: () => () => {}, ask: () => {} };
