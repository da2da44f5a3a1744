/**
 * Tables of integers: what the fast explorer keeps instead of objects. All of them grow and never shrink, and
 * a lookup allocates nothing. Every table keeps its keys whole: two different keys are never taken for one,
 * however their hashes fall.
 */

/**
 * Long lists grow by pieces, so that nothing is copied and little lies idle: the lower bits of an index say
 * where in its piece.
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

  get size(): number {
    return this.#size;
  }

  at(index: number): number {
    return (this.#pieces[index >>> pieceBits] as Int32Array)[index & pieceMask] as number;
  }

  push(value: number): void {
    const at = this.#size++;
    // Short lists are many, so the first piece begins small.
    if ((at & pieceMask) === 0) this.#pieces.push(new Int32Array(at === 0 ? 64 : pieceSize));
    else if (at < pieceSize && at === this.#pieces[0]?.length)
      this.#pieces[0] = grown(this.#pieces[0], at + 1);
    (this.#pieces[at >>> pieceBits] as Int32Array)[at & pieceMask] = value;
  }
}

/** The same integers with room for as many again, or for more. */
export function grown(ints: Int32Array, least = 0): Int32Array<ArrayBuffer> {
  return copied(ints, new Int32Array(Math.max(least, 2 * ints.length)));
}

/** Integers in memory that other threads can be given as well. */
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

/** A set of small integers, a bit each. */
export class BitSet {
  #words = new Int32Array(64);
  #count = 0;

  /** How many are in it. */
  get count(): number {
    return this.#count;
  }

  has(index: number): boolean {
    const word = index >>> 5;
    return word < this.#words.length && (((this.#words[word] as number) >>> (index & 31)) & 1) === 1;
  }

  add(index: number): void {
    if (this.has(index)) return;
    const word = index >>> 5;
    if (word >= this.#words.length) this.#words = grown(this.#words, word + 1);
    this.#words[word] = (this.#words[word] as number) | (1 << (index & 31));
    this.#count++;
  }
}
