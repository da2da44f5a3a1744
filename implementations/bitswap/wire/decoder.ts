/**
 * The decoder interface of Bitswap's edge, and the error that all its codecs throw.
 *
 * The edge lies between a socket and the core. Reading order: `varint.ts` and `cid.ts` for names of blocks;
 * `messages.ts`, `encode.ts`, `framer.ts` and `decode.ts` for messages; `packer.ts` for what one message
 * holds, and `versions.ts` for what an older partner understands of it; `verify.ts` and `intake.ts` for what the
 * core gets; `connections.ts` for who is connected; `rules.ts` for the decisions and limits of all of them.
 *
 * Nothing here reads a clock, opens a socket or computes a hash: the caller tells the time and hashes.
 */

/** A streaming decoder: bytes go in by chunks, complete values come out. */
export interface Decoder<T> {
  /**
   * Takes the next bytes of the stream, and hands out each value that they complete. Bytes of a value, such as
   * a block, are a view that is valid until `out` returns.
   * @throws {WireError} if the bytes are no such stream. The decoder is closed then: it throws the same error
   * for each later chunk.
   */
  push(chunk: Uint8Array, out: (value: T) => void): void;
  /**
   * The stream ends here.
   * @throws {WireError} if a value is incomplete.
   */
  end(): void;
  /** The number of bytes kept for an incomplete value. */
  readonly bufferedBytes: number;
}

/** The error of these codecs: its message is one sentence that says what is wrong, where, and what would be right. */
export class WireError extends Error {
  override readonly name = 'WireError';
}
