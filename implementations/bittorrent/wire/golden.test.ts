/**
 * Golden bytes: each message and each datagram, written by hand from the BEPs, field by field, and decoded.
 * Encoding the value gives the same bytes.
 */
import { describe, expect, it } from 'vitest';
import { textOf } from '../../../properties/bittorrent/arbitraries.ts';
import { announceUrl, decodeAnnounce } from './announce-url.ts';
import { MessageDecoder } from './decode.ts';
import { encodeInto, encodeMessage, encodePieceHeader } from './encode.ts';
import { decodeExtensionHandshake, encodeExtensionHandshake } from './extension.ts';
import { encodeHandshake, HandshakeDecoder, reservedFor, supports } from './handshake.ts';
import { decodeResponse, encodeResponse } from './http-tracker.ts';
import type { Handshake, Message } from './messages.ts';
import {
  decodeUdpReply,
  decodeUdpRequest,
  encodeUdpReply,
  encodeUdpRequest,
  type UdpReply,
  type UdpRequest,
} from './udp-tracker.ts';
import { decodeMetadataMessage, encodeMetadataMessage } from './ut-metadata.ts';
import { decodePex, encodePex } from './ut-pex.ts';

/** Bytes from hexadecimal digits; blanks separate fields. */
function hex(...parts: string[]): Uint8Array {
  const digits = parts.join('').replaceAll(/\s/g, '');
  return Uint8Array.from(digits.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

/** Bytes from characters up to U+00FF. */
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

const infoHash = hex('0102030405060708090a 0b0c0d0e0f1011121314');
const peerId = latin1('-SC0100-abcdefghijkl');

const messages: { source: string; bytes: Uint8Array; value: Message }[] = [
  { source: 'BEP 3, keep-alive', bytes: hex('00000000'), value: { type: 'KeepAlive' } },
  { source: 'BEP 3, choke', bytes: hex('00000001 00'), value: { type: 'Choke' } },
  { source: 'BEP 3, unchoke', bytes: hex('00000001 01'), value: { type: 'Unchoke' } },
  { source: 'BEP 3, interested', bytes: hex('00000001 02'), value: { type: 'Interested' } },
  { source: 'BEP 3, not interested', bytes: hex('00000001 03'), value: { type: 'NotInterested' } },
  {
    source: 'BEP 3, have: one index',
    bytes: hex('00000005 04 00000102'),
    value: { type: 'Have', index: 258 },
  },
  {
    source: 'BEP 3, bitfield: piece 0 is the highest bit; 10 pieces leave 6 spare bits',
    bytes: hex('00000003 05 8140'),
    value: { type: 'Bitfield', bits: hex('8140') },
  },
  {
    source: 'BEP 3, request: index, begin, length of 2^14',
    bytes: hex('0000000d 06 00000001 00008000 00004000'),
    value: { type: 'Request', index: 1, begin: 32_768, length: 16_384 },
  },
  {
    source: 'BEP 3, piece: index, begin, block',
    bytes: hex('0000000c 07 ffffffff 00004000 aabbcc'),
    value: { type: 'Piece', index: 0xffff_ffff, begin: 16_384, block: hex('aabbcc') },
  },
  {
    source: 'BEP 3, cancel: as request',
    bytes: hex('0000000d 08 00000001 00008000 00004000'),
    value: { type: 'Cancel', index: 1, begin: 32_768, length: 16_384 },
  },
  {
    source: 'BEP 5, port: 6881 is 0x1ae1',
    bytes: hex('00000003 09 1ae1'),
    value: { type: 'Port', port: 6_881 },
  },
  {
    source: 'BEP 6, suggest piece 0x0d',
    bytes: hex('00000005 0d 00000007'),
    value: { type: 'SuggestPiece', index: 7 },
  },
  { source: 'BEP 6, have all 0x0e', bytes: hex('00000001 0e'), value: { type: 'HaveAll' } },
  { source: 'BEP 6, have none 0x0f', bytes: hex('00000001 0f'), value: { type: 'HaveNone' } },
  {
    source: 'BEP 6, reject request 0x10',
    bytes: hex('0000000d 10 00000001 00008000 00004000'),
    value: { type: 'RejectRequest', index: 1, begin: 32_768, length: 16_384 },
  },
  {
    source: 'BEP 6, allowed fast 0x11; 1059 is the first of its set in the example',
    bytes: hex('00000005 11 00000423'),
    value: { type: 'AllowedFast', index: 1_059 },
  },
  {
    source: 'BEP 10, extended: two ids, payload',
    bytes: hex('00000004 14 03 6465'),
    value: { type: 'Extended', id: 3, payload: latin1('de') },
  },
];

describe('messages', () => {
  it.each(messages)('decodes $source', ({ bytes, value }) => {
    // Messages of the fast extension must follow one that tells what the partner has.
    const isState = value.type === 'Bitfield' || value.type === 'HaveAll' || value.type === 'HaveNone';
    const decoder = new MessageDecoder({ fast: true });
    if (!isState) decoder.push(encodeMessage({ type: 'HaveNone' }), () => undefined);
    const values: Message[] = [];
    decoder.push(bytes, (one) => values.push(one));
    decoder.end();
    expect(values).toEqual([value]);
  });

  it.each(messages)('encodes $source', ({ bytes, value }) => {
    expect([...encodeMessage(value)]).toEqual([...bytes]);
    const buffer = new Uint8Array(bytes.length + 6).fill(0xee);
    expect(encodeInto(value, buffer, 3)).toBe(bytes.length + 3);
    expect([...buffer]).toEqual([0xee, 0xee, 0xee, ...bytes, 0xee, 0xee, 0xee]);
  });

  it('encodes the header of a Piece apart from its block', () => {
    const bytes = new Uint8Array(13);
    expect(encodePieceHeader(bytes, 0, 0xffff_ffff, 16_384, 3)).toBe(13);
    expect(bytes).toEqual(hex('0000000c 07 ffffffff 00004000'));
  });

  it('decodes and encodes the handshake (BEP 3; BEP 6: byte 7 has 0x04; BEP 10: byte 5 has 0x10)', () => {
    const bytes = Uint8Array.from([
      ...[19, ...latin1('BitTorrent protocol')],
      ...[...hex('0000000000100004'), ...infoHash, ...peerId],
    ]);
    expect(bytes.length).toBe(68);
    const values: Handshake[] = [];
    const decoder = new HandshakeDecoder();
    decoder.push(bytes, (one) => values.push(one));
    decoder.end();
    const value: Handshake = {
      ...{ type: 'Handshake', infoHash, peerId, reserved: reservedFor(['fast', 'extensions']) },
    };
    expect(values).toEqual([value]);
    expect(encodeHandshake(value)).toEqual(bytes);
    expect((['fast', 'extensions', 'dht'] as const).map((feature) => supports(value, feature))).toEqual([
      ...[true, true, false],
    ]);
  });
});

describe('extended messages', () => {
  it('has the example of BEP 10, "handshake message"', () => {
    const bytes = latin1('d1:md11:LT_metadatai1e6:\xb5T_PEXi2ee1:pi6881e1:v13:\xc2\xb5Torrent 1.2e');
    const value = {
      ids: [
        { name: 'LT_metadata', id: 1 },
        { name: '\xb5T_PEX', id: 2 },
      ],
      ...{ client: 'µTorrent 1.2', port: 6_881 },
    };
    expect(decodeExtensionHandshake(bytes)).toEqual(value);
    expect(encodeExtensionHandshake(value)).toEqual(bytes);
  });

  it('has the example of BEP 9, "extension header"', () => {
    const bytes = latin1('d1:md11:ut_metadatai3ee13:metadata_sizei31235ee');
    const value = { ids: [{ name: 'ut_metadata', id: 3 }], metadataBytes: 31_235 };
    expect(decodeExtensionHandshake(bytes)).toEqual(value);
    expect(encodeExtensionHandshake(value)).toEqual(bytes);
  });

  it.each([
    ['request', 'd8:msg_typei0e5:piecei0ee', { type: 'Request', piece: 0 }],
    [
      'data',
      `d8:msg_typei1e5:piecei0e10:total_sizei34256ee${'x'.repeat(16_384)}`,
      { type: 'Data', piece: 0, totalBytes: 34_256, block: latin1('x'.repeat(16_384)) },
    ],
    [
      'data, the last block: 34256 = 2 * 16384 + 1488',
      `d8:msg_typei1e5:piecei2e10:total_sizei34256ee${'x'.repeat(1_488)}`,
      { type: 'Data', piece: 2, totalBytes: 34_256, block: latin1('x'.repeat(1_488)) },
    ],
    ['reject', 'd8:msg_typei2e5:piecei0ee', { type: 'Reject', piece: 0 }],
    ['an unknown type, which is to be ignored', 'd8:msg_typei7ee', { type: 'Unknown', code: 7 }],
  ] as const)('has the form of BEP 9, %s', (_name, text, value) => {
    expect(textOf(decodeMetadataMessage(latin1(text)))).toBe(textOf(value));
    expect(textOf(encodeMetadataMessage(value))).toBe(textOf(latin1(text)));
  });

  it('has the form of BEP 11: contacts of both families, and a byte of flags for each that is added', () => {
    const bytes = latin1(
      `d5:added6:\x7f\0\0\x01\x1a\xe17:added.f1:\x126:added618:${'\0'.repeat(15)}\x01\x1a\xe2` +
        '8:added6.f1:\x007:dropped6:\x0a\0\0\x01\0\x508:dropped60:e',
    );
    const value = {
      added: [
        { address: '127.0.0.1', port: 6_881, flags: 0x12 },
        { address: '::1', port: 6_882, flags: 0 },
      ],
      dropped: [{ address: '10.0.0.1', port: 80 }],
    };
    expect(decodePex(bytes)).toEqual(value);
    expect(encodePex(value)).toEqual(bytes);
  });

  it('takes peers without flags, and a message without lists', () => {
    expect(decodePex(latin1('d5:added6:\x7f\0\0\x01\x1a\xe1e')).added).toEqual([
      { address: '127.0.0.1', port: 6_881, flags: 0 },
    ]);
    expect(decodePex(latin1('de'))).toEqual({ added: [], dropped: [] });
  });
});

describe('trackers over HTTP', () => {
  const request = {
    infoHash: hex('123456789abcdef123456789abcdef123456789a'),
    ...{ peerId, port: 6_881, uploaded: 0, downloaded: 1, left: 2, compact: true },
  };
  const query =
    'info_hash=%124Vx%9A%BC%DE%F1%23Eg%89%AB%CD%EF%124Vx%9A&peer_id=-SC0100-abcdefghijkl&port=6881' +
    '&uploaded=0&downloaded=1&left=2&compact=1';

  it.each([
    ['http://t.example/announce', `http://t.example/announce?${query}`],
    ['https://t.example/a?passkey=7', `https://t.example/a?passkey=7&${query}`],
    ['http://t.example:80/a?#part', `http://t.example:80/a?${query}`],
  ])('has the parameters of BEP 3 in a URL: %s', (tracker, url) => {
    expect(announceUrl(tracker, request)).toBe(url);
  });

  it('reads them, with event, numwant and lower-case digits', () => {
    expect(decodeAnnounce(query)).toEqual(request);
    const lower = query.replaceAll(/%../g, (digits) => digits.toLowerCase());
    expect(decodeAnnounce(`${lower}&event=started&numwant=50&no=1`)).toEqual({
      ...{ ...request, event: 'started', numWanted: 50 },
    });
    expect(decodeAnnounce(`${query}&event=`)).toEqual(request);
    expect(decodeAnnounce(`${query}&event=empty`)).toEqual(request);
    expect(decodeAnnounce(query.replace('&compact=1', ''))).toEqual(request);
    expect(decodeAnnounce(query.replace('compact=1', 'compact=0')).compact).toBe(false);
  });

  it('has the compact response of BEP 23, and of BEP 7 for IPv6', () => {
    const bytes = latin1(
      'd8:completei1e10:incompletei2e8:intervali1800e5:peers12:\x7f\0\0\x01\x1a\xe1\xd0\x11\x32\x04\0\x50' +
        `6:peers618:\x20\x01\x0d\xb8${'\0'.repeat(11)}\x01\x1a\xe1e`,
    );
    const value = {
      type: 'Peers',
      interval: 1_800,
      complete: 1,
      incomplete: 2,
      form: 'compact',
      peers: [
        { address: '127.0.0.1', port: 6_881 },
        { address: '208.17.50.4', port: 80 },
        { address: '2001:db8::1', port: 6_881 },
      ],
    } as const;
    expect(decodeResponse(bytes)).toEqual(value);
    expect(encodeResponse(value)).toEqual(bytes);
  });

  it('has the response of BEP 3 with dictionaries', () => {
    const bytes = latin1(
      'd8:intervali60e5:peersld2:ip9:127.0.0.17:peer id20:-SC0100-abcdefghijkl4:porti6881eed2:ip6:a.test4:porti1eeee',
    );
    const value = {
      type: 'Peers',
      interval: 60,
      form: 'dictionaries',
      peers: [
        { address: '127.0.0.1', port: 6_881, peerId },
        { address: 'a.test', port: 1 },
      ],
    } as const;
    expect(decodeResponse(bytes)).toEqual(value);
    expect(encodeResponse(value)).toEqual(bytes);
  });

  it('has a failure, beside which nothing counts', () => {
    const failure = { type: 'Failure', reason: 'no' } as const;
    expect(decodeResponse(latin1('d14:failure reason2:noe'))).toEqual(failure);
    expect(decodeResponse(latin1('d14:failure reason2:no8:interval2:xxe'))).toEqual(failure);
    expect(encodeResponse(failure)).toEqual(latin1('d14:failure reason2:noe'));
  });
});

describe('trackers over UDP (BEP 15)', () => {
  const requests: { name: string; bytes: Uint8Array; value: UdpRequest }[] = [
    {
      name: 'connect',
      bytes: hex('0000041727101980 00000000 0a0b0c0d'),
      value: { type: 'Connect', transaction: 0x0a0b0c0d },
    },
    {
      name: 'announce, 98 bytes',
      bytes: Uint8Array.from([
        ...hex('8182838485868788 00000001 0a0b0c0d'),
        ...[...infoHash, ...peerId],
        ...hex('0000000000000001 0000000100000000 0000000000000003'),
        ...hex('00000002 00000000 deadbeef ffffffff 1ae1'),
      ]),
      value: {
        ...{ type: 'Announce', transaction: 0x0a0b0c0d, connection: 0x8182838485868788n, infoHash, peerId },
        ...{ downloaded: 1, left: 2 ** 32, uploaded: 3, event: 'started', address: 0, key: 0xdeadbeef },
        ...{ numWanted: -1, port: 6_881 },
      },
    },
    {
      name: 'scrape',
      bytes: Uint8Array.from([...hex('8182838485868788 00000002 0a0b0c0d'), ...infoHash, ...peerId]),
      value: {
        ...{ type: 'Scrape', transaction: 0x0a0b0c0d, connection: 0x8182838485868788n },
        infoHashes: [infoHash, peerId],
      },
    },
  ];
  const [connect, announce, scrape] = requests.map(({ value }) => value) as [
    UdpRequest,
    UdpRequest,
    UdpRequest,
  ];
  const replies: { name: string; family: 4 | 6; request: UdpRequest; bytes: Uint8Array; value: UdpReply }[] =
    [
      {
        ...{ name: 'connect', family: 4, request: connect },
        bytes: hex('00000000 0a0b0c0d 8182838485868788'),
        value: { type: 'Connect', transaction: 0x0a0b0c0d, connection: 0x8182838485868788n },
      },
      {
        ...{ name: 'announce, IPv4', family: 4, request: announce },
        bytes: hex('00000001 0a0b0c0d 00000708 00000002 00000001', '7f0000011ae1 d01132040050'),
        value: {
          ...{ type: 'Announce', transaction: 0x0a0b0c0d, interval: 1_800, leechers: 2, seeders: 1 },
          peers: [
            { address: '127.0.0.1', port: 6_881 },
            { address: '208.17.50.4', port: 80 },
          ],
        },
      },
      {
        ...{ name: 'announce, IPv6', family: 6, request: announce },
        bytes: hex('00000001 0a0b0c0d 00000708 00000000 00000001', '00000000000000000000000000000001 1ae1'),
        value: {
          ...{ type: 'Announce', transaction: 0x0a0b0c0d, interval: 1_800, leechers: 0, seeders: 1 },
          peers: [{ address: '::1', port: 6_881 }],
        },
      },
      {
        ...{ name: 'scrape', family: 4, request: scrape },
        bytes: hex('00000002 0a0b0c0d', '00000001 00000002 00000003', '00000004 00000005 00000006'),
        value: {
          ...{ type: 'Scrape', transaction: 0x0a0b0c0d },
          counts: [
            { seeders: 1, completed: 2, leechers: 3 },
            { seeders: 4, completed: 5, leechers: 6 },
          ],
        },
      },
      {
        ...{ name: 'error', family: 4, request: announce },
        bytes: hex('00000003 0a0b0c0d', '6e6f'),
        value: { type: 'Error', transaction: 0x0a0b0c0d, message: 'no' },
      },
    ];

  it.each(requests)('has the request: $name', ({ bytes, value }) => {
    expect(decodeUdpRequest(bytes)).toEqual(value);
    expect([...encodeUdpRequest(value)]).toEqual([...bytes]);
  });

  it.each(replies)('has the reply: $name', ({ bytes, value, request, family }) => {
    expect(decodeUdpReply(bytes, request, family)).toEqual(value);
    expect([...encodeUdpReply(value, family)]).toEqual([...bytes]);
  });
});
