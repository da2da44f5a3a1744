/**
 * Arbitrary values of BitTorrent's formats, for fast-check: each one is valid, so it encodes without an error.
 */
import fc from 'fast-check';
import type { AnnounceRequest } from '../../implementations/bittorrent/wire/announce-url.ts';
import type { BencodeValue } from '../../implementations/bittorrent/wire/bencode.ts';
import { toByteString } from '../../implementations/bittorrent/wire/bytes.ts';
import { type Endpoint, formatAddress } from '../../implementations/bittorrent/wire/endpoints.ts';
import type { ExtensionHandshake } from '../../implementations/bittorrent/wire/extension.ts';
import type { ScrapeResponse } from '../../implementations/bittorrent/wire/http-scrape.ts';
import type { AnnounceResponse } from '../../implementations/bittorrent/wire/http-tracker.ts';
import { encodeInfo, hashBytes, type Info, totalLength } from '../../implementations/bittorrent/wire/info.ts';
import type { Magnet } from '../../implementations/bittorrent/wire/magnet.ts';
import {
  bitfieldBytes,
  type Handshake,
  type Message,
} from '../../implementations/bittorrent/wire/messages.ts';
import type { Metainfo } from '../../implementations/bittorrent/wire/metainfo.ts';
import { checkDistinct, checkName } from '../../implementations/bittorrent/wire/paths.ts';
import type { UdpReply, UdpRequest } from '../../implementations/bittorrent/wire/udp-tracker.ts';
import {
  type MetadataMessage,
  metadataBlockBytes,
} from '../../implementations/bittorrent/wire/ut-metadata.ts';
import type { PexMessage } from '../../implementations/bittorrent/wire/ut-pex.ts';

/** The text by which tests compare values: comparing long byte strings element by element takes seconds. */
export function textOf(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) => {
    if (field instanceof Uint8Array) return `bytes ${toByteString(field)}`;
    return typeof field === 'bigint' ? `integer ${field}` : field;
  });
}

/** Any character of Unicode. The unit 'binary' of fast-check would build a large table when a suite is loaded. */
const character = fc
  .oneof(fc.integer({ min: 0, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10_ffff }))
  .map((code) => String.fromCodePoint(code));

const uint = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 });
const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const exactly = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const id = exactly(20);
const count = fc.oneof(uint(8), uint(53));
/** The port of a peer that can be dialled. */
const port = fc.integer({ min: 1, max: 0xffff });
/** Names as people give them, and any well-formed Unicode. */
const text = fc.oneof(fc.string({ maxLength: 20 }), fc.string({ unit: character, maxLength: 10 }));

const block = fc.oneof(
  { weight: 40, arbitrary: bytes(40) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(51, 64, 65, 16_383, 16_384)
      .map((length) => Uint8Array.from({ length }, (_, at) => at % 251)),
  },
);
const place = { index: uint(32), begin: uint(32), length: uint(32) };
const ofType = <const T extends string>(...types: T[]) => fc.constantFrom(...types);

/** Messages of BEP 3 and BEP 5 that may come anywhere, but for Bitfield. */
const plain: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ type: ofType('KeepAlive', 'Choke', 'Unchoke', 'Interested', 'NotInterested') }),
  fc.record({ type: ofType('Have'), index: uint(32) }),
  fc.record({ type: ofType('Request', 'Cancel'), ...place }),
  fc.record({ type: ofType('Piece'), index: uint(32), begin: uint(32), block }),
  fc.record({ type: ofType('Port'), port: uint(16) }),
  fc.record({ type: ofType('Extended'), id: uint(8), payload: bytes(40) }),
);
/** Messages of BEP 6 that may come anywhere. */
const fast: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ type: ofType('SuggestPiece', 'AllowedFast'), index: uint(32) }),
  fc.record({ type: ofType('RejectRequest'), ...place }),
);

/** A Bitfield of so many pieces; undefined for a number that is not known. */
export function bitfield(pieces: number | undefined): fc.Arbitrary<Message> {
  const bits =
    pieces === undefined
      ? bytes(20)
      : exactly(bitfieldBytes(pieces)).map((all) => {
          const last = all.length - 1;
          const mask = 0xff << (all.length * 8 - pieces);
          return all.map((byte, at) => (at === last ? byte & mask : byte));
        });
  return bits.map((given) => ({ type: 'Bitfield', bits: given }));
}

/** What one partner sends after its handshake: what it has comes first, and with the fast extension it must. */
export function messages(isFast: boolean, pieces: number | undefined): fc.Arbitrary<readonly Message[]> {
  const early = fc.array(
    plain.filter(({ type }) => type === 'KeepAlive' || type === 'Extended' || type === 'Port'),
    { maxLength: 2 },
  );
  const all = fc.record({ type: ofType('HaveAll', 'HaveNone') });
  const first = isFast ? fc.oneof(bitfield(pieces), all) : bitfield(pieces);
  const opening = isFast ? first.map((one) => [one]) : fc.array(first, { maxLength: 1 });
  const rest = fc.array(isFast ? fc.oneof(plain, fast) : plain, { maxLength: 6 });
  return fc.tuple(early, opening, rest).map((parts) => parts.flat());
}

/** A handshake of any flags. */
export const handshake: fc.Arbitrary<Handshake> = fc.record({
  type: ofType('Handshake'),
  reserved: exactly(8),
  infoHash: id,
  peerId: id,
});

const key = fc.string({
  unit: fc.integer({ min: 0, max: 0xff }).map((c) => String.fromCharCode(c)),
  maxLength: 8,
});
const unsafe = 2n ** 53n;

/** A value of bencode, of at most five levels. */
export const bencode: fc.Arbitrary<BencodeValue> = fc.letrec<{ value: BencodeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      fc.maxSafeInteger(),
      fc.integer({ min: -11, max: 11 }),
      fc.bigInt({ min: unsafe, max: 2n ** 64n - 1n }),
      fc.bigInt({ min: -(2n ** 63n), max: -unsafe }),
      bytes(24),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .uniqueArray(fc.record({ key, value: tie('value') }), { selector: (entry) => entry.key, maxLength: 4 })
      .map((entries) => ({ entries: entries.sort((one, other) => (one.key < other.key ? -1 : 1)) })),
  ),
})).value;

/** A host name. Those of fast-check, and its URLs, would build a large table when a suite is loaded. */
const host = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9](\.[a-z]{2,5}){1,2}$/);

const v4 = exactly(4).map(formatAddress);
const v6 = fc
  .oneof(exactly(16), fc.array(fc.constantFrom(0, 0, 1, 255), { minLength: 16, maxLength: 16 }))
  .map((given) => formatAddress(Uint8Array.from(given)));
const endpoint = (address: fc.Arbitrary<string>): fc.Arbitrary<Endpoint> => fc.record({ address, port });
const endpoints = (address: fc.Arbitrary<string>) => fc.array(endpoint(address), { maxLength: 3 });
/** IPv4 addresses, and then IPv6 ones. */
const bothFamilies = fc.tuple(endpoints(v4), endpoints(v6)).map((lists) => lists.flat());

/** An extension handshake. */
export const extensionHandshake: fc.Arbitrary<ExtensionHandshake> = fc.record(
  {
    ids: fc
      .uniqueArray(fc.record({ name: key, id: fc.oneof(fc.constant(0), uint(8)) }), {
        comparator: (one, other) => one.name === other.name || (one.id !== 0 && one.id === other.id),
        maxLength: 4,
      })
      .map((ids) => ids.sort((one, other) => (one.name < other.name ? -1 : 1))),
    client: text,
    port: uint(16),
    requestsMax: count,
    metadataBytes: count,
    yourAddress: fc.oneof(exactly(4), exactly(16)),
    ipv4: exactly(4),
    ipv6: exactly(16),
  },
  { requiredKeys: ['ids'] },
);

const metadataBlock = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 1, max: 30 }) },
  { weight: 1, arbitrary: fc.constant(metadataBlockBytes) },
);

/** A message of `ut_metadata`; blocks are mostly the last one of their metadata. */
export const metadataMessage: fc.Arbitrary<MetadataMessage> = fc.oneof(
  fc.record({ type: ofType('Request', 'Reject'), piece: count }),
  fc.record({ type: ofType('Unknown'), code: fc.integer({ min: 3, max: 1_000 }) }),
  fc.tuple(uint(8), metadataBlock, uint(8)).map(
    ([piece, length, more]): MetadataMessage => ({
      ...{ type: 'Data', piece, block: new Uint8Array(length).fill(7) },
      totalBytes: piece * metadataBlockBytes + length + (length === metadataBlockBytes ? more : 0),
    }),
  ),
);

/** A message of `ut_pex`. */
export const pexMessage: fc.Arbitrary<PexMessage> = fc.record({
  added: fc
    .tuple(bothFamilies, exactly(6))
    .map(([peers, flags]) => peers.map((peer, at) => ({ ...peer, flags: flags[at] as number }))),
  dropped: bothFamilies,
});

function passes(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
const name = text.filter((given) => passes(() => checkName(given, 'name')));
const length = fc.oneof(fc.constant(0), uint(6), uint(16));
const folder = fc
  .array(fc.record({ path: fc.array(name, { minLength: 1, maxLength: 3 }), length }), {
    minLength: 1,
    maxLength: 4,
  })
  .filter((files) => passes(() => checkDistinct(files.map(({ path }) => path))))
  .map((files) => ({ type: 'folder' as const, files }));

/** An info dictionary with as many hashes as its sizes ask for. */
export const info: fc.Arbitrary<Info> = fc
  .record({
    name,
    pieces: fc.integer({ min: 1, max: 4 }),
    content: fc.oneof(
      length.map((given) => ({ type: 'file' as const, length: given })),
      folder,
    ),
    isPrivate: fc.boolean(),
    hash: fc.nat(255),
  })
  .map(({ pieces, hash, ...rest }) => {
    const total = totalLength(rest);
    const pieceLength = Math.max(1, Math.ceil(total / pieces));
    const hashes = new Uint8Array(Math.ceil(total / pieceLength) * hashBytes).fill(hash);
    return { ...rest, pieceLength, hashes };
  });

const url = fc
  .tuple(
    fc.constantFrom('http', 'https'),
    host,
    fc.integer({ min: 1, max: 65_535 }),
    fc.stringMatching(/^[a-z0-9._~-]{0,8}$/),
  )
  .map(([scheme, name, port, path]) => `${scheme}://${name}:${port}/${path}`);
const tiers = fc.array(fc.array(url, { minLength: 1, maxLength: 3 }), { maxLength: 2 });

/** The bytes of an info dictionary, in half of the cases with a key that this codec does not know. */
export const infoBytes: fc.Arbitrary<Uint8Array> = fc.tuple(info, fc.boolean()).map(([given, isExtended]) => {
  const encoded = encodeInfo(given);
  if (!isExtended) return encoded;
  const extra = Uint8Array.from('6:source2:me', (character) => character.charCodeAt(0));
  return Uint8Array.from([...encoded.subarray(0, -1), ...extra, 0x65]);
});

/** A metainfo file. */
export const metainfo: fc.Arbitrary<Metainfo> = fc.record(
  { announce: url, tiers, infoBytes },
  { requiredKeys: ['tiers', 'infoBytes'] },
);

/** A magnet link. */
export const magnet: fc.Arbitrary<Magnet> = fc.record(
  { infoHash: id, name: text, trackers: fc.array(url, { maxLength: 3 }) },
  { requiredKeys: ['infoHash', 'trackers'] },
);

const event = ofType('started', 'completed', 'stopped');
const progress = {
  infoHash: id,
  peerId: id,
  port: uint(16),
  uploaded: count,
  downloaded: count,
  left: count,
};

/** An announce over HTTP. */
export const announceRequest: fc.Arbitrary<AnnounceRequest> = fc.record(
  {
    ...progress,
    event,
    numWanted: uint(32),
    key: text,
    trackerId: bytes(8),
    address: fc.oneof(v4, v6, host),
    ipv6: v6,
    compact: fc.boolean(),
  },
  { requiredKeys: ['infoHash', 'peerId', 'port', 'uploaded', 'downloaded', 'left', 'compact'] },
);

const responseFields = {
  type: ofType('Peers'),
  interval: count,
  minInterval: count,
  warning: text,
  trackerId: bytes(8),
  complete: count,
  incomplete: count,
};
const required = ['type', 'interval', 'form', 'peers'] as const;

/** The response to an announce over HTTP. */
export const announceResponse: fc.Arbitrary<AnnounceResponse> = fc.oneof(
  fc.record(
    { type: ofType('Failure'), reason: text, retryIn: fc.oneof(count, fc.constant('never' as const)) },
    { requiredKeys: ['type', 'reason'] },
  ),
  fc.record(
    { ...responseFields, form: ofType('compact'), peers: bothFamilies },
    { requiredKeys: [...required] },
  ),
  fc.record(
    {
      ...responseFields,
      form: ofType('dictionaries'),
      peers: fc.array(
        fc.record(
          { address: fc.oneof(v4, v6, host), port, peerId: id },
          { requiredKeys: ['address', 'port'] },
        ),
        { maxLength: 3 },
      ),
    },
    { requiredKeys: [...required] },
  ),
);

const connection = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

/** The response to a scrape over HTTP. */
export const scrapeResponse: fc.Arbitrary<ScrapeResponse> = fc.oneof(
  fc.record({ type: ofType('Failure'), reason: text }),
  fc.record(
    {
      type: ofType('Scrape'),
      files: fc.uniqueArray(
        fc.record(
          {
            infoHash: id,
            counts: fc.record({ seeders: count, completed: count, leechers: count }),
            name: text,
          },
          { requiredKeys: ['infoHash', 'counts'] },
        ),
        { maxLength: 3, selector: ({ infoHash }) => infoHash.join() },
      ),
      minInterval: count,
    },
    { requiredKeys: ['type', 'files'] },
  ),
);

/** A request to a UDP tracker. */
export const udpRequest: fc.Arbitrary<UdpRequest> = fc.oneof(
  fc.record({ type: ofType('Connect'), transaction: uint(32) }),
  fc.record(
    {
      ...{ type: ofType('Announce'), transaction: uint(32), connection, ...progress },
      ...{ event, address: uint(32), key: uint(32), numWanted: fc.integer() },
    },
    {
      requiredKeys: [
        ...(['type', 'transaction', 'connection', 'infoHash', 'peerId', 'port', 'uploaded'] as const),
        ...(['downloaded', 'left', 'address', 'key', 'numWanted'] as const),
      ],
    },
  ),
  fc.record({
    type: ofType('Scrape'),
    transaction: uint(32),
    connection,
    infoHashes: fc.array(id, { minLength: 1, maxLength: 4 }),
  }),
);

/** A request to a UDP tracker, and a reply to it. */
export interface UdpExchange {
  readonly request: UdpRequest;
  readonly reply: UdpReply;
}

/** A reply to each request has its transaction, and as many counts as it has torrents. */
export const udpExchange: fc.Arbitrary<UdpExchange> = udpRequest.chain((request) =>
  fc.record({ request: fc.constant(request), reply: fc.oneof(errorFor(request), replyTo(request)) }),
);

function errorFor({ transaction }: UdpRequest): fc.Arbitrary<UdpReply> {
  return fc.record({ type: ofType('Error'), transaction: fc.constant(transaction), message: text });
}

function replyTo(request: UdpRequest): fc.Arbitrary<UdpReply> {
  const transaction = fc.constant(request.transaction);
  if (request.type === 'Connect') return fc.record({ type: ofType('Connect'), transaction, connection });
  if (request.type === 'Announce')
    return fc.record({
      ...{ type: ofType('Announce'), transaction, interval: uint(32), leechers: uint(32), seeders: uint(32) },
      peers: endpoints(v4),
    });
  const torrents = request.infoHashes.length;
  return fc.record({
    type: ofType('Scrape'),
    transaction,
    counts: fc.array(fc.record({ seeders: uint(32), completed: uint(32), leechers: uint(32) }), {
      minLength: torrents,
      maxLength: torrents,
    }),
  });
}
