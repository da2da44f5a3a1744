/**
 * Verification: the CID of a block is computed from the data that came and the four fields of its prefix, never
 * taken from a want. So a block with another content, another codec or another hash function has another CID.
 *
 * Only hash functions without known collisions count, the identity function never: a liar could else send the
 * digest of a wanted block as the data of an "identity" block. A digest has 20 to 128 bytes.
 */
import { type CidPrefix, decodeCid, decodePrefix, encodePrefix, isIdentity, v0Prefix } from './cid.ts';
import { WireError } from './decoder.ts';
import { digestBytesMax, digestBytesMin, type Hash } from './hashes.ts';
import type { Payload } from './messages.ts';
import { type WireRules, wireRules } from './rules.ts';

/** A block and its CID. */
export interface Block {
  readonly cid: Uint8Array;
  readonly data: Uint8Array;
}

/**
 * The block of a payload, whose data stay a view.
 * @throws {WireError} if the prefix is none that a verified block may have, or `hash` lacks the function.
 */
export function verifyBlock({ prefix, data }: Payload, hash: Hash, rules: WireRules = wireRules): Block {
  return { cid: cidOf(decodePrefix(prefix), data, hash, rules), data };
}

/**
 * A block of Bitswap 1.0.0, which has no prefix: its CID has version 0.
 * @throws {WireError} if `hash` lacks SHA2-256.
 */
export function verifyBareBlock(data: Uint8Array, hash: Hash): Block {
  return { cid: cidOf(v0Prefix, data, hash), data };
}

/**
 * Whether data are the block of a CID. An identity CID is compared with the data themselves.
 * @throws {WireError} if the bytes are no CID, or `hash` lacks its function.
 */
export function isBlockOf(cid: Uint8Array, data: Uint8Array, hash: Hash): boolean {
  const { digest, ...prefix } = decodeCid(cid);
  if (isIdentity(prefix)) return isEqual(digest, data);
  return isEqual(cidOf(prefix, data, hash), cid);
}

/** The payload that carries a block; its data stay a view. @throws {WireError} if a partner would refuse it. */
export function payloadOf({ cid, data }: Block): Payload {
  const { version, codec, hash, digestBytes } = decodeCid(cid);
  const prefix: CidPrefix = { version, codec, hash, digestBytes };
  checkPrefix(prefix, wireRules);
  return { prefix: encodePrefix(prefix), data };
}

/**
 * The CID of data by a prefix.
 * @throws {WireError} if the prefix is none of a verified block, or `hash` lacks the function.
 */
export function cidOf(
  prefix: CidPrefix,
  data: Uint8Array,
  hash: Hash,
  rules: WireRules = wireRules,
): Uint8Array {
  checkPrefix(prefix, rules);
  const digest = rules.digest(prefix, data, hash);
  if (digest === undefined)
    throw new WireError(`The block has hash function ${prefix.hash}, but this node does not have it.`);
  if (digest.length < prefix.digestBytes)
    throw new WireError(
      `The block has a digest of ${prefix.digestBytes} bytes, but its hash function gives ${digest.length}.`,
    );
  return rules.cid(prefix, digest);
}

/** @throws {WireError} if a block by such a prefix proves nothing. */
function checkPrefix({ hash, digestBytes }: CidPrefix, rules: WireRules): void {
  if (!rules.acceptsHash(hash))
    throw new WireError(`The block has hash function ${hash}, but must have one without known collisions.`);
  if (digestBytes < digestBytesMin || digestBytes > digestBytesMax)
    throw new WireError(
      `The block has a digest of ${digestBytes} bytes, but must have ${digestBytesMin} to ${digestBytesMax}.`,
    );
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
