/**
 * A server's log as a ring: terms in a typed array, values beside them, both as long as a power of two, so that the place of an
 * index is one mask. It doubles when it is full; entries at its beginning can be dropped without moving the others.
 */
import type { Entry } from '../../models/raft/messages.ts';

/** Places of an empty log. */
const placesMin = 16;

export class Log {
  /** The last index that was dropped, and its term; 0 before anything was. */
  #droppedIndex = 0;
  #droppedTerm = 0;
  #lastIndex = 0;
  /** Whole numbers; a double keeps them up to 2^53. */
  #terms = new Float64Array(placesMin);
  #values: (string | undefined)[] = new Array(placesMin).fill(undefined);
  /** The entries as they are, made when somebody asks. */
  #entries: readonly Entry[] | undefined = [];

  get lastIndex(): number {
    return this.#lastIndex;
  }

  get lastTerm(): number {
    return this.termAt(this.#lastIndex);
  }

  /** 0 before the first entry, -1 beyond the last and for what was dropped. */
  termAt(index: number): number {
    if (index === this.#droppedIndex) return this.#droppedTerm;
    if (index < this.#droppedIndex || index > this.#lastIndex) return -1;
    return this.#terms[index & (this.#terms.length - 1)] as number;
  }

  valueAt(index: number): string {
    return this.#values[index & (this.#terms.length - 1)] as string;
  }

  append(term: number, value: string): void {
    if (this.#lastIndex - this.#droppedIndex === this.#terms.length) this.#grow();
    this.#lastIndex++;
    const place = this.#lastIndex & (this.#terms.length - 1);
    this.#terms[place] = term;
    this.#values[place] = value;
    this.#entries = undefined;
  }

  /** Forgets every entry behind this index. */
  truncate(lastIndex: number): void {
    for (; this.#lastIndex > lastIndex; this.#lastIndex--)
      this.#values[this.#lastIndex & (this.#terms.length - 1)] = undefined;
    this.#entries = undefined;
  }

  /** Forgets every entry up to this index, which must be in the log: what a snapshot holds. */
  drop(index: number): void {
    this.#droppedTerm = this.termAt(index);
    for (let at = this.#droppedIndex + 1; at <= index; at++)
      this.#values[at & (this.#terms.length - 1)] = undefined;
    this.#droppedIndex = index;
    this.#entries = undefined;
  }

  /** The first index of the term that the entry at this index has: terms never decrease, so half of the rest goes at each look. */
  firstOfTerm(index: number): number {
    const term = this.termAt(index);
    let low = this.#droppedIndex + 1;
    let high = index;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.termAt(middle) < term) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** So many entries from an index on. */
  slice(from: number, count: number): readonly Entry[] {
    return Array.from({ length: count }, (_, at) => ({
      term: this.termAt(from + at),
      value: this.valueAt(from + at),
    }));
  }

  /** All that is left of it. */
  entries(): readonly Entry[] {
    this.#entries ??= this.slice(this.#droppedIndex + 1, this.#lastIndex - this.#droppedIndex);
    return this.#entries;
  }

  /** Holds these entries and no others, the first at index 1. */
  load(entries: readonly Entry[]): void {
    if (entries === this.#entries) return;
    this.#droppedIndex = 0;
    this.#droppedTerm = 0;
    this.truncate(0);
    for (const { term, value } of entries) this.append(term, value);
    this.#entries = entries;
  }

  #grow(): void {
    const terms = new Float64Array(this.#terms.length * 2);
    const values: (string | undefined)[] = new Array(terms.length).fill(undefined);
    for (let index = this.#droppedIndex + 1; index <= this.#lastIndex; index++) {
      terms[index & (terms.length - 1)] = this.termAt(index);
      values[index & (terms.length - 1)] = this.valueAt(index);
    }
    this.#terms = terms;
    this.#values = values;
  }
}
