/**
 * Parts: a queue of messages under construction, each with a limit of bytes and of items. Items gather in the last part
 * until the first of them has waited long enough, or the next item does not fit. A CID has one item in a part
 * at most, so the order of items about one CID is the order of parts.
 */
import type { WireLimits } from './rules.ts';

/** One message under construction. */
export interface Part<Item> {
  /** By the key of the CID, in the order of arrival. */
  readonly items: Map<string, Item>;
  /** The sum of the items' sizes. */
  bytes: number;
  /** From this time on the message is due, in ms. */
  due: number;
}

/** A queue of parts. */
export class Parts<Item> {
  /** Parts that were taken are before `#first`. */
  #parts: Part<Item>[] = [];
  #first = 0;
  #bytes = 0;
  readonly #bytesMax: number;
  readonly #itemsMax: number;
  readonly #gatherMs: number;

  /** An item longer than `bytesMax` is a part alone. Each item waits at most `gatherMs`. */
  constructor(bytesMax: number, { itemsMax, gatherMs }: Pick<WireLimits, 'itemsMax' | 'gatherMs'>) {
    this.#bytesMax = bytesMax;
    this.#itemsMax = itemsMax;
    this.#gatherMs = gatherMs;
  }

  /** The part that the next item may join. */
  get last(): Part<Item> | undefined {
    return this.count === 0 ? undefined : this.#parts.at(-1);
  }

  /** The time from which `take` returns a part: at once where a part is full. */
  get due(): number | undefined {
    return this.#parts[this.#first]?.due;
  }

  /** The number of parts. */
  get count(): number {
    return this.#parts.length - this.#first;
  }

  /** The bytes of all items that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds an item of a CID that the last part does not have, to that part if it fits. */
  add(key: string, item: Item, size: number, now: number): void {
    let part = this.last;
    if (part === undefined || part.items.has(key) || !this.#fits(part, size)) part = this.open(now);
    part.items.set(key, item);
    this.#count(part, size);
  }

  #fits(part: Part<Item>, size: number): boolean {
    return part.bytes + size <= this.#bytesMax && part.items.size < this.#itemsMax;
  }

  #count(part: Part<Item>, bytes: number): void {
    part.bytes += bytes;
    this.#bytes += bytes;
  }

  /** Replaces an item of the last part, if the other one fits; returns whether it does. */
  replace(key: string, item: Item, sizeBefore: number, size: number): boolean {
    const part = this.last;
    if (part === undefined || part.bytes - sizeBefore + size > this.#bytesMax) return false;
    part.items.set(key, item);
    this.#count(part, size - sizeBefore);
    return true;
  }

  /** Removes the item of a CID from the last part, which may be empty then. */
  remove(key: string, sizeOf: (item: Item) => number): void {
    const part = this.last;
    const item = part?.items.get(key);
    if (part === undefined || item === undefined) return;
    part.items.delete(key);
    this.#count(part, -sizeOf(item));
  }

  /** Begins another part; the one before it is due at once, without more items. */
  open(now: number): Part<Item> {
    const before = this.last;
    if (before !== undefined) before.due = Math.min(before.due, now);
    const part: Part<Item> = { items: new Map(), bytes: 0, due: now + this.#gatherMs };
    this.#parts.push(part);
    return part;
  }

  /** Removes the first part if it is due, and returns it. */
  take(now: number): Part<Item> | undefined {
    const first = this.#parts[this.#first];
    if (first === undefined || first.due > now) return undefined;
    this.#bytes -= first.bytes;
    this.#first++;
    // The taken half is cut off, so that each part is moved a few times at most.
    if (2 * this.#first >= this.#parts.length) {
      this.#parts = this.#parts.slice(this.#first);
      this.#first = 0;
    }
    return first;
  }

  /** Removes all parts. */
  clear(): void {
    this.#parts = [];
    this.#first = 0;
    this.#bytes = 0;
  }
}
