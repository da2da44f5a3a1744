/** Tests CIDs against the library multiformats, and the forms that this edge refuses. */
import fc from 'fast-check';
import { CID } from 'multiformats/cid';
import { create } from 'multiformats/hashes/digest';
import { describe, expect, it } from 'vitest';
import { assertReaching } from '../../../tests/support/reaching.ts';
import {
  cidOfKey,
  codecs,
  decodeCid,
  decodePrefix,
  encodeCid,
  encodePrefix,
  identityBlock,
  keyOfCid,
  v0Prefix,
} from './cid.ts';
import { WireError } from './decoder.ts';
import { readVarint, varintMax, varintSize, writeVarint } from './varint.ts';

const code = fc.oneof(fc.nat(0xff), fc.nat(0xffff), fc.integer({ min: 0, max: 0x7fff_ffff }));
const digest = fc.uint8Array({ maxLength: 140 });
const v0Digest = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('CIDs', () => {
  it('are those of multiformats, version 1', () => {
    fc.assert(
      fc.property(code, code, digest, (codec, hash, bytes) => {
        const judge = CID.createV1(codec, create(hash, bytes));
        const prefix = { version: 1, codec, hash, digestBytes: bytes.length } as const;
        const encoded = encodeCid(prefix, bytes);
        expect(encoded).toEqual(judge.bytes);
        expect(decodeCid(encoded)).toEqual({ ...prefix, digest: bytes });
      }),
    );
  });

  it('are those of multiformats, version 0', () => {
    fc.assert(
      fc.property(v0Digest, (bytes) => {
        const encoded = encodeCid(v0Prefix, bytes);
        expect(encoded).toEqual(CID.createV0(create(0x12, bytes) as never).bytes);
        expect(decodeCid(encoded)).toEqual({ ...v0Prefix, digest: bytes });
      }),
    );
  });

  it('accept of any bytes just what multiformats accepts in its shortest form', () => {
    let accepted = 0;
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc
        .tuple(
          fc.constantFrom(0, 1, 1, 1, 2, 0x12),
          fc.array(fc.nat(0x90), { minLength: 2, maxLength: 3 }),
          digest,
        )
        .map(([version, fields, rest]) => Uint8Array.from([version, ...fields, rest.length, ...rest])),
    );
    assertReaching(
      fc.property(bytes, (any) => {
        let ours: Uint8Array | undefined;
        try {
          const { digest: content, ...prefix } = decodeCid(any);
          ours = encodeCid(prefix, content);
        } catch (error) {
          expect(error).toBeInstanceOf(WireError);
        }
        if (ours !== undefined) {
          accepted++;
          expect(ours).toEqual(any);
          expect(CID.decode(any).bytes).toEqual(any);
          return;
        }
        expect(isShortest(any)).toBe(false);
      }),
      { numRuns: 3_000 },
      () => {
        expect(accepted).toBeGreaterThan(100);
      },
    );
  });

  it.each([
    ['Qm of "hello world", version 0', 'QmaozNR7DZHQK1ZcU9p7QdrshMvXqWK6gpu5rmrkPdT3L4'],
    ['a raw block, version 1', 'bafkreifzjut3te7nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e'],
    ['a directory, version 1', 'bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi'],
  ])('reads the text form of %s', (_, text) => {
    const judge = CID.parse(text);
    const cid = decodeCid(judge.bytes);
    expect([cid.version, cid.codec, cid.hash]).toEqual([judge.version, judge.code, judge.multihash.code]);
    expect(cid.digest).toEqual(judge.multihash.digest);
  });

  it('refuse a length that is not that of the digest', () => {
    expect(() => decodeCid(Uint8Array.of(1, 0x55, 0x12, 3, 9, 9))).toThrow(
      'The CID has 2 bytes of digest, but announces 3.',
    );
  });

  it('refuse varints that are not the shortest form, so that a CID has one key', () => {
    expect(() => decodeCid(Uint8Array.of(1, 0xd5, 0, 0x12, 1, 9))).toThrow('must begin with four varints');
  });

  it('refuse version 0 in the form of version 1', () => {
    expect(() => decodeCid(Uint8Array.of(0, 0x70, 0x12, 0))).toThrow('The CID has version 0, but');
  });

  it('give back their bytes from a key', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(cidOfKey(keyOfCid(bytes))).toEqual(bytes);
      }),
    );
  });

  it('hold their own block if they are identity CIDs', () => {
    const data = Uint8Array.of(5, 6);
    const held = encodeCid({ version: 1, codec: codecs.raw, hash: 0, digestBytes: 2 }, data);
    expect(identityBlock(held)).toEqual(data);
    expect(identityBlock(encodeCid(v0Prefix, new Uint8Array(32)))).toBeUndefined();
  });
});

/** Whether multiformats takes the bytes, and makes the same bytes of the fields. */
function isShortest(bytes: Uint8Array): boolean {
  try {
    const { version, code: codec, multihash } = CID.decode(bytes);
    // Multiformats lets version 0 have any multihash; the specification has SHA2-256 of 34 bytes only.
    if (version === 0) return bytes.length === 34 && bytes[0] === 0x12 && bytes[1] === 32;
    const again = CID.createV1(codec, create(multihash.code, multihash.digest)).bytes;
    const isSafe = codec <= varintMax && multihash.code <= varintMax;
    return isSafe && again.length === bytes.length && again.every((byte, at) => byte === bytes[at]);
  } catch {
    return false;
  }
}

describe('prefixes', () => {
  it('have a version of their own', () => {
    expect(encodePrefix(v0Prefix)).toEqual(Uint8Array.of(0, 0x70, 0x12, 32));
    expect(decodePrefix(Uint8Array.of(0, 0x70, 0x12, 32))).toEqual(v0Prefix);
  });

  it('refuse a version 0 of anything but dag-pb and SHA2-256', () => {
    expect(() => decodePrefix(Uint8Array.of(0, 0x55, 0x12, 32))).toThrow('must have 112, 18 and 32');
    expect(() => decodePrefix(Uint8Array.of(0, 0x70, 0x12, 20))).toThrow('must have 112, 18 and 32');
  });

  it('refuse bytes after their fields', () => {
    expect(() => decodePrefix(Uint8Array.of(1, 0x55, 0x12, 32, 0))).toThrow(
      'The prefix of a block has 5 bytes, but its four fields have 4.',
    );
  });
});

describe('varints', () => {
  it('give back every safe integer', () => {
    const value = fc.oneof(fc.maxSafeNat(), fc.nat(), fc.nat(300), fc.constantFrom(varintMax, 0x7f, 0x80));
    fc.assert(
      fc.property(value, (n) => {
        const bytes = new Uint8Array(varintSize(n));
        expect(writeVarint(bytes, 0, n)).toBe(bytes.length);
        expect(readVarint(bytes, 0)).toBe(n);
        expect(readVarint(bytes.subarray(1), bytes.length - 1)).toBe(-1);
      }),
    );
  });
});
