/**
 * An interning table: it numbers names (CIDs) by small integers, so that the other structures are typed arrays. A
 * name keeps its number while it is in use; then the number is given to another name.
 *
 * A name that is only looked up takes no memory. The table has a capacity, of names and of their characters: a full
 * one gives no new numbers.
 */

/** No number: the name is not in the table, or the table is full. */
export const none = -1;

/** Names in use, by number from 0 on. */
export class NameTable {
  readonly capacity: number;
  readonly charactersMax: number;
  /** The characters of all names in use. */
  #characters = 0;
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];
  /** How often each number is in use. */
  #uses = new Int32Array(16);
  /** Numbers that are free, the last one first. */
  readonly #free: number[] = [];

  constructor(capacity: number, charactersMax: number = Number.POSITIVE_INFINITY) {
    this.capacity = capacity;
    this.charactersMax = charactersMax;
  }

  /** How many names are in use. */
  get size(): number {
    return this.#numbers.size;
  }

  /** The number of a name in use, or `none`. */
  numberOf(name: string): number {
    return this.#numbers.get(name) ?? none;
  }

  /** The name of a number in use. */
  nameOf(number: number): string {
    return this.#names[number] as string;
  }

  /** Uses a name once more; `none` if it is new and the table is full, unless it must have a number. */
  retain(name: string, isForced = false): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) {
      this.#uses[known] = (this.#uses[known] as number) + 1;
      return known;
    }
    const characters = this.#characters + name.length;
    const isFull = this.#numbers.size >= this.capacity || characters > this.charactersMax;
    if (isFull && !isForced) return none;
    this.#characters = characters;
    const number = this.#free.pop() ?? this.#names.length;
    this.#numbers.set(name, number);
    this.#names[number] = name;
    this.#uses = grown(this.#uses, number);
    this.#uses[number] = 1;
    return number;
  }

  /** Ends one use; with the last one the number is free. */
  release(number: number): void {
    const uses = (this.#uses[number] as number) - 1;
    this.#uses[number] = uses;
    if (uses > 0) return;
    const name = this.#names[number] as string;
    this.#characters -= name.length;
    this.#numbers.delete(name);
    this.#names[number] = '';
    this.#free.push(number);
  }
}

/** An array that has a place, twice as long if it had none; new places are 0. */
export function grown<T extends Int32Array | Uint8Array | Float64Array>(array: T, place: number): T {
  if (place < array.length) return array;
  const longer = new (array.constructor as new (length: number) => T)(Math.max(2 * array.length, place + 1));
  longer.set(array as never);
  return longer;
}
