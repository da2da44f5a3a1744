/**
 * The links of a block, by the codec in its CID: what a DAG walk follows. CIDs are keys here, as
 * `keyOfCid` writes them.
 */
import { cidOfKey, codecs, identityBlock, keyOfCid, prefixOfCid } from './cid.ts';
import { decodeNode } from './dag-pb.ts';
import { WireError } from './decoder.ts';

/**
 * The links of a block, in order; a link may occur twice. A raw block has none.
 * @throws {WireError} if the data are no node, or the codec is neither raw nor dag-pb.
 */
export function linksOf(key: string, data: Uint8Array): readonly string[] {
  const { codec } = prefixOfCid(cidOfKey(key));
  if (codec === codecs.raw) return [];
  if (codec !== codecs.dagPb)
    throw new WireError(
      `A block has the codec ${codec}, but links are read of ${codecs.raw} and ${codecs.dagPb}.`,
    );
  return decodeNode(data).links.map(({ hash }) => keyOfCid(hash));
}

/**
 * The links of an identity CID, which holds its own block; undefined for any other CID. A block that is no node
 * has no links: no other block can have this CID, so there is no better one to ask for.
 */
export function identityLinksOf(key: string): readonly string[] | undefined {
  const block = identityBlock(cidOfKey(key));
  if (block === undefined) return undefined;
  try {
    return linksOf(key, block);
  } catch (error) {
    if (error instanceof WireError) return [];
    throw error;
  }
}
