/**
 * The stored keys of a node in the order of their identifiers, so that the keys of a range of the circle are found
 * without a look at the others: for a new predecessor, or for a new holder (Stoica et al. 2003, section III).
 *
 * Keys lie in chunks. A key is found by binary search, first among the chunks and then in one of them, and a new key
 * moves at most one chunk.
 */
import type { Key } from '../../models/chord/node/messages.ts';
import type { IdentifierSpace, Words } from './identifiers.ts';
import type { Naming } from './naming.ts';

/** The most keys of a chunk: more cost time at an insertion, fewer cost memory. */
const chunkKeysMax = 256;

/** Neighbouring keys, in order. */
interface Chunk {
  readonly names: Key[];
  /** The identifiers, one after the other. */
  readonly identifiers: Words;
}

/** A place in the order: a chunk, and a key in it. */
interface Place {
  readonly chunk: number;
  readonly index: number;
}

/** A set of keys, in the order of their identifiers. */
export class KeyStore {
  readonly #space: IdentifierSpace;
  readonly #naming: Naming;
  #chunks: Chunk[] = [];
  #size = 0;

  constructor(space: IdentifierSpace, naming: Naming) {
    this.#space = space;
    this.#naming = naming;
  }

  get size(): number {
    return this.#size;
  }

  /** Adds a key; false if it was there. */
  add(key: Key): boolean {
    const identifier = this.#identify(key);
    const { chunk: at, index } = this.#placeAfter(identifier, 0);
    for (const name of this.#backwards({ chunk: at, index }, identifier)) if (name === key) return false;
    if (this.#chunks.length === 0) this.#chunks.push(this.#newChunk());
    this.#insert(at, index, key, identifier);
    this.#size++;
    return true;
  }

  has(key: Key): boolean {
    const identifier = this.#identify(key);
    for (const name of this.#backwards(this.#placeAfter(identifier, 0), identifier))
      if (name === key) return true;
    return false;
  }

  clear(): void {
    this.#chunks = [];
    this.#size = 0;
  }

  /** All keys. */
  *all(): Generator<Key> {
    for (const { names } of this.#chunks) yield* names;
  }

  /** The keys in (a, b], clockwise from a. If a is b, that is every key. */
  inRange(a: Words, aAt: number, b: Words, bAt: number): Key[] {
    const from = this.#placeAfter(a, aAt);
    const to = this.#placeAfter(b, bAt);
    const begin: Place = { chunk: 0, index: 0 };
    const end: Place = { chunk: this.#chunks.length, index: 0 };
    if (this.#space.compare(a, aAt, b, bAt) < 0) return this.#between(from, to);
    return [...this.#between(from, end), ...this.#between(begin, to)];
  }

  /** The keys from one place to another. */
  #between(from: Place, to: Place): Key[] {
    const keys: Key[] = [];
    for (let chunk = from.chunk; chunk <= to.chunk && chunk < this.#chunks.length; chunk++) {
      const { names } = this.#chunks[chunk] as Chunk;
      const first = chunk === from.chunk ? from.index : 0;
      const last = chunk === to.chunk ? to.index : names.length;
      for (let index = first; index < last; index++) keys.push(names[index] as Key);
    }
    return keys;
  }

  /** The keys with this identifier, given the place after them. */
  *#backwards({ chunk, index }: Place, identifier: Words): Generator<Key> {
    let [at, next] = [chunk, index];
    while (true) {
      if (next === 0) {
        if (at === 0) return;
        at--;
        next = (this.#chunks[at] as Chunk).names.length;
      }
      next--;
      const { names, identifiers } = this.#chunks[at] as Chunk;
      if (this.#space.compare(identifiers, next * this.#space.words, identifier, 0) !== 0) return;
      yield names[next] as Key;
    }
  }

  /** The place of the first key whose identifier is higher; it may be the end of a chunk. */
  #placeAfter(identifier: Words, at: number): Place {
    const { words } = this.#space;
    const chunks = this.#chunks;
    // The last chunk whose first key is not higher.
    let [low, high] = [0, chunks.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#space.compare((chunks[middle] as Chunk).identifiers, 0, identifier, at) <= 0)
        low = middle + 1;
      else high = middle;
    }
    const chunk = Math.max(0, low - 1);
    const found = chunks[chunk];
    if (found === undefined) return { chunk, index: 0 };
    [low, high] = [0, found.names.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#space.compare(found.identifiers, middle * words, identifier, at) <= 0) low = middle + 1;
      else high = middle;
    }
    return { chunk, index: low };
  }

  #insert(at: number, index: number, key: Key, identifier: Words): void {
    const { words } = this.#space;
    const chunk = this.#chunks[at] as Chunk;
    const { names, identifiers } = chunk;
    if (names.length === chunkKeysMax) {
      this.#split(at);
      const half = names.length;
      if (index > half) this.#insert(at + 1, index - half, key, identifier);
      else this.#insert(at, index, key, identifier);
      return;
    }
    names.splice(index, 0, key);
    identifiers.copyWithin((index + 1) * words, index * words, (names.length - 1) * words);
    for (let word = 0; word < words; word++) identifiers[index * words + word] = identifier[word] as number;
  }

  /** Moves the second half of a chunk to a new one. */
  #split(at: number): void {
    const { words } = this.#space;
    const { names, identifiers } = this.#chunks[at] as Chunk;
    const half = names.length >>> 1;
    const second = this.#newChunk();
    second.identifiers.set(identifiers.subarray(half * words, names.length * words));
    second.names.push(...names.splice(half));
    this.#chunks.splice(at + 1, 0, second);
  }

  #newChunk(): Chunk {
    return { names: [], identifiers: new Uint32Array(chunkKeysMax * this.#space.words) };
  }

  #identify(key: Key): Words {
    const { scratch } = this.#space;
    this.#naming.identify(key, scratch, 0);
    return scratch;
  }
}
