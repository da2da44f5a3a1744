/**
 * Messages whose delivery changes nothing, as bits, of each way in which a node can stand. On a network that goes on delivering what
 * it has delivered they are most of all that can happen: here they are counted many at a time, and not looked at one by one.
 *
 * Noted is what a step was found to be when it was taken: so what is left out in a world depends on what was asked before, and on
 * nothing else.
 */
import { grown, IntList } from '../../values/int-lists.ts';
import { type Interner, nodeColumn } from '../tables/interning.ts';

export class NoOpDeliveries {
  readonly #parts: Interner;
  /** All that was noted: how a node stands, and the message. */
  readonly #noted = [new IntList(), new IntList()] as const;
  /** By how a node stands so many words, a bit for each message. */
  #masks = new Int32Array(0);
  #words = 0;
  /** What was left in the row that was looked at last: a row of its own, in which other columns say nothing. */
  left = new Int32Array(0);
  /** And what was not. */
  #idle = new Int32Array(0);

  constructor(parts: Interner) {
    this.#parts = parts;
  }

  /** Delivered to a node that stands so, a message changes nothing. */
  note(part: number, envelope: number): void {
    this.#noted[0].push(part);
    this.#noted[1].push(envelope);
    this.#mark(part, envelope);
  }

  #mark(part: number, envelope: number): void {
    const word = envelope >>> 5;
    // For others there is room when rows are wider.
    if (word >= this.#words) return;
    const at = part * this.#words + word;
    if (at >= this.#masks.length) this.#masks = grown(this.#masks, at + 1);
    this.#masks[at] = (this.#masks[at] as number) | (1 << (envelope & 31));
  }

  /** How many messages of a row change nothing. */
  count(row: Int32Array): number {
    const { width, names, inFlight } = this.#parts;
    if (inFlight.columns !== this.#words) this.#begin(inFlight.columns);
    const least = this.#parts.nodes.length * this.#words;
    if (this.#masks.length < least) this.#masks = grown(this.#masks, least);
    const nets = width - this.#words;
    const masks = this.#masks;
    let count = 0;
    for (let word = 0; word < this.#words; word++) {
      const bits = row[nets + word] as number;
      let mask = 0;
      for (let node = 0; node < names.length && bits !== 0; node++)
        mask |= masks[(row[nodeColumn + node] as number) * this.#words + word] as number;
      this.#idle[word] = bits & mask;
      this.left[nets + word] = bits & ~mask;
      count += ones(bits & mask);
    }
    return count;
  }

  /** Rows have another width. */
  #begin(words: number): void {
    this.#words = words;
    this.#idle = new Int32Array(words);
    this.left = new Int32Array(this.#parts.width);
    this.#masks = new Int32Array(0);
    const [parts, envelopes] = this.#noted;
    for (let at = 0; at < parts.size; at++) this.#mark(parts.at(at), envelopes.at(at));
  }

  /** Of the messages that were counted last, how many come before this one in the order of `network.ts`. */
  before(envelope: number): number {
    const { ranks } = this.#parts.inFlight;
    const rank = ranks[envelope] as number;
    let count = 0;
    for (let word = 0; word < this.#words; word++)
      for (let bits = this.#idle[word] as number; bits !== 0; bits &= bits - 1)
        if ((ranks[32 * word + 31 - Math.clz32(bits & -bits)] as number) < rank) count++;
    return count;
  }
}

/** How many bits are set. */
function ones(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
