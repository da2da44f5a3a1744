/**
 * The log as a ring buffer: terms in a typed array and values in a second array. The capacity is a power of two, so the position
 * of an index is one bit mask. A full buffer doubles; entries at the beginning can be dropped and the others stay in place.
 */
import type { Entry } from '../../models/raft/messages.ts';

/** The capacity of an empty log, in entries. */
const capacityMin = 16;

/** A log whose entries have indexes from 1 on. */
export class Log {
  /** The last index that was dropped, and its term; 0 before anything was. */
  #droppedIndex = 0;
  #droppedTerm = 0;
  #lastIndex = 0;
  /** Integers up to 2^53. */
  #terms = new Float64Array(capacityMin);
  #values: (string | undefined)[] = new Array(capacityMin).fill(undefined);
  /** The entries as an array, built when `entries` is called; undefined after a change. */
  #entries: readonly Entry[] | undefined = [];

  get lastIndex(): number {
    return this.#lastIndex;
  }

  get lastTerm(): number {
    return this.termAt(this.#lastIndex);
  }

  /** 0 before the first entry; -1 beyond the last entry and for dropped entries. */
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
    const position = this.#lastIndex & (this.#terms.length - 1);
    this.#terms[position] = term;
    this.#values[position] = value;
    this.#entries = undefined;
  }

  /** Removes every entry after this index. */
  truncate(lastIndex: number): void {
    for (; this.#lastIndex > lastIndex; this.#lastIndex--)
      this.#values[this.#lastIndex & (this.#terms.length - 1)] = undefined;
    this.#entries = undefined;
  }

  /** Drops every entry up to this index, as a snapshot does. The index must be in the log. */
  drop(index: number): void {
    this.#droppedTerm = this.termAt(index);
    for (let at = this.#droppedIndex + 1; at <= index; at++)
      this.#values[at & (this.#terms.length - 1)] = undefined;
    this.#droppedIndex = index;
    this.#entries = undefined;
  }

  /** The first index with the same term as the entry at this index, by binary search: terms never decrease along a log. */
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

  /** `count` entries, the first at index `from`. */
  slice(from: number, count: number): readonly Entry[] {
    return Array.from({ length: count }, (_, at) => ({
      term: this.termAt(from + at),
      value: this.valueAt(from + at),
    }));
  }

  /** All entries that were not dropped. */
  entries(): readonly Entry[] {
    this.#entries ??= this.slice(this.#droppedIndex + 1, this.#lastIndex - this.#droppedIndex);
    return this.#entries;
  }

  /** Replaces the content by these entries, the first at index 1. */
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
