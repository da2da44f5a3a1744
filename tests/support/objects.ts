/**
 * Objects as Merkle DAGs of real blocks: nodes of dag-pb and raw leaves, of which some lie in identity CIDs. The
 * links of each block are known by construction, not by a decoder.
 */
import { codecs, encodeCid, keyOfCid, v0Prefix } from '../../implementations/bitswap/wire/cid.ts';
import { encodeNode } from '../../implementations/bitswap/wire/dag-pb.ts';
import { type Block, cidOf } from '../../implementations/bitswap/wire/verify.ts';
import { sha256 } from './bitswap-network.ts';

/** A DAG as text-like numbers: the links of block 0 (the root), of block 1 and so on, each to a greater number. */
export type Plan = readonly (readonly number[])[];

/** The blocks of an object. CIDs are keys. */
export interface Built {
  readonly root: string;
  /** The links of each CID, identity CIDs included, in the order of the plan. */
  readonly links: ReadonlyMap<string, readonly string[]>;
  /** The blocks that nodes exchange: all but those in identity CIDs. */
  readonly blocks: ReadonlyMap<string, Block>;
}

/** The CID of data with a codec, by SHA2-256 and version 1. */
export function blockOf(codec: number, data: Uint8Array): Block {
  return { cid: cidOf({ version: 1, codec, hash: 0x12, digestBytes: 32 }, data, sha256), data };
}

/** Kinds of DAGs, of `size` blocks; `below(n)` draws. */
export const plans = {
  chain: (size: number): Plan => Array.from({ length: size }, (_, at) => (at + 1 < size ? [at + 1] : [])),
  /** A root with all others as children, of which the first ones share the last ones. */
  wide: (size: number): Plan =>
    Array.from({ length: size }, (_, at) => {
      if (at === 0) return Array.from({ length: size - 1 }, (_one, child) => child + 1);
      return at <= size / 10 ? [size - 1, size - 2, size - at] : [];
    }),
  /** Children shared at random; some are linked twice by one block. */
  shared: (size: number, below: (n: number) => number): Plan => {
    const links: number[][] = Array.from({ length: size }, () => []);
    for (let to = 1; to < size; to++) links[below(to)]?.push(to);
    for (let more = 0; more < size; more++) {
      const to = 1 + below(size - 1);
      links[below(to)]?.push(to);
    }
    return links;
  },
} as const;

/** Builds the blocks of a plan, from the last one to the root. */
export function built(plan: Plan): Built {
  const cids: Uint8Array[] = [];
  const links = new Map<string, readonly string[]>();
  const blocks = new Map<string, Block>();
  for (let at = plan.length - 1; at >= 0; at--) {
    const children = (plan[at] as readonly number[]).map((child) => cids[child] as Uint8Array);
    const block = children.length > 0 ? nodeOf(at, children) : leafOf(at);
    const key = keyOfCid(block.cid);
    cids[at] = block.cid;
    links.set(key, children.map(keyOfCid));
    if (children.length > 0 || at % 13 !== 5) blocks.set(key, block);
  }
  return { root: keyOfCid(cids[0] as Uint8Array), links, blocks };
}

function nodeOf(at: number, children: readonly Uint8Array[]): Block {
  const links = children.map((hash) => ({ hash, name: new Uint8Array(0), tsize: at }));
  const data = encodeNode({ links, data: text(at) });
  return at % 2 === 0 ? { cid: cidOf(v0Prefix, data, sha256), data } : blockOf(codecs.dagPb, data);
}

/** A leaf: most are small, some larger than a small block, some larger than a message of answers. */
function leafOf(at: number): Block {
  if (at % 13 === 5) {
    const data = text(at);
    const prefix = { version: 1, codec: codecs.raw, hash: 0, digestBytes: data.length } as const;
    return { cid: encodeCid(prefix, data), data };
  }
  const data = new Uint8Array(at % 100 === 7 ? 40_000 : at % 10 === 3 ? 5_000 : 100).fill(at);
  data.set(text(at));
  return blockOf(codecs.raw, data);
}

function text(at: number): Uint8Array {
  return new TextEncoder().encode(`block ${at}.`);
}

/** The CIDs that can be reached from a root over blocks that a condition lets through. */
export function reachableFrom(
  { links }: Built,
  root: string,
  isThere: (cid: string) => boolean,
): ReadonlySet<string> {
  const found = new Set([root].filter(isThere));
  for (const cid of found) for (const link of links.get(cid) ?? []) if (isThere(link)) found.add(link);
  return found;
}
