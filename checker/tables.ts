/**
 * Tables of integers: what the fast explorer keeps instead of objects. All of them grow by half and never shrink, and a
 * lookup allocates nothing. Every table keeps its keys whole: two different keys are never taken for one, however their
 * hashes fall.
 */

/** A list of integers that grows. */
export class Ints {
  #ints: Int32Array<ArrayBuffer>;
  #size = 0;

  constructor(capacity = 1_024) {
    this.#ints = new Int32Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  at(index: number): number {
    return this.#ints[index] as number;
  }

  push(value: number): void {
    if (this.#size === this.#ints.length) this.#ints = grown(this.#ints, this.#size + 1);
    this.#ints[this.#size++] = value;
  }

  get bytes(): number {
    return this.#ints.byteLength;
  }
}

function grown(ints: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(least, Math.ceil(ints.length * 1.5)));
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

/** Spreads the bits of an integer: equal parts of two keys do not make their hashes alike. */
function mixed(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** What one column of a row adds to its hash; a row's hash is the exclusive or of them, so that a change of one is cheap. */
export function hashOf(column: number, value: number): number {
  return mixed(Math.imul(value + 1, 0x9e3779b1) ^ Math.imul(column + 1, 0x27d4eb2f));
}

/** Of the slots of a table at most this part is in use. */
const load = 0.6;

/**
 * Rows of a fixed width, each once, numbered from 0 in the order in which they came. Beside a row its hash is kept in the
 * index, so that a row is read only where it most probably is the one.
 */
export class Rows {
  readonly width: number;
  #rows: Int32Array<ArrayBuffer>;
  #size = 0;
  /** Two integers a slot: a hash, and the number of the row plus one; 0 is an empty slot. */
  #index = new Int32Array(2 * 1_024);
  #mask = 1_023;

  constructor(width: number) {
    this.width = width;
    this.#rows = new Int32Array(1_024 * width);
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#rows.byteLength + this.#index.byteLength;
  }

  at(row: number, column: number): number {
    return this.#rows[row * this.width + column] as number;
  }

  copy(row: number, into: Int32Array): void {
    const from = row * this.width;
    for (let column = 0; column < this.width; column++) into[column] = this.#rows[from + column] as number;
  }

  /** The number of a row, or -1 where it is not there. `hash` is the exclusive or of `hashOf` over its columns. */
  find(row: Int32Array, hash: number): number {
    const { width } = this;
    const index = this.#index;
    const rows = this.#rows;
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const found = (index[2 * slot + 1] as number) - 1;
      if (found < 0) return -1;
      if (index[2 * slot] !== hash) continue;
      const from = found * width;
      let column = 0;
      while (column < width && rows[from + column] === row[column]) column++;
      if (column === width) return found;
    }
  }

  /** Adds a row that `find` did not find; returns its number. */
  add(row: Int32Array, hash: number): number {
    const number = this.#size++;
    const from = number * this.width;
    if (from + this.width > this.#rows.length) this.#rows = grown(this.#rows, from + this.width);
    this.#rows.set(row, from);
    if (this.#size > load * (this.#mask + 1)) this.#rehash();
    this.#put(hash, number + 1);
    return number;
  }

  #put(hash: number, entry: number): void {
    let slot = hash & this.#mask;
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

  get bytes(): number {
    return this.#slots.byteLength;
  }

  /** The value, 0 or more, or -1 where nothing is remembered. */
  get(a: number, b: number): number {
    const slots = this.#slots;
    for (let slot = pairHash(a, b) & this.#mask; ; slot = (slot + 1) & this.#mask) {
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
    let slot = pairHash(a, b) & this.#mask;
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

function pairHash(a: number, b: number): number {
  return mixed(Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 1, 0x27d4eb2f));
}

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

  get bytes(): number {
    return this.#items.bytes + this.#ends.bytes + this.#index.byteLength;
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
    for (let slot = hash & this.#mask; ; slot = (slot + 1) & this.#mask) {
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
      let slot = listHash(this.get(list)) & this.#mask;
      while (this.#index[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#index[slot] = list + 1;
    }
  }
}

function listHash(items: readonly number[]): number {
  let hash = items.length;
  for (const item of items) hash = mixed(Math.imul(hash, 31) ^ Math.imul(item + 1, 0x9e3779b1));
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
