/**
 * The framer cuts a stream of bytes into messages, each with its length as an unsigned varint before it, of at
 * most 4 MiB.
 *
 * It copies nothing that lies whole in a chunk. A message that lies across chunks is put together in one
 * buffer, which grows with the bytes that arrived, not with the length that was announced. A length above the
 * limit is refused before any byte of the message is kept. The buffer serves later messages of about its length.
 */
import { type Decoder, WireError } from './decoder.ts';
import { type WireLimits, type WireRules, wireLimits, wireRules } from './rules.ts';
import { varintSize } from './varint.ts';

const noBytes = new Uint8Array(0);
/** The partial buffer starts with so many bytes, and has at most so many times as many as arrived. */
const partialBytesMin = 64;
const growth = 4;
/** The longest buffer that a later message may use; a stream of short messages keeps no long one. */
const reusedBytesMax = 1_048_576;

/** Cuts one stream into the bytes of its messages. These are valid until the callback returns. */
export class Framer implements Decoder<Uint8Array> {
  readonly #rules: WireRules;
  readonly #limits: WireLimits;
  /** The most bytes of a length; no more of them are looked at. */
  readonly #prefixBytesMax: number;
  /** The bits of a length that have arrived, and the number of bytes that they came in. */
  #prefix = 0;
  #prefixBytes = 0;
  /** The length of the message that is being put together; -1 while its length is being read. */
  #length = -1;
  #partial: Uint8Array = noBytes;
  #partialBytes = 0;
  /** The place of the current chunk in the stream, and of the first byte of the current length. */
  #position = 0;
  #start = 0;
  #failure: unknown;

  constructor(rules: WireRules = wireRules, limits: WireLimits = wireLimits) {
    this.#rules = rules;
    this.#limits = limits;
    this.#prefixBytesMax = varintSize(limits.messageBytesMax);
  }

  /** At most a length and the longest message. */
  get bufferedBytes(): number {
    return this.#prefixBytes + this.#partialBytes;
  }

  /** The place in the stream of the message that was handed out last, before its length. */
  get position(): number {
    return this.#start;
  }

  /**
   * Takes the next bytes, and hands out each message that they complete. An error of the callback closes the
   * framer like an error of the stream.
   * @throws {WireError} if a length is above the limit, or not the shortest form of its number.
   */
  push(chunk: Uint8Array, out: (message: Uint8Array) => void): void {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      let at = 0;
      while (at < chunk.length)
        at = this.#length < 0 ? this.#readLength(chunk, at, out) : this.#readMessage(chunk, at, out);
      this.#position += chunk.length;
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  /** @throws {WireError} if a message is incomplete. */
  end(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#prefixBytes === 0) return;
    throw new WireError(
      `The stream ends at byte ${this.#position} inside the message that starts at byte ${this.#start}, ` +
        'but must end after a whole one.',
    );
  }

  /** Takes one byte of a length, and returns the place after it. */
  #readLength(chunk: Uint8Array, at: number, out: (message: Uint8Array) => void): number {
    const byte = chunk[at] as number;
    if (this.#prefixBytes === 0) this.#start = this.#position + at;
    this.#prefix += (byte & 0x7f) * 0x80 ** this.#prefixBytes;
    this.#prefixBytes += 1;
    if (byte >= 0x80 && this.#prefixBytes < this.#prefixBytesMax) return at + 1;
    if (byte === 0 && this.#prefixBytes > 1)
      throw new WireError(`The length at byte ${this.#start} is not the shortest form of ${this.#prefix}.`);
    if (byte >= 0x80 || !this.#rules.acceptsLength(this.#prefix, this.#limits))
      throw new WireError(
        `The message at byte ${this.#start} announces ${byte >= 0x80 ? 'over ' : ''}${this.#prefix} bytes, ` +
          `but ${this.#limits.messageBytesMax} are the most.`,
      );
    this.#length = this.#prefix;
    return this.#length === 0 ? this.#handOut(noBytes, chunk.length, at + 1, out) : at + 1;
  }

  /** Takes bytes of a message, and returns the place after them. */
  #readMessage(chunk: Uint8Array, at: number, out: (message: Uint8Array) => void): number {
    const end = at + this.#length - this.#partialBytes;
    if (this.#partialBytes === 0 && end <= chunk.length)
      return this.#handOut(chunk.subarray(at, end), chunk.length, end, out);
    const until = Math.min(end, chunk.length);
    this.#append(chunk.subarray(at, until));
    if (this.#partialBytes < this.#length) return until;
    return this.#handOut(this.#partial.subarray(0, this.#length), chunk.length, until, out);
  }

  #append(bytes: Uint8Array): void {
    const filled = this.#partialBytes + bytes.length;
    if (filled > this.#partial.length) {
      // Room for more than arrived, unless the message needs less.
      const grown = new Uint8Array(
        Math.max(filled, partialBytesMin, Math.min(this.#length, growth * filled)),
      );
      grown.set(this.#partial.subarray(0, this.#partialBytes));
      this.#partial = grown;
    }
    this.#partial.set(bytes, this.#partialBytes);
    this.#partialBytes = filled;
  }

  /** Hands out a message that ends at a place of the chunk, and returns the place of the next one. */
  #handOut(
    message: Uint8Array,
    chunkLength: number,
    end: number,
    out: (message: Uint8Array) => void,
  ): number {
    this.#prefix = 0;
    this.#prefixBytes = 0;
    this.#length = -1;
    this.#partialBytes = 0;
    const { length } = this.#partial;
    if (length > reusedBytesMax || length > growth * Math.max(message.length, partialBytesMin))
      this.#partial = noBytes;
    out(message);
    return this.#rules.nextMessage(end, chunkLength);
  }
}
