/** Arbitrary nodes of dag-pb for fast-check: each one is valid, so it encodes without an error. */
import fc from 'fast-check';
import { encodeCid, v0Prefix } from '../../../implementations/bitswap/wire/cid.ts';
import type { PbLink, PbNode } from '../../../implementations/bitswap/wire/dag-pb.ts';
import { varintMax } from '../../../implementations/bitswap/wire/varint.ts';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const digest = fc.uint8Array({ minLength: 32, maxLength: 32 });

/** A CID of version 0, of version 1 with SHA2-256, or an identity CID. */
const cid: fc.Arbitrary<Uint8Array> = fc.oneof(
  digest.map((of) => encodeCid(v0Prefix, of)),
  fc
    .tuple(digest, fc.constantFrom(0x55, 0x70, 0x71))
    .map(([of, codec]) => encodeCid({ version: 1, codec, hash: 0x12, digestBytes: 32 }, of)),
  fc
    .tuple(bytes(20), fc.constantFrom(0x55, 0x70))
    .map(([of, codec]) => encodeCid({ version: 1, codec, hash: 0, digestBytes: of.length }, of)),
);

/** A file name, or any bytes. */
const name = fc.oneof(
  fc.string({ maxLength: 12 }).map((text) => new TextEncoder().encode(text)),
  bytes(8),
);

const link: fc.Arbitrary<PbLink> = fc.record(
  {
    hash: cid,
    name,
    tsize: fc.oneof(fc.nat(300), fc.integer({ min: 0, max: varintMax }), fc.constant(varintMax)),
  },
  { requiredKeys: ['hash'] },
);

/** A node of up to 5 links. */
export const pbNode: fc.Arbitrary<PbNode> = fc.record(
  { links: fc.array(link, { maxLength: 5 }), data: bytes(40) },
  { requiredKeys: ['links'] },
);
