/**
 * A binary heap of entries of a ledger. An entry is a number, and it knows its position in the heap, so any entry
 * can be removed in logarithmic time.
 */
import { grown, none } from './table.ts';

/** The positions of entries in the heaps of one kind, by entry; an entry is in one of them at most. */
export class Positions {
  /** One more than the position, so that 0 is nowhere. */
  #places = new Int32Array(64);

  of(entry: number): number {
    return entry < this.#places.length ? (this.#places[entry] as number) - 1 : none;
  }

  set(entry: number, position: number): void {
    this.#places = grown(this.#places, entry);
    this.#places[entry] = position + 1;
  }
}

/** A heap: `isBefore` says which of two entries comes first. */
export class Heap {
  readonly #positions: Positions;
  readonly #isBefore: (one: number, other: number) => boolean;
  #entries = new Int32Array(4);
  #size = 0;

  constructor(positions: Positions, isBefore: (one: number, other: number) => boolean) {
    this.#positions = positions;
    this.#isBefore = isBefore;
  }

  get size(): number {
    return this.#size;
  }

  /** The first entry, or `none`. */
  get first(): number {
    return this.#size === 0 ? none : (this.#entries[0] as number);
  }

  push(entry: number): void {
    this.#entries = grown(this.#entries, this.#size);
    this.#rise(this.#size++, entry);
  }

  /** Removes an entry; it must be in this heap. */
  remove(entry: number): void {
    const position = this.#positions.of(entry);
    this.#positions.set(entry, none);
    const last = this.#entries[--this.#size] as number;
    if (last !== entry) this.#settle(position, last);
  }

  /** Moves an entry whose order has changed. */
  update(entry: number): void {
    this.#settle(this.#positions.of(entry), entry);
  }

  /** Puts an entry at a position that is free, or above or below it. */
  #settle(position: number, entry: number): void {
    const parent = (position - 1) >> 1;
    if (position > 0 && this.#isBefore(entry, this.#entries[parent] as number)) this.#rise(position, entry);
    else this.#sink(position, entry);
  }

  #rise(from: number, entry: number): void {
    let position = from;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      const above = this.#entries[parent] as number;
      if (!this.#isBefore(entry, above)) break;
      this.#put(position, above);
      position = parent;
    }
    this.#put(position, entry);
  }

  #sink(from: number, entry: number): void {
    let position = from;
    for (let child = 2 * position + 1; child < this.#size; child = 2 * position + 1) {
      const right = child + 1;
      if (
        right < this.#size &&
        this.#isBefore(this.#entries[right] as number, this.#entries[child] as number)
      )
        child = right;
      const below = this.#entries[child] as number;
      if (!this.#isBefore(below, entry)) break;
      this.#put(position, below);
      position = child;
    }
    this.#put(position, entry);
  }

  #put(position: number, entry: number): void {
    this.#entries[position] = entry;
    this.#positions.set(entry, position);
  }
}
