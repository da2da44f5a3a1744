/**
 * A streaming decoder of the wire format: what every decoder of this folder has in common, and the one error
 * that all of them throw.
 *
 * Read `rules.ts`, `descriptors.ts`, `framer.ts`, `decode.ts` and `encode.ts` for the descriptors; `group.ts`,
 * `handshake.ts` and `connection.ts` for the handshake before them; `ggep.ts` and `route-table.ts` for what
 * descriptors carry.
 */

/** A streaming decoder: bytes go in by chunks, complete values come out. */
export interface Decoder<T> {
  /**
   * Takes the next bytes of the stream, and hands out each value that they complete. The chunk is read during
   * the call only.
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

/** The error of this codec: its message is one sentence that says what is wrong, where, and what would be right. */
export class WireError extends Error {
  override readonly name = 'WireError';
}
