/**
 * Rows of integers, each once: how the fast explorer keeps worlds. As in all tables (`int-lists.ts`) they are kept and compared whole; other
 * threads may look them up in shared memory while one adds to them.
 */
import { pieceBits, pieceMask, pieceSize } from '../../values/int-lists.ts';
import { hashOfRow, load, slotOf } from './hash-tables.ts';

/** Where rows lie, for whoever looks them up in another thread. Its memory is shared, `isWide` excepted. */
export interface RowTableLayout {
  readonly first: number;
  readonly width: number;
  readonly isWide: Uint8Array;
  readonly pieces: readonly Uint16Array[];
  readonly index: Int32Array;
}

/**
 * Rows of a fixed width, as whoever does not add to them sees them: each once, numbered from 0 in the order in which they came.
 * Beside a row its hash is kept in the index, so that a row is read only where it most probably is the one.
 *
 * Most columns hold small numbers only. A column takes 16 bits as long as these are enough for all rows, then 32.
 *
 * Another thread may add rows while this one looks them up. Only those before `visible` are found: of these it has been told since they
 * were written, by whatever lets threads wait for each other, so adding a row and looking one up need no fence of their own.
 */
export class RowLookup {
  protected first = 0;
  width = 0;
  /** Of each column, whether it takes two cells, the lower half first. */
  protected isWide = new Uint8Array(0);
  /** Cells of a row. */
  protected cells = 0;
  /** Each piece holds as many rows. */
  protected pieces: readonly Uint16Array[] = [];
  /** Two integers a slot: a hash, and the number of the row plus one; 0 is an empty slot. At first there is one. */
  protected index = new Int32Array(2);
  protected mask = 0;
  /** Rows from this number on may be half written. */
  visible = 0x7fffffff;

  /** Looks from now on where these rows lie. */
  lie({ first, width, isWide, pieces, index }: RowTableLayout): void {
    this.first = first;
    this.width = width;
    this.isWide = Uint8Array.from(isWide);
    this.cells = isWide.reduce((cells, wide) => cells + wide, width);
    this.pieces = pieces;
    this.index = index as Int32Array<ArrayBuffer>;
    this.mask = index.length / 2 - 1;
  }

  copy(row: number, into: Int32Array): void {
    const piece = this.pieces[row >>> pieceBits] as Uint16Array;
    let cell = (row & pieceMask) * this.cells;
    for (let column = 0; column < this.width; column++) {
      let value = piece[cell++] as number;
      if (this.isWide[column] === 1) value |= (piece[cell++] as number) << 16;
      into[this.first + column] = value;
    }
  }

  /** The number of a row that begins at `from`, or -1 where it is not there; `hash` is what `hashOfRow` says of it. */
  find(row: Int32Array, hash: number, from = this.first): number {
    const { index, mask, visible } = this;
    for (let slot = slotOf(hash, mask); ; slot = (slot + 1) & mask) {
      const found = (index[2 * slot + 1] as number) - 1;
      if (found < 0) return -1;
      if (found < visible && index[2 * slot] === hash && this.#is(found, row, from)) return found;
    }
  }

  #is(number: number, row: Int32Array, from: number): boolean {
    const { width, isWide } = this;
    const piece = this.pieces[number >>> pieceBits] as Uint16Array;
    let cell = (number & pieceMask) * this.cells;
    for (let column = 0; column < width; column++) {
      const value = row[from + column] as number;
      if (piece[cell++] !== (value & 0xffff)) return false;
      if (isWide[column] === 1 ? piece[cell++] !== value >>> 16 : value >>> 16 !== 0) return false;
    }
    return true;
  }
}

/** Rows that can be added to. */
export class RowTable extends RowLookup {
  #size = 0;
  /** How often they were laid elsewhere. */
  #moves = 0;
  /** Whether other threads may look them up. */
  readonly #isShared: boolean;

  /** Of the arrays it is given, the `width` items from `first` on are the row. */
  constructor(first: number, width: number, isShared = false) {
    super();
    this.#isShared = isShared;
    this.lie({ first, width, isWide: new Uint8Array(width), pieces: [], index: this.#ints(2 * 1_024) });
  }

  get size(): number {
    return this.#size;
  }

  /** Other numbers as soon as they lie elsewhere. */
  get moves(): number {
    return this.#moves;
  }

  get laid(): RowTableLayout {
    const { first, width, isWide, pieces, index } = this;
    return { first, width, isWide, pieces, index };
  }

  #ints(length: number): Int32Array<ArrayBuffer> {
    const bytes = 4 * length;
    return new Int32Array(
      (this.#isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)) as ArrayBuffer,
    );
  }

  #piece(): Uint16Array {
    const bytes = 2 * pieceSize * this.cells;
    return new Uint16Array(this.#isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
  }

  hashOf(row: Int32Array): number {
    return hashOfRow(row, this.first);
  }

  /** The same rows, by the same numbers, with further columns in which nothing stands. */
  widened(width: number): RowTable {
    const wider = new RowTable(this.first, width, this.#isShared);
    wider.isWide.set(this.isWide);
    wider.cells += this.cells - this.width;
    wider.#moves = this.#moves + 1;
    const row = new Int32Array(this.first + width);
    for (let number = 0; number < this.#size; number++) {
      this.copy(number, row);
      wider.add(row, wider.hashOf(row));
    }
    return wider;
  }

  /**
   * Looks where rows with these hashes would be, so that the processor has at hand what `find` will read: it waits for many
   * places at once no longer than for one.
   */
  fetch(hashes: Int32Array, count: number): number {
    const { index, mask } = this;
    let seen = 0;
    for (let at = 0; at < count; at++) seen ^= index[2 * slotOf(hashes[at] as number, mask) + 1] as number;
    return seen;
  }

  /** Adds a row that `find` did not find; returns its number. */
  add(row: Int32Array, hash: number): number {
    for (let column = 0; column < this.width; column++) {
      if ((row[this.first + column] as number) >>> 16 !== 0 && this.isWide[column] === 0) this.#widen(column);
    }
    const number = this.#size++;
    if ((number & pieceMask) === 0) {
      this.pieces = [...this.pieces, this.#piece()];
      this.#moves++;
    }
    this.#write(number, row);
    if (this.#size > load * (this.mask + 1)) this.#rehash(2 * this.index.length);
    this.#put(hash, number + 1);
    return number;
  }

  #write(number: number, row: Int32Array): void {
    const piece = this.pieces[number >>> pieceBits] as Uint16Array;
    let cell = (number & pieceMask) * this.cells;
    for (let column = 0; column < this.width; column++) {
      const value = row[this.first + column] as number;
      piece[cell++] = value;
      if (this.isWide[column] === 1) piece[cell++] = value >>> 16;
    }
  }

  /** Gives a column another cell, in the rows that there are as well. */
  #widen(column: number): void {
    const lower = this.isWide.subarray(0, column).reduce((cells, isWide) => cells + isWide, column);
    this.isWide[column] = 1;
    const cells = this.cells++;
    this.pieces = this.pieces.map((piece, at) => {
      const wider = this.#piece();
      const used = cells * Math.min(pieceSize, this.#size - at * pieceSize);
      for (let from = 0, to = 0; from < used; from++) {
        wider[to++] = piece[from] as number;
        if (from % cells === lower) to++;
      }
      return wider;
    });
    this.#moves++;
  }

  #put(hash: number, entry: number): void {
    const { index, mask } = this;
    let slot = slotOf(hash, mask);
    while (index[2 * slot + 1] !== 0) slot = (slot + 1) & mask;
    index[2 * slot] = hash;
    index[2 * slot + 1] = entry;
  }

  #rehash(length: number): void {
    const old = this.index;
    const index = this.#ints(length);
    const mask = length / 2 - 1;
    for (let slot = 0; slot < old.length; slot += 2) {
      const entry = old[slot + 1] as number;
      if (entry === 0) continue;
      const hash = old[slot] as number;
      let free = slotOf(hash, mask);
      while (index[2 * free + 1] !== 0) free = (free + 1) & mask;
      index[2 * free] = hash;
      index[2 * free + 1] = entry;
    }
    this.index = index;
    this.mask = mask;
    this.#moves++;
  }
}
