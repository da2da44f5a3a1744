/**
 * Published libraries as judges of the codecs: what they encode is decoded to the same values, and the other way
 * round.
 */
import { createHash } from 'node:crypto';
import benc from 'bencode';
import Wire from 'bittorrent-protocol';
import create from 'create-torrent';
import fc from 'fast-check';
import parse, { toMagnetURI } from 'parse-torrent';
import { describe, expect, it } from 'vitest';
import { textOf } from '../../../properties/bittorrent/arbitraries.ts';
import { type BencodeValue, type Decoded, decodeBencode, encodeBencode } from './bencode.ts';
import { concat, toHex } from './bytes.ts';
import { ConnectionDecoder } from './connection.ts';
import { dictionary, isDictionary, isList } from './dictionary.ts';
import { encodeMessage } from './encode.ts';
import { encodeHandshake, reservedFor } from './handshake.ts';
import { decodeInfo, encodeInfo, type Info, pieceCount, totalLength } from './info.ts';
import { decodeMagnet, encodeMagnet } from './magnet.ts';
import type { Handshake, Message } from './messages.ts';
import { decodeMetainfo, encodeMetainfo, infoHashOf } from './metainfo.ts';

const seed = 34;
const sha1 = (bytes: Uint8Array) => Uint8Array.from(createHash('sha1').update(bytes).digest());

describe('bencode, judged by bencode 4.0.1', () => {
  /** A value as the judge has it: dictionaries are objects, and keys are text. */
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.uint8Array({ maxLength: 20 })),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.stringMatching(/^[A-Za-z ]{1,8}$/), tie('value'), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    ),
  })).value;

  function ours(given: unknown): BencodeValue {
    if (typeof given === 'number' || given instanceof Uint8Array) return given;
    if (Array.isArray(given)) return given.map(ours);
    return dictionary(
      Object.fromEntries(Object.entries(given as object).map(([key, field]) => [key, ours(field)])),
    );
  }

  function theirs(given: Decoded): unknown {
    if (isList(given)) return given.map(theirs);
    if (!isDictionary(given)) return given;
    return Object.fromEntries(given.entries.map((entry) => [entry.key, theirs(entry.value)]));
  }

  it('has the same bytes, and the same values', () => {
    fc.assert(
      fc.property(value, (given) => {
        const bytes = Uint8Array.from(benc.encode(given));
        expect(textOf(encodeBencode(ours(given)))).toBe(textOf(bytes));
        expect(textOf(theirs(decodeBencode(bytes)))).toBe(textOf(benc.decode(bytes)));
      }),
      { seed, numRuns: 2_000 },
    );
  });
});

describe('metainfo, judged by create-torrent 6.1.3 and parse-torrent 11.0.24', () => {
  const content = (length: number, name: string) =>
    Object.assign(Buffer.from(Uint8Array.from({ length }, (_, at) => (at * 7) % 256)), { name });
  const torrent = (files: (Uint8Array & { name: string })[], options: object) =>
    new Promise<Uint8Array>((done, failed) =>
      create(
        files,
        { ...options, announceList: [['http://a/x', 'http://b/x'], ['udp://c:1']] },
        (error, made) => (error === null ? done(Uint8Array.from(made)) : failed(error)),
      ),
    );

  it.each([
    ['one file', [content(40_000, 'one.bin')], { pieceLength: 16_384 }],
    ['one private file', [content(16_384, 'é.bin')], { pieceLength: 16_384, private: true }],
    ['a folder', [content(5, 'a/b.txt'), content(0, 'empty'), content(70_000, 'a/c/d')], { name: 'all' }],
  ])('has the same files, sizes, hashes and info-hash: %s', async (_what, files, options) => {
    const bytes = await torrent(files, options);
    const judge = await parse(bytes);
    const ours = decodeMetainfo(bytes);
    expect(toHex(infoHashOf(ours, sha1))).toBe(judge.infoHash);
    expect(ours.info.name).toBe(judge.name);
    expect(ours.info.pieceLength).toBe(judge.pieceLength);
    expect(ours.info.isPrivate).toBe(judge.private ?? false);
    expect(totalLength(ours.info)).toBe(judge.length);
    expect(judge.pieces?.join('')).toBe(toHex(ours.info.hashes));
    expect(pieceCount(ours.info)).toBe(judge.pieces?.length);
    expect([...ours.tiers.flat()].sort()).toEqual([...judge.announce].sort());
    const named =
      ours.info.content.type === 'file'
        ? [[ours.info.name, ours.info.content.length]]
        : ours.info.content.files.map(({ path, length }) => [[ours.info.name, ...path].join('/'), length]);
    expect(judge.files?.map(({ path, length }) => [path, length])).toEqual(named);
    // create-torrent writes the same keys as this codec, but for fields that are for people.
    expect(toHex(sha1(encodeInfo({ ...ours.info, isPrivate: ours.info.isPrivate })))).toBe(judge.infoHash);
  });

  it('is read by the judge when this codec made it', async () => {
    const info: Info = {
      ...{ name: 'd', pieceLength: 4, hashes: new Uint8Array(40).fill(9), isPrivate: true },
      content: {
        type: 'folder',
        files: [
          { path: ['a', 'b'], length: 5 },
          { path: ['c'], length: 2 },
        ],
      },
    };
    const infoBytes = encodeInfo(info);
    expect(decodeInfo(infoBytes)).toEqual(info);
    const judge = await parse(encodeMetainfo({ announce: 'http://a/x', tiers: [], infoBytes }));
    expect(judge).toMatchObject({
      name: 'd',
      pieceLength: 4,
      length: 7,
      private: true,
      announce: ['http://a/x'],
    });
    expect(judge.infoHash).toBe(toHex(sha1(infoBytes)));
    expect(judge.files?.map(({ path, offset }) => [path, offset])).toEqual([
      ['d/a/b', 0],
      ['d/c', 5],
    ]);
  });
});

describe('magnet links, judged by parse-torrent 11.0.24', () => {
  const magnet = fc.record({
    infoHash: fc.uint8Array({ minLength: 20, maxLength: 20 }),
    // The judge takes a name of digits for a number, and an empty one for none.
    name: fc.stringMatching(/^[a-zé€][ a-zé€+&=%#]{1,9}$/u),
    trackers: fc.uniqueArray(fc.webUrl({ size: 'small', validSchemes: ['http', 'udp'] }), { maxLength: 3 }),
  });

  it('has the same info-hash, name and trackers, both ways', async () => {
    await fc.assert(
      fc.asyncProperty(magnet, async (given) => {
        const judge = await parse(encodeMagnet(given));
        expect(judge.infoHash).toBe(toHex(given.infoHash));
        expect(judge.name).toBe(given.name.replaceAll('+', ' '));
        expect([...judge.announce].sort()).toEqual([...given.trackers].sort());
        const link = toMagnetURI({
          infoHash: toHex(given.infoHash),
          name: given.name,
          announce: given.trackers,
        });
        const ours = decodeMagnet(link);
        expect(textOf(ours.infoHash)).toBe(textOf(given.infoHash));
        expect([...ours.trackers].sort()).toEqual([...given.trackers].sort());
      }),
      { seed, numRuns: 300 },
    );
  });
});

describe('the peer wire, judged by bittorrent-protocol 5.0.9', () => {
  const infoHash = Uint8Array.from({ length: 20 }, (_, at) => at);
  const peerId = new Uint8Array(20).fill(0x2d);
  const block = Uint8Array.from({ length: 16_384 }, (_, at) => at % 251);
  const handshake: Handshake = {
    ...{ type: 'Handshake', infoHash, peerId, reserved: reservedFor(['fast', 'extensions']) },
  };
  /** Each message once, in an order that the judge sends; the second Unchoke of a connection is not sent. */
  const messages: readonly Message[] = [
    { type: 'Bitfield', bits: Uint8Array.of(0x80, 0x40) },
    { type: 'Unchoke' },
    { type: 'Interested' },
    { type: 'Have', index: 5 },
    { type: 'Request', index: 1, begin: 16_384, length: 16_384 },
    { type: 'Cancel', index: 1, begin: 16_384, length: 16_384 },
    { type: 'Piece', index: 3, begin: 0, block },
    { type: 'Port', port: 6_881 },
    { type: 'SuggestPiece', index: 4 },
    { type: 'AllowedFast', index: 6 },
    { type: 'RejectRequest', index: 2, begin: 0, length: 16_384 },
    { type: 'Extended', id: 9, payload: Uint8Array.of(1, 2, 3) },
    { type: 'NotInterested' },
    { type: 'Choke' },
  ];
  const empty = Uint8Array.from('de', (character) => character.charCodeAt(0));

  /** A wire of the judge that has got our handshake and the message by which it may request. */
  function open(): { wire: Wire; chunks: Uint8Array[] } {
    const wire = new Wire();
    const chunks: Uint8Array[] = [];
    wire.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    wire.on('handshake', () => wire.handshake(infoHash, peerId, { fast: true }));
    return { wire, chunks };
  }

  function send(wire: Wire, message: Message): void {
    switch (message.type) {
      case 'Bitfield':
        wire.bitfield(message.bits);
        break;
      case 'Unchoke':
        wire.unchoke();
        break;
      case 'Interested':
        wire.interested();
        break;
      case 'NotInterested':
        wire.uninterested();
        break;
      case 'Choke':
        wire.choke();
        break;
      case 'Have':
        wire.have(message.index);
        break;
      case 'Request':
        wire.request(message.index, message.begin, message.length, () => undefined);
        break;
      case 'Cancel':
        wire.cancel(message.index, message.begin, message.length);
        break;
      case 'Piece':
        wire.piece(message.index, message.begin, message.block);
        break;
      case 'Port':
        wire.port(message.port);
        break;
      case 'SuggestPiece':
        wire.suggest(message.index);
        break;
      case 'AllowedFast':
        wire.allowedFast(message.index);
        break;
      case 'RejectRequest':
        wire.reject(message.index, message.begin, message.length);
        break;
      case 'Extended':
        wire.extended(message.id, message.payload);
        break;
      default:
        throw new Error(`the judge is not asked for ${message.type}`);
    }
  }

  const settled = () => new Promise((done) => setTimeout(done, 50));

  it('decodes all that the judge sends', async () => {
    const { wire, chunks } = open();
    wire.write(
      concat([
        encodeHandshake(handshake),
        encodeMessage({ type: 'HaveAll' }),
        encodeMessage({ type: 'Unchoke' }),
      ]),
    );
    await settled();
    for (const message of messages) send(wire, message);
    await settled();
    const decoder = new ConnectionDecoder({ offers: ['fast', 'extensions'], pieces: 10 });
    const values: string[] = [];
    let extended = 0;
    for (const chunk of chunks)
      decoder.push(Uint8Array.from(chunk), (value) => {
        if (value.type === 'Extended' && value.id === 0) extended += 1;
        else values.push(textOf(value));
      });
    decoder.end();
    wire.destroy();
    const sorted = (value: Handshake | Message) =>
      textOf(Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))));
    expect(values.map((text) => sorted(JSON.parse(text)))).toEqual(
      [handshake, ...messages].map((value) => sorted(JSON.parse(textOf(value)))),
    );
    expect(extended).toBe(1);
  });

  it.each([
    ['in one chunk', Number.MAX_SAFE_INTEGER],
    ['in chunks of 7 bytes', 7],
  ])('sends what the judge decodes, %s', async (_how, chunkBytes) => {
    const { wire } = open();
    const events: unknown[][] = [];
    for (const name of ['unchoke', 'interested', 'have', 'request', 'cancel', 'piece', 'port', 'suggest'])
      wire.on(name, (...args: unknown[]) =>
        events.push([name, ...args.filter((arg) => typeof arg === 'number')]),
      );
    for (const name of ['allowed-fast', 'reject', 'uninterested', 'choke'])
      wire.on(name, (...args: unknown[]) => events.push([name, ...args]));
    let bits: unknown;
    let piece: Uint8Array | undefined;
    const extended: unknown[] = [];
    wire.on('bitfield', (field: { buffer: Uint8Array }) => {
      bits = [...field.buffer];
      wire.unchoke();
    });
    wire.on('piece', (_index: number, _begin: number, data: Uint8Array) => {
      piece = Uint8Array.from(data);
    });
    wire.on('extended', (id: number | string, payload: Uint8Array) =>
      extended.push(id === 'handshake' ? id : [id, ...payload]),
    );
    const bytes = concat([
      encodeHandshake(handshake),
      encodeMessage({ type: 'Extended', id: 0, payload: empty }),
      ...messages.map((message) => encodeMessage(message)),
    ]);
    for (let at = 0; at < bytes.length; at += chunkBytes) wire.write(bytes.slice(at, at + chunkBytes));
    await settled();
    const seen = [...events];
    wire.destroy();
    expect(bits).toEqual([0x80, 0x40]);
    expect(Buffer.compare(piece as Uint8Array, block)).toBe(0);
    expect(extended).toEqual(['handshake', [9, 1, 2, 3]]);
    expect(seen).toEqual([
      ['unchoke'],
      ['interested'],
      ['have', 5],
      ['request', 1, 16_384, 16_384],
      ['cancel', 1, 16_384, 16_384],
      ['piece', 3, 0],
      ['port', 6_881],
      ['suggest', 4],
      ['allowed-fast', 6],
      ['reject', 2, 0, 16_384],
      ['uninterested'],
      ['choke'],
    ]);
  });
});
