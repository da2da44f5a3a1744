/**
 * The framer cuts a stream of bytes into frames: one message each, a length prefix and as many bytes.
 *
 * It copies nothing that lies whole in a chunk, and creates no object for a frame: it hands out one cursor
 * again and again. A message that lies across chunks is put together in one buffer, which grows with the bytes
 * that arrived, not with the length that was announced. A length above the limit of its type is refused at the
 * prefix or the id, before any byte of the payload is kept; a message of unknown type is passed over.
 */
import { type Decoder, WireError } from './decoder.ts';
import { type LengthRange, lengthRange, prefixBytes, typeOfId } from './messages.ts';
import { type WireLimits, type WireRules, wireLimits, wireRules } from './rules.ts';

const noBytes = new Uint8Array(0);
/** The partial buffer starts with so many bytes: enough for all messages but Bitfield, Piece and Extended. */
const partialBytesMin = 64;
/** Above so many bytes one call of `set` is faster than a loop, although it needs a view. */
const loopBytesMax = 64;

/** One frame of a stream. The framer reuses it: its fields and bytes are valid until the callback returns. */
export class Frame {
  /** The prefix and the message are in these bytes, from `offset` on. */
  buffer: Uint8Array = noBytes;
  offset = 0;
  /** In bytes, without the prefix; 0 for a keep-alive. */
  length = 0;
  /** The place of the prefix in the stream, from 0. */
  position = 0;

  /** One of `ids`; undefined for a keep-alive. */
  get id(): number | undefined {
    return this.length === 0 ? undefined : this.buffer[this.offset + prefixBytes];
  }
}

/** Cuts one stream, the bytes that one partner sends after its handshake, into frames. */
export class Framer implements Decoder<Frame> {
  readonly #rules: WireRules;
  readonly #limits: WireLimits;
  /** The lengths that messages may have, by id. */
  readonly #ranges: readonly (LengthRange | undefined)[];
  readonly #lengthMax: number;
  readonly #frame = new Frame();
  /** The first bytes of a message that lies across chunks. */
  #partial: Uint8Array = noBytes;
  #partialBytes = 0;
  #partialPosition = 0;
  /** Bytes of an unknown message that are still to come. */
  #skipBytes = 0;
  #skipped = 0;
  /** The place of the current chunk in the stream. */
  #position: number;
  #failure: unknown;

  /**
   * @param pieces the number of pieces, if it is known: a Bitfield has their exact length then.
   * @param position the place of the first byte in the stream, for errors.
   */
  constructor(rules: WireRules = wireRules, limits: WireLimits = wireLimits, pieces?: number, position = 0) {
    this.#rules = rules;
    this.#limits = limits;
    this.#ranges = Array.from({ length: 256 }, (_, id) => lengthRange(id, limits, pieces));
    this.#lengthMax = Math.max(limits.skippedBytesMax, ...this.#ranges.map((range) => range?.max ?? 0));
    this.#position = position;
  }

  /** At most a prefix and the longest message of a known type. */
  get bufferedBytes(): number {
    return this.#partialBytes;
  }

  /** The number of messages of unknown type so far. */
  get skipped(): number {
    return this.#skipped;
  }

  /**
   * Takes the next bytes, and hands out each frame that they complete. An error of the callback closes the
   * framer like an error of the stream.
   * @throws {WireError} if a length does not fit the type, or is above the limit.
   */
  push(chunk: Uint8Array, out: (frame: Frame) => void): void {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      let at = this.#skip(chunk, 0);
      if (this.#partialBytes > 0) at = this.#complete(chunk, at, out);
      at = this.#cut(chunk, at, out);
      if (at < chunk.length && this.#rules.keepsPartialMessage(chunk.length - at)) this.#keep(chunk, at);
      this.#position += chunk.length;
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  /** @throws {WireError} if a message is incomplete. */
  end(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#skipBytes > 0)
      throw new WireError(
        `The stream ends at byte ${this.#position}, ${this.#skipBytes} bytes before its last message ends.`,
      );
    if (this.#partialBytes > 0)
      throw new WireError(
        `The stream ends at byte ${this.#position} inside the message that starts at byte ` +
          `${this.#partialPosition}, but must end after a whole one.`,
      );
  }

  /** Hands out the frames that lie whole in the chunk, and returns where the rest starts. */
  #cut(chunk: Uint8Array, start: number, out: (frame: Frame) => void): number {
    let at = start;
    while (chunk.length - at >= prefixBytes) {
      const position = this.#position + at;
      const length = this.#length(chunk, at, position);
      if (length > 0) {
        if (chunk.length - at === prefixBytes) break;
        if (this.#isUnknown(chunk[at + prefixBytes] as number, length, position)) {
          this.#skipBytes = length;
          at = this.#skip(chunk, at + prefixBytes);
          continue;
        }
      }
      const end = at + prefixBytes + length;
      if (end > chunk.length) break;
      this.#handOut(chunk, at, length, position, out);
      at = this.#rules.nextMessage(end, chunk.length);
    }
    return at;
  }

  /** Adds the chunk to the partial message, and returns where the rest starts. */
  #complete(chunk: Uint8Array, start: number, out: (frame: Frame) => void): number {
    let at = this.#append(chunk, start, prefixBytes);
    if (this.#partialBytes < prefixBytes) return at;
    const length = this.#length(this.#partial, 0, this.#partialPosition);
    if (length > 0) {
      at = this.#append(chunk, at, prefixBytes + 1);
      if (this.#partialBytes === prefixBytes) return at;
      if (this.#isUnknown(this.#partial[prefixBytes] as number, length, this.#partialPosition)) {
        this.#skipBytes = length - 1;
        this.#partialBytes = 0;
        return this.#skip(chunk, at);
      }
      at = this.#append(chunk, at, prefixBytes + length);
      if (this.#partialBytes < prefixBytes + length) return at;
    }
    this.#partialBytes = 0;
    this.#handOut(this.#partial, 0, length, this.#partialPosition, out);
    return this.#rules.nextMessage(at, chunk.length);
  }

  #keep(chunk: Uint8Array, at: number): void {
    this.#partialPosition = this.#position + at;
    this.#append(chunk, at, chunk.length - at);
  }

  /** Copies bytes until the partial message has `wanted` of them or the chunk ends. */
  #append(chunk: Uint8Array, start: number, wanted: number): number {
    const count = Math.min(wanted - this.#partialBytes, chunk.length - start);
    if (count <= 0) return start;
    const filled = this.#partialBytes + count;
    if (filled > this.#partial.length) this.#grow(filled, wanted);
    if (count <= loopBytesMax)
      for (let at = 0; at < count; at++) this.#partial[this.#partialBytes + at] = chunk[start + at] as number;
    else this.#partial.set(chunk.subarray(start, start + count), this.#partialBytes);
    this.#partialBytes = filled;
    return start + count;
  }

  /** Makes room for `filled` bytes: twice as much as that, unless the message needs less. */
  #grow(filled: number, wanted: number): void {
    const grown = new Uint8Array(Math.max(filled, partialBytesMin, Math.min(wanted, 2 * filled)));
    grown.set(this.#partial.subarray(0, this.#partialBytes));
    this.#partial = grown;
  }

  /** Passes over an unknown message, and returns where the rest starts. */
  #skip(chunk: Uint8Array, start: number): number {
    const count = Math.min(this.#skipBytes, chunk.length - start);
    this.#skipBytes -= count;
    return start + count;
  }

  #handOut(
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: number,
    out: (frame: Frame) => void,
  ): void {
    const frame = this.#frame;
    frame.buffer = buffer;
    frame.offset = offset;
    frame.length = length;
    frame.position = position;
    out(frame);
  }

  /** The length of the message, if any type may have it. */
  #length(bytes: Uint8Array, offset: number, position: number): number {
    const length = this.#rules.messageLength(bytes, offset);
    if (length > this.#lengthMax)
      throw new WireError(
        `The message at byte ${position} announces ${length} bytes, but ${this.#lengthMax} are the most.`,
      );
    return length;
  }

  /** Whether the id is unknown; the length of a known one is checked. */
  #isUnknown(id: number, length: number, position: number): boolean {
    const range = this.#ranges[id];
    const max = range?.max ?? this.#limits.skippedBytesMax;
    const min = range?.min ?? 1;
    if (length < min || length > max) throw wrongLength(id, length, { min, max }, position);
    if (range === undefined) this.#skipped += 1;
    return range === undefined;
  }
}

function wrongLength(id: number, length: number, { min, max }: LengthRange, position: number): WireError {
  const right = min === max ? `must announce ${min}` : `must announce ${min} to ${max}`;
  return new WireError(
    `The ${typeOfId(id) ?? `message with id ${id}`} at byte ${position} announces ${length} bytes, but ${right}.`,
  );
}
