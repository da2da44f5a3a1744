/**
 * The route table of query routing: for each hash of a keyword the distance to a file that has it (query
 * routing proposal 1.0, "Routing Without Trees" and "Hashing Details"). It is a Bloom filter with one hash and
 * distances in the place of bits: a word may seem reachable that is not, never the other way round.
 *
 * An ultrapeer asks `mayMatch` before it sends a query to a leaf.
 */
import { WireError } from './decoder.ts';

/** The number of entries that deployed servents use at most; memory for more is refused. */
export const tableLengthMax = 2 ** 21;

/** The 32-bit golden ratio (proposal, "Hashing Details"). */
const goldenRatio = 0x4f1bbcdc;

/**
 * The hash of a keyword in a table of 2^bits entries, the same in any case (proposal, Appendix A). The low bytes
 * of its UTF-16 units, each in lower case, are read as little-endian 32-bit numbers; these are joined by XOR and
 * multiplied, and the hash is the top bits of the low half. So a hash of fewer bits is the top of one of more.
 */
export function hashWord(word: string, bits: number): number {
  let joined = 0;
  for (let at = 0; at < word.length; at++) joined ^= lowByte(word, at) << ((at & 3) * 8);
  return bits === 0 ? 0 : Math.imul(joined, goldenRatio) >>> (32 - bits);
}

function lowByte(word: string, at: number): number {
  const unit = word.charCodeAt(at);
  if (unit < 0x80) return unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit;
  return word.charAt(at).toLowerCase().charCodeAt(0) & 0xff;
}

/**
 * The keywords of a file name or of search criteria: its runs of letters, marks and digits, composed alike
 * (NFC), because the hash is one of bytes.
 */
export function keywordsOf(text: string): string[] {
  return text.normalize('NFC').match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

/** A route table: 2^bits distances from 1 on, or infinity where no file is known. */
export class RouteTable {
  readonly bits: number;
  /** One more than the largest distance, 2 to 127. */
  readonly infinity: number;
  /** The distance at each hash; 2^bits of them. */
  readonly distances: Uint8Array;

  /**
   * An empty table.
   * @param length the number of entries.
   * @throws {WireError} if the length is no power of two or above the limit, or if infinity is out of range.
   */
  constructor(length: number, infinity: number) {
    this.bits = Math.log2(length);
    if (!Number.isInteger(this.bits) || length < 1 || length > tableLengthMax)
      throw new WireError(
        `A route table has ${length} entries, but has a power of 2 of them up to ${tableLengthMax}.`,
      );
    if (!Number.isInteger(infinity) || infinity < 2 || infinity > 127)
      throw new WireError(`A route table has infinity ${infinity}, but infinity is from 2 to 127.`);
    this.infinity = infinity;
    this.distances = new Uint8Array(length).fill(infinity);
  }

  get length(): number {
    return this.distances.length;
  }

  /** Adds a keyword of a file at a distance in links, 1 for a file of the sender itself. */
  add(word: string, distance = 1): this {
    this.#lower(hashWord(word, this.bits), distance);
    return this;
  }

  /**
   * Adds all that another table knows, some links farther away. The tables may differ in length and infinity
   * (proposal, "Hashing Details", scaling): an entry of a shorter table covers several of a longer one.
   */
  merge(other: RouteTable, links = 1): this {
    const spread = Math.max(1, this.length / other.length);
    const squeeze = Math.max(1, other.length / this.length);
    for (const [at, distance] of other.distances.entries()) {
      if (distance >= other.infinity) continue;
      const first = Math.floor(at / squeeze) * spread;
      for (let to = first; to < first + spread; to++) this.#lower(to, distance + links);
    }
    return this;
  }

  /**
   * Whether a file with all these words may be within `ttl` links. False is certain: no file in the table has
   * all of them so near.
   */
  mayMatch(words: readonly string[], ttl: number = this.infinity - 1): boolean {
    return words.every((word) => {
      const distance = this.distances[hashWord(word, this.bits)] as number;
      return distance < this.infinity && distance <= ttl;
    });
  }

  #lower(at: number, distance: number): void {
    if (distance < (this.distances[at] as number)) this.distances[at] = distance;
  }
}
