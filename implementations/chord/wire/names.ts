/**
 * Hashed names: the identifier of an address or a key is the SHA-1 of its text in UTF-8, 160 bits (Stoica et al. 2003,
 * section IV-A). An identifier without an address is written `#` and 40 hexadecimal digits.
 */
import { sha1 } from '@noble/hashes/legacy.js';
import { IdentifierSpace, type Words } from '../identifiers.ts';
import type { Naming } from '../naming.ts';

/** The space of SHA-1: 160 bits, 5 words. */
export const hashedSpace = IdentifierSpace.ofBits(160);

const bareIdentifier = /^#[0-9a-f]{40}$/;
const encoder = new TextEncoder();

/** Names in the space of SHA-1. No address and no key of an application begins with `#`. */
export const hashedNames: Naming = {
  identify: (name, into, at) => {
    if (bareIdentifier.test(name)) {
      for (let word = 0; word < hashedSpace.words; word++)
        into[at + word] = Number.parseInt(name.slice(1 + 8 * word, 9 + 8 * word), 16);
      return;
    }
    const digest = sha1(encoder.encode(name));
    for (let word = 0; word < hashedSpace.words; word++) into[at + word] = wordAt(digest, 4 * word);
  },
  nodeAt: nameAt,
  keyAt: nameAt,
};

function nameAt(identifiers: Words, at: number): string {
  let name = '#';
  for (let word = 0; word < hashedSpace.words; word++)
    name += (identifiers[at + word] as number).toString(16).padStart(8, '0');
  return name;
}

/** Four bytes as a word, the highest first. */
function wordAt(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at, at + 4);
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}
