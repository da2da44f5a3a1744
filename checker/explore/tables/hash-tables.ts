/**
 * Hash tables of integers by open addressing: a map from pairs, and interners of lists and strings. Keys are
 * kept and compared completely, so two keys are never taken for one, and a look-up allocates nothing.
 */
import { mixed } from '../../values/hash.ts';
import { IntList } from '../../values/int-lists.ts';
import { noLog, type TableLog, type WriteEntry } from './table-log.ts';

/**
 * The hash of one column of a row. The hash of a row is the exclusive or of its columns', so changing one
 * column is cheap.
 */
export function hashOf(column: number, value: number): number {
  return mixed(value, column);
}

/** The hash of a row from column `first` on. */
export function hashOfRow(row: Int32Array, first: number): number {
  let hash = 0;
  for (let column = first; column < row.length; column++) hash ^= hashOf(column, row[column] as number);
  return hash;
}

/** The slot of a hash in a table; the upper bits are mixed in, because they are spread better. */
export function slotOf(hash: number, mask: number): number {
  return (hash ^ (hash >>> 16)) & mask;
}

/** At most this part of the slots of a table is in use. */
export const load = 0.7;

/** A map from two integers to one: the memo of a function of two arguments. Entries are never changed. */
export class PairMap {
  /** Three integers a slot: the key, and the value plus one; 0 is an empty slot. */
  #slots = new Int32Array(3 * 256);
  #mask = 255;
  #size = 0;
  readonly #write: WriteEntry;

  constructor(log: TableLog = noLog) {
    this.#write = log.channel(([a, b, value]) => this.set(a as number, b as number, value as number));
  }

  /** The value, 0 or more, or -1 if there is none. */
  get(a: number, b: number): number {
    const slots = this.#slots;
    for (let slot = slotOf(mixed(a, b), this.#mask); ; slot = (slot + 1) & this.#mask) {
      const entry = slots[3 * slot + 2] as number;
      if (entry === 0) return -1;
      if (slots[3 * slot] === a && slots[3 * slot + 1] === b) return entry - 1;
    }
  }

  /** Adds a pair that has no value yet. */
  set(a: number, b: number, value: number): void {
    if (++this.#size > load * (this.#mask + 1)) this.#rehash();
    this.#put(a, b, value + 1);
    this.#write(a, b, value);
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

/**
 * As `PairMap`, for small values: pairs of small numbers are the index of a square matrix, and need no hash.
 */
export class SmallPairMap {
  #side = 64;
  #cells = new Int8Array(64 * 64);
  readonly #beyond = new PairMap();

  /** The value, 0 or more, or -1 if there is none. */
  get(a: number, b: number): number {
    if (a < this.#side && b < this.#side) return (this.#cells[a * this.#side + b] as number) - 1;
    return this.#beyond.get(a, b);
  }

  /** Adds a pair that has no value yet; the value is below 127. */
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

/** A matrix with this side takes 4 MB. */
const sideMax = 2_048;

/** The list interner: keeps each list of integers once, numbered from 0; the empty list is 0. */
export class ListInterner {
  readonly #items = new IntList();
  readonly #ends = new IntList();
  #index = new Int32Array(256);
  #mask = 255;
  readonly #log: TableLog;
  readonly #write: WriteEntry;

  constructor(log: TableLog = noLog) {
    this.#log = log;
    this.#add([]);
    this.#write = log.channel((items) => this.#add([...items]));
  }

  get size(): number {
    return this.#ends.size;
  }

  /** The index of the first item of a list. */
  from(list: number): number {
    return list === 0 ? 0 : this.#ends.at(list - 1);
  }

  /** The index after its last item. */
  to(list: number): number {
    return this.#ends.at(list);
  }

  /** The item at an index. */
  item(index: number): number {
    return this.#items.at(index);
  }

  /** A copy of a list. */
  get(list: number): number[] {
    const items: number[] = [];
    for (let at = this.from(list); at < this.to(list); at++) items.push(this.#items.at(at));
    return items;
  }

  /** The number of a list; a new list is added. */
  intern(items: readonly number[]): number {
    const hash = listHash(items);
    for (let slot = slotOf(hash, this.#mask); ; slot = (slot + 1) & this.#mask) {
      const found = (this.#index[slot] as number) - 1;
      if (found < 0) break;
      if (this.#equals(found, items)) return found;
    }
    this.#log.beforeComputing();
    this.#write(...items);
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

/**
 * The string interner: numbers strings from 0. The caller keeps the value that belongs to a string under its
 * number.
 */
export class StringInterner {
  readonly #numbers = new Map<string, number>();

  get size(): number {
    return this.#numbers.size;
  }

  /**
   * The number of a string. For a new one `add` is called first, so that an error in it leaves the table
   * unchanged.
   */
  of(text: string, add: (number: number) => void): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    add(number);
    this.#numbers.set(text, number);
    return number;
  }
}
