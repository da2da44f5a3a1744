/** Things to choose among at random: any may be added, taken out or looked at by its position, each at once. */

/** Knows where it stands in its pool. */
export interface Pooled {
  index: number;
}

/** In no particular order. */
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

  /** The last one moves to where it stood. */
  remove(item: T): void {
    const last = this.#items.pop() as T;
    if (last !== item) {
      this.#items[item.index] = last;
      last.index = item.index;
    }
    item.index = -1;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#items[Symbol.iterator]();
  }
}
