/**
 * The framing rules of Gnutella as pure functions, and the limits of a stream. A known bug of the decoder is
 * the record of rules with one rule replaced: `{ ...wireRules, payloadLength }`.
 */

/** The decisions of a decoder of descriptors. */
export interface WireRules {
  /**
   * The payload's length in bytes.
   * @param offset where the header starts; its 23 bytes are in `bytes`.
   */
  payloadLength(bytes: Uint8Array, offset: number): number;
  /** Where the next header starts in a chunk of `chunkLength` bytes, after a frame that ends before `frameEnd`. */
  nextHeader(frameEnd: number, chunkLength: number): number;
  /** Whether the first bytes of a frame are kept until the next chunk brings more of it. */
  keepsPartialFrame(bytes: number): boolean;
}

/** Where the payload length is in a header (Gnutella 0.4, section 3.1, bytes 19 to 22). */
const lengthAt = 19;

/** The rules as the protocol has them. */
export const wireRules: WireRules = {
  // Gnutella 0.4, section 3: fields are little-endian unless stated otherwise.
  payloadLength: (bytes, offset) => {
    const at = offset + lengthAt;
    const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
    return low + (bytes[at + 3] as number) * 0x1_00_00_00;
  },
  // Gnutella 0.6 draft, section 2.2: a message does not end where the data of one read ends.
  nextHeader: (frameEnd) => frameEnd,
  keepsPartialFrame: () => true,
};

/** The limits of a stream of descriptors, in bytes. */
export interface WireLimits {
  /** A longer payload is skipped without being kept. */
  readonly payloadBytesMax: number;
  /** A longer payload closes the connection. */
  readonly payloadBytesClosing: number;
}

/**
 * Limits of real servents. Gnutella 0.6 draft, section 2.2.1: a servent may drop messages above 4 kB. The
 * closing limit is the one of deployed servents: such a length means that sender and receiver are out of step.
 */
export const wireLimits: WireLimits = { payloadBytesMax: 4_096, payloadBytesClosing: 65_536 };
