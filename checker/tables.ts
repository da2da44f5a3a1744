/**
 * Tables of integers: what the fast explorer keeps instead of objects. All of them grow and never shrink, and a lookup
 * allocates nothing. Every table keeps its keys whole: two different keys are never taken for one, however their
 * hashes fall.
 */

import { type Journal, unread } from './journal.ts';

/** Long lists grow by pieces of this many items, so that nothing is copied and little lies idle. */
const pieceBits = 16;
const pieceSize = 1 << pieceBits;
const pieceMask = pieceSize - 1;

/** A list of integers that grows. */
export class Ints {
  readonly #pieces: Int32Array[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  at(index: number): number {
    return (this.#pieces[index >>> pieceBits] as Int32Array)[index & pieceMask] as number;
  }

  push(value: number): void {
    const at = this.#size++;
    // Short lists are many, so the first piece begins small.
    if ((at & pieceMask) === 0) this.#pieces.push(new Int32Array(at === 0 ? 64 : pieceSize));
    else if (at < pieceSize && at === this.#pieces[0]?.length)
      this.#pieces[0] = grown(this.#pieces[0], at + 1);
    (this.#pieces[at >>> pieceBits] as Int32Array)[at & pieceMask] = value;
  }
}

/** The same integers with room for as many again, or for more. */
export function grown(ints: Int32Array, least = 0): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(least, 2 * ints.length));
  larger.set(ints);
  return larger;
}

/** A set of small integers, a bit each. */
export class Bits {
  #words = new Int32Array(64);
  #count = 0;

  /** How many are in it. */
  get count(): number {
    return this.#count;
  }

  has(index: number): boolean {
    const word = index >>> 5;
    return word < this.#words.length && (((this.#words[word] as number) >>> (index & 31)) & 1) === 1;
  }

  add(index: number): void {
    if (this.has(index)) return;
    const word = index >>> 5;
    if (word >= this.#words.length) this.#words = grown(this.#words, word + 1);
    this.#words[word] = (this.#words[word] as number) | (1 << (index & 31));
    this.#count++;
  }
}

/** Spreads the bits of two integers: equal parts of two keys do not make their hashes alike. */
function mixed(a: number, b: number): number {
  const hash = Math.imul(a ^ Math.imul(b + 1, 0x27d4eb2f), 0x9e3779b1);
  return Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
}

/** What one column of a row adds to its hash; a row's hash is the exclusive or of them, so that a change of one is cheap. */
export function hashOf(column: number, value: number): number {
  return mixed(value, column);
}

/** The hash of a row from its first column on. */
export function hashOfRow(row: Int32Array, first: number): number {
  let hash = 0;
  for (let column = first; column < row.length; column++) hash ^= hashOf(column, row[column] as number);
  return hash;
}

/** The place of a hash in a table: its upper bits are the better ones. */
export function slotOf(hash: number, mask: number): number {
  return (hash ^ (hash >>> 16)) & mask;
}

/** Of the slots of a table at most this part is in use. */
const load = 0.7;

/** Where rows lie, for whoever looks them up in another thread. Its memory is shared, `isWide` excepted. */
export interface RowsLaid {
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
 * Another thread may add rows while this one looks them up. What it has added since they were laid here may be found or not; what
 * is found is there.
 */
export class RowsLookup {
  protected first = 0;
  width = 0;
  /** Of each column, whether it takes two cells, the lower half first. */
  protected isWide = new Uint8Array(0);
  /** Cells of a row. */
  protected cells = 0;
  /** Each piece holds as many rows. */
  protected pieces: readonly Uint16Array[] = [];
  /** Two integers a slot: a hash, and the number of the row plus one; 0 is an empty slot. */
  protected index = new Int32Array(0);
  protected mask = 0;

  /** Looks from now on where these rows lie. */
  lie({ first, width, isWide, pieces, index }: RowsLaid): void {
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
    const { index, mask } = this;
    for (let slot = slotOf(hash, mask); ; slot = (slot + 1) & mask) {
      const found = Atomics.load(index, 2 * slot + 1) - 1;
      if (found < 0 || (index[2 * slot] === hash && this.#is(found, row, from))) return found;
    }
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

  #is(number: number, row: Int32Array, from: number): boolean {
    const { width, isWide } = this;
    const piece = this.pieces[number >>> pieceBits];
    if (piece === undefined) return false;
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
export class Rows extends RowsLookup {
  readonly #isShared: boolean;
  #size = 0;
  /** How often they were laid elsewhere. */
  #moves = 0;

  /** Of the arrays it is given, the `width` items from `first` on are the row. Shared, other threads may look rows up. */
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

  get laid(): RowsLaid {
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
  widened(width: number): Rows {
    const wider = new Rows(this.first, width, this.#isShared);
    wider.#moves = this.#moves + 1;
    const row = new Int32Array(this.first + width);
    for (let number = 0; number < this.#size; number++) {
      this.copy(number, row);
      wider.add(row, wider.hashOf(row));
    }
    return wider;
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
    this.pieces = this.pieces.map((piece) => {
      const wider = this.#piece();
      for (let from = 0, to = 0; from < piece.length; from++) {
        wider[to++] = piece[from] as number;
        if (from % cells === lower) to++;
      }
      return wider;
    });
    // Whoever still looks where rows were must not come by what is added from now on.
    if (this.#isShared) this.#rehash(this.index.length);
  }

  /** The entry last: who sees it sees the row. */
  #put(hash: number, entry: number): void {
    const { index, mask } = this;
    let slot = slotOf(hash, mask);
    while (index[2 * slot + 1] !== 0) slot = (slot + 1) & mask;
    index[2 * slot] = hash;
    Atomics.store(index, 2 * slot + 1, entry);
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

/** Two integers to one, for what is remembered of a pair. */
export class Pairs {
  /** Three integers a slot: the key, and the value plus one; 0 is an empty slot. */
  #slots = new Int32Array(3 * 256);
  #mask = 255;
  #size = 0;
  readonly #tell: (...entry: number[]) => void;

  constructor(journal: Journal = unread) {
    this.#tell = journal.chapter(([a, b, value]) => this.set(a as number, b as number, value as number));
  }

  /** The value, 0 or more, or -1 where nothing is remembered. */
  get(a: number, b: number): number {
    const slots = this.#slots;
    for (let slot = slotOf(mixed(a, b), this.#mask); ; slot = (slot + 1) & this.#mask) {
      const entry = slots[3 * slot + 2] as number;
      if (entry === 0) return -1;
      if (slots[3 * slot] === a && slots[3 * slot + 1] === b) return entry - 1;
    }
  }

  /** For a pair of which nothing is remembered yet. */
  set(a: number, b: number, value: number): void {
    if (++this.#size > load * (this.#mask + 1)) this.#rehash();
    this.#put(a, b, value + 1);
    this.#tell(a, b, value);
  }

  #put(a: number, b: number, entry: number): void {
    let slot = slotOf(mixed(a, b), this.#mask);
    while (this.#slots[3 * slot + 2] !== 0) slot = (slot + 1) & this.#mask;
    this.#slots[3 * slot] = a;
    this.#slots[3 * slot + 1] = b;
    this.#slots[3 * slot + 2] = entry;
  }

  #rehash(): void {
    const old = this.#slots;
    this.#slots = new Int32Array(2 * old.length);
    this.#mask = 2 * this.#mask + 1;
    for (let slot = 0; slot < old.length; slot += 3) {
      if (old[slot + 2] !== 0)
        this.#put(old[slot] as number, old[slot + 1] as number, old[slot + 2] as number);
    }
  }
}

/** Small values of pairs of small numbers: as `Pairs`, without looking for a place as long as there are few. */
export class Square {
  #side = 64;
  #cells = new Int8Array(64 * 64);
  readonly #beyond = new Pairs();

  /** The value, 0 or more, or -1 where nothing is remembered. */
  get(a: number, b: number): number {
    if (a < this.#side && b < this.#side) return (this.#cells[a * this.#side + b] as number) - 1;
    return this.#beyond.get(a, b);
  }

  /** For a pair of which nothing is remembered yet; the value is below 127. */
  set(a: number, b: number, value: number): void {
    while (this.#side <= Math.max(a, b) && this.#side < sideMax) this.#grow();
    if (a < this.#side && b < this.#side) this.#cells[a * this.#side + b] = value + 1;
    else this.#beyond.set(a, b, value);
  }

  #grow(): void {
    const side = 2 * this.#side;
    const cells = new Int8Array(side * side);
    for (let a = 0; a < this.#side; a++) {
      cells.set(this.#cells.subarray(a * this.#side, (a + 1) * this.#side), a * side);
    }
    this.#side = side;
    this.#cells = cells;
  }
}

/** A square of this side is 4 MB. */
const sideMax = 2_048;

/** Lists of integers of any length, each once, numbered from 0; the empty one is 0. */
export class Lists {
  readonly #items = new Ints();
  readonly #ends = new Ints();
  #index = new Int32Array(256);
  #mask = 255;
  readonly #journal: Journal;
  readonly #tell: (...entry: number[]) => void;

  constructor(journal: Journal = unread) {
    this.#journal = journal;
    this.#add([]);
    this.#tell = journal.chapter((items) => this.#add([...items]));
  }

  get size(): number {
    return this.#ends.size;
  }

  /** Where a list begins among the items. */
  from(list: number): number {
    return list === 0 ? 0 : this.#ends.at(list - 1);
  }

  /** Where it ends. */
  to(list: number): number {
    return this.#ends.at(list);
  }

  item(index: number): number {
    return this.#items.at(index);
  }

  /** A copy. */
  get(list: number): number[] {
    const items: number[] = [];
    for (let at = this.from(list); at < this.to(list); at++) items.push(this.#items.at(at));
    return items;
  }

  intern(items: readonly number[]): number {
    const hash = listHash(items);
    for (let slot = slotOf(hash, this.#mask); ; slot = (slot + 1) & this.#mask) {
      const found = (this.#index[slot] as number) - 1;
      if (found < 0) break;
      if (this.#equals(found, items)) return found;
    }
    this.#journal.ask();
    this.#tell(...items);
    return this.#add(items);
  }

  #equals(list: number, items: readonly number[]): boolean {
    const from = this.from(list);
    return (
      this.to(list) - from === items.length && items.every((item, at) => this.#items.at(from + at) === item)
    );
  }

  #add(items: readonly number[]): number {
    const list = this.#ends.size;
    for (const item of items) this.#items.push(item);
    this.#ends.push(this.#items.size);
    this.#put(listHash(items), list + 1);
    if (this.size > load * (this.#mask + 1)) this.#rehash();
    return list;
  }

  #put(hash: number, entry: number): void {
    let slot = slotOf(hash, this.#mask);
    while (this.#index[slot] !== 0) slot = (slot + 1) & this.#mask;
    this.#index[slot] = entry;
  }

  #rehash(): void {
    this.#index = new Int32Array(2 * this.#index.length);
    this.#mask = this.#index.length - 1;
    for (let list = 0; list < this.size; list++) this.#put(listHash(this.get(list)), list + 1);
  }
}

function listHash(items: readonly number[]): number {
  let hash = items.length;
  for (const item of items) hash = mixed(item, hash);
  return hash;
}

/** Values by the string that stands for each, numbered from 0; whoever adds one keeps what belongs to it by that number. */
export class Names {
  readonly #numbers = new Map<string, number>();

  get size(): number {
    return this.#numbers.size;
  }

  /** The number of a name; `add` is called where it is new, before it counts. */
  of(name: string, add: (number: number) => void): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    add(number);
    this.#numbers.set(name, number);
    return number;
  }
}
