/**
 * Tests a DAG walk over real objects: nodes of dag-pb whose CIDs are hashes of their bytes, fetched from a store
 * that may lie, with the verification of the edge between.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Cid } from '../../../models/bitswap/walk/messages.ts';
import { codecs, encodeCid, keyOfCid } from '../wire/cid.ts';
import { encodeNode, type PbLink } from '../wire/dag-pb.ts';
import type { Hash } from '../wire/hashes.ts';
import { identityLinksOf, linksOf } from '../wire/links.ts';
import { type Block, cidOf, payloadOf, verifyBlock } from '../wire/verify.ts';
import { DagWalk } from './walk.ts';

const sha256: Hash = (_prefix, data) => createHash('sha256').update(data).digest();
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** A block of raw bytes, or a node with links. */
function blockOf(data: Uint8Array, codec: number): Block {
  const prefix = { version: 1, codec, hash: 0x12, digestBytes: 32 } as const;
  return { cid: cidOf(prefix, data, sha256), data };
}

const rawBlock = (text: string) => blockOf(bytesOf(text), codecs.raw);

function nodeOf(...children: readonly Uint8Array[]): Block {
  const links = children.map((hash, at): PbLink => ({ hash, name: bytesOf(`${at}`), tsize: 1 }));
  return blockOf(encodeNode({ links, data: bytesOf('directory') }), codecs.dagPb);
}

/** An identity CID that holds a node with links. */
function inlineNode(...children: readonly Uint8Array[]): Uint8Array {
  const node = encodeNode({ links: children.map((hash) => ({ hash })) });
  return encodeCid({ version: 1, codec: codecs.dagPb, hash: 0, digestBytes: node.length }, node);
}

const one = rawBlock('one');
const two = rawBlock('two');
const three = rawBlock('three');
const inline = inlineNode(three.cid);
const inner = nodeOf(one.cid, two.cid, one.cid);
const root = nodeOf(inner.cid, inline, two.cid);

/** Fetches all from a root; `answer` gives the data that a partner sends for a block. */
function fetched(answer: (block: Block) => Uint8Array | undefined) {
  const store = new Map([one, two, three, inner, root].map((block) => [keyOfCid(block.cid), block]));
  const wants: Cid[] = [];
  const asked: Cid[] = [];
  const visits: Cid[] = [];
  let report: { readonly missing: readonly Cid[]; readonly isWhole: boolean } | undefined;
  const limits = { depthMax: 100, knownMax: 100, linksMax: 100, wantsMax: 2 };
  const walk = new DagWalk(limits, identityLinksOf, {
    want: (cid) => wants.push(cid),
    cancel: () => undefined,
    visit: (cid) => visits.push(cid),
    ended: (missing, isWhole) => {
      report = { missing, isWhole };
    },
  });
  walk.begin(keyOfCid(root.cid));
  for (let cid = wants.shift(); cid !== undefined; cid = wants.shift()) {
    asked.push(cid);
    const block = store.get(cid) as Block;
    const data = answer(block);
    // As on the wire: the prefix goes with the data, and the CID is computed anew.
    const came = data && verifyBlock({ ...payloadOf(block), data }, sha256);
    const key = came && keyOfCid(came.cid);
    if (came !== undefined && key === cid && walk.isUnderWay(key)) walk.take(key, linksOf(key, came.data));
    else walk.lose(cid);
  }
  return { asked, visits, report };
}

const keysOf = (...cids: readonly Uint8Array[]) => cids.map(keyOfCid);

describe('a walk over objects', () => {
  it('fetches each block once, and reads what lies in an identity CID without asking', () => {
    const { asked, visits, report } = fetched(({ data }) => data);
    expect(asked).toEqual(keysOf(root.cid, inner.cid, two.cid, three.cid, one.cid));
    expect(new Set(visits)).toEqual(new Set([...asked, keyOfCid(inline)]));
    expect(visits.length).toBe(6);
    expect(report).toEqual({ missing: [], isWhole: true });
  });

  it('follows no link of a block that was changed, and names it as missing', () => {
    const forged = nodeOf(three.cid).data;
    const { asked, report } = fetched((block) => (block === inner ? forged : block.data));
    expect(asked).toEqual(keysOf(root.cid, inner.cid, two.cid, three.cid));
    expect(report).toEqual({ missing: keysOf(inner.cid), isWhole: false });
  });

  it('names a block that no partner sends, and fetches the others', () => {
    const { visits, report } = fetched((block) => (block === two ? undefined : block.data));
    expect(report).toEqual({ missing: keysOf(two.cid), isWhole: false });
    expect(visits.length).toBe(5);
  });
});
