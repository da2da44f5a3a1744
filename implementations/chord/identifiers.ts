/**
 * The identifier space of a ring: a circle of identifiers with the interval test and the arithmetic that Chord needs
 * (Stoica et al. 2003, section IV). An identifier is a few words of 32 bits in a typed array, the highest first, and
 * is named by the array and its place in it. So one array holds the identifiers of a million nodes, and no operation
 * allocates.
 *
 * A space has 2 to the power of any number of bits (160 for SHA-1), or any number of identifiers up to 2^32: the
 * small circles of a search.
 */

/** Identifiers one after the other; the place of one is the index of its highest word. */
export type Words = Uint32Array;

const wordSize = 2 ** 32;

/** A circle of identifiers. */
export class IdentifierSpace {
  /** The number of words of an identifier. */
  readonly words: number;
  /** Memory for three identifiers, for use within one call: nothing keeps what is written here. */
  readonly scratch: Words;
  /** The number of values of the highest word; each other word has 2^32. */
  readonly #topSize: number;

  private constructor(words: number, topSize: number) {
    this.words = words;
    this.scratch = new Uint32Array(3 * words);
    this.#topSize = topSize;
  }

  /** A circle of 2 to the power of `bits` identifiers. */
  static ofBits(bits: number): IdentifierSpace {
    const words = Math.ceil(bits / 32);
    return new IdentifierSpace(words, 2 ** (bits - 32 * (words - 1)));
  }

  /** A circle of this many identifiers: 1 to 2^32. */
  static ofSize(size: number): IdentifierSpace {
    return new IdentifierSpace(1, size);
  }

  /** Negative where identifier x is the lower number, 0 where it is y, positive where it is the higher one. */
  compare(x: Words, xAt: number, y: Words, yAt: number): number {
    for (let word = 0; word < this.words; word++) {
      const difference = (x[xAt + word] as number) - (y[yAt + word] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  /**
   * Whether b lies strictly between a and c, clockwise from a. If a is c, every identifier but a does (Zave 2017,
   * `between`).
   */
  isBetween(a: Words, aAt: number, b: Words, bAt: number, c: Words, cAt: number): boolean {
    const isAfter = this.compare(a, aAt, b, bAt) < 0;
    const isBefore = this.compare(b, bAt, c, cAt) < 0;
    return this.compare(a, aAt, c, cAt) < 0 ? isAfter && isBefore : isAfter || isBefore;
  }

  /** Whether the way from an identifier clockwise to x is shorter than that to y. */
  isNearer(from: Words, fromAt: number, x: Words, xAt: number, y: Words, yAt: number): boolean {
    const isWrapped = this.compare(x, xAt, from, fromAt) < 0;
    const isOtherWrapped = this.compare(y, yAt, from, fromAt) < 0;
    return isWrapped === isOtherWrapped ? this.compare(x, xAt, y, yAt) < 0 : isOtherWrapped;
  }

  /** Writes the distance from x clockwise to y. The result may take the place of x or y. */
  distance(x: Words, xAt: number, y: Words, yAt: number, into: Words, intoAt: number): void {
    let borrow = 0;
    for (let word = this.words - 1; word >= 0; word--) {
      const size = word === 0 ? this.#topSize : wordSize;
      const difference = (y[yAt + word] as number) - (x[xAt + word] as number) - borrow;
      borrow = difference < 0 ? 1 : 0;
      into[intoAt + word] = difference + borrow * size;
    }
  }

  /** Writes the identifier 2 to the power of `exponent` after x, clockwise. The result may take the place of x. */
  addPowerOfTwo(x: Words, xAt: number, exponent: number, into: Words, intoAt: number): void {
    const raised = this.words - 1 - Math.floor(exponent / 32);
    let carry = 0;
    for (let word = this.words - 1; word >= 0; word--) {
      const size = word === 0 ? this.#topSize : wordSize;
      const sum = (x[xAt + word] as number) + carry + (word === raised ? 2 ** (exponent % 32) : 0);
      carry = sum >= size ? 1 : 0;
      into[intoAt + word] = sum % size;
    }
  }

  /** Writes the identifier after x. */
  next(x: Words, xAt: number, into: Words, intoAt: number): void {
    this.addPowerOfTwo(x, xAt, 0, into, intoAt);
  }
}
