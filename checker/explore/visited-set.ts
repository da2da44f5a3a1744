/**
 * The visited set of a search that keeps no graph: whole rows with the depth of each (`ExactVisitedSet`), or
 * some bits for each row (`BitstateVisitedSet`) if the scope is larger than memory.
 */
import { grown } from '../values/int-lists.ts';
import { hashOf } from './tables/hash-tables.ts';
import { RowTable } from './tables/row-table.ts';

/**
 * A world is `new`, was inserted with a larger depth only (`shallower`), or was inserted with this depth or a
 * smaller one.
 */
export type InsertResult = 'new' | 'shallower' | 'visited';

export interface VisitedSet {
  /**
   * The number of the world that was inserted last, counted from 0 in the order in which they were new; -1 if
   * none are kept.
   */
  readonly number: number;
  /** Inserts a world that lies this many steps from the beginning. */
  insert(row: Int32Array, depth: number): InsertResult;
  /** Rows have this many columns from now on; the further ones are 0 in all rows so far. */
  widen(width: number): void;
}

/** Every row, and the smallest depth with which it was inserted. */
export class ExactVisitedSet implements VisitedSet {
  #rows: RowTable;
  #depths: Int32Array = new Int32Array(1_024);
  readonly #first: number;
  number = -1;
  /** The depth that the world which was inserted last had before, unless it was new. */
  before = 0;

  /** Rows differ from column `first` on, and have `width` columns. */
  constructor(first: number, width: number) {
    this.#first = first;
    this.#rows = new RowTable(first, width - first);
  }

  insert(row: Int32Array, depth: number): InsertResult {
    const hash = this.#rows.hashOf(row);
    const known = this.#rows.find(row, hash);
    this.number = known < 0 ? this.#rows.add(row, hash) : known;
    if (known < 0) {
      this.#setDepth(this.number, depth);
      return 'new';
    }
    this.before = this.#depths[known] as number;
    if (this.before <= depth) return 'visited';
    this.#depths[known] = depth;
    return 'shallower';
  }

  widen(width: number): void {
    this.#rows = this.#rows.widened(width - this.#first);
  }

  #setDepth(world: number, depth: number): void {
    if (world === this.#depths.length) this.#depths = grown(this.#depths);
    this.#depths[world] = depth;
  }
}

/** Bits that each world sets. */
const bitsEach = 3;

/**
 * Bitstate hashing (Holzmann 1988) with a Bloom filter (Bloom 1970): only some bits of each row are kept, in
 * one bit array. A visited row is always recognised; a new row may be taken for a visited one, and is then
 * not expanded. The probability of that follows from the part of the bits that are set: a new row finds all
 * of its bits set with this part to the power of their number.
 */
export class BitstateVisitedSet implements VisitedSet {
  readonly number = -1;
  readonly #words: Int32Array;
  readonly #shift: number;
  readonly #bits: number;
  #set = 0;
  #size = 0;
  #omitted = 0;

  /** The bit array has the largest power of two of bits that fits into these megabytes, at most 512 MB. */
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
      // A row with further columns that are 0 has the same bits.
      if (value === 0) continue;
      a = hashOf(a ^ column, value);
      b = hashOf(value, b + column);
    }
    return this.#add(a, b | 1) ? 'new' : 'visited';
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
    // The expected number of new rows that were taken for visited ones, for each row that is recognised as
    // new.
    const chance = full ** bitsEach;
    this.#omitted += chance / (1 - chance);
    return true;
  }

  /** The probability that a world which was reached is missing. */
  get omission(): number {
    return this.#omitted / (this.#size + this.#omitted);
  }
}
