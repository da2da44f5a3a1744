/**
 * The allowed fast set (BEP 6, "allowed fast set generation"): the pieces that a peer may ask for while it is
 * choked. They follow from its address and the torrent, so it cannot get others by dialling again.
 */
import { checkLength, checkUint, concat, idBytes, readUint32 } from './bytes.ts';
import { WireError } from './decoder.ts';
import { parseAddress } from './endpoints.ts';
import type { Sha1 } from './metainfo.ts';

/** The pieces that BEP 6 suggests. */
export const allowedFastPieces = 10;

/**
 * The allowed fast set of a peer, in the order of BEP 6.
 * @param address an IPv4 address: the BEP defines no set for others.
 * @param pieces the number of pieces of the torrent.
 * @param count the size of the set; all pieces, if there are fewer.
 * @throws {WireError} if the address is no IPv4 address, or the info-hash has not 20 bytes.
 */
export function allowedFastSet(
  address: string,
  infoHash: Uint8Array,
  pieces: number,
  sha1: Sha1,
  count = allowedFastPieces,
): number[] {
  const network = parseAddress(address)?.slice();
  if (network?.length !== 4)
    throw new WireError(`The address '${address}' has no allowed fast set, but an IPv4 address has one.`);
  checkUint(pieces, 32, 'number of pieces');
  // Peers of one network of 256 addresses share their set.
  network[3] = 0;
  const set = new Set<number>();
  const wanted = Math.min(count, pieces);
  let hash = concat([network, checkLength(infoHash, idBytes, 'info-hash')]);
  while (set.size < wanted) {
    hash = checkLength(sha1(hash), idBytes, 'SHA-1');
    for (let at = 0; at < idBytes && set.size < wanted; at += 4) set.add(readUint32(hash, at) % pieces);
  }
  return [...set];
}
