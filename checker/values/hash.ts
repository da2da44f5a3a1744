/**
 * The hash mixer of all hash tables: spreads the bits of two integers over one, in the manner of MurmurHash3
 * (Appleby 2011).
 */

/** A whole number of 32 bits; keys with equal parts get hashes that are not alike. */
export function mixed(a: number, b: number): number {
  const hash = Math.imul(a ^ Math.imul(b + 1, 0x27d4eb2f), 0x9e3779b1);
  return Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
}
