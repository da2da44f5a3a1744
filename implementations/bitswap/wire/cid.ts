/**
 * CIDs, the content identifiers that name blocks: version, codec, and a multihash of hash function, length and
 * digest (multiformats, "cid"). Version 0 is a bare multihash of SHA2-256, 34 bytes, and means dag-pb;
 * version 1 has two varints before the multihash.
 *
 * On the way through the edge a CID stays bytes. Each CID has one form only, since varints have one, so two
 * CIDs are equal if their bytes are. An identity CID holds the bytes of its block in place of a digest; it is
 * resolved where it is, and never asked for.
 */
import { WireError } from './decoder.ts';
import { readVarint, varintMax, varintSize, writeVarint } from './varint.ts';

/** The codes of hash functions that this edge knows by name (multicodec table). */
export const hashCodes = { identity: 0x00, sha2_256: 0x12 } as const;
/** The codes of codecs that this edge knows by name (multicodec table). */
export const codecs = { raw: 0x55, dagPb: 0x70 } as const;

/** A CID longer than this is neither asked for nor answered: 128 bytes of digest and four varints fit easily. */
export const cidBytesMax = 168;

/** All of a CID but the digest: what stands before the data of a block in a message. */
export interface CidPrefix {
  readonly version: 0 | 1;
  /** The multicodec of the content. */
  readonly codec: number;
  /** The multicodec of the hash function. */
  readonly hash: number;
  /** The length of the digest in bytes. */
  readonly digestBytes: number;
}

/** The fields of a CID. */
export interface Cid extends CidPrefix {
  /** A view of the CID. */
  readonly digest: Uint8Array;
}

const v0Bytes = 34;
const v0DigestBytes = 32;

/** The prefix of every CID of version 0. */
export const v0Prefix: CidPrefix = {
  version: 0,
  codec: codecs.dagPb,
  hash: hashCodes.sha2_256,
  digestBytes: v0DigestBytes,
};

/**
 * The fields of a CID that fills the bytes.
 * @throws {WireError} if they are no CID; `what` names the field.
 */
export function decodeCid(bytes: Uint8Array, what = 'CID'): Cid {
  const prefix = prefixOfCid(bytes, what);
  return { ...prefix, digest: bytes.subarray(bytes.length - prefix.digestBytes) };
}

/**
 * The fields of a CID before its digest.
 * @throws {WireError} if the bytes are no CID; `what` names the field.
 */
export function prefixOfCid(bytes: Uint8Array, what = 'CID'): CidPrefix {
  if (bytes[0] === hashCodes.sha2_256 && bytes[1] === v0DigestBytes && bytes.length === v0Bytes)
    return v0Prefix;
  const { prefix, end } = readFields(bytes, what);
  if (prefix.version !== 1)
    throw new WireError(
      `The ${what} has version ${prefix.version}, but must be a multihash of 34 bytes or have version 1.`,
    );
  if (end + prefix.digestBytes !== bytes.length)
    throw new WireError(
      `The ${what} has ${bytes.length - end} bytes of digest, but announces ${prefix.digestBytes}.`,
    );
  return prefix;
}

/**
 * The four fields of a prefix that fills the bytes (Bitswap 1.1.0, `Block.prefix`). It has a version 0 of its
 * own, unlike a CID.
 * @throws {WireError} if they are none.
 */
export function decodePrefix(bytes: Uint8Array): CidPrefix {
  const { prefix, end } = readFields(bytes, 'prefix of a block');
  if (end !== bytes.length)
    throw new WireError(`The prefix of a block has ${bytes.length} bytes, but its four fields have ${end}.`);
  if (prefix.version === 0) checkV0(prefix);
  return prefix;
}

function readFields(bytes: Uint8Array, what: string): { readonly prefix: CidPrefix; readonly end: number } {
  const version = readVarint(bytes, 0);
  // The varints before it were read, so each size is that of its bytes.
  const codecAt = varintSize(version);
  const codec = version < 0 ? -1 : readVarint(bytes, codecAt);
  const hashAt = codecAt + varintSize(codec);
  const hash = codec < 0 ? -1 : readVarint(bytes, hashAt);
  const lengthAt = hashAt + varintSize(hash);
  const digestBytes = hash < 0 ? -1 : readVarint(bytes, lengthAt);
  if (digestBytes < 0)
    throw new WireError(
      `The ${what} of ${bytes.length} bytes must begin with four varints: version, codec, hash function and length.`,
    );
  if (version !== 0 && version !== 1)
    throw new WireError(`The ${what} has version ${version}, but must have version 0 or 1.`);
  return { prefix: { version, codec, hash, digestBytes }, end: lengthAt + varintSize(digestBytes) };
}

/** @throws {WireError} if the fields are none of a CID of version 0. */
function checkV0({ codec, hash, digestBytes }: CidPrefix): void {
  if (codec === v0Prefix.codec && hash === v0Prefix.hash && digestBytes === v0DigestBytes) return;
  throw new WireError(
    `A CID of version 0 has codec ${codec}, hash function ${hash} and ${digestBytes} bytes of digest, ` +
      `but must have ${v0Prefix.codec}, ${v0Prefix.hash} and ${v0DigestBytes}.`,
  );
}

/** @throws {WireError} if a field is no number that a varint holds. */
function checkFields(prefix: CidPrefix): void {
  if (prefix.version === 0) checkV0(prefix);
  else if (prefix.version !== 1)
    throw new WireError(`A CID has version ${prefix.version}, but must have 0 or 1.`);
  for (const value of [prefix.codec, prefix.hash, prefix.digestBytes])
    if (!Number.isInteger(value) || value < 0 || value > varintMax)
      throw new WireError(`A field of a CID is ${value}, but must be an integer from 0 to ${varintMax}.`);
}

/** The bytes of a prefix. @throws {WireError} if a field has a value that no CID has. */
export function encodePrefix(prefix: CidPrefix): Uint8Array {
  checkFields(prefix);
  const { version, codec, hash, digestBytes } = prefix;
  const bytes = new Uint8Array(varintSize(codec) + varintSize(hash) + varintSize(digestBytes) + 1);
  bytes[0] = version;
  writeVarint(bytes, writeVarint(bytes, writeVarint(bytes, 1, codec), hash), digestBytes);
  return bytes;
}

/**
 * The bytes of the CID with a prefix and a digest of the length that the prefix has.
 * @throws {WireError} if a field has a value that no CID has.
 */
export function encodeCid(prefix: CidPrefix, digest: Uint8Array): Uint8Array {
  if (digest.length !== prefix.digestBytes)
    throw new WireError(`The digest has ${digest.length} bytes, but must have ${prefix.digestBytes}.`);
  const before = encodePrefix(prefix);
  // Version 0 is the multihash alone.
  const skipped = prefix.version === 0 ? 2 : 0;
  const bytes = new Uint8Array(before.length - skipped + digest.length);
  bytes.set(before.subarray(skipped));
  bytes.set(digest, before.length - skipped);
  return bytes;
}

/** A text that two CIDs share only if they are equal, one character for each byte: a key of a `Map`. */
export function keyOfCid(bytes: Uint8Array): string {
  // One call for all bytes is the fastest, but arguments lie on the stack.
  if (bytes.length <= cidBytesMax) return String.fromCharCode.apply(undefined, bytes as unknown as number[]);
  let key = '';
  for (let at = 0; at < bytes.length; at++) key += String.fromCharCode(bytes[at] as number);
  return key;
}

/** The bytes of the CID with a key. */
export function cidOfKey(key: string): Uint8Array {
  const bytes = new Uint8Array(key.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = key.charCodeAt(at);
  return bytes;
}

/** Whether a CID holds its block itself. */
export function isIdentity(prefix: CidPrefix): boolean {
  return prefix.hash === hashCodes.identity;
}

/** The block that an identity CID holds, by the key of the CID; undefined for any other one. */
export function identityOfKey(key: string): Uint8Array | undefined {
  // Only version 1 has other hash functions than SHA2-256.
  return key.charCodeAt(0) === 1 ? identityBlock(cidOfKey(key)) : undefined;
}

/** The block that an identity CID holds, as a view; undefined for any other CID. */
export function identityBlock(bytes: Uint8Array): Uint8Array | undefined {
  const cid = decodeCid(bytes);
  return isIdentity(cid) ? cid.digest : undefined;
}
