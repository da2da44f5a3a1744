/**
 * The dag-pb codec: a node of a Merkle DAG as bytes, with data and links (IPLD, "DAG-PB"). It is protobuf with
 * a strict form, read here by hand: each field once and in order, nothing unknown, the shortest varints.
 *
 * The one liberty is that of the specification: data may stand before the links, as in ancient blocks. They
 * are written after them. Names stay bytes, since file names need not be UTF-8, and a walk does not read them.
 */
import { prefixOfCid } from './cid.ts';
import { WireError } from './decoder.ts';
import { fieldSize, readVarint, varintMax, varintSize, writeVarint } from './varint.ts';

/** A link of a node. */
export interface PbLink {
  /** The CID of the child; a view of the bytes that were decoded. */
  readonly hash: Uint8Array;
  /** A file name or the like, in bytes; absent is another value than empty. */
  readonly name?: Uint8Array;
  /** The cumulative size of the child's DAG in bytes, as its author says. */
  readonly tsize?: number;
}

/** A node. */
export interface PbNode {
  readonly links: readonly PbLink[];
  /** Data of the application; a view. Absent is another value than empty. */
  readonly data?: Uint8Array;
}

/** The longest node in bytes: that of the longest block that all nodes must take (Bitswap, "Wire Format"). */
export const nodeBytesMax = 2_097_152;

/** The keys of fields: number and wire type. */
const keys = { data: 0x0a, links: 0x12, hash: 0x0a, name: 0x12, tsize: 0x18 } as const;

/** The decisions of the decoder. */
export interface PbRules {
  /** @throws {WireError} if the hash of a link is no CID. */
  checkHash(hash: Uint8Array): void;
  /** The name of a link, of which the field is there. */
  name(bytes: Uint8Array): Uint8Array | undefined;
  /** The cumulative size of a link. */
  tsize(value: number): number;
}

/** The rules as the specification has them. */
export const pbRules: PbRules = {
  checkHash: (hash) => {
    prefixOfCid(hash, 'hash of a link');
  },
  // Absent and empty are two values, since their nodes have two CIDs.
  name: (bytes) => bytes,
  tsize: (value) => value,
};

/**
 * The node of these bytes; its fields are views of them.
 * @throws {WireError} if they are none.
 */
export function decodeNode(bytes: Uint8Array, rules: PbRules = pbRules): PbNode {
  if (bytes.length > nodeBytesMax)
    throw new WireError(`The node has ${bytes.length} bytes, but may have ${nodeBytesMax} at most.`);
  const links: PbLink[] = [];
  let data: Uint8Array | undefined;
  let areLinksOver = false;
  for (let at = 0; at < bytes.length; ) {
    const key = bytes[at] as number;
    if (key !== keys.links && key !== keys.data) throw new WireError(unknown('node', key, at, '10 or 18'));
    const start = startOf(bytes, at + 1, bytes.length);
    const end = endOf(bytes, at + 1, bytes.length);
    if (key === keys.links) {
      if (areLinksOver)
        throw new WireError(`The node has links on both sides of its data; one at byte ${at} is too late.`);
      links.push(decodeLink(bytes, start, end, rules));
    } else {
      if (data !== undefined)
        throw new WireError(`The node has data twice, the second at byte ${at}, but may have them once.`);
      data = bytes.subarray(start, end);
      areLinksOver = links.length > 0;
    }
    at = end;
  }
  return data === undefined ? { links } : { links, data };
}

/** The link between two places of a node. */
function decodeLink(bytes: Uint8Array, start: number, limit: number, rules: PbRules): PbLink {
  const link: { hash?: Uint8Array; name?: Uint8Array; tsize?: number } = {};
  let before = 0;
  for (let at = start; at < limit; ) {
    const key = bytes[at] as number;
    if (key !== keys.hash && key !== keys.name && key !== keys.tsize)
      throw new WireError(unknown('link', key, at, '10, 18 or 24'));
    const field = key >> 3;
    if (field <= before)
      throw new WireError(`Field ${field} of the link at byte ${at} comes after field ${before}.`);
    before = field;
    const from = startOf(bytes, at + 1, limit);
    if (key === keys.tsize) {
      link.tsize = rules.tsize(numberAt(bytes, at + 1, limit));
      at = from;
      continue;
    }
    const end = endOf(bytes, at + 1, limit);
    if (key === keys.hash) link.hash = bytes.subarray(from, end);
    else {
      const name = rules.name(bytes.subarray(from, end));
      if (name !== undefined) link.name = name;
    }
    at = end;
  }
  const { hash } = link;
  if (hash === undefined)
    throw new WireError(`The link from byte ${start} to ${limit} has no hash, but must have one.`);
  rules.checkHash(hash);
  return { ...link, hash };
}

function unknown(what: string, key: number, at: number, known: string): string {
  return `The ${what} has a field with the key ${key} at byte ${at}, but only ${known} are known.`;
}

/** The varint at a place before a limit. */
function numberAt(bytes: Uint8Array, at: number, limit: number): number {
  const value = readVarint(bytes, at);
  if (value < 0 || at + varintSize(value) > limit)
    throw new WireError(`The number at byte ${at} is cut off, too large, or not in its shortest form.`);
  return value;
}

/** The place after the varint at a place. */
function startOf(bytes: Uint8Array, at: number, limit: number): number {
  return at + varintSize(numberAt(bytes, at, limit));
}

/** The end of the field whose length is at a place. */
function endOf(bytes: Uint8Array, at: number, limit: number): number {
  const length = numberAt(bytes, at, limit);
  const start = at + varintSize(length);
  if (length > limit - start)
    throw new WireError(
      `The field at byte ${at - 1} announces ${length} bytes, but byte ${limit} is the end.`,
    );
  return start + length;
}

/**
 * The bytes of a node: links in their order, then data. A node of one's own has its links sorted by name; one
 * that was decoded keeps its order, and with it its CID.
 * @throws {WireError} if a hash is no CID, a size no integer that a varint holds, or the node too long.
 */
export function encodeNode({ links, data }: PbNode): Uint8Array {
  const sizes = links.map(linkSize);
  const total =
    sizes.reduce((sum, size) => sum + fieldSize(size), 0) + (data === undefined ? 0 : fieldSize(data.length));
  if (total > nodeBytesMax)
    throw new WireError(`The node would have ${total} bytes, but may have ${nodeBytesMax} at most.`);
  const bytes = new Uint8Array(total);
  let at = 0;
  links.forEach(({ hash, name, tsize }, nth) => {
    bytes[at] = keys.links;
    at = writeVarint(bytes, at + 1, sizes[nth] as number);
    at = writeField(bytes, at, keys.hash, hash);
    if (name !== undefined) at = writeField(bytes, at, keys.name, name);
    if (tsize === undefined) return;
    bytes[at] = keys.tsize;
    at = writeVarint(bytes, at + 1, tsize);
  });
  if (data !== undefined) writeField(bytes, at, keys.data, data);
  return bytes;
}

/** The size of a link without key and length. */
function linkSize({ hash, name, tsize }: PbLink): number {
  prefixOfCid(hash, 'hash of a link');
  if (tsize !== undefined && !(Number.isInteger(tsize) && tsize >= 0 && tsize <= varintMax))
    throw new WireError(`The size of a link is ${tsize}, but must be an integer from 0 to ${varintMax}.`);
  return (
    fieldSize(hash.length) +
    (name === undefined ? 0 : fieldSize(name.length)) +
    (tsize === undefined ? 0 : 1 + varintSize(tsize))
  );
}

function writeField(bytes: Uint8Array, at: number, key: number, value: Uint8Array): number {
  bytes[at] = key;
  const start = writeVarint(bytes, at + 1, value.length);
  bytes.set(value, start);
  return start + value.length;
}
