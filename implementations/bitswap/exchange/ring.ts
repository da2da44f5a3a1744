/**
 * A ring of partners with work (round robin): the first one is served, and goes to the end if it has more. So
 * while a partner waits, each other one is served at most once before it. A newcomer is last.
 */
import { grown, none } from './table.ts';

/** A list of partners, each at most once, that takes in and removes in constant time. */
export class Ring {
  /** By partner, one more than the neighbour; 0 is none. */
  #next = new Int32Array(16);
  #previous = new Int32Array(16);
  #isIn = new Uint8Array(16);
  #first: number = none;
  #last: number = none;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The partner that is served next, or `none`. */
  get first(): number {
    return this.#first;
  }

  has(partner: number): boolean {
    return this.#isIn[partner] === 1;
  }

  /** The partner after another one, or `none`. */
  after(partner: number): number {
    return (this.#next[partner] as number) - 1;
  }

  /** Puts a partner at the end, unless it is in the ring. */
  push(partner: number): void {
    if (this.has(partner)) return;
    this.#next = grown(this.#next, partner);
    this.#previous = grown(this.#previous, partner);
    this.#isIn = grown(this.#isIn, partner);
    this.#isIn[partner] = 1;
    this.#next[partner] = 0;
    this.#previous[partner] = this.#last + 1;
    if (this.#last === none) this.#first = partner;
    else this.#next[this.#last] = partner + 1;
    this.#last = partner;
    this.#size++;
  }

  /** Takes a partner out, if it is in the ring. */
  remove(partner: number): void {
    if (!this.has(partner)) return;
    const next = (this.#next[partner] as number) - 1;
    const previous = (this.#previous[partner] as number) - 1;
    if (previous === none) this.#first = next;
    else this.#next[previous] = next + 1;
    if (next === none) this.#last = previous;
    else this.#previous[next] = previous + 1;
    this.#isIn[partner] = 0;
    this.#size--;
  }
}
