/**
 * Ideal rings for `bench:chord`: nodes at random places of a space of identifiers, and for each the neighbours and
 * fingers that it has once the ring is stable. What an entry is depends on the identifiers alone, so the routing
 * table of the implementation, whole nodes and the alternatives are all filled from here.
 */
import type { NodeId } from '../checker/actors/actor.ts';
import { randomOf } from '../checker/values/random.ts';
import { Contacts } from '../implementations/chord/contacts.ts';
import { IdentifierSpace, type Words } from '../implementations/chord/identifiers.ts';
import { type Naming, numberedNames } from '../implementations/chord/naming.ts';
import { Routing } from '../implementations/chord/routing.ts';
import { hashedNames, hashedSpace } from '../implementations/chord/wire/names.ts';
import type { Key } from '../models/chord/node/messages.ts';

/** A space of identifiers with its names: of SHA-1, or of 32 bits as in the simulations of the paper's time. */
export interface Space {
  readonly bits: number;
  readonly space: IdentifierSpace;
  readonly naming: Naming;
}

export const sha1Space: Space = { bits: 160, space: hashedSpace, naming: hashedNames };
export const wordSpace: Space = { bits: 32, space: IdentifierSpace.ofBits(32), naming: numberedNames };

/** Fingers `first` to `last` of a node are the node at `place`. */
export interface FingerRun {
  readonly first: number;
  readonly last: number;
  readonly place: number;
}

/** Nodes in the order of their identifiers; a place is an index in this order. */
export class IdealRing {
  readonly of: Space;
  /** The table that all nodes of the ring share. */
  readonly contacts: Contacts;
  readonly names: readonly NodeId[];
  /** The identifiers, that of a place at `place * words`. */
  readonly identifiers: Words;
  /** For each value of the highest bits of an identifier, the first place at or after it. */
  readonly #buckets: Uint32Array;
  readonly #bucketBits: number;
  readonly #target: Words;

  constructor(of: Space, names: readonly NodeId[]) {
    this.of = of;
    this.contacts = new Contacts(of.space, of.naming);
    const { words } = of.space;
    const sorted = names
      .map((name) => {
        const identifier = new Uint32Array(words);
        of.naming.identify(name, identifier, 0);
        return { name, identifier };
      })
      .sort((a, b) => of.space.compare(a.identifier, 0, b.identifier, 0));
    this.names = sorted.map(({ name }) => name);
    // So the number of a contact is its place, and neighbours are neighbours in memory.
    for (const name of this.names) this.contacts.take(name);
    this.identifiers = this.contacts.words.slice(0, names.length * words);
    this.#target = new Uint32Array(words);
    this.#bucketBits = Math.max(1, Math.ceil(Math.log2(names.length)));
    this.#buckets = new Uint32Array(2 ** this.#bucketBits);
    let bucket = 0;
    for (let place = 0; place < names.length; place++)
      while (bucket <= this.#bucketOf(this.identifiers, place * words)) this.#buckets[bucket++] = place;
    this.#buckets.fill(names.length, bucket);
  }

  /** Nodes at random places. */
  static random(of: Space, size: number, seed: number): IdealRing {
    const random = randomOf(seed);
    const names = new Set<NodeId>();
    while (names.size < size)
      names.add(
        of === sha1Space ? addressOf(random.below(2 ** 32), names.size) : `N${random.below(2 ** 32)}`,
      );
    return new IdealRing(of, [...names]);
  }

  get size(): number {
    return this.names.length;
  }

  /** The place of the owner of an identifier: the first node at or after it. */
  ownerOf(key: Words, at: number): number {
    const { identifiers, size } = this;
    const { space } = this.of;
    let place = this.#buckets[this.#bucketOf(key, at)] as number;
    while (place < size && space.compare(identifiers, place * space.words, key, at) < 0) place++;
    return place === size ? 0 : place;
  }

  /** The owner of a key by its name. */
  ownerOfKey(key: Key): NodeId {
    this.of.naming.identify(key, this.#target, 0);
    return this.names[this.ownerOf(this.#target, 0)] as NodeId;
  }

  /** The places of the nearest nodes after a place. */
  successors(place: number, count: number): readonly number[] {
    return Array.from({ length: count }, (_, nth) => (place + nth + 1) % this.size);
  }

  /** The fingers of a place that are other nodes, in runs; finger n is the owner of the identifier 2^n after it. */
  fingerRuns(place: number): readonly FingerRun[] {
    const { space, bits } = this.of;
    const runs: { first: number; last: number; place: number }[] = [];
    // Low fingers are the first successor; the search begins where its distance does.
    for (let finger = this.#bitsTo(place); finger < bits; finger++) {
      space.addPowerOfTwo(this.identifiers, place * space.words, finger, this.#target, 0);
      const owner = this.ownerOf(this.#target, 0);
      const last = runs.at(-1);
      if (last?.place === owner) last.last = finger;
      else runs.push({ first: last === undefined ? 1 : finger, last: finger, place: owner });
    }
    return runs.filter((run) => run.place !== place);
  }

  /** The number of the highest finger that is surely the first successor, at least 1. */
  #bitsTo(place: number): number {
    const { space } = this.of;
    const after = (place + 1) % this.size;
    space.distance(
      this.identifiers,
      place * space.words,
      this.identifiers,
      after * space.words,
      this.#target,
      0,
    );
    for (let word = 0; word < space.words; word++) {
      const value = this.#target[word] as number;
      if (value > 0) return Math.max(1, 32 * (space.words - word) - 1 - Math.clz32(value));
    }
    return 1;
  }

  #bucketOf(words: Words, at: number): number {
    return (words[at] as number) >>> (32 - this.#bucketBits);
  }
}

/** The address of a node. */
function addressOf(bits: number, nth: number): NodeId {
  return `10.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}:${4_000 + (nth % 60_000)}`;
}

/** The routing tables of an ideal ring, by place. */
export function routingTables(ring: IdealRing, listLength: number): readonly Routing[] {
  const { names, contacts } = ring;
  const name = (place: number) => names[place] as NodeId;
  return names.map((self, place) => {
    const routing = new Routing(contacts, self);
    routing.predecessor = name((place + ring.size - 1) % ring.size);
    routing.successors = ring.successors(place, listLength).map(name);
    for (const run of ring.fingerRuns(place)) routing.setFingers(run.first, run.last, name(run.place));
    return routing;
  });
}

/** The bytes that the process holds, after a collection; run with `--expose-gc`. */
export function heldBytes(): number {
  // The memory of typed arrays is given back by the second collection only.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
