/**
 * Tests the dag-pb codec: golden bytes of the specification, each rule of its strict form, and `@ipld/dag-pb` as
 * a judge on drawn and on damaged nodes.
 */
import * as judge from '@ipld/dag-pb';
import fc from 'fast-check';
import { CID } from 'multiformats/cid';
import { describe, expect, it } from 'vitest';
import { pbNode } from '../../../properties/bitswap/walk/arbitraries.ts';
import { keyOfCid } from './cid.ts';
import { decodeNode, encodeNode, nodeBytesMax, type PbNode } from './dag-pb.ts';
import { WireError } from './decoder.ts';
import { identityLinksOf, linksOf } from './links.ts';

const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
const toHex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** An identity CID with the raw bytes 00 01 02 03 04. */
const hash = hex('015500050001020304');
const link = '12' + '0b' + '0a09' + '015500050001020304';

describe('golden bytes', () => {
  it.each<[what: string, node: PbNode, bytes: string]>([
    ['no field', { links: [] }, ''],
    ['empty data', { links: [], data: hex('') }, '0a00'],
    ['data', { links: [], data: hex('0001020304') }, '0a050001020304'],
    ['a link', { links: [{ hash }] }, link],
    ['a link and data', { links: [{ hash }], data: hex('0001020304') }, `${link}0a050001020304`],
    ['an empty name', { links: [{ hash, name: hex('') }] }, '120d0a090155000500010203041200'],
    [
      'a name and a size',
      { links: [{ hash, name: hex('736f6d65206e616d65'), tsize: 1024 }] },
      '12190a090155000500010203041209736f6d65206e616d65188008',
    ],
    ['a size of 0', { links: [{ hash, tsize: 0 }] }, '120d0a090155000500010203041800'],
  ])('of a node with %s', (_what, node, bytes) => {
    expect(toHex(encodeNode(node))).toBe(bytes);
    expect(decodeNode(hex(bytes))).toEqual(node);
  });

  it('of data before links are read, and written after them', () => {
    const node = decodeNode(hex(`0a0101${link}`));
    expect(node).toEqual({ links: [{ hash }], data: hex('01') });
    expect(toHex(encodeNode(node))).toBe(`${link}0a0101`);
  });
});

describe('the strict form', () => {
  it.each([
    ['links on both sides of data', `${link}0a0101${link}`, 'links on both sides of its data'],
    ['data twice', '0a01010a0102', 'data twice'],
    ['an unknown field', '1a0101', 'a field with the key 26'],
    ['a node cut off', '0a0501', 'announces 5 bytes'],
    ['a length cut off', '0a', 'is cut off'],
    ['a length that is not shortest', '0a810001', 'not in its shortest form'],
    ['a link without a hash', '12021800', 'has no hash'],
    [
      'a hash after a name',
      '120d12000a09015500050001020304',
      'Field 1 of the link at byte 4 comes after field 2',
    ],
    ['a hash twice', `1216${'0a09015500050001020304'.repeat(2)}`, 'Field 1'],
    ['an unknown field of a link', '12022001', 'a field with the key 32'],
    ['a hash that is no CID', '12050a03015500', 'four varints'],
    ['a length beyond its link', `12030a0901${'55'.repeat(9)}`, 'announces 9 bytes'],
    ['a size beyond 53 bits', '12140a0901550005000102030418ffffffffffffffff7f', 'too large'],
  ])('refuses %s', (_what, bytes, message) => {
    expect(() => decodeNode(hex(bytes))).toThrow(WireError);
    expect(() => decodeNode(hex(bytes))).toThrow(message);
  });

  it('refuses a node above 2 MiB before it reads it, and takes one of 2 MiB', () => {
    expect(() => decodeNode(new Uint8Array(nodeBytesMax + 1))).toThrow('may have 2097152 at most');
    const data = new Uint8Array(nodeBytesMax - 4);
    const bytes = encodeNode({ links: [], data });
    expect(bytes.length).toBe(nodeBytesMax);
    expect(decodeNode(bytes).data?.length).toBe(data.length);
    expect(() => encodeNode({ links: [], data: new Uint8Array(nodeBytesMax) })).toThrow(WireError);
  });

  it('refuses to encode a hash that is no CID, and a size that is no integer', () => {
    expect(() => encodeNode({ links: [{ hash: hex('00') }] })).toThrow(WireError);
    for (const tsize of [-1, 0.5, 2 ** 53])
      expect(() => encodeNode({ links: [{ hash, tsize }] })).toThrow(WireError);
  });
});

/** A node in the form of the judge: names are text, and links are sorted. */
function ofJudge({ links, data }: PbNode): judge.PBNode {
  const text = new TextDecoder();
  return judge.prepare({
    Links: links.map(({ hash: cid, name, tsize }) => ({
      Hash: CID.decode(cid),
      ...(name !== undefined && { Name: text.decode(name) }),
      ...(tsize !== undefined && { Tsize: tsize }),
    })),
    ...(data !== undefined && { Data: data }),
  });
}

/** What the judge reads, by our fields; undefined if it refuses the bytes. */
function judged(bytes: Uint8Array): judge.PBNode | undefined {
  try {
    return judge.decode(bytes);
  } catch {
    return undefined;
  }
}

function decoded(bytes: Uint8Array): PbNode | undefined {
  try {
    return decodeNode(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(WireError);
    return undefined;
  }
}

describe('@ipld/dag-pb', () => {
  it('writes the same bytes, and reads ours', () => {
    fc.assert(
      fc.property(pbNode, (node) => {
        const theirs = ofJudge(node);
        const bytes = judge.encode(theirs);
        const ours = decodeNode(bytes);
        expect(toHex(encodeNode(ours))).toBe(toHex(bytes));
        expect(ours.links.map(({ hash: cid }) => CID.decode(cid).toString())).toEqual(
          theirs.Links.map(({ Hash }) => Hash.toString()),
        );
        expect(judge.decode(encodeNode(ours))).toEqual(judge.decode(bytes));
      }),
      { numRuns: 1_000, seed: 0x5eed },
    );
  });

  it('accepts damaged bytes that we accept, as the same node, and beyond them only varints and versions that are not strict', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 2 });
    let both = 0;
    let strict = 0;
    fc.assert(
      fc.property(pbNode, damage, fc.nat(), ({ links, data }, changes, cut) => {
        const whole = encodeNode({ links, ...(data !== undefined && { data }) });
        const bytes = cut % 3 === 0 ? whole.slice(0, cut % (whole.length + 1)) : whole.slice();
        for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte;
        const [ours, theirs] = [decoded(bytes), judged(bytes)];
        if (ours === undefined && theirs !== undefined) {
          // The judge accepts varints that are not shortest, and a version 0 that is written out.
          expect(() => decodeNode(bytes)).toThrow(/shortest form|begin with four varints|has version 0/);
          strict++;
          return;
        }
        if (ours === undefined) return;
        both++;
        expect(theirs?.Links.map(({ Hash }) => toHex(Hash.bytes))).toEqual(
          ours.links.map(({ hash: cid }) => toHex(cid)),
        );
        expect(theirs?.Links.map(({ Tsize }) => Tsize)).toEqual(ours.links.map(({ tsize }) => tsize));
        expect(theirs?.Data && toHex(theirs.Data)).toBe(ours.data && toHex(ours.data));
      }),
      { numRuns: 3_000, seed: 0x5eed },
    );
    expect(both).toBeGreaterThan(500);
    expect(strict).toBeLessThan(both / 4);
  });
});

describe('the links of a block', () => {
  const v0 = hex(`1220${'ab'.repeat(32)}`);
  const node = encodeNode({ links: [{ hash }, { hash: v0 }, { hash }] });

  it('are those of its node, in order', () => {
    expect(linksOf(keyOfCid(v0), node)).toEqual([hash, v0, hash].map(keyOfCid));
  });

  it('are none of a raw block, and unknown of another codec', () => {
    expect(linksOf(keyOfCid(hash), node)).toEqual([]);
    expect(() => linksOf(keyOfCid(hex('01710000')), node)).toThrow('the codec 113');
  });

  it('of an identity CID are in the CID; of any other one they are not', () => {
    const inner = encodeNode({ links: [{ hash: v0 }] });
    const identity = hex(`017000${inner.length.toString(16)}${toHex(inner)}`);
    expect(identityLinksOf(keyOfCid(identity))).toEqual([keyOfCid(v0)]);
    expect(identityLinksOf(keyOfCid(hex('0170000101')))).toEqual([]);
    expect(identityLinksOf(keyOfCid(v0))).toBeUndefined();
  });
});
