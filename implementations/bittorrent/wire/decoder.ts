/**
 * A streaming decoder of the peer wire protocol, and the one error that all codecs of this folder throw.
 *
 * Read `rules.ts`, `messages.ts`, `framer.ts`, `order.ts`, `decode.ts` and `encode.ts` for the messages; `handshake.ts`
 * and `connection.ts` for the handshake before them; `extension.ts`, `ut-metadata.ts` and `ut-pex.ts` for
 * what extended messages carry. `bencode.ts` is the format of `info.ts`, `metainfo.ts` and `http-tracker.ts`.
 * `magnet.ts`, `announce-url.ts`, `udp-tracker.ts` and `allowed-fast.ts` stand alone.
 *
 * Nothing here reads a clock, draws a number or opens a socket. The caller computes SHA-1 and chooses
 * transaction ids.
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
