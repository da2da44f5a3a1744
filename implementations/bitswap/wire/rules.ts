/**
 * The decisions of Bitswap's edge as pure functions, and its limits. A known bug of the edge is the record of
 * rules with one rule replaced: `{ ...wireRules, draftAfter }`.
 */
import { type CidPrefix, encodeCid } from './cid.ts';
import { type Hash, isAllowedHash } from './hashes.ts';
import type { Payload, Presence, WantEntry } from './messages.ts';

/** A want-list that is being decoded. */
export interface WantListDraft {
  readonly entries: WantEntry[];
  full: boolean;
}

/** A message that is being decoded. */
export interface Draft {
  wantlist: WantListDraft | undefined;
  readonly blocks: Uint8Array[];
  readonly payload: Payload[];
  readonly presences: Presence[];
  pendingBytes: number;
}

/** A message without any field. */
export function newDraft(): Draft {
  return { wantlist: undefined, blocks: [], payload: [], presences: [], pendingBytes: 0 };
}

/** The decisions. */
export interface WireRules {
  /** Where the next message starts in a chunk of `chunkLength` bytes, after a message that ends before `messageEnd`. */
  nextMessage(messageEnd: number, chunkLength: number): number;
  /** Whether a message of so many bytes is accepted, before any of them is kept. */
  acceptsLength(bytes: number, limits: WireLimits): boolean;
  /** The draft of the next message, after the draft of the one before. */
  draftAfter(before: Draft | undefined): Draft;
  /** The want-list of a draft. */
  wantlistOf(draft: Draft): WantListDraft;
  /** The number of an int32, of which the varint has the lowest 32 bits. */
  int32(bits: number): number;
  /** Whether a block may be named by a hash function (its multicodec). */
  acceptsHash(code: number): boolean;
  /** The digest of data by the hash function of a prefix, or undefined if the caller does not have it. */
  digest(prefix: CidPrefix, data: Uint8Array, hash: Hash): Uint8Array | undefined;
  /** The CID of a block by the fields of its prefix and its digest, which may be longer than the prefix says. */
  cid(prefix: CidPrefix, digest: Uint8Array): Uint8Array;
  /** Whether a message may have a part with the flag `full`. */
  isFull(part: { readonly isFirst: boolean; readonly isWholeList: boolean }): boolean;
  /** Whether a message is sent that has nothing in it. */
  sendsEmpty(): boolean;
  /** Whether an entry about a CID may change one about the same CID that waits in the same message. */
  merges(waiting: WantEntry, next: WantEntry): boolean;
}

/** The rules as the specification has them. */
export const wireRules: WireRules = {
  // A stream has no borders of messages but the lengths.
  nextMessage: (messageEnd) => messageEnd,
  // Bitswap, "Wire Format": messages are at most 4 MiB.
  acceptsLength: (bytes, { messageBytesMax }) => bytes <= messageBytesMax,
  // Each message has the fields that its own bytes say, and default values for the others (protobuf 3).
  draftAfter: newDraft,
  wantlistOf: ({ wantlist }) => wantlist ?? { entries: [], full: false },
  // Protobuf, "Signed Integers": int32 is the two's complement.
  int32: (bits) => bits | 0,
  // boxo, verifcid/allowlist.go, and never identity.
  acceptsHash: isAllowedHash,
  digest: (prefix, data, hash) => hash(prefix, data),
  cid: (prefix, digest) => encodeCid(prefix, digest.subarray(0, prefix.digestBytes)),
  // A second part with the flag would replace the first one at the receiver.
  isFull: ({ isFirst, isWholeList }) => isFirst && isWholeList,
  sendsEmpty: () => false,
  // Receivers join entries of one message about one CID, and Cancel wins: a want after it would be lost.
  merges: (waiting) => !waiting.cancel,
};

/** The limits of the edge. */
export interface WireLimits {
  /** The longest message without its length, in bytes. A longer one closes the stream. */
  readonly messageBytesMax: number;
  /** The most entries, blocks and answers of one message together. */
  readonly itemsMax: number;
  /** The longest message of wants that the packer makes, in bytes. */
  readonly wantBytesMax: number;
  /** The longest message of answers that the packer makes, in bytes, unless one answer alone is longer. */
  readonly answerBytesMax: number;
  /** How long an entry waits for others to share its message, in ms. */
  readonly gatherMs: number;
}

/**
 * Limits of real nodes: messages of at most 4 MiB (specification), of which a want-list fills half and answers
 * 16 KiB (boxo). A want-list of 4 MiB has 100,000 entries with CIDs of version 0, or 90,000 of version 1.
 */
export const wireLimits: WireLimits = {
  messageBytesMax: 4_194_304,
  itemsMax: 131_072,
  wantBytesMax: 2_097_152,
  answerBytesMax: 16_384,
  gatherMs: 20,
};
