/**
 * The row table: rows of integers of one width, each kept once and numbered from 0 in the order in which they
 * were added. Other threads may look rows up in shared memory while one thread adds to it.
 *
 * The index keeps the hash of each row beside its number, so a row is read only if it is most probably the
 * one that is looked up; then it is compared completely. A column takes 16 bits until a row needs more, then
 * 32: most columns hold small numbers only.
 */
import { pieceBits, pieceMask, pieceSize } from '../../values/int-lists.ts';
import { hashOfRow, load, slotOf } from './hash-tables.ts';

/** The arrays of a table, for look-ups in another thread. Their memory is shared, except for `isWide`. */
export interface RowTableLayout {
  readonly first: number;
  readonly width: number;
  readonly isWide: Uint8Array;
  readonly pieces: readonly Uint16Array[];
  readonly index: Int32Array;
}

/**
 * A row table that is only read, possibly while another thread adds rows. Only the rows before `visible` are
 * found. Their number was published, through an atomic counter, after they were written; so adding a row and
 * looking one up need no fence of their own.
 */
export class RowLookup {
  protected first = 0;
  width = 0;
  /** 1 for each column that takes two cells, the lower half first. */
  protected isWide = new Uint8Array(0);
  /** Number of cells of a row. */
  protected cells = 0;
  /** The cells; each piece holds the same number of rows. */
  protected pieces: readonly Uint16Array[] = [];
  /**
   * Two integers for each slot: the hash, and the number of the row plus one; 0 is an empty slot. It begins
   * with one slot.
   */
  protected index = new Int32Array(2);
  protected mask = 0;
  /** Rows from this number on are not visible: they may be half written. */
  visible = 0x7fffffff;

  /** Reads these arrays from now on. */
  attach({ first, width, isWide, pieces, index }: RowTableLayout): void {
    this.first = first;
    this.width = width;
    this.isWide = Uint8Array.from(isWide);
    this.cells = isWide.reduce((cells, wide) => cells + wide, width);
    this.pieces = pieces;
    this.index = index as Int32Array<ArrayBuffer>;
    this.mask = index.length / 2 - 1;
  }

  /** Copies a row into an array, from column `first` on. */
  copy(row: number, into: Int32Array): void {
    const piece = this.pieces[row >>> pieceBits] as Uint16Array;
    let cell = (row & pieceMask) * this.cells;
    for (let column = 0; column < this.width; column++) {
      let value = piece[cell++] as number;
      if (this.isWide[column] === 1) value |= (piece[cell++] as number) << 16;
      into[this.first + column] = value;
    }
  }

  /**
   * The number of the row that begins at `from`, or -1 if it is not in the table; `hash` is its `hashOfRow`.
   */
  find(row: Int32Array, hash: number, from = this.first): number {
    const { index, mask, visible } = this;
    for (let slot = slotOf(hash, mask); ; slot = (slot + 1) & mask) {
      const found = (index[2 * slot + 1] as number) - 1;
      if (found < 0) return -1;
      if (found < visible && index[2 * slot] === hash && this.#equals(found, row, from)) return found;
    }
  }

  #equals(number: number, row: Int32Array, from: number): boolean {
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

/** Rows of the first piece at the beginning; it grows, because most tables are small. */
const firstRowsMin = 256;

/** The row table of the thread that adds rows. */
export class RowTable extends RowLookup {
  #size = 0;
  /** Rows that the first piece has room for. */
  #firstRows = firstRowsMin;
  #layoutVersion = 0;
  /** Whether the memory is shared with other threads. */
  readonly #isShared: boolean;

  /** The row is the `width` items from `first` on of the arrays that it is given. */
  constructor(first: number, width: number, isShared = false) {
    super();
    this.#isShared = isShared;
    this.attach({ first, width, isWide: new Uint8Array(width), pieces: [], index: this.#ints(2 * 1_024) });
  }

  /** Number of rows. */
  get size(): number {
    return this.#size;
  }

  /** Changes whenever an array of the layout is replaced. */
  get layoutVersion(): number {
    return this.#layoutVersion;
  }

  get layout(): RowTableLayout {
    const { first, width, isWide, pieces, index } = this;
    return { first, width, isWide, pieces, index };
  }

  #ints(length: number): Int32Array<ArrayBuffer> {
    const bytes = 4 * length;
    return new Int32Array(
      (this.#isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes)) as ArrayBuffer,
    );
  }

  #piece(rows: number): Uint16Array {
    const bytes = 2 * rows * this.cells;
    return new Uint16Array(this.#isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
  }

  /** The hash of a row. */
  hashOf(row: Int32Array): number {
    return hashOfRow(row, this.first);
  }

  /** A table with the same rows under the same numbers, with further columns that are 0. */
  widened(width: number): RowTable {
    const wider = new RowTable(this.first, width, this.#isShared);
    wider.isWide.set(this.isWide);
    wider.cells += this.cells - this.width;
    wider.#layoutVersion = this.#layoutVersion + 1;
    const row = new Int32Array(this.first + width);
    for (let number = 0; number < this.#size; number++) {
      this.copy(number, row);
      wider.add(row, wider.hashOf(row));
    }
    return wider;
  }

  /**
   * Reads the slots of these hashes, so that `find` has them in the processor's cache: the processor waits
   * for many reads at once no longer than for one.
   */
  prefetch(hashes: Int32Array, count: number): number {
    const { index, mask } = this;
    let seen = 0;
    for (let at = 0; at < count; at++) seen ^= index[2 * slotOf(hashes[at] as number, mask) + 1] as number;
    return seen;
  }

  /** Adds a row that is not in the table; returns its number. */
  add(row: Int32Array, hash: number): number {
    for (let column = 0; column < this.width; column++) {
      if ((row[this.first + column] as number) >>> 16 !== 0 && this.isWide[column] === 0) this.#widen(column);
    }
    const number = this.#size++;
    if ((number & pieceMask) === 0) {
      this.pieces = [...this.pieces, this.#piece(number === 0 ? this.#firstRows : pieceSize)];
      this.#layoutVersion++;
    } else if (number === this.#firstRows && number < pieceSize) this.#growFirst();
    this.#write(number, row);
    if (this.#size > load * (this.mask + 1)) this.#rehash(2 * this.index.length);
    this.#put(hash, number + 1);
    return number;
  }

  /** Doubles the room of the first piece. Other threads may read the old piece until they get the new one. */
  #growFirst(): void {
    const [first] = this.pieces as [Uint16Array];
    this.#firstRows *= 2;
    const grown = this.#piece(this.#firstRows);
    grown.set(first);
    this.pieces = [grown];
    this.#layoutVersion++;
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

  /** Gives a column another cell, in all rows so far as well. */
  #widen(column: number): void {
    const lower = this.isWide.subarray(0, column).reduce((cells, isWide) => cells + isWide, column);
    this.isWide[column] = 1;
    const cells = this.cells++;
    this.pieces = this.pieces.map((piece, at) => {
      const wider = this.#piece(at === 0 ? this.#firstRows : pieceSize);
      const used = cells * Math.min(pieceSize, this.#size - at * pieceSize);
      for (let from = 0, to = 0; from < used; from++) {
        wider[to++] = piece[from] as number;
        if (from % cells === lower) to++;
      }
      return wider;
    });
    this.#layoutVersion++;
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
    this.#layoutVersion++;
  }
}
