/**
 * The routing table: for each request that a servent knows, the link on which it arrived first. It has two
 * generations of open-addressing hash tables in typed arrays. Once the newer one is full, or at
 * `nextGeneration`, the older one is forgotten and the newer one becomes the older. So memory is bounded, and
 * the last `generationMax` requests are never forgotten.
 *
 * A slot is a number that stays valid until the next insertion or generation. Nothing is allocated except
 * while a generation grows to its full size.
 */
import { idWords } from './guid.ts';

/** What the table keeps of one request. `isOld`: it belongs to the older generation. */
export interface Entry {
  readonly kind: number;
  readonly words: readonly [number, number, number, number];
  readonly link: number;
  readonly ttl: number;
  readonly isOld: boolean;
}

/** The slot of a request that the table does not have. */
export const noSlot = -1;

/** The capacity of a new generation; it doubles while more than half of it is used. */
const capacityAtStart = 8;

/** One generation: a hash table with linear probing. */
class Generation {
  size = 0;
  capacity = capacityAtStart;
  words = new Uint32Array(capacityAtStart * idWords);
  links = new Int32Array(capacityAtStart);
  /** Kind of the request and TTL: `kind << 8 | ttl`. */
  kinds = new Uint16Array(capacityAtStart);
  /** A place is used if it has the present epoch, so that forgetting all is one addition. */
  #epochs = new Uint32Array(capacityAtStart);
  #epoch = 1;

  find(kind: number, w0: number, w1: number, w2: number, w3: number): number {
    const { words, kinds, capacity } = this;
    const epochs = this.#epochs;
    const epoch = this.#epoch;
    for (
      let at = hash(kind, w0, w1, w2, w3) & (capacity - 1);
      epochs[at] === epoch;
      at = (at + 1) & (capacity - 1)
    ) {
      const word = at * idWords;
      if (
        words[word] === w0 &&
        words[word + 1] === w1 &&
        words[word + 2] === w2 &&
        words[word + 3] === w3 &&
        (kinds[at] as number) >>> 8 === kind
      )
        return at;
    }
    return noSlot;
  }

  /** Adds a request that is not in it. */
  insert(kind: number, w0: number, w1: number, w2: number, w3: number, link: number, ttl: number): void {
    if (2 * (this.size + 1) > this.capacity) this.#grow();
    let at = hash(kind, w0, w1, w2, w3) & (this.capacity - 1);
    while (this.#epochs[at] === this.#epoch) at = (at + 1) & (this.capacity - 1);
    const word = at * idWords;
    this.words[word] = w0;
    this.words[word + 1] = w1;
    this.words[word + 2] = w2;
    this.words[word + 3] = w3;
    this.links[at] = link;
    this.kinds[at] = (kind << 8) | ttl;
    this.#epochs[at] = this.#epoch;
    this.size++;
  }

  clear(): void {
    this.size = 0;
    this.#epoch++;
    if (this.#epoch <= 0xffff_ffff) return;
    this.#epochs.fill(0);
    this.#epoch = 1;
  }

  isUsed(at: number): boolean {
    return this.#epochs[at] === this.#epoch;
  }

  #grow(): void {
    const { words, links, kinds, capacity } = this;
    const epochs = this.#epochs;
    const epoch = this.#epoch;
    this.capacity = 2 * capacity;
    this.words = new Uint32Array(this.capacity * idWords);
    this.links = new Int32Array(this.capacity);
    this.kinds = new Uint16Array(this.capacity);
    this.#epochs = new Uint32Array(this.capacity);
    this.#epoch = 1;
    this.size = 0;
    for (let at = 0; at < capacity; at++) {
      if (epochs[at] !== epoch) continue;
      const kind = kinds[at] as number;
      const [w0, w1, w2, w3] = words.subarray(at * idWords, (at + 1) * idWords) as unknown as [
        number,
        number,
        number,
        number,
      ];
      this.insert(kind >>> 8, w0, w1, w2, w3, links[at] as number, kind & 0xff);
    }
  }
}

/** The routing table of one servent. */
export class RoutingTable {
  readonly #generationMax: number;
  #newer = new Generation();
  #older = new Generation();

  /** `generationMax`: the number of requests after which a generation is full. */
  constructor(generationMax: number) {
    this.#generationMax = generationMax;
  }

  /** The number of requests that it knows. */
  get size(): number {
    return this.#newer.size + this.#older.size;
  }

  /** The slot of a request, or `noSlot`. Even slots are of the newer generation. */
  find(kind: number, w0: number, w1: number, w2: number, w3: number): number {
    const newer = this.#newer.find(kind, w0, w1, w2, w3);
    if (newer !== noSlot) return 2 * newer;
    const older = this.#older.find(kind, w0, w1, w2, w3);
    return older === noSlot ? noSlot : 2 * older + 1;
  }

  /** Adds a request that it does not know. TTL is at most 255. */
  insert(kind: number, w0: number, w1: number, w2: number, w3: number, link: number, ttl: number): void {
    if (this.#newer.size >= this.#generationMax) this.nextGeneration();
    this.#newer.insert(kind, w0, w1, w2, w3, link, ttl);
  }

  linkAt(slot: number): number {
    return this.#generationOf(slot).links[slot >> 1] as number;
  }

  ttlAt(slot: number): number {
    return (this.#generationOf(slot).kinds[slot >> 1] as number) & 0xff;
  }

  /** Replaces the TTL of a request. */
  setTtl(slot: number, ttl: number): void {
    const { kinds } = this.#generationOf(slot);
    kinds[slot >> 1] = ((kinds[slot >> 1] as number) & 0xff00) | ttl;
  }

  /** Replaces the link of a request. */
  setLink(slot: number, link: number): void {
    this.#generationOf(slot).links[slot >> 1] = link;
  }

  /** Forgets the older generation; the newer one becomes the older. */
  nextGeneration(): void {
    const forgotten = this.#older;
    forgotten.clear();
    this.#older = this.#newer;
    this.#newer = forgotten;
  }

  /** All entries, in no particular order. */
  entries(): readonly Entry[] {
    const found: Entry[] = [];
    for (const generation of [this.#newer, this.#older])
      for (let at = 0; at < generation.capacity; at++) {
        if (!generation.isUsed(at)) continue;
        const words = [...generation.words.subarray(at * idWords, (at + 1) * idWords)];
        const kind = generation.kinds[at] as number;
        found.push({
          kind: kind >>> 8,
          words: words as unknown as Entry['words'],
          link: generation.links[at] as number,
          ttl: kind & 0xff,
          isOld: generation === this.#older,
        });
      }
    return found;
  }

  /** Replaces all entries. */
  load(entries: readonly Entry[]): void {
    this.#newer.clear();
    this.#older.clear();
    for (const { kind, words, link, ttl, isOld } of entries)
      (isOld ? this.#older : this.#newer).insert(kind, ...words, link, ttl);
  }

  #generationOf(slot: number): Generation {
    return slot & 1 ? this.#older : this.#newer;
  }
}

/** A hash of an identifier. GUIDs are random, but a hostile one may be chosen: all words count. */
function hash(kind: number, w0: number, w1: number, w2: number, w3: number): number {
  let mixed = Math.imul(w0 ^ (w1 >>> 15), 0x85eb_ca6b) ^ Math.imul(w2 ^ (w3 >>> 13), 0xc2b2_ae35);
  mixed = Math.imul(mixed ^ w1 ^ Math.imul(w3, 0x27d4_eb2f) ^ kind, 0x9e37_79b1);
  return mixed ^ (mixed >>> 16);
}
