/**
 * Hash functions of CIDs: which ones may name a block, and how the caller hands over the digest. This edge
 * computes none itself, so it can use the fastest that a platform has.
 */
import type { CidPrefix } from './cid.ts';

/** The fewest and the most bytes of a digest (boxo, verifcid/cid.go). */
export const digestBytesMin = 20;
export const digestBytesMax = 128;

/**
 * Computes the whole digest of data by the hash function of a prefix; undefined for a function that the caller
 * does not have. BLAKE2 has a code for each length of its digest; of BLAKE3 and SHAKE-256, which have any
 * length, the caller computes `digestBytes`.
 */
export type Hash = (prefix: CidPrefix, data: Uint8Array) => Uint8Array | undefined;

/** Ranges of the multicodecs of allowed hash functions: the list of boxo (verifcid/allowlist.go) without identity. */
const allowed: readonly (readonly [from: number, to: number])[] = [
  [0x12, 0x13], // SHA2-256, SHA2-512
  [0x14, 0x17], // SHA3-512, -384, -256, -224
  [0x19, 0x19], // SHAKE-256
  [0x1a, 0x1d], // Keccak-224, -256, -384, -512
  [0x1e, 0x1e], // BLAKE3
  [0x56, 0x56], // SHA2-256, twice
  [0xb214, 0xb240], // BLAKE2b with 160 to 512 bits
  [0xb254, 0xb260], // BLAKE2s with 160 to 256 bits
];

/** Whether blocks may be named by a hash function (its multicodec). */
export function isAllowedHash(code: number): boolean {
  return allowed.some(([from, to]) => code >= from && code <= to);
}
