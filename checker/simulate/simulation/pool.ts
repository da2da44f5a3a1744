/**
 * A pool: an unordered collection with insertion, removal and access by position in constant time, for random
 * choice.
 */

/** An item that stores its position in its pool. */
export interface Pooled {
  index: number;
}

/** Items in no particular order. */
export class Pool<T extends Pooled> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  at(index: number): T {
    return this.#items[index] as T;
  }

  add(item: T): void {
    item.index = this.#items.length;
    this.#items.push(item);
  }

  /** Removes an item; the last item takes its position. */
  remove(item: T): void {
    const last = this.#items.pop() as T;
    if (last !== item) {
      this.#items[item.index] = last;
      last.index = item.index;
    }
    item.index = -1;
  }
}
