/**
 * The event queue of a discrete-event simulation: a binary heap of events by the time at which they are due.
 * Events of equal time leave it in the order in which they were added. An event can be removed before its
 * time, so timers that are armed again and again leave nothing behind.
 */

/** An event in a queue. */
export interface Queued<E> {
  readonly event: E;
  readonly atMs: number;
  /** The number of events that were added before it. */
  readonly order: number;
  /** The position in the heap; -1 once the event has left the queue. */
  index: number;
}

/** Events of type E; each operation costs a number of comparisons that is logarithmic in the number of events. */
export class EventQueue<E> {
  /** Each item is due before the items at twice its position plus 1 and plus 2. */
  readonly #heap: Queued<E>[] = [];
  #added = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** The event that is due first; undefined if the queue is empty. */
  get first(): Queued<E> | undefined {
    return this.#heap[0];
  }

  /** Adds an event; the result can be removed. */
  add(atMs: number, event: E): Queued<E> {
    const item: Queued<E> = { event, atMs, order: this.#added++, index: this.#heap.length };
    this.#heap.push(item);
    this.#up(item);
    return item;
  }

  /** Removes an event; one that has left the queue already is ignored. */
  remove(item: Queued<E>): void {
    const { index } = item;
    if (index < 0) return;
    item.index = -1;
    const last = this.#heap.pop() as Queued<E>;
    if (last === item) return;
    this.#put(last, index);
    this.#up(last);
    this.#down(last);
  }

  #up(item: Queued<E>): void {
    while (item.index > 0) {
      const parent = this.#heap[(item.index - 1) >> 1] as Queued<E>;
      if (!isBefore(item, parent)) return;
      const { index } = parent;
      this.#put(parent, item.index);
      this.#put(item, index);
    }
  }

  #down(item: Queued<E>): void {
    for (;;) {
      const left = this.#heap[2 * item.index + 1];
      const right = this.#heap[2 * item.index + 2];
      if (left === undefined) return;
      const child = right !== undefined && isBefore(right, left) ? right : left;
      if (!isBefore(child, item)) return;
      const { index } = child;
      this.#put(child, item.index);
      this.#put(item, index);
    }
  }

  #put(item: Queued<E>, index: number): void {
    this.#heap[index] = item;
    item.index = index;
  }
}

function isBefore<E>(one: Queued<E>, other: Queued<E>): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}
