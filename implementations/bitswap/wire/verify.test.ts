/** Tests verification with real hash functions: only the right data of a block have its CID. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { CID } from 'multiformats/cid';
import { sha256 } from 'multiformats/hashes/sha2';
import { describe, expect, it } from 'vitest';
import { codecs, encodeCid, encodePrefix, hashCodes, v0Prefix } from './cid.ts';
import { type Hash, isAllowedHash } from './hashes.ts';
import { takeMessage } from './intake.ts';
import { emptyMessage, type WantEntry } from './messages.ts';
import { isBlockOf, payloadOf, verifyBareBlock, verifyBlock } from './verify.ts';

const names: Readonly<Record<number, string>> = {
  17: 'sha1',
  18: 'sha256',
  19: 'sha512',
  20: 'sha3-512',
  45632: 'blake2b512',
};
const hash: Hash = ({ hash: code }, data) => {
  const name = names[code];
  return name === undefined ? undefined : createHash(name).update(data).digest();
};
const data = Uint8Array.from([1, 2, 3]);
const raw = { version: 1, codec: codecs.raw, hash: 0x12, digestBytes: 32 } as const;
const payload = (prefix: Parameters<typeof encodePrefix>[0], of = data) => ({
  prefix: encodePrefix(prefix),
  data: of,
});

describe('verification', () => {
  it('computes the CIDs of multiformats', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), fc.constantFrom(0x55, 0x70, 0x71, 0x0129), async (bytes, codec) => {
        const judge = CID.createV1(codec, await sha256.digest(bytes));
        const { cid } = verifyBlock(payload({ ...raw, codec }, bytes), hash);
        expect(cid).toEqual(judge.bytes);
        expect(payloadOf({ cid, data: bytes })).toEqual(payload({ ...raw, codec }, bytes));
        expect(isBlockOf(cid, bytes, hash)).toBe(true);
        expect(isBlockOf(cid, Uint8Array.of(...bytes, 0), hash)).toBe(false);
      }),
    );
  });

  it('takes a block without a prefix for one of version 0', async () => {
    const judge = CID.createV0((await sha256.digest(data)) as never);
    expect(verifyBareBlock(data, hash).cid).toEqual(judge.bytes);
    expect(verifyBlock(payload(v0Prefix), hash).cid).toEqual(judge.bytes);
  });

  it('makes another CID of another version, codec, hash function or length', () => {
    const cids = [
      raw,
      v0Prefix,
      { ...raw, codec: codecs.dagPb },
      { ...raw, hash: 0x14 },
      { ...raw, digestBytes: 20 },
    ].map((prefix) => verifyBlock(payload(prefix), hash).cid.join());
    expect(new Set(cids).size).toBe(5);
  });

  it('cuts the digest to the length of the prefix', () => {
    const whole = verifyBlock(payload(raw), hash).cid;
    const { cid } = verifyBlock(payload({ ...raw, digestBytes: 20 }), hash);
    expect(cid.subarray(4)).toEqual(whole.subarray(4, 24));
    expect(isBlockOf(cid, data, hash)).toBe(true);
  });

  it('refuses the liar that sends a wanted digest as an identity block', () => {
    const digest = createHash('sha256').update(data).digest();
    expect(() => verifyBlock(payload({ ...raw, hash: hashCodes.identity }, digest), hash)).toThrow(
      'The block has hash function 0, but must have one without known collisions.',
    );
  });

  it.each([
    [{ ...raw, digestBytes: 19 }, 'The block has a digest of 19 bytes, but must have 20 to 128.'],
    [{ ...raw, digestBytes: 129 }, 'The block has a digest of 129 bytes, but must have 20 to 128.'],
    [{ ...raw, digestBytes: 33 }, 'The block has a digest of 33 bytes, but its hash function gives 32.'],
    [{ ...raw, hash: 0x11, digestBytes: 20 }, 'has hash function 17, but must have one without'],
    [{ ...raw, hash: 0x1e }, 'The block has hash function 30, but this node does not have it.'],
  ])('refuses %j', (prefix, sentence) => {
    expect(() => verifyBlock(payload(prefix), hash)).toThrow(sentence);
  });

  it('allows SHA2, SHA3, SHAKE-256, Keccak, BLAKE3, and BLAKE2 of at least 160 bits', () => {
    const allowed = Array.from({ length: 0xb270 }, (_, code) => code).filter(isAllowedHash);
    expect(
      allowed
        .slice(0, 13)
        .map((code) => code.toString(16))
        .join(' '),
    ).toBe('12 13 14 15 16 17 19 1a 1b 1c 1d 1e 56');
    expect(allowed.length).toBe(13 + 45 + 13);
  });
});

describe('the intake', () => {
  const want = (cid: Uint8Array): WantEntry => ({
    ...{ cid, priority: 1, cancel: false, wantType: 'block', sendDontHave: true },
  });
  const cid = verifyBlock(payload(raw), hash).cid;
  const identity = encodeCid({ ...raw, hash: 0, digestBytes: 3 }, data);
  const long = encodeCid({ ...raw, digestBytes: 165 }, new Uint8Array(165));

  it('passes over identity CIDs and CIDs of more than 168 bytes', () => {
    const message = {
      ...emptyMessage,
      entries: [want(identity), want(cid), want(long)],
      presences: [{ cid: long, type: 'have' as const }],
    };
    const taken = takeMessage(message, hash);
    expect(taken.entries.map((entry) => entry.cid)).toEqual([cid]);
    expect([taken.presences, taken.skipped]).toEqual([[], 3]);
    expect(long.length).toBe(170);
  });

  it('refuses a block alone, and keeps the others', () => {
    const message = {
      ...emptyMessage,
      payload: [payload({ ...raw, hash: 0 }), payload(raw), { prefix: Uint8Array.of(7), data }],
      blocks: [data],
    };
    const taken = takeMessage(message, hash);
    expect(taken.blocks.map((block) => block.cid)).toEqual([cid, verifyBareBlock(data, hash).cid]);
    expect(taken.refused.length).toBe(2);
  });

  it('lets errors of the hash function pass', () => {
    const broken = () => {
      throw new TypeError('no hash');
    };
    expect(() => takeMessage({ ...emptyMessage, blocks: [data] }, broken)).toThrow(TypeError);
  });
});
