/**
 * What a search that goes its own way remembers of worlds: whole rows (`Recollection`), or a few bits of each (`Sieve`), for scopes that
 * are larger than memory.
 */
import { grown } from '../values/int-lists.ts';
import { hashOf } from './tables/hash-tables.ts';
import { RowTable } from './tables/row-table.ts';

/** Whether a world was never seen, was seen only farther from the beginning, or is known. */
export type InsertResult = 'new' | 'nearer' | 'known';

export interface VisitedSet {
  /** Of the world that was met last, where it is kept by a number: as many as were new before it. */
  readonly number: number;
  /** Meets a world so many steps from the beginning, and remembers it. */
  insert(row: Int32Array, depth: number): InsertResult;
  /** Rows have more columns from now on, in which nothing stood. */
  widen(width: number): void;
}

/** Every row, and how near the beginning it was met. */
export class ExactVisitedSet implements VisitedSet {
  #rows: RowTable;
  #depths: Int32Array = new Int32Array(1_024);
  readonly #first: number;
  number = -1;
  /** How near the beginning the world that was met last had been met before. */
  before = 0;

  /** Worlds differ from the first column on. */
  constructor(first: number, width: number) {
    this.#first = first;
    this.#rows = new RowTable(first, width - first);
  }

  insert(row: Int32Array, depth: number): InsertResult {
    const hash = this.#rows.hashOf(row);
    const known = this.#rows.find(row, hash);
    this.number = known < 0 ? this.#rows.add(row, hash) : known;
    if (known < 0) {
      this.#note(this.number, depth);
      return 'new';
    }
    this.before = this.#depths[known] as number;
    if (this.before <= depth) return 'known';
    this.#depths[known] = depth;
    return 'nearer';
  }

  widen(width: number): void {
    this.#rows = this.#rows.widened(width - this.#first);
  }

  #note(world: number, depth: number): void {
    if (world === this.#depths.length) this.#depths = grown(this.#depths);
    this.#depths[world] = depth;
  }
}

/** Bits that each world sets. */
const bitsEach = 3;

/**
 * A set of rows of which only some bits are kept, in a field of them (Bloom 1970; bitstate hashing, Holzmann 1988). A row that is
 * known is always recognised; one that is new may be taken for known, and then nothing behind it is seen. How often that
 * happens follows from how full the field is: a new row finds all its bits set with the probability that any is, to the power of how
 * many it has.
 */
export class BitstateVisitedSet implements VisitedSet {
  readonly number = -1;
  readonly #words: Int32Array;
  readonly #shift: number;
  readonly #bits: number;
  #set = 0;
  #size = 0;
  #omitted = 0;

  /** Takes the largest power of two of bits that so many megabytes hold, at most 512 of these. */
  constructor(megabytes: number) {
    const width = Math.min(32, Math.floor(Math.log2(megabytes * 2 ** 23)));
    this.#shift = 32 - width;
    this.#bits = 2 ** width;
    this.#words = new Int32Array(this.#bits / 32);
  }

  insert(row: Int32Array): InsertResult {
    let a = 0x2545f491;
    let b = 0x1b873593;
    for (let column = 0; column < row.length; column++) {
      const value = row[column] as number;
      // So that further columns, in which nothing stands, change nothing.
      if (value === 0) continue;
      a = hashOf(a ^ column, value);
      b = hashOf(value, b + column);
    }
    return this.#add(a, b | 1) ? 'new' : 'known';
  }

  widen(): void {}

  #add(a: number, step: number): boolean {
    const full = this.#set / this.#bits;
    let isNew = false;
    for (let bit = 0; bit < bitsEach; bit++) {
      const at = (a + Math.imul(bit, step)) >>> this.#shift;
      const mask = 1 << (at & 31);
      const word = this.#words[at >>> 5] as number;
      if ((word & mask) !== 0) continue;
      this.#words[at >>> 5] = word | mask;
      this.#set++;
      isNew = true;
    }
    if (!isNew) return false;
    this.#size++;
    // For each that is found to be new there were so many more that were not.
    const chance = full ** bitsEach;
    this.#omitted += chance / (1 - chance);
    return true;
  }

  /** The probability that a world that was met is missing. */
  get omission(): number {
    return this.#omitted / (this.#size + this.#omitted);
  }
}
