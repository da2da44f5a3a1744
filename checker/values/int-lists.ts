/**
 * Integer lists and bit sets that grow. The packed search keeps integers in them in place of objects; a
 * lookup allocates nothing.
 */

/**
 * Long lists grow by pieces, so that growth copies nothing and wastes little: the lower bits of an index are
 * the place in its piece.
 */
export const pieceBits = 16;
/** Items of a piece. */
export const pieceSize = 1 << pieceBits;
/** The lower bits of an index. */
export const pieceMask = pieceSize - 1;

/** A list of integers that grows. */
export class IntList {
  readonly #pieces: Int32Array[] = [];
  #size = 0;

  /** The number of integers. */
  get size(): number {
    return this.#size;
  }

  /** The integer at an index below `size`. */
  at(index: number): number {
    return (this.#pieces[index >>> pieceBits] as Int32Array)[index & pieceMask] as number;
  }

  /** Adds an integer at the end. */
  push(value: number): void {
    const at = this.#size++;
    // Short lists are many, so the first piece begins small.
    if ((at & pieceMask) === 0) this.#pieces.push(new Int32Array(at === 0 ? 64 : pieceSize));
    else if (at < pieceSize && at === this.#pieces[0]?.length)
      this.#pieces[0] = grown(this.#pieces[0], at + 1);
    (this.#pieces[at >>> pieceBits] as Int32Array)[at & pieceMask] = value;
  }
}

/** A copy with twice the length, or with `least` if that is more. */
export function grown(ints: Int32Array, least = 0): Int32Array<ArrayBuffer> {
  return copied(ints, new Int32Array(Math.max(least, 2 * ints.length)));
}

/** Integers in memory that threads can share. */
export function sharedInts(length: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(4 * length));
}

/** As `grown`, in shared memory. */
export function sharedGrown(ints: Int32Array, least = 0): Int32Array<SharedArrayBuffer> {
  return copied(ints, sharedInts(Math.max(least, 2 * ints.length)));
}

function copied<T extends Int32Array>(ints: Int32Array, into: T): T {
  into.set(ints);
  return into;
}

/** A set of small integers, with one bit for each. */
export class BitSet {
  #words = new Int32Array(64);
  #count = 0;

  /** The number of members. */
  get count(): number {
    return this.#count;
  }

  /** Whether an integer is a member. */
  has(index: number): boolean {
    const word = index >>> 5;
    return word < this.#words.length && (((this.#words[word] as number) >>> (index & 31)) & 1) === 1;
  }

  /** Adds an integer. */
  add(index: number): void {
    if (this.has(index)) return;
    const word = index >>> 5;
    if (word >= this.#words.length) this.#words = grown(this.#words, word + 1);
    this.#words[word] = (this.#words[word] as number) | (1 << (index & 31));
    this.#count++;
  }
}
