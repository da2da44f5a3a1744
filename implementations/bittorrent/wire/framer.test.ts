import { describe, expect, it, vi } from 'vitest';
import { ConnectionDecoder } from './connection.ts';
import { MessageDecoder, type MessageOptions } from './decode.ts';
import { WireError } from './decoder.ts';
import { encodeMessage, MessageEncoder } from './encode.ts';
import { type Frame, Framer } from './framer.ts';
import { encodeHandshake, HandshakeDecoder, reservedFor } from './handshake.ts';
import type { Message, MessageType } from './messages.ts';
import { wireLimits, wireRules } from './rules.ts';

function join(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** A prefix, an id and a payload. */
function raw(announced: number, id: number, ...payload: number[]): Uint8Array {
  const bytes = new Uint8Array(5 + payload.length);
  new DataView(bytes.buffer).setUint32(0, announced);
  bytes[4] = id;
  bytes.set(payload, 5);
  return bytes;
}

const have = encodeMessage({ type: 'Have', index: 7 });
const block = Uint8Array.from({ length: 16_384 }, (_, at) => at % 251);
const piece = encodeMessage({ type: 'Piece', index: 1, begin: 2, block });
const bySingleBytes = (bytes: Uint8Array) => Array.from(bytes, (byte) => Uint8Array.of(byte));

function typesOf(options: MessageOptions, ...chunks: Uint8Array[]): MessageType[] {
  const decoder = new MessageDecoder(options);
  const types: MessageType[] = [];
  for (const chunk of chunks) decoder.push(chunk, ({ type }) => types.push(type));
  decoder.end();
  return types;
}

/** The error of a stream: the same one whole and byte by byte. */
function errorOf(options: MessageOptions, ...parts: Uint8Array[]): string {
  const bytes = join(...parts);
  const errors = [[bytes], bySingleBytes(bytes)].map((chunks) => {
    try {
      return `no error after ${typesOf(options, ...chunks).join(' ')}`;
    } catch (error) {
      expect(error).toBeInstanceOf(WireError);
      return (error as WireError).message;
    }
  });
  expect(errors[1]).toBe(errors[0]);
  return errors[0] as string;
}

describe('framing', () => {
  it('shows a block that lies whole in a chunk where it is', () => {
    const chunk = join(have, piece, have);
    const seen: Message[] = [];
    new MessageDecoder().push(chunk, (one) => seen.push(one));
    const found = seen[1] as Message & { type: 'Piece' };
    expect(found.block.buffer).toBe(chunk.buffer);
    expect(found.block.byteOffset).toBe(have.length + 13);
    expect(found.block.length).toBe(16_384);
  });

  it('hands out one cursor, and puts messages across chunks together in one buffer', () => {
    const framer = new Framer();
    const cursors = new Set<Frame>();
    const buffers = new Set<Uint8Array>();
    for (let turn = 0; turn < 50; turn++)
      for (const part of [piece.subarray(0, 5 + 300 * turn), piece.subarray(5 + 300 * turn)])
        framer.push(part, (one) => {
          cursors.add(one);
          buffers.add(one.buffer);
        });
    expect(cursors.size).toBe(1);
    // The buffer grows a few times until it holds the message, and stays.
    expect(buffers.size).toBeLessThan(4);
  });

  it('takes over the bytes of a message across chunks, whose memory may be reused', () => {
    const decoder = new MessageDecoder();
    const blocks: Uint8Array[] = [];
    for (let at = 0; at < piece.length; at += 1_000) {
      const chunk = piece.slice(at, at + 1_000);
      decoder.push(chunk, (one) => blocks.push((one as Message & { type: 'Piece' }).block.slice()));
      chunk.fill(0xee);
    }
    expect(Buffer.compare(blocks[0] as Uint8Array, block)).toBe(0);
  });

  it('allocates for the bytes that came, not for the length that was announced', () => {
    const sizes: number[] = [];
    const Plain = Uint8Array;
    class Watched extends Plain {
      // A view is no allocation.
      static get [Symbol.species]() {
        return Plain;
      }
      constructor(length: number) {
        super(length);
        sizes.push(length);
      }
    }
    const parts = bySingleBytes(piece);
    const framer = new Framer();
    let frameBytes = 0;
    vi.stubGlobal('Uint8Array', Watched);
    try {
      for (const part of parts.slice(0, 200)) framer.push(part, () => undefined);
    } finally {
      vi.unstubAllGlobals();
    }
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThan(400);
    for (const part of parts.slice(200)) framer.push(part, ({ buffer }) => (frameBytes = buffer.length));
    expect(frameBytes).toBe(piece.length);
  });

  it('counts the bytes that it keeps, and keeps no more than came', () => {
    const framer = new Framer();
    framer.push(piece.subarray(0, 29), () => undefined);
    expect(framer.bufferedBytes).toBe(29);
    framer.push(piece.subarray(29), () => undefined);
    expect(framer.bufferedBytes).toBe(0);
  });

  it('passes over messages of unknown type without keeping them', () => {
    const unknown = raw(1_001, 21, ...new Array<number>(1_000).fill(7));
    const bytes = join(have, unknown, have, unknown);
    for (const chunks of [[bytes], bySingleBytes(bytes)]) {
      const decoder = new MessageDecoder();
      let values = 0;
      let kept = 0;
      for (const chunk of chunks) {
        decoder.push(chunk, () => values++);
        kept = Math.max(kept, decoder.bufferedBytes);
      }
      decoder.end();
      expect([values, decoder.skipped]).toEqual([2, 2]);
      expect(kept).toBeLessThan(have.length);
    }
  });

  it('closes after an error: each later call throws the same one', () => {
    const decoder = new MessageDecoder();
    expect(() => decoder.push(raw(2, 0, 0), () => undefined)).toThrow('The Choke at byte 0 announces 2');
    expect(() => decoder.push(have, () => undefined)).toThrow('The Choke at byte 0');
    expect(() => decoder.end()).toThrow('The Choke at byte 0');
  });

  it.each([
    ['inside a prefix', have.subarray(0, 3), 'ends at byte 12 inside the message that starts at byte 9'],
    ['after a prefix', have.subarray(0, 4), 'ends at byte 13 inside the message that starts at byte 9'],
    ['inside a payload', piece.subarray(0, 100), 'inside the message that starts at byte 9'],
    ['inside an unknown message', raw(100, 99, 1, 2), '97 bytes before its last message ends'],
  ])('refuses a stream that ends %s', (_where, rest, message) => {
    expect(errorOf({}, have, rest)).toContain(message);
  });
});

describe('lengths', () => {
  it.each([
    [
      'any message',
      raw(1_048_577, 5),
      'The message at byte 9 announces 1048577 bytes, but 1048576 are the most.',
    ],
    ['a Have', raw(6, 4), 'The Have at byte 9 announces 6 bytes, but must announce 5.'],
    ['a Choke', raw(2, 0), 'The Choke at byte 9 announces 2 bytes, but must announce 1.'],
    ['a Request', raw(12, 6), 'The Request at byte 9 announces 12 bytes, but must announce 13.'],
    ['a Port', raw(2, 9), 'The Port at byte 9 announces 2 bytes, but must announce 3.'],
    ['a short Piece', raw(8, 7), 'The Piece at byte 9 announces 8 bytes, but must announce 9 to 16393.'],
    [
      'a long Piece',
      raw(16_394, 7),
      'The Piece at byte 9 announces 16394 bytes, but must announce 9 to 16393.',
    ],
    [
      'an Extended',
      raw(32_771, 20),
      'The Extended at byte 9 announces 32771 bytes, but must announce 2 to 32770.',
    ],
  ])('are refused at the id: %s', (_what, bytes, message) => {
    expect(errorOf({}, have, bytes)).toBe(message);
  });

  it('are refused before a byte of the payload is kept or comes', () => {
    const decoder = new MessageDecoder();
    decoder.push(raw(16_394, 7).subarray(0, 4), () => undefined);
    expect(() => decoder.push(Uint8Array.of(7), () => undefined)).toThrow(WireError);
    expect(decoder.bufferedBytes).toBeLessThan(6);
    const early = new MessageDecoder();
    expect(() => early.push(raw(1_048_577, 7).subarray(0, 4), () => undefined)).toThrow(WireError);
  });

  it('allow the longest message of each type, and of an unknown one', () => {
    const longest = (length: number, id: number) => raw(length, id, ...new Array<number>(length - 1).fill(1));
    expect(typesOf({}, longest(65_537, 5), longest(16_393, 7), longest(32_770, 20))).toEqual([
      ...['Bitfield', 'Piece', 'Extended'],
    ]);
    expect(errorOf({ limits: { ...wireLimits, blockBytesMax: 4 } }, raw(14, 7))).toContain('9 to 13');
    expect(typesOf({}, Uint8Array.from([0, 0x10, 0, 0, 99]), new Uint8Array(1_048_575))).toEqual([]);
  });
});

describe('what a partner has', () => {
  const bitfield = (...bits: number[]) => raw(1 + bits.length, 5, ...bits);
  const interested = encodeMessage({ type: 'Interested' });
  const [all, none] = [encodeMessage({ type: 'HaveAll' }), encodeMessage({ type: 'HaveNone' })];

  it('comes first, or not at all (W2)', () => {
    expect(typesOf({ pieces: 10 }, bitfield(0xff, 0xc0), interested)).toEqual(['Bitfield', 'Interested']);
    expect(typesOf({ pieces: 10 }, interested)).toEqual(['Interested']);
    expect(errorOf({ pieces: 10 }, interested, bitfield(0, 0))).toBe(
      'The Bitfield at byte 5 comes after another message, but must be the first message.',
    );
    expect(errorOf({ pieces: 10 }, bitfield(0, 0), bitfield(0, 0))).toContain('comes after another message');
  });

  it('may follow a keep-alive, a Port, an extended or an unknown message', () => {
    const early = join(
      encodeMessage({ type: 'KeepAlive' }),
      encodeMessage({ type: 'Port', port: 1 }),
      encodeMessage({ type: 'Extended', id: 0, payload: Uint8Array.of(0x64, 0x65) }),
      raw(1, 99),
    );
    expect(typesOf({ pieces: 10 }, early, bitfield(0, 0)).at(-1)).toBe('Bitfield');
  });

  it.each([
    [10, [0, 0x40], 'no error'],
    [10, [0, 0x60], 'The Bitfield at byte 0 has bits after its 10 pieces, but must have zeros there.'],
    [10, [0, 0x01], 'has bits after its 10 pieces'],
    [16, [0, 0x01], 'no error'],
    [10, [0], 'The Bitfield at byte 0 announces 2 bytes, but must announce 3.'],
    [10, [0, 0, 0], 'announces 4 bytes, but must announce 3.'],
    [undefined, [0xff], 'no error'],
  ])('has as many bits as there are pieces: %s with %s', (pieces, bits, message) => {
    expect(errorOf({ pieces }, bitfield(...bits))).toContain(message);
  });

  it('comes exactly once with the fast extension (BEP 6)', () => {
    const fast = { fast: true, pieces: 10 };
    for (const first of [all, none, bitfield(0, 0)]) {
      expect(errorOf(fast, first, interested)).toContain('no error');
      for (const second of [all, none, bitfield(0, 0)])
        expect(errorOf(fast, first, second)).toContain('comes after another message');
    }
    expect(errorOf(fast, interested)).toContain('must come after Bitfield, HaveAll or HaveNone');
  });

  it.each([13, 14, 15, 16, 17])('closes at message %s where the fast extension is off', (id) => {
    const lengths: Readonly<Record<number, number>> = { 13: 5, 14: 1, 15: 1, 16: 13, 17: 5 };
    const length = lengths[id] as number;
    const bytes = raw(length, id, ...new Array<number>(length - 1).fill(0));
    expect(errorOf({}, bytes)).toContain('needs the fast extension');
  });
});

describe('connections', () => {
  const handshake = (...features: Parameters<typeof reservedFor>[0]) =>
    encodeHandshake({
      ...{ type: 'Handshake', reserved: reservedFor(features) },
      ...{ infoHash: new Uint8Array(20).fill(1), peerId: new Uint8Array(20).fill(2) },
    });
  const all = encodeMessage({ type: 'HaveAll' });

  it('has the fast extension if both handshakes have its flag', () => {
    const open = (offers: Parameters<typeof reservedFor>[0], partner: Uint8Array) => {
      const decoder = new ConnectionDecoder({ offers });
      decoder.push(join(partner, all), () => undefined);
    };
    expect(() => open(['fast'], handshake('fast'))).not.toThrow();
    expect(() => open([], handshake('fast'))).toThrow('The HaveAll at byte 68 needs the fast extension');
    expect(() => open(['fast'], handshake('dht'))).toThrow('The HaveAll at byte 68 needs the fast extension');
  });

  it('takes nothing before the handshake, and refuses its first wrong byte', () => {
    const decoder = new ConnectionDecoder({ offers: [] });
    expect(() => decoder.push(have, () => undefined)).toThrow(
      'The handshake has 0 at byte 0, but must have 19 there (19, "BitTorrent protocol").',
    );
    expect(() => decoder.push(handshake(), () => undefined)).toThrow('at byte 0');
    const later = new HandshakeDecoder();
    later.push(handshake().subarray(0, 19), () => undefined);
    expect(() => later.push(Uint8Array.of(0), () => undefined)).toThrow(
      'has 0 at byte 19, but must have 108',
    );
  });

  it('refuses a stream that ends inside the handshake', () => {
    const decoder = new ConnectionDecoder({ offers: [] });
    decoder.push(handshake().subarray(0, 67), () => undefined);
    expect(decoder.bufferedBytes).toBe(67);
    expect(() => decoder.end()).toThrow('The stream ends after 67 bytes, but a handshake has 68.');
    decoder.push(handshake().subarray(67), () => undefined);
    expect(decoder.bufferedBytes).toBe(0);
    expect(() => decoder.end()).not.toThrow();
  });
});

describe('rules', () => {
  it('reads a little-endian length as a far too long one (B46)', () => {
    const messageLength = (bytes: Uint8Array, at: number) => new DataView(bytes.buffer).getUint32(at, true);
    expect(errorOf({ rules: { ...wireRules, messageLength } }, have)).toContain('announces 83886080 bytes');
  });

  it('loses the second message of a chunk, or a message across chunks (B46)', () => {
    const rules = {
      ...wireRules,
      nextMessage: (_end: number, chunkLength: number) => chunkLength,
      keepsPartialMessage: () => false,
    };
    expect(typesOf({ rules }, have, have)).toEqual(['Have', 'Have']);
    expect(typesOf({ rules }, join(have, have))).toEqual(['Have']);
    expect(typesOf({ rules }, have.subarray(0, 4), have.subarray(4, 6))).toEqual([]);
  });

  it('takes spare bits, or a late Bitfield (B47)', () => {
    const bits = raw(3, 5, 0, 1);
    const spare = { rules: { ...wireRules, acceptsSpareBits: () => true }, pieces: 10 };
    expect(typesOf(spare, bits)).toEqual(['Bitfield']);
    const late = { rules: { ...wireRules, acceptsBitfield: () => true }, pieces: 16 };
    expect(typesOf(late, have, bits)).toEqual(['Have', 'Bitfield']);
  });
});

describe('the encoder', () => {
  it('does not send a message that may not come at its place', () => {
    const bits = { type: 'Bitfield', bits: Uint8Array.of(0, 0) } as const;
    const plain = new MessageEncoder({ pieces: 10 });
    expect(plain.encode(bits)).toEqual(encodeMessage(bits));
    expect(plain.encode({ type: 'Interested' })).toEqual(encodeMessage({ type: 'Interested' }));
    expect(() => plain.encode(bits)).toThrow(
      'The Bitfield comes after another message, but must be the first message.',
    );
    expect(() => plain.encode({ type: 'HaveAll' })).toThrow('The HaveAll needs the fast extension');
    const fast = new MessageEncoder({}, true);
    expect(() => fast.encode({ type: 'Choke' })).toThrow(
      'The Choke is the first message, but must come after',
    );
    fast.encode({ type: 'KeepAlive' });
    fast.encode({ type: 'HaveNone' });
    expect(() => fast.encode({ type: 'Choke' })).not.toThrow();
  });

  it.each<[string, Message, number?]>([
    ['The index of the Have is 4294967296, but must be an integer', { type: 'Have', index: 2 ** 32 }],
    ['The index of the Have is 0.5, but must be an integer', { type: 'Have', index: 0.5 }],
    ['The begin of the Request is -1', { type: 'Request', index: 0, begin: -1, length: 1 }],
    ['The length of the Cancel is NaN', { type: 'Cancel', index: 0, begin: 0, length: Number.NaN }],
    ['The port of the Port is 65536', { type: 'Port', port: 65_536 }],
    ['The id of the Extended is 256', { type: 'Extended', id: 256, payload: new Uint8Array(0) }],
    [
      'The Piece has 16394 bytes, but must have 9 to 16393.',
      { type: 'Piece', index: 0, begin: 0, block: new Uint8Array(16_385) },
    ],
    ['The Bitfield has 2 bytes, but must have 3.', { type: 'Bitfield', bits: new Uint8Array(1) }, 10],
    ['The Bitfield has bits after its 10 pieces', { type: 'Bitfield', bits: Uint8Array.of(0, 1) }, 10],
  ])('refuses: %s', (message, value, pieces) => {
    expect(() => encodeMessage(value, { pieces })).toThrow(WireError);
    expect(() => encodeMessage(value, { pieces })).toThrow(message);
  });
});
