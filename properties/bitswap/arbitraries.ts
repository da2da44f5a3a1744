/** Arbitrary values of Bitswap's formats, for fast-check: each one is valid, so it encodes without an error. */
import fc from 'fast-check';
import {
  type Cid,
  type CidPrefix,
  codecs,
  encodeCid,
  encodePrefix,
  hashCodes,
  isIdentity,
  keyOfCid,
  prefixOfCid,
  v0Prefix,
} from '../../implementations/bitswap/wire/cid.ts';
import { digestBytesMax, digestBytesMin, type Hash } from '../../implementations/bitswap/wire/hashes.ts';
import type { Message, Payload, WantEntry } from '../../implementations/bitswap/wire/messages.ts';
import { type Block, cidOf } from '../../implementations/bitswap/wire/verify.ts';

const sha2_512 = 0x13;
const blake3 = 0x1e;

/**
 * A stand-in for the hash functions: the laws need a function that differs for different data, not one that no
 * attacker can invert. Tests of verification use the real functions.
 */
export const standIn: Hash = ({ hash, digestBytes }, data) => {
  const lengths = new Map([
    [hashCodes.sha2_256, 32],
    [sha2_512, 64],
    [blake3, digestBytes],
  ]);
  const length = lengths.get(hash);
  if (length === undefined) return undefined;
  let state = 0x811c_9dc5 ^ hash;
  const mix = (byte: number) => {
    state = Math.imul(state ^ byte, 0x0100_0193);
    state ^= state >>> 15;
    return state & 0xff;
  };
  for (const byte of data) mix(byte);
  return new Uint8Array(length).map(() => mix(data.length));
};

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const int32 = fc.oneof(fc.integer(), fc.integer({ min: -2, max: 2 }));
const multicodec = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<number>(codecs.raw, codecs.dagPb, 0x71) },
  { weight: 1, arbitrary: fc.nat(0xffff) },
);

/** The fields of a CID: most are short, to find more in less time. */
export const cidFields: fc.Arbitrary<Cid> = fc.oneof(
  fc.uint8Array({ minLength: 32, maxLength: 32 }).map((digest) => ({ ...v0Prefix, digest })),
  fc
    .tuple(multicodec, fc.oneof(fc.constantFrom(0, 0x12, 0x1e, 0xb220), fc.maxSafeNat()), bytes(24))
    .map(([codec, hash, digest]) => ({
      version: 1 as const,
      codec,
      hash,
      digestBytes: digest.length,
      digest,
    })),
);

const cid = cidFields.map(({ digest, ...prefix }) => encodeCid(prefix, digest));

const entry: fc.Arbitrary<WantEntry> = fc.record({
  cid,
  priority: int32,
  cancel: fc.boolean(),
  wantType: fc.constantFrom('block', 'have'),
  sendDontHave: fc.boolean(),
});

const presence = fc.record({ cid, type: fc.constantFrom('have' as const, 'dont-have' as const) });

/** A message as any partner may send it, blocks that prove nothing included. */
export const message: fc.Arbitrary<Message> = fc.record({
  entries: fc.array(entry, { maxLength: 2 }),
  full: fc.boolean(),
  blocks: fc.array(bytes(12), { maxLength: 1 }),
  payload: fc.array(fc.record({ prefix: bytes(6), data: bytes(12) }), { maxLength: 1 }),
  presences: fc.array(presence, { maxLength: 1 }),
  pendingBytes: int32,
});

const prefix: fc.Arbitrary<CidPrefix> = fc.oneof(
  fc.constant(v0Prefix),
  fc
    .constantFrom(
      ...[
        [hashCodes.sha2_256, 32],
        [sha2_512, 64],
        [blake3, digestBytesMax],
      ].map(([hash, most]) => ({ hash: hash as number, most: most as number })),
    )
    .chain(({ hash, most }) =>
      fc.record({
        version: fc.constant(1 as const),
        codec: multicodec,
        hash: fc.constant(hash),
        digestBytes: fc.integer({ min: digestBytesMin, max: most }),
      }),
    ),
);

/** A block and its CID, by the stand-in. */
export const block: fc.Arbitrary<Block> = fc
  .tuple(prefix, bytes(24))
  .map(([fields, data]) => ({ cid: cidOf(fields, data, standIn), data }));

/** A block that proves nothing: of the identity function, of a broken one, or by a digest too short or too long. */
export const lie: fc.Arbitrary<Payload> = fc
  .tuple(
    fc.oneof(
      fc.record({
        hash: fc.constantFrom(hashCodes.identity, 0x11, 0xd5),
        digestBytes: fc.constantFrom(20, 32),
      }),
      fc.record({
        hash: fc.constant(hashCodes.sha2_256),
        digestBytes: fc.constantFrom(0, digestBytesMin - 1, 33),
      }),
      fc.record({ hash: fc.constant(blake3), digestBytes: fc.constant(digestBytesMax + 1) }),
    ),
    fc.uint8Array({ minLength: 20, maxLength: 32 }),
  )
  .map(([fields, data]) => ({ prefix: encodePrefix({ version: 1, codec: codecs.raw, ...fields }), data }));

/** What waits for one partner. */
export interface Batch {
  /** Wants about different CIDs, none of them an identity CID. */
  readonly entries: readonly WantEntry[];
  /** Whether they are the whole want-list. */
  readonly full: boolean;
  /** By the stand-in, each once. */
  readonly blocks: readonly Block[];
}

/** Wants and blocks that wait for one partner. */
export const batch: fc.Arbitrary<Batch> = fc.record({
  entries: fc
    .uniqueArray(entry, { maxLength: 4, selector: (one) => keyOfCid(one.cid) })
    .map((all) => all.filter(({ cid: one }) => !isIdentity(prefixOfCid(one))))
    .map((all) => all.map((one) => ({ ...one, cancel: false }))),
  full: fc.boolean(),
  blocks: fc.uniqueArray(block, { maxLength: 2, selector: (one) => keyOfCid(one.cid) }),
});
