/**
 * The framer cuts a stream of bytes into frames: one descriptor each, a header of 23 bytes and its payload.
 *
 * It copies nothing that lies whole in a chunk, and creates no object for a frame: it hands out one cursor
 * again and again, so a servent that drops a frame after a look at its header allocates nothing. A frame that
 * lies across chunks is put together in one buffer, which the framer allocates once.
 */
import { type Decoder, WireError } from './decoder.ts';
import { headerBytes, nameOfCode, shortestPayload } from './descriptors.ts';
import { type WireLimits, type WireRules, wireLimits, wireRules } from './rules.ts';

const noBytes = new Uint8Array(0);

/** One frame of a stream. The framer reuses it: its fields and bytes are valid until the callback returns. */
export class Frame {
  /** Header and payload are in these bytes, from `offset` on. */
  buffer: Uint8Array = noBytes;
  offset = 0;
  /** In bytes, without the header. */
  payloadLength = 0;
  /** The place of the header's first byte in the stream, from 0. */
  position = 0;
  /** Whether the payload is above the limit: then `buffer` has the header alone. */
  isSkipped = false;

  /** Byte 16 of the header: one of `codes`. */
  get code(): number {
    return this.buffer[this.offset + 16] as number;
  }

  get ttl(): number {
    return this.buffer[this.offset + 17] as number;
  }

  get hops(): number {
    return this.buffer[this.offset + 18] as number;
  }
}

/** Cuts one stream, the bytes that one partner sends, into frames. */
export class Framer implements Decoder<Frame> {
  readonly #rules: WireRules;
  readonly #limits: WireLimits;
  readonly #frame = new Frame();
  /** The first bytes of a frame that lies across chunks. */
  #partial: Uint8Array = noBytes;
  #partialBytes = 0;
  #partialPosition = 0;
  /** Bytes of a skipped payload that are still to come. */
  #skipBytes = 0;
  /** The place of the current chunk in the stream. */
  #position = 0;
  #failure: unknown;

  constructor(rules: WireRules = wireRules, limits: WireLimits = wireLimits) {
    this.#rules = rules;
    this.#limits = limits;
  }

  /** At most a header and the longest payload that is not skipped. */
  get bufferedBytes(): number {
    return this.#partialBytes;
  }

  /**
   * Takes the next bytes, and hands out each frame that they complete. A frame above the limit is handed out
   * once, at its header. An error of the callback closes the framer like an error of the stream.
   * @throws {WireError} if a payload length does not fit the type, or is above the closing limit.
   */
  push(chunk: Uint8Array, out: (frame: Frame) => void): void {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      let at = this.#skip(chunk, 0);
      if (this.#partialBytes > 0) at = this.#complete(chunk, at, out);
      at = this.#cut(chunk, at, out);
      if (at < chunk.length && this.#rules.keepsPartialFrame(chunk.length - at)) this.#keep(chunk, at);
      this.#position += chunk.length;
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  /** @throws {WireError} if a frame is incomplete. */
  end(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#skipBytes > 0)
      throw new WireError(
        `The stream ends at byte ${this.#position}, ${this.#skipBytes} bytes before its last payload ends.`,
      );
    if (this.#partialBytes > 0)
      throw new WireError(
        `The stream ends at byte ${this.#position} inside the descriptor that starts at byte ` +
          `${this.#partialPosition}, but ends after a whole one.`,
      );
  }

  /** Hands out the frames that lie whole in the chunk, and returns where the rest starts. */
  #cut(chunk: Uint8Array, start: number, out: (frame: Frame) => void): number {
    let at = start;
    while (chunk.length - at >= headerBytes) {
      const position = this.#position + at;
      const payloadLength = this.#payloadLength(chunk, at, position);
      if (payloadLength > this.#limits.payloadBytesMax) {
        this.#handOut(chunk, at, payloadLength, position, out);
        this.#skipBytes = payloadLength;
        at = this.#skip(chunk, at + headerBytes);
        continue;
      }
      const frameEnd = at + headerBytes + payloadLength;
      if (frameEnd > chunk.length) break;
      this.#handOut(chunk, at, payloadLength, position, out);
      at = this.#rules.nextHeader(frameEnd, chunk.length);
    }
    return at;
  }

  /** Adds the chunk to the partial frame, and returns where the rest starts. */
  #complete(chunk: Uint8Array, start: number, out: (frame: Frame) => void): number {
    let at = this.#append(chunk, start, headerBytes);
    if (this.#partialBytes < headerBytes) return at;
    const payloadLength = this.#payloadLength(this.#partial, 0, this.#partialPosition);
    if (payloadLength > this.#limits.payloadBytesMax) {
      this.#partialBytes = 0;
      this.#handOut(this.#partial, 0, payloadLength, this.#partialPosition, out);
      this.#skipBytes = payloadLength;
      return this.#skip(chunk, at);
    }
    at = this.#append(chunk, at, headerBytes + payloadLength);
    if (this.#partialBytes < headerBytes + payloadLength) return at;
    this.#partialBytes = 0;
    this.#handOut(this.#partial, 0, payloadLength, this.#partialPosition, out);
    return this.#rules.nextHeader(at, chunk.length);
  }

  /** Copies bytes until the partial frame has `wanted` of them or the chunk ends. */
  #append(chunk: Uint8Array, start: number, wanted: number): number {
    const count = Math.min(wanted - this.#partialBytes, chunk.length - start);
    // A loop, because a view of the chunk would be an allocation for each chunk.
    for (let at = 0; at < count; at++) this.#partial[this.#partialBytes + at] = chunk[start + at] as number;
    this.#partialBytes += Math.max(count, 0);
    return start + Math.max(count, 0);
  }

  #keep(chunk: Uint8Array, at: number): void {
    if (this.#partial.length === 0)
      this.#partial = new Uint8Array(headerBytes + this.#limits.payloadBytesMax);
    this.#partialPosition = this.#position + at;
    this.#append(chunk, at, this.#partial.length);
  }

  /** Passes over a skipped payload, and returns where the rest starts. */
  #skip(chunk: Uint8Array, start: number): number {
    const count = Math.min(this.#skipBytes, chunk.length - start);
    this.#skipBytes -= count;
    return start + count;
  }

  #handOut(
    buffer: Uint8Array,
    offset: number,
    payloadLength: number,
    position: number,
    out: (frame: Frame) => void,
  ): void {
    const frame = this.#frame;
    frame.buffer = buffer;
    frame.offset = offset;
    frame.payloadLength = payloadLength;
    frame.position = position;
    frame.isSkipped = payloadLength > this.#limits.payloadBytesMax;
    out(frame);
  }

  /** The payload's length, if type and limits allow it. */
  #payloadLength(bytes: Uint8Array, offset: number, position: number): number {
    const length = this.#rules.payloadLength(bytes, offset);
    const code = bytes[offset + 16] as number;
    if (length < shortestPayload(code)) throw tooShort(code, length, position);
    if (length > this.#limits.payloadBytesClosing)
      throw new WireError(
        `The ${nameOfCode(code)} at byte ${position} announces ${length} bytes of payload, but ` +
          `${this.#limits.payloadBytesClosing} are the most.`,
      );
    return length;
  }
}

function tooShort(code: number, length: number, position: number): WireError {
  return new WireError(
    `The ${nameOfCode(code)} at byte ${position} announces ${length} bytes of payload, but has at least ` +
      `${shortestPayload(code)}.`,
  );
}
