/**
 * Tables of integers: what the fast explorer keeps instead of objects. All of them grow and never shrink, and a lookup
 * allocates nothing. Every table keeps its keys whole: two different keys are never taken for one, however their
 * hashes fall.
 */

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
function slotOf(hash: number, mask: number): number {
  return (hash ^ (hash >>> 16)) & mask;
}

/** Of the slots of a table at most this part is in use. */
const load = 0.6;

/**
 * Rows of a fixed width, each once, numbered from 0 in the order in which they came. Beside a row its hash is kept in the
 * index, so that a row is read only where it most probably is the one.
 *
 * Most columns hold small numbers only. A column takes 16 bits as long as these are enough for all rows, then 32.
 */
export class Rows {
  readonly #first: number;
  readonly width: number;
  /** Of each column, whether it takes two cells, the lower half first. */
  readonly #isWide: Uint8Array;
  /** Cells of a row. */
  #cells: number;
  /** Each piece holds as many rows. */
  #pieces: Uint16Array[] = [];
  #size = 0;
  /** Two integers a slot: a hash, and the number of the row plus one; 0 is an empty slot. */
  #index = new Int32Array(2 * 1_024);
  #mask = 1_023;

  /** Of the arrays it is given, the `width` items from `first` on are the row. */
  constructor(first: number, width: number) {
    this.#first = first;
    this.width = width;
    this.#isWide = new Uint8Array(width);
    this.#cells = width;
  }

  get size(): number {
    return this.#size;
  }

  copy(row: number, into: Int32Array): void {
    const piece = this.#pieces[row >>> pieceBits] as Uint16Array;
    let cell = (row & pieceMask) * this.#cells;
    for (let column = 0; column < this.width; column++) {
      let value = piece[cell++] as number;
      if (this.#isWide[column] === 1) value |= (piece[cell++] as number) << 16;
      into[this.#first + column] = value;
    }
  }

  hashOf(row: Int32Array): number {
    return hashOfRow(row, this.#first);
  }

  /** The same rows, by the same numbers, with further columns in which nothing stands. */
  widened(width: number): Rows {
    const wider = new Rows(this.#first, width);
    const row = new Int32Array(this.#first + width);
    for (let number = 0; number < this.#size; number++) {
      this.copy(number, row);
      wider.add(row, wider.hashOf(row));
    }
    return wider;
  }

  /** The number of a row, or -1 where it is not there; `hash` is what `hashOf` says of it. */
  find(row: Int32Array, hash: number): number {
    const index = this.#index;
    for (let slot = slotOf(hash, this.#mask); ; slot = (slot + 1) & this.#mask) {
      const found = (index[2 * slot + 1] as number) - 1;
      if (found < 0 || (index[2 * slot] === hash && this.#is(found, row))) return found;
    }
  }

  #is(number: number, row: Int32Array): boolean {
    const { width } = this;
    const first = this.#first;
    const isWide = this.#isWide;
    const piece = this.#pieces[number >>> pieceBits] as Uint16Array;
    let cell = (number & pieceMask) * this.#cells;
    for (let column = 0; column < width; column++) {
      const value = row[first + column] as number;
      if (piece[cell++] !== (value & 0xffff)) return false;
      if (isWide[column] === 1 ? piece[cell++] !== value >>> 16 : value >>> 16 !== 0) return false;
    }
    return true;
  }

  /** Adds a row that `find` did not find; returns its number. */
  add(row: Int32Array, hash: number): number {
    for (let column = 0; column < this.width; column++) {
      if ((row[this.#first + column] as number) >>> 16 !== 0 && this.#isWide[column] === 0)
        this.#widen(column);
    }
    const number = this.#size++;
    if ((number & pieceMask) === 0) this.#pieces.push(new Uint16Array(pieceSize * this.#cells));
    this.#write(number, row);
    if (this.#size > load * (this.#mask + 1)) this.#rehash();
    this.#put(hash, number + 1);
    return number;
  }

  #write(number: number, row: Int32Array): void {
    const piece = this.#pieces[number >>> pieceBits] as Uint16Array;
    let cell = (number & pieceMask) * this.#cells;
    for (let column = 0; column < this.width; column++) {
      const value = row[this.#first + column] as number;
      piece[cell++] = value;
      if (this.#isWide[column] === 1) piece[cell++] = value >>> 16;
    }
  }

  /** Gives a column another cell, in the rows that there are as well. */
  #widen(column: number): void {
    const lower = this.#isWide.subarray(0, column).reduce((cells, isWide) => cells + isWide, column);
    this.#isWide[column] = 1;
    const cells = this.#cells++;
    this.#pieces = this.#pieces.map((piece) => {
      const wider = new Uint16Array(pieceSize * this.#cells);
      for (let from = 0, to = 0; from < piece.length; from++) {
        wider[to++] = piece[from] as number;
        if (from % cells === lower) to++;
      }
      return wider;
    });
  }

  #put(hash: number, entry: number): void {
    let slot = slotOf(hash, this.#mask);
    while (this.#index[2 * slot + 1] !== 0) slot = (slot + 1) & this.#mask;
    this.#index[2 * slot] = hash;
    this.#index[2 * slot + 1] = entry;
  }

  #rehash(): void {
    const old = this.#index;
    this.#index = new Int32Array(2 * old.length);
    this.#mask = old.length - 1;
    for (let slot = 0; slot < old.length; slot += 2) {
      if (old[slot + 1] !== 0) this.#put(old[slot] as number, old[slot + 1] as number);
    }
  }
}

/** Two integers to one, for what is remembered of a pair. */
export class Pairs {
  /** Three integers a slot: the key, and the value plus one; 0 is an empty slot. */
  #slots = new Int32Array(3 * 256);
  #mask = 255;
  #size = 0;

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

  constructor() {
    this.intern([]);
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
      if (found < 0) return this.#add(items, slot);
      if (this.#equals(found, items)) return found;
    }
  }

  #equals(list: number, items: readonly number[]): boolean {
    const from = this.from(list);
    return (
      this.to(list) - from === items.length && items.every((item, at) => this.#items.at(from + at) === item)
    );
  }

  #add(items: readonly number[], slot: number): number {
    const list = this.#ends.size;
    for (const item of items) this.#items.push(item);
    this.#ends.push(this.#items.size);
    this.#index[slot] = list + 1;
    if (this.size > load * (this.#mask + 1)) this.#rehash();
    return list;
  }

  #rehash(): void {
    this.#index = new Int32Array(2 * this.#index.length);
    this.#mask = this.#index.length - 1;
    for (let list = 0; list < this.size; list++) {
      let slot = slotOf(listHash(this.get(list)), this.#mask);
      while (this.#index[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#index[slot] = list + 1;
    }
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
