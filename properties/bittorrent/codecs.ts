/**
 * The codecs of BitTorrent's suite: the peer wire, and the formats by which a peer learns of torrents and of
 * other peers.
 */

import { codec } from '../../checker/codecs/codec.ts';
import { decodeAnnounce, encodeAnnounce } from '../../implementations/bittorrent/wire/announce-url.ts';
import { decodeBencode, encodeBencode } from '../../implementations/bittorrent/wire/bencode.ts';
import { fromByteString, toByteString, toHex } from '../../implementations/bittorrent/wire/bytes.ts';
import { ConnectionDecoder } from '../../implementations/bittorrent/wire/connection.ts';
import { MessageDecoder } from '../../implementations/bittorrent/wire/decode.ts';
import { WireError } from '../../implementations/bittorrent/wire/decoder.ts';
import { encodeMessage, MessageEncoder } from '../../implementations/bittorrent/wire/encode.ts';
import {
  decodeExtensionHandshake,
  encodeExtensionHandshake,
} from '../../implementations/bittorrent/wire/extension.ts';
import { encodeHandshake, supports } from '../../implementations/bittorrent/wire/handshake.ts';
import {
  decodeScrapeResponse,
  encodeScrapeResponse,
  type ScrapeResponse,
} from '../../implementations/bittorrent/wire/http-scrape.ts';
import { decodeResponse, encodeResponse } from '../../implementations/bittorrent/wire/http-tracker.ts';
import { decodeMagnet, encodeMagnet } from '../../implementations/bittorrent/wire/magnet.ts';
import type { Handshake, Message } from '../../implementations/bittorrent/wire/messages.ts';
import {
  decodeMetainfo,
  encodeMetainfo,
  type Metainfo,
} from '../../implementations/bittorrent/wire/metainfo.ts';
import { type WireRules, wireLimits, wireRules } from '../../implementations/bittorrent/wire/rules.ts';
import {
  decodeUdpReply,
  decodeUdpRequest,
  encodeUdpReply,
  encodeUdpRequest,
} from '../../implementations/bittorrent/wire/udp-tracker.ts';
import {
  decodeMetadataMessage,
  encodeMetadataMessage,
} from '../../implementations/bittorrent/wire/ut-metadata.ts';
import { decodePex, encodePex } from '../../implementations/bittorrent/wire/ut-pex.ts';
import {
  announceRequest,
  announceResponse,
  bencode as bencodeValue,
  extensionHandshake,
  handshake,
  magnet as magnetLink,
  messages,
  metadataMessage,
  metainfo as metainfoFile,
  pexMessage,
  scrapeResponse,
  type UdpExchange,
  udpExchange,
} from './arbitraries.ts';

/** The number of pieces of the torrent on the wire: not a multiple of 8, so that a Bitfield has spare bits. */
const pieces = 13;
/** What a node offers that decodes the wire. */
const offers = ['fast', 'extensions'] as const;

/** The decoder of a connection by these rules. */
export function connectionDecoder(rules: WireRules): ConnectionDecoder {
  return new ConnectionDecoder({ offers, pieces, rules });
}

/** The codec of all that one side of a connection sends. */
export const wire = codec<Handshake | Message>({
  says: 'One side of a connection: its handshake of 68 bytes, and messages with a length each.',
  source: 'BEP 3, "peer protocol" and "peer messages"; BEP 6; BEP 10',
  streams: handshake.chain((first) =>
    messages(supports(first, 'fast'), pieces).map((rest): (Handshake | Message)[] => [first, ...rest]),
  ),
  encode: (value) => (value.type === 'Handshake' ? encodeHandshake(value) : encodeMessage(value, { pieces })),
  decoder: () => connectionDecoder(wireRules),
  error: WireError,
  bufferedBytesMax: 4 + 2 + wireLimits.extendedBytesMax,
});

/** Decodes a connection after its handshakes by these rules, all at once. */
function decodeConversation(bytes: Uint8Array, rules: WireRules): readonly Message[] {
  const decoder = new MessageDecoder({ pieces, rules });
  const values: Message[] = [];
  decoder.push(bytes, (value) => values.push(value));
  decoder.end();
  return values;
}

/** The codec of the messages of a connection as one value, whose encoder knows which message may come when. */
const conversation = codec<readonly Message[]>({
  says: 'All messages of one side of a connection, of which a Bitfield is the first.',
  source: 'BEP 3, "peer messages"',
  values: messages(false, pieces),
  encode: (values) => {
    const encoder = new MessageEncoder({ pieces });
    return Uint8Array.from(values.flatMap((value) => [...encoder.encode(value)]));
  },
  decode: (bytes) => decodeConversation(bytes, wireRules),
  error: WireError,
});

const bencode = codec<unknown>({
  says: 'A bencoded value, of which each has one form.',
  source: 'BEP 3, "bencoding"',
  values: bencodeValue,
  encode: (value) => encodeBencode(value as never),
  decode: (bytes) => decodeBencode(bytes),
  error: WireError,
  plain: withoutPlaces,
});

/** A value without the places of its bytes. */
function withoutPlaces(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(withoutPlaces);
  const { entries } = value as { entries: readonly { key: string; value: unknown }[] };
  return { entries: entries.map((entry) => ({ key: entry.key, value: withoutPlaces(entry.value) })) };
}

const extension = codec({
  says: 'The handshake of extensions: a dictionary in an extended message with id 0.',
  source: 'BEP 10, "handshake message"',
  values: extensionHandshake,
  encode: encodeExtensionHandshake,
  decode: decodeExtensionHandshake,
  error: WireError,
});

const metadata = codec({
  says: 'A message of ut_metadata: a dictionary, and perhaps a block of the info dictionary after it.',
  source: 'BEP 9, "extension message"',
  values: metadataMessage,
  encode: encodeMetadataMessage,
  decode: decodeMetadataMessage,
  error: WireError,
});

/** The codec of peer exchange. */
export const pex = codec({
  says: 'A message of ut_pex: the peers that the sender connected to, and those that left.',
  source: 'BEP 11',
  values: pexMessage,
  encode: encodePex,
  decode: (bytes) => decodePex(bytes),
  error: WireError,
});

/** Decodes a metainfo file by these rules, without what follows from its bytes. */
export function decodeFile(bytes: Uint8Array, rules: WireRules): Metainfo {
  const { info: _, ...file } = decodeMetainfo(bytes, rules);
  return file;
}

/** The codec of metainfo files. */
export const metainfo = codec<Metainfo>({
  says: 'A metainfo file: trackers, and the info dictionary as it came.',
  source: 'BEP 3, "metainfo files"; BEP 12',
  values: metainfoFile,
  encode: encodeMetainfo,
  decode: (bytes) => decodeFile(bytes, wireRules),
  error: WireError,
});

const magnet = codec({
  says: 'A magnet link: the info-hash, a name, and trackers.',
  source: 'BEP 9, "magnet URI format"',
  values: magnetLink,
  encode: (value) => fromByteString(encodeMagnet(value), 'magnet link'),
  decode: (bytes) => decodeMagnet(toByteString(bytes)),
  error: WireError,
});

const announce = codec({
  says: 'The query of an announce to an HTTP tracker.',
  source: 'BEP 3, "trackers"',
  values: announceRequest,
  encode: (value) => fromByteString(encodeAnnounce(value), 'query'),
  decode: (bytes) => decodeAnnounce(toByteString(bytes)),
  error: WireError,
});

/** The codec of the responses of HTTP trackers. */
export const response = codec({
  says: 'The response of an HTTP tracker: peers as dictionaries or compact, or a failure.',
  source: 'BEP 3, "trackers"; BEP 7; BEP 23',
  values: announceResponse,
  encode: encodeResponse,
  decode: (bytes) => decodeResponse(bytes),
  error: WireError,
});

const scrape = codec({
  says: 'The response of an HTTP tracker to a scrape: the numbers of each torrent.',
  source: 'BEP 48',
  values: scrapeResponse,
  encode: encodeScrapeResponse,
  decode: decodeScrapeResponse,
  error: WireError,
  plain: inOrder,
});

/** A response to a scrape with its torrents in the order of their hashes, as they are encoded. */
function inOrder(value: ScrapeResponse): unknown {
  if (value.type === 'Failure') return value;
  const byHash = [...value.files].sort((one, other) =>
    toHex(one.infoHash) < toHex(other.infoHash) ? -1 : 1,
  );
  return { ...value, files: byHash };
}

/** Decodes the datagrams of an exchange by these rules: a byte with the length of the request is before them. */
export function decodeExchange(bytes: Uint8Array, rules: WireRules): UdpExchange {
  const end = 1 + (bytes[0] ?? 0);
  const request = decodeUdpRequest(bytes.subarray(1, end));
  return { request, reply: decodeUdpReply(bytes.subarray(end), request, 4, rules) };
}

/** The codec of a request to a UDP tracker and the reply to it. */
export const datagrams = codec<UdpExchange>({
  says: 'A request to a UDP tracker and the reply, which has the transaction of the request.',
  source: 'BEP 15',
  values: udpExchange,
  encode: ({ request, reply }) => {
    if (request.transaction !== reply.transaction)
      throw new WireError(
        `The reply has transaction ${reply.transaction}, but must have ${request.transaction}.`,
      );
    const asked = encodeUdpRequest(request);
    return Uint8Array.from([asked.length, ...asked, ...encodeUdpReply(reply)]);
  },
  decode: (bytes) => decodeExchange(bytes, wireRules),
  error: WireError,
});

/** The codecs by name. */
export const codecs = {
  ...{
    wire,
    conversation,
    bencode,
    extension,
    metadata,
    pex,
    metainfo,
    magnet,
    announce,
    response,
    scrape,
    datagrams,
  },
};
