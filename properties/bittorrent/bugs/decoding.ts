/** Known bugs of BitTorrent's codecs, each as a variant of its codec. */

import { decodeResponse } from '../../../implementations/bittorrent/wire/http-tracker.ts';
import { wireRules } from '../../../implementations/bittorrent/wire/rules.ts';
import {
  connectionDecoder,
  datagrams,
  decodeExchange,
  decodeFile,
  metainfo,
  response,
  wire,
} from '../codecs.ts';

/** The number of bytes from an offset on, with the lowest byte first. */
function littleEndian(bytes: Uint8Array, offset: number, count: number): number {
  let value = 0;
  for (let at = offset + count - 1; at >= offset; at--) value = value * 256 + (bytes[at] as number);
  return value;
}

/** The mutants by number. */
export const decodingBugs = {
  B46: wire.mutant({
    says: 'The decoder assumes that each read brings exactly one message.',
    source: 'BEP 3, "peer protocol": TCP brings a stream of messages',
    breaks: 'Framing',
    decoder: () =>
      connectionDecoder({
        ...wireRules,
        nextMessage: (_end, chunkLength) => chunkLength,
        keepsPartialMessage: () => false,
      }),
  }),
  B46a: wire.mutant({
    says: 'The length of a message is read with its lowest byte first.',
    source: 'BEP 3, "peer protocol": all integers are four bytes big-endian',
    breaks: 'Decode After Encode',
    decoder: () =>
      connectionDecoder({ ...wireRules, messageLength: (bytes, offset) => littleEndian(bytes, offset, 4) }),
  }),
  B47: wire.mutant({
    says: 'A Bitfield with bits after the last piece is accepted.',
    source: 'BEP 3, "peer messages": spare bits at the end are set to zero',
    breaks: 'Decode After Encode',
    decoder: () => connectionDecoder({ ...wireRules, acceptsSpareBits: () => true }),
  }),
  B48: metainfo.mutant({
    says: 'The info-hash is computed of the known fields, encoded anew.',
    source: 'BEP 3, "trackers", info_hash: of the bencoded form as it is found in the metainfo file',
    breaks: 'Decode After Encode',
    decode: (bytes) =>
      decodeFile(bytes, { ...wireRules, infoBytes: (_file, _start, _end, encode) => encode() }),
  }),
  B49: response.mutant({
    says: 'The port of a compact peer is read with its lowest byte first.',
    source: 'BEP 23: in network byte order',
    breaks: 'Decode After Encode',
    decode: (bytes) =>
      decodeResponse(bytes, {
        ...wireRules,
        compactPort: (compact, offset) => littleEndian(compact, offset, 2),
      }),
  }),
  B52: datagrams.mutant({
    says: 'A reply is taken that has the transaction id of another request.',
    source: 'BEP 15, "connect": check whether the transaction ID is equal to the one you chose',
    breaks: 'Decode After Encode',
    decode: (bytes) => decodeExchange(bytes, { ...wireRules, acceptsTransaction: () => true }),
  }),
};
