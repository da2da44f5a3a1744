/**
 * What the tables of one thread learnt, for the tables of another that has no code to ask. Tables are filled by asking the
 * reference semantics; each answer is written down in numbers, and whoever reads these in the same order has the same tables.
 *
 * A table that can be read elsewhere has a _chapter_. Both ends make the same tables in the same order, so that chapters need no
 * names.
 */
export interface Journal {
  /** Begins a chapter: `enter` puts into a table what an entry says. Returns what writes an entry down. */
  chapter(enter: (entry: Int32Array) => void): Tell;
  /** To be called before anything is asked of the system; throws `unknown` where nobody can answer. */
  ask(): void;
}

/** Writes an entry of a chapter down. */
export type Tell = (...entry: number[]) => void;

/** Thrown where something must be asked, and there is nobody to answer. */
export const unknown = Symbol('unknown');

/** Where nobody reads what is learnt. */
export const unread: Journal = { chapter: () => () => {}, ask: () => {} };
