/**
 * The ledger of a server (boxo: peer ledger): for each partner and CID, what the partner asks for, and the answer
 * that waits for it. A pair is an entry, a number; its fields are typed arrays.
 *
 * There are two indexes, from a partner to its entries and from a CID to its entries, as doubly linked lists in
 * the order in which they came, and a hash table from the pair to the entry (open addressing, linear probing). All
 * are changed by `add` and `remove` alone, so they agree.
 */
import { grown, none } from './table.ts';

/** What a partner asks for. The number orders: `wantBlock` is the greater. */
export const noWant = 0;
export const wantHave = 1;
export const wantBlock = 2;

/** The answer that waits. The number orders: `taskBlock` is the greatest. */
export const noTask = 0;
export const taskDont = 1;
export const taskHave = 2;
export const taskBlock = 3;

/** The entries of a ledger, by number. */
export class AskLedger {
  partner = new Int32Array(64);
  cid = new Int32Array(64);
  want = new Uint8Array(64);
  task = new Uint8Array(64);
  priority = new Int32Array(64);
  /** The number of the ask in the order in which they came. */
  noted = new Float64Array(64);
  /** The number of the answer that waits, in the same order. */
  arrival = new Float64Array(64);
  /** The bytes of the answer that waits. */
  size = new Int32Array(64);

  /** One more than the entry, so that 0 is none; for `free` entries, `#nextOfPartner` has the next free one. */
  #nextOfPartner = new Int32Array(64);
  #previousOfPartner = new Int32Array(64);
  #nextOfCid = new Int32Array(64);
  #previousOfCid = new Int32Array(64);
  /** One more than the first entry, by partner and by CID. */
  #firstOfPartner = new Int32Array(16);
  #firstOfCid = new Int32Array(16);
  #counts = new Int32Array(16);
  /** One more than the entry, or 0; its length is a power of two. */
  #buckets = new Int32Array(128);
  #firstFree: number = none;
  #made = 0;
  #count = 0;

  /** How many entries there are. */
  get count(): number {
    return this.#count;
  }

  /** How many entries a partner has. */
  countOf(partner: number): number {
    return this.#counts[partner] ?? 0;
  }

  /** The entry of a pair, or `none`. */
  find(partner: number, cid: number): number {
    const mask = this.#buckets.length - 1;
    for (let at = hash(partner, cid) & mask; ; at = (at + 1) & mask) {
      const entry = (this.#buckets[at] as number) - 1;
      if (entry === none || (this.partner[entry] === partner && this.cid[entry] === cid)) return entry;
    }
  }

  /** Adds an entry for a pair that has none; it asks for nothing yet. */
  add(partner: number, cid: number): number {
    const entry = this.#newEntry();
    this.partner[entry] = partner;
    this.cid[entry] = cid;
    this.want[entry] = noWant;
    this.task[entry] = noTask;
    this.#firstOfPartner = grown(this.#firstOfPartner, partner);
    this.#counts = grown(this.#counts, partner);
    this.#firstOfCid = grown(this.#firstOfCid, cid);
    link(entry, partner, this.#firstOfPartner, this.#nextOfPartner, this.#previousOfPartner);
    link(entry, cid, this.#firstOfCid, this.#nextOfCid, this.#previousOfCid);
    this.#counts[partner] = (this.#counts[partner] as number) + 1;
    this.#count++;
    if (2 * this.#count > this.#buckets.length) this.#rehash();
    this.#enter(entry);
    return entry;
  }

  /** Removes an entry from the hash table and from both indexes. */
  remove(entry: number): void {
    this.#leave(entry);
    this.unlinkFromCid(entry);
    const partner = this.partner[entry] as number;
    unlink(entry, partner, this.#firstOfPartner, this.#nextOfPartner, this.#previousOfPartner);
    this.#counts[partner] = (this.#counts[partner] as number) - 1;
    this.#count--;
    this.#nextOfPartner[entry] = this.#firstFree + 1;
    this.#firstFree = entry;
  }

  /** Takes an entry out of the index of its CID; a part of `remove`. */
  protected unlinkFromCid(entry: number): void {
    unlink(entry, this.cid[entry] as number, this.#firstOfCid, this.#nextOfCid, this.#previousOfCid);
  }

  /** The first entry of a partner, or `none`; the others follow by `nextOfPartner`. */
  firstOfPartner(partner: number): number {
    return (this.#firstOfPartner[partner] ?? 0) - 1;
  }

  nextOfPartner(entry: number): number {
    return (this.#nextOfPartner[entry] as number) - 1;
  }

  /** The first entry of a CID, or `none`; the others follow by `nextOfCid`. */
  firstOfCid(cid: number): number {
    return (this.#firstOfCid[cid] ?? 0) - 1;
  }

  nextOfCid(entry: number): number {
    return (this.#nextOfCid[entry] as number) - 1;
  }

  // ------------------------------------------------------------- memory

  #newEntry(): number {
    if (this.#firstFree !== none) {
      const entry = this.#firstFree;
      this.#firstFree = this.nextOfPartner(entry);
      return entry;
    }
    const entry = this.#made++;
    if (entry < this.partner.length) return entry;
    this.partner = grown(this.partner, entry);
    this.cid = grown(this.cid, entry);
    this.want = grown(this.want, entry);
    this.task = grown(this.task, entry);
    this.priority = grown(this.priority, entry);
    this.noted = grown(this.noted, entry);
    this.arrival = grown(this.arrival, entry);
    this.size = grown(this.size, entry);
    this.#nextOfPartner = grown(this.#nextOfPartner, entry);
    this.#previousOfPartner = grown(this.#previousOfPartner, entry);
    this.#nextOfCid = grown(this.#nextOfCid, entry);
    this.#previousOfCid = grown(this.#previousOfCid, entry);
    return entry;
  }

  /** Puts an entry into the hash table. */
  #enter(entry: number): void {
    const mask = this.#buckets.length - 1;
    let at = hash(this.partner[entry] as number, this.cid[entry] as number) & mask;
    while (this.#buckets[at] !== 0) at = (at + 1) & mask;
    this.#buckets[at] = entry + 1;
  }

  /** Takes an entry out of the hash table, and moves those up that were put behind it. */
  #leave(entry: number): void {
    const mask = this.#buckets.length - 1;
    let hole = hash(this.partner[entry] as number, this.cid[entry] as number) & mask;
    while (this.#buckets[hole] !== entry + 1) hole = (hole + 1) & mask;
    for (let at = (hole + 1) & mask; this.#buckets[at] !== 0; at = (at + 1) & mask) {
      const other = (this.#buckets[at] as number) - 1;
      const home = hash(this.partner[other] as number, this.cid[other] as number) & mask;
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      this.#buckets[hole] = other + 1;
      hole = at;
    }
    this.#buckets[hole] = 0;
  }

  #rehash(): void {
    const old = this.#buckets;
    this.#buckets = new Int32Array(2 * old.length);
    for (const bucket of old) if (bucket !== 0) this.#enter(bucket - 1);
  }
}

/** Multiplies by two odd constants and mixes the upper bits in. */
function hash(partner: number, cid: number): number {
  const mixed = Math.imul(partner + 1, 0x9e37_79b1) ^ Math.imul(cid + 1, 0x85eb_ca77);
  return mixed ^ (mixed >>> 15);
}

/** Puts an entry at the end of a list. The entry before the first one of a list is its last one. */
function link(entry: number, list: number, first: Int32Array, next: Int32Array, previous: Int32Array): void {
  const head = first[list] as number;
  next[entry] = 0;
  if (head === 0) {
    first[list] = entry + 1;
    previous[entry] = entry + 1;
    return;
  }
  const last = previous[head - 1] as number;
  next[last - 1] = entry + 1;
  previous[entry] = last;
  previous[head - 1] = entry + 1;
}

function unlink(
  entry: number,
  list: number,
  first: Int32Array,
  next: Int32Array,
  previous: Int32Array,
): void {
  const after = next[entry] as number;
  const before = previous[entry] as number;
  if (first[list] === entry + 1) first[list] = after;
  else next[before - 1] = after;
  const head = first[list] as number;
  if (after !== 0) previous[after - 1] = before;
  else if (head !== 0) previous[head - 1] = before;
}
