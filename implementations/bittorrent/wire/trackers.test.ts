import { describe, expect, it } from 'vitest';
import { type AnnounceRequest, announceUrl, decodeAnnounce } from './announce-url.ts';
import { fromByteString } from './bytes.ts';
import { WireError } from './decoder.ts';
import { decodeCompact, encodeCompact, familyOf, formatAddress, parseAddress } from './endpoints.ts';
import { decodeExtensionHandshake, encodeExtensionHandshake } from './extension.ts';
import { decodeResponse, encodeResponse } from './http-tracker.ts';
import { wireRules } from './rules.ts';
import {
  decodeUdpReply,
  decodeUdpRequest,
  encodeUdpReply,
  encodeUdpRequest,
  resendSeconds,
  type UdpReply,
  type UdpRequest,
} from './udp-tracker.ts';
import { decodeMetadataMessage } from './ut-metadata.ts';
import { decodePex, encodePex } from './ut-pex.ts';

const latin1 = (text: string) => fromByteString(text, 'text');
const id = new Uint8Array(20).fill(0x41);

describe('addresses', () => {
  // RFC 5952, sections 4 and 5, and RFC 4291, section 2.2.
  it.each([
    ['2001:db8::1', '20010db8000000000000000000000001'],
    ['::', '00000000000000000000000000000000'],
    ['::1', '00000000000000000000000000000001'],
    ['1::', '00010000000000000000000000000000'],
    ['2001:db8:0:1:1:1:1:1', '20010db8000000010001000100010001'],
    ['2001:0:0:1::1', '20010000000000010000000000000001'],
    ['2001:db8::1:0:0:1', '20010db8000000000001000000000001'],
    ['::ffff:102:304', '00000000000000000000ffff01020304'],
    ['1.2.3.4', '01020304'],
    ['255.0.0.0', 'ff000000'],
  ])('has the text %s', (text, hex) => {
    const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
    expect(formatAddress(bytes)).toBe(text);
    expect(parseAddress(text)).toEqual(bytes);
  });

  it('reads other texts of IPv6', () => {
    const bytes = parseAddress('::ffff:102:304');
    expect(parseAddress('::ffff:1.2.3.4')).toEqual(bytes);
    expect(parseAddress('0:0:0:0:0:FFFF:0102:0304')).toEqual(bytes);
  });

  it.each(
    [
      '',
      '1.2.3',
      '1.2.3.256',
      '01.2.3.4',
      '1.2.3.4.5',
      'a.b.c.d',
      ':',
      ':::',
      '1::2::3',
      '1:2:3:4:5:6:7',
    ].concat([
      '1:2:3:4:5:6:7:8:9',
      '1:2:3:4:5:6:7::8',
      '::12345',
      '::g',
      '1.2.3.4::',
      '::1.2.3.4:5',
      'fe80::1%1',
      '[::1]',
    ]),
  )('does not read %j', (text) => {
    expect(familyOf(text)).toBe(undefined);
  });

  it('has a compact form with a big-endian port (BEP 23), which B49 reads little-endian', () => {
    const peers = [{ address: '10.0.0.1', port: 6_881 }];
    const bytes = encodeCompact(peers, 4, 'peers');
    expect([...bytes]).toEqual([10, 0, 0, 1, 0x1a, 0xe1]);
    expect(decodeCompact(bytes, 4, 'peers')).toEqual(peers);
    const compactPort = (given: Uint8Array, at: number) =>
      (given[at] as number) + 256 * (given[at + 1] as number);
    expect(decodeCompact(bytes, 4, 'peers', { ...wireRules, compactPort })).toEqual([
      { address: '10.0.0.1', port: 0xe11a },
    ]);
  });

  it('is refused with another length, family or port', () => {
    expect(() => decodeCompact(new Uint8Array(7), 4, 'peers')).toThrow(
      'has 7 bytes, but must have a multiple of 6.',
    );
    expect(() => decodeCompact(new Uint8Array(6), 6, 'peers')).toThrow('must have a multiple of 18.');
    expect(() => encodeCompact([{ address: '::1', port: 1 }], 4, 'peers')).toThrow(
      'must have IPv4 addresses.',
    );
    expect(() => encodeCompact([{ address: '1.2.3.4', port: 65_536 }], 4, 'peers')).toThrow(
      'port of 1.2.3.4',
    );
  });
});

describe('announces over HTTP', () => {
  const request: AnnounceRequest = {
    ...{ infoHash: id, peerId: id, port: 1, uploaded: 0, downloaded: 0, left: 0, compact: true },
  };
  const query = `info_hash=${'A'.repeat(20)}&peer_id=${'A'.repeat(20)}&port=1&uploaded=0&downloaded=0&left=0`;

  it.each(['udp://t:1/announce', 'http://', 'http:///x', 'ftp://x', 'x', 'http://a b/', ''])(
    'does not go to %j',
    (tracker) => {
      expect(() => announceUrl(tracker, request)).toThrow('but must be a URL with http or https.');
    },
  );

  it('leaves the number of peers to the tracker where numwant is negative', () => {
    expect(decodeAnnounce(`${query}&numwant=-1`).numWanted).toBeUndefined();
    expect(() => decodeAnnounce(`${query}&numwant=-`)).toThrow('must be a decimal integer');
  });

  it('repeats the bytes of a tracker id', () => {
    const trackerId = Uint8Array.of(0xff, 0x26, 0x41);
    const url = announceUrl('http://t/', { ...request, trackerId });
    expect(url).toContain('&trackerid=%FF%26A');
    expect(decodeAnnounce(url.slice(url.indexOf('?') + 1)).trackerId).toEqual(trackerId);
  });

  it.each<[string, Partial<AnnounceRequest>]>([
    ['The info-hash of the announce has 19 bytes, but must have 20.', { infoHash: id.subarray(1) }],
    ['The port of the announce is 65536', { port: 65_536 }],
    ['The left of the announce is -1', { left: -1 }],
    ['The key of the announce has a lone surrogate', { key: '\ud800' }],
    ['characters, but 8192 are the most.', { trackerId: new Uint8Array(9_000) }],
  ])('is not encoded: %s', (message, change) => {
    expect(() => announceUrl('http://t/', { ...request, ...change })).toThrow(message);
  });

  it.each([
    ['no info_hash', query.replace('info_hash', 'x'), 'The announce has no info_hash, but must have one.'],
    ['a short info_hash', query.replace('=AA', '=A'), 'The info_hash of the announce has 19 bytes'],
    ['a hash in text of more bytes', query.replace('=A', '=é'), 'The info_hash of the announce has 21 bytes'],
    ['no left', query.replace('&left=0', ''), 'The announce has no left, but must have one.'],
    ['a negative left', query.replace('left=0', 'left=-1'), 'is "-1", but must be a decimal integer.'],
    ['a large port', query.replace('port=1', 'port=65536'), 'The port of the announce is 65536'],
    [
      'an event of its own',
      `${query}&event=paused`,
      "The event of the announce is 'paused', but must be one of started",
    ],
    ['a name twice', `${query}&left=1`, 'The announce has left twice, but must have it once.'],
    ['broken digits', query.replace('=AA', '=%A'), "has '%AA'"],
    ['too many characters', `${query}&x=${'x'.repeat(9_000)}`, 'but 8192 are the most.'],
  ])('is refused with %s', (_what, text, message) => {
    const read = () => decodeAnnounce(text);
    if (message === "has '%AA'") expect(read).toThrow(WireError);
    else expect(read).toThrow(message);
  });
});

describe('responses over HTTP', () => {
  it.each([
    ['no interval', 'd5:peers0:e', 'The response has no interval, but must have one.'],
    ['no peers', 'd8:intervali1ee', 'The response has neither peers nor peers6, but must have one.'],
    ['peers that are a number', 'd8:intervali1e5:peersi1ee', 'The peers of the response is an integer'],
    [
      'half a peer',
      'd8:intervali1e5:peers3:abce',
      'The peers of the response has 3 bytes, but must have a multiple of 6.',
    ],
    ['a peer without port', 'd8:intervali1e5:peersld2:ip1:aeee', 'The dictionary of peer 1 has no port'],
    [
      'a short peer id',
      'd8:intervali1e5:peersld2:ip1:a7:peer id1:x4:porti1eeee',
      'The peer id of peer 1 has 1 bytes',
    ],
    ['keys out of order', 'd5:peers0:8:intervali1ee', 'must have unique keys sorted as bytes'],
    ['a page of HTML', '<html>', "but must have a digit, 'i', 'l' or 'd' there"],
  ])('is refused with %s', (_what, text, message) => {
    expect(() => decodeResponse(latin1(text))).toThrow(WireError);
    expect(() => decodeResponse(latin1(text))).toThrow(message);
  });

  it('takes peers6 alone (BEP 7)', () => {
    const response = decodeResponse(latin1(`d8:intervali1e6:peers618:${'\0'.repeat(15)}\x01\0\x50e`));
    expect(response).toMatchObject({ form: 'compact', peers: [{ address: '::1', port: 80 }] });
  });

  it('has no ids and no host names in the compact form', () => {
    const response = { type: 'Peers', interval: 1, form: 'compact' } as const;
    expect(() =>
      encodeResponse({ ...response, peers: [{ address: '1.2.3.4', port: 1, peerId: id }] }),
    ).toThrow('have an id');
    expect(() => encodeResponse({ ...response, peers: [{ address: 'a.test', port: 1 }] })).toThrow(
      "'a.test'",
    );
  });
});

describe('trackers over UDP', () => {
  const connect: UdpRequest = { type: 'Connect', transaction: 7 };
  const scrape: UdpRequest = { type: 'Scrape', transaction: 7, connection: 1n, infoHashes: [id, id] };
  const announce: UdpRequest = {
    ...{ type: 'Announce', transaction: 7, connection: 1n, infoHash: id, peerId: id, port: 1, uploaded: 0 },
    ...{ downloaded: 0, left: 0, address: 0, key: 0, numWanted: -1 },
  };
  const reply = (action: number, transaction: number, rest = 12) => {
    const bytes = new Uint8Array(8 + rest);
    new DataView(bytes.buffer).setUint32(0, action);
    new DataView(bytes.buffer).setUint32(4, transaction);
    return bytes;
  };

  it('are asked again after 15 * 2^n seconds, n to 8', () => {
    expect([0, 1, 2, 8].map(resendSeconds)).toEqual([15, 30, 60, 3_840]);
    expect(resendSeconds(9)).toBe(undefined);
    expect(() => resendSeconds(-1)).toThrow(WireError);
  });

  it('answer one request each: a reply of another transaction is refused, which B52 takes', () => {
    const other = encodeUdpReply({ type: 'Connect', transaction: 8, connection: 5n });
    expect(() => decodeUdpReply(other, connect)).toThrow(
      'The reply has transaction 8 at byte 4, but must have 7 there.',
    );
    expect(decodeUdpReply(other, connect, 4, { ...wireRules, acceptsTransaction: () => true })).toEqual({
      ...{ type: 'Connect', transaction: 8, connection: 5n },
    });
    expect(() => decodeUdpReply(reply(3, 8), connect)).toThrow('has transaction 8');
  });

  it.each<[string, Uint8Array, UdpRequest]>([
    ['The reply has 7 bytes, but must have at least 8.', new Uint8Array(7), connect],
    ['The reply has action 1 at byte 0, but must have 0 or 3 there.', reply(1, 7), connect],
    ['The reply to Connect has 15 bytes, but must have at least 16.', reply(0, 7, 7), connect],
    ['The reply to Announce has 19 bytes, but must have at least 20.', reply(1, 7, 11), announce],
    ['The peers of the reply has 5 bytes, but must have a multiple of 6.', reply(1, 7, 17), announce],
    ['The reply to Scrape of 2 torrents has 31 bytes, but must have at least 32.', reply(2, 7, 23), scrape],
  ])('are refused: %s', (message, bytes, request) => {
    expect(() => decodeUdpReply(bytes, request)).toThrow(new WireError(message));
  });

  it('may send more bytes than a reply has', () => {
    expect(decodeUdpReply(reply(0, 7, 9), connect)).toMatchObject({ type: 'Connect' });
    expect((decodeUdpReply(reply(2, 7, 25), scrape) as UdpReply & { type: 'Scrape' }).counts.length).toBe(2);
  });

  it.each<[string, (bytes: Uint8Array) => Uint8Array, UdpRequest]>([
    ['The request has 15 bytes, but must have at least 16.', (bytes) => bytes.subarray(0, 15), connect],
    ['The Announce has 97 bytes, but must have at least 98.', (bytes) => bytes.subarray(0, 97), announce],
    ['but must start with 0x41727101980.', (bytes) => bytes.fill(0, 0, 8), connect],
    [
      'The request has action 9 at byte 8, but must have 0, 1 or 2 there.',
      (bytes) => bytes.fill(9, 11, 12),
      announce,
    ],
    [
      'The Announce has event 9 at byte 80, but must have 0 to 3.',
      (bytes) => bytes.fill(9, 83, 84),
      announce,
    ],
    ['The left of the Announce is 72057594037927936 at byte 64', (bytes) => bytes.fill(1, 64, 65), announce],
    [
      'The Scrape has 39 bytes of hashes, but must have a multiple of 20.',
      (bytes) => bytes.subarray(0, 55),
      scrape,
    ],
    ['The Scrape has 0 hashes, but must have 1 to 74.', (bytes) => bytes.subarray(0, 16), scrape],
  ])('refuse a request: %s', (message, change, request) => {
    expect(() => decodeUdpRequest(change(encodeUdpRequest(request)))).toThrow(WireError);
    expect(() => decodeUdpRequest(change(encodeUdpRequest(request)))).toThrow(message);
  });

  it('take an announce with options after it (BEP 41)', () => {
    const bytes = Uint8Array.from([...encodeUdpRequest(announce), 2, 1, 47]);
    expect(decodeUdpRequest(bytes)).toEqual(announce);
  });

  it.each<[string, UdpRequest]>([
    ['The transaction of the request is 4294967296', { ...connect, transaction: 2 ** 32 }],
    ['The connection id is -1, but must be an integer of 64 bits', { ...scrape, connection: -1n }],
    [
      'The Scrape has 75 hashes, but must have 1 to 74.',
      { ...scrape, infoHashes: new Array<Uint8Array>(75).fill(id) },
    ],
    ['The numWanted of the announce is 2147483648', { ...announce, numWanted: 2 ** 31 }],
  ])('are not asked: %s', (message, request) => {
    expect(() => encodeUdpRequest(request)).toThrow(message);
  });
});

describe('extended messages', () => {
  it.each([
    ['d8:msg_typei0e5:piecei0eex', 'ends at byte 25, but 1 bytes follow it.'],
    ['d8:msg_typei1e5:piecei0e10:total_sizei9eexx', 'block 0 has 2 bytes, but must have 9 of 9.'],
    ['d8:msg_typei1e5:piecei1e10:total_sizei9eexx', 'has number 1, but must have one below 1 of 9 bytes.'],
    ['d8:msg_typei0ee', 'The ut_metadata message has no piece'],
    ['d5:piecei0ee', 'The ut_metadata message has no msg_type'],
    ['d8:msg_typei-1ee', 'The msg_type of the ut_metadata message is -1'],
  ])('of ut_metadata are refused: %s', (text, message) => {
    expect(() => decodeMetadataMessage(latin1(text))).toThrow(WireError);
    expect(() => decodeMetadataMessage(latin1(text))).toThrow(message);
  });

  it('have no id for two extensions, unless it is 0 (BEP 10)', () => {
    expect(decodeExtensionHandshake(latin1('d1:md1:ai0e1:bi0eee')).ids.length).toBe(2);
    expect(() => decodeExtensionHandshake(latin1('d1:md1:ai1e1:bi1eee'))).toThrow(
      'The m of the extension handshake has an id twice, but ids must be different.',
    );
    const names = ['a', 'b'].map((name) => ({ name, id: 1 }));
    expect(() => encodeExtensionHandshake({ ids: names })).toThrow('has an id twice');
    expect(() => decodeExtensionHandshake(latin1('d6:yourip3:abce'))).toThrow(
      'The yourip has 3 bytes, but must have 4 or 16.',
    );
  });

  it('of ut_pex are refused with flags for other peers, or with too many', () => {
    expect(() => decodePex(latin1('d5:added0:7:added.f1:xe'))).toThrow(
      'The added.f of the ut_pex message has 1 bytes, but must have 0.',
    );
    const peer = { address: '1.2.3.4', port: 1, flags: 0 };
    expect(() => encodePex({ added: new Array<typeof peer>(501).fill(peer), dropped: [] })).toThrow(
      'but 500 are the most.',
    );
    expect(() => encodePex({ added: [{ ...peer, flags: 256 }], dropped: [] })).toThrow(
      'The flags of 1.2.3.4 is 256',
    );
    expect(() => encodePex({ added: [], dropped: [{ address: 'x', port: 1 }] })).toThrow(
      "has the address 'x'",
    );
  });
});
