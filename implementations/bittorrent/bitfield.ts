/**
 * A bitfield: a set of pieces as bits of a typed array, in the order of the wire (BEP 3: bit 7 of byte 0 is
 * piece 0; spare bits are 0). Its bytes are the payload of a Bitfield message. The number of its members is
 * kept up to date, and whole words are compared where two bitfields meet.
 */
import { bitfieldBytes, spareBits } from './wire/messages.ts';

/** The answer of a search that found no piece. */
export const noPiece = -1;

/** A set of pieces 0 to `size - 1`. */
export class Bitfield {
  readonly size: number;
  /** The bits, as they are sent. Nothing but this class writes to them. */
  readonly bytes: Uint8Array;
  /** The same memory by words of 32 bits; the last word may have bytes that are not sent. */
  readonly #words: Uint32Array;
  #count = 0;

  constructor(size: number) {
    this.size = size;
    this.#words = new Uint32Array((size + 31) >>> 5);
    this.bytes = new Uint8Array(this.#words.buffer, 0, bitfieldBytes(size));
  }

  /** The number of pieces in it. */
  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count === this.size;
  }

  has(piece: number): boolean {
    return ((this.bytes[piece >>> 3] as number) & (0x80 >>> (piece & 7))) !== 0;
  }

  /** Adds a piece; false if it was there. */
  add(piece: number): boolean {
    if (this.has(piece)) return false;
    this.bytes[piece >>> 3] = (this.bytes[piece >>> 3] as number) | (0x80 >>> (piece & 7));
    this.#count++;
    return true;
  }

  /** Takes a piece out; false if it was not there. */
  delete(piece: number): boolean {
    if (!this.has(piece)) return false;
    this.bytes[piece >>> 3] = (this.bytes[piece >>> 3] as number) & ~(0x80 >>> (piece & 7));
    this.#count--;
    return true;
  }

  addAll(): void {
    this.bytes.fill(0xff);
    const spare = this.bytes.length * 8 - this.size;
    if (spare > 0) this.bytes[this.bytes.length - 1] = (0xff << spare) & 0xff;
    this.#count = this.size;
  }

  clear(): void {
    this.#words.fill(0);
    this.#count = 0;
  }

  /** Takes over the payload of a Bitfield message, which `isBitfield` accepts. */
  load(bytes: Uint8Array): void {
    this.bytes.set(bytes);
    this.#count = 0;
    for (const word of this.#words) this.#count += onesIn(word);
  }

  /** The number of pieces that are here and not in the other. Shape: both have the same size. */
  countWithout(other: Bitfield): number {
    const words = this.#words;
    const others = other.#words;
    let count = 0;
    for (let at = 0; at < words.length; at++)
      count += onesIn((words[at] as number) & ~(others[at] as number));
    return count;
  }

  /** The first piece from `from` on that is in it, or `noPiece`. */
  next(from: number): number {
    return this.#nextIn(from, this);
  }

  /** The first piece from `from` on that is in both, or `noPiece`. Shape: both have the same size. */
  nextInBoth(from: number, other: Bitfield): number {
    return this.#nextIn(from, other);
  }

  #nextIn(from: number, other: Bitfield): number {
    if (from >= this.size) return noPiece;
    const { bytes } = this;
    const others = other.bytes;
    let byte = from >>> 3;
    let both = (bytes[byte] as number) & (others[byte] as number) & (0xff >>> (from & 7));
    while (both === 0) {
      byte++;
      if ((byte & 3) === 0) byte = this.#skipWords(byte >>> 2, other) << 2;
      if (byte >= bytes.length) return noPiece;
      both = (bytes[byte] as number) & (others[byte] as number);
    }
    // The highest bit of a byte is its first piece.
    return (byte << 3) + Math.clz32(both) - 24;
  }

  /** The first word from `word` on with a piece of both; the number of words if there is none. */
  #skipWords(word: number, other: Bitfield): number {
    const words = this.#words;
    const others = other.#words;
    let at = word;
    while (at < words.length && ((words[at] as number) & (others[at] as number)) === 0) at++;
    return at;
  }

  /** All pieces in it, in order. */
  pieces(): number[] {
    const found: number[] = [];
    for (let piece = this.next(0); piece !== noPiece; piece = this.next(piece + 1)) found.push(piece);
    return found;
  }
}

/** Whether bytes are a Bitfield of so many pieces: the exact length, and all spare bits 0 (BEP 3). */
export function isBitfield(bytes: Uint8Array, size: number): boolean {
  return bytes.length === bitfieldBytes(size) && spareBits(bytes, size) === 0;
}

/** The number of bits that are set (Warren, *Hacker's Delight*, section 5-1). */
function onesIn(word: number): number {
  let ones = word - ((word >>> 1) & 0x5555_5555);
  ones = (ones & 0x3333_3333) + ((ones >>> 2) & 0x3333_3333);
  return Math.imul((ones + (ones >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
