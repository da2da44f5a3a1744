/**
 * The decisions of BitTorrent's decoders as pure functions, and their limits. A known bug of a decoder is the
 * record of rules with one rule replaced: `{ ...wireRules, messageLength }`.
 */
import { readUint16, readUint32 } from './bytes.ts';

/** The decisions of the decoders. */
export interface WireRules {
  /** The number of bytes of a message after its length prefix, which starts at the offset. */
  messageLength(bytes: Uint8Array, offset: number): number;
  /** Where the next message starts in a chunk of `chunkLength` bytes, after a message that ends before `messageEnd`. */
  nextMessage(messageEnd: number, chunkLength: number): number;
  /** Whether the first bytes of a message are kept until the next chunk brings more of it. */
  keepsPartialMessage(bytes: number): boolean;
  /**
   * Whether a Bitfield with these spare bits (the bits after the last piece, as a number) is accepted.
   */
  acceptsSpareBits(spareBits: number): boolean;
  /** Whether Bitfield, HaveAll or HaveNone is accepted at its place: `isFirst` if no other state came before. */
  acceptsBitfield(isFirst: boolean): boolean;
  /**
   * The bytes of which the info-hash is computed.
   * @param start where the value of `info` starts in the metainfo file; it ends before `end`.
   * @param encode makes bytes from the fields that this codec knows.
   */
  infoBytes(metainfo: Uint8Array, start: number, end: number, encode: () => Uint8Array): Uint8Array;
  /** The port of a compact peer, which starts at the offset. */
  compactPort(bytes: Uint8Array, offset: number): number;
  /** Whether a UDP reply with transaction id `received` answers the request with transaction id `sent`. */
  acceptsTransaction(sent: number, received: number): boolean;
}

/** The rules as the BEPs have them. */
export const wireRules: WireRules = {
  // BEP 3, "peer protocol": a length prefix of four bytes, big-endian.
  messageLength: readUint32,
  // TCP is a stream: a message does not end where the data of one read ends.
  nextMessage: (messageEnd) => messageEnd,
  keepsPartialMessage: () => true,
  // BEP 3, "peer messages": spare bits at the end are set to zero.
  acceptsSpareBits: (spareBits) => spareBits === 0,
  // BEP 3, "peer messages": 'bitfield' is only ever sent as the first message; BEP 6 alike.
  acceptsBitfield: (isFirst) => isFirst,
  // BEP 3, "trackers", info_hash: of the bencoded form as it is found in the metainfo file.
  infoBytes: (metainfo, start, end) => metainfo.slice(start, end),
  // BEP 23: the port in network byte order.
  compactPort: readUint16,
  // BEP 15, "connect": check whether the transaction ID is equal to the one you chose.
  acceptsTransaction: (sent, received) => sent === received,
};

/** The limits of a stream of messages, in bytes. A longer message closes the connection. */
export interface WireLimits {
  /** The block of a Piece. */
  readonly blockBytesMax: number;
  /** A Bitfield, as long as the number of pieces is not known. */
  readonly bitfieldBytesMax: number;
  /** An extended message after its two ids. */
  readonly extendedBytesMax: number;
  /** A message of unknown type, which is passed over without being kept. */
  readonly skippedBytesMax: number;
}

/**
 * Limits of real clients. BEP 3, "peer messages", request: 2^14 bytes, and larger requests are closed. A
 * bitfield of 64 KiB has 524,288 pieces. An extended message is at most a metadata block of 2^14 bytes (BEP 9)
 * with a dictionary before it.
 */
export const wireLimits: WireLimits = {
  blockBytesMax: 16_384,
  bitfieldBytesMax: 65_536,
  extendedBytesMax: 32_768,
  skippedBytesMax: 1_048_576,
};
