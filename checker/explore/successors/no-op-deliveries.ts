/**
 * No-op deliveries: for each state of a node, a bit set of the messages whose delivery is a self-loop. On a
 * duplicating network, which delivers messages again and again, most deliveries are of this kind. Here they
 * are counted in bulk instead of enumerated.
 *
 * A delivery is recorded when its step is first taken. Which deliveries are counted in bulk therefore depends
 * only on the steps taken before.
 */
import { grown, IntList } from '../../values/int-lists.ts';
import { type Interner, nodeColumn } from '../tables/interning.ts';

/** The no-op deliveries that a search has found so far. */
export class NoOpDeliveries {
  readonly #interner: Interner;
  /** All records: a state of a node, and the message. */
  readonly #records = [new IntList(), new IntList()] as const;
  /** By state of a node one bit set of messages, `#words` words each. */
  #masks = new Int32Array(0);
  #words = 0;
  /** The row that was counted last, without its no-op deliveries; only its in-flight columns are set. */
  left = new Int32Array(0);
  /** The no-op deliveries of that row. */
  #noOps = new Int32Array(0);

  constructor(interner: Interner) {
    this.#interner = interner;
  }

  /** Records that the delivery of a message to a node in this state changes nothing. */
  note(part: number, envelope: number): void {
    this.#records[0].push(part);
    this.#records[1].push(envelope);
    this.#mark(part, envelope);
  }

  /** Sets the bit of a message. */
  #mark(part: number, envelope: number): void {
    const word = envelope >>> 5;
    // Later messages are marked when rows are widened.
    if (word >= this.#words) return;
    const at = part * this.#words + word;
    if (at >= this.#masks.length) this.#masks = grown(this.#masks, at + 1);
    this.#masks[at] = (this.#masks[at] as number) | (1 << (envelope & 31));
  }

  /** The number of no-op deliveries in a row; sets `left` to the others. */
  count(row: Int32Array): number {
    const { width, names, inFlight } = this.#interner;
    if (inFlight.columns !== this.#words) this.#rebuild(inFlight.columns);
    const least = this.#interner.nodes.length * this.#words;
    if (this.#masks.length < least) this.#masks = grown(this.#masks, least);
    const nets = width - this.#words;
    const masks = this.#masks;
    let count = 0;
    for (let word = 0; word < this.#words; word++) {
      const bits = row[nets + word] as number;
      let mask = 0;
      for (let node = 0; node < names.length && bits !== 0; node++)
        mask |= masks[(row[nodeColumn + node] as number) * this.#words + word] as number;
      this.#noOps[word] = bits & mask;
      this.left[nets + word] = bits & ~mask;
      count += ones(bits & mask);
    }
    return count;
  }

  /** Rebuilds the bit sets for rows of another width. */
  #rebuild(words: number): void {
    this.#words = words;
    this.#noOps = new Int32Array(words);
    this.left = new Int32Array(this.#interner.width);
    this.#masks = new Int32Array(0);
    const [parts, envelopes] = this.#records;
    for (let at = 0; at < parts.size; at++) this.#mark(parts.at(at), envelopes.at(at));
  }

  /** The number of no-op deliveries counted last that precede this message in the order of actions. */
  before(envelope: number): number {
    const { ranks } = this.#interner.inFlight;
    const rank = ranks[envelope] as number;
    let count = 0;
    for (let word = 0; word < this.#words; word++)
      for (let bits = this.#noOps[word] as number; bits !== 0; bits &= bits - 1)
        if ((ranks[32 * word + 31 - Math.clz32(bits & -bits)] as number) < rank) count++;
    return count;
  }
}

/** The number of bits that are set. */
function ones(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
