/**
 * A queue of requests in the order of their arrival: a ring buffer in a typed array. A connection has two:
 * its open requests, and the requests of its partner that wait for a block. An answer mostly concerns the
 * oldest request, so it is found at once and taken out without moving the others.
 */

/** The answer of a search that found no request. */
export const noRequest = -1;

/** A request takes three numbers: piece, begin and length. */
const fields = 3;
const capacityAtStart = 8;

/** Requests in order; a request is a piece, and begin and length in the units of the caller. */
export class RequestRing {
  #capacity = capacityAtStart;
  #ring = new Uint32Array(capacityAtStart * fields);
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The memory that it takes, in bytes. */
  get bytes(): number {
    return this.#ring.byteLength;
  }

  push(piece: number, begin: number, length: number): void {
    if (this.#size === this.#capacity) this.#grow();
    this.#put(this.#size, piece, begin, length);
    this.#size++;
  }

  /** The piece of the nth request, the oldest being 0. */
  pieceAt(nth: number): number {
    return this.#ring[this.#offset(nth)] as number;
  }

  /** The begin of the nth request. */
  beginAt(nth: number): number {
    return this.#ring[this.#offset(nth) + 1] as number;
  }

  /** The length of the nth request. */
  lengthAt(nth: number): number {
    return this.#ring[this.#offset(nth) + 2] as number;
  }

  /** The oldest request with these numbers as its place in the order, or `noRequest`. */
  find(piece: number, begin: number, length: number): number {
    for (let nth = 0; nth < this.#size; nth++)
      if (this.pieceAt(nth) === piece && this.beginAt(nth) === begin && this.lengthAt(nth) === length)
        return nth;
    return noRequest;
  }

  /** Takes the nth request out; the others keep their order. */
  remove(nth: number): void {
    for (let at = nth; at > 0; at--)
      this.#put(at, this.pieceAt(at - 1), this.beginAt(at - 1), this.lengthAt(at - 1));
    this.#head = (this.#head + 1) & (this.#capacity - 1);
    this.#size--;
  }

  clear(): void {
    this.#size = 0;
  }

  #offset(nth: number): number {
    return ((this.#head + nth) & (this.#capacity - 1)) * fields;
  }

  #put(nth: number, piece: number, begin: number, length: number): void {
    const at = this.#offset(nth);
    this.#ring[at] = piece;
    this.#ring[at + 1] = begin;
    this.#ring[at + 2] = length;
  }

  /** Doubles the capacity. The requests are moved so that the oldest is in front. */
  #grow(): void {
    const ring = new Uint32Array(this.#capacity * 2 * fields);
    const head = this.#head * fields;
    ring.set(this.#ring.subarray(head));
    ring.set(this.#ring.subarray(0, head), this.#ring.length - head);
    this.#ring = ring;
    this.#head = 0;
    this.#capacity *= 2;
  }
}
