import { describe, expect, it } from 'vitest';
import { DescriptorDecoder, decodeDescriptor } from './decode.ts';
import { WireError } from './decoder.ts';
import { codes, type Descriptor, type HitResult, headerBytes } from './descriptors.ts';
import { encodeDescriptor } from './encode.ts';
import { type Frame, Framer } from './framer.ts';
import { wireLimits, wireRules } from './rules.ts';

/** A header, and a payload of the announced length unless another one is given. */
function frame(code: number, announced: number, payload = new Uint8Array(announced)): Uint8Array {
  const bytes = new Uint8Array(headerBytes + payload.length);
  bytes[16] = code;
  new DataView(bytes.buffer).setUint32(19, announced, true);
  bytes.set(payload, headerBytes);
  return bytes;
}

function join(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** What a frame says, as the cursor is reused. */
const said = ({ code, payloadLength, position, isSkipped }: Frame) => ({
  ...{ code, payloadLength, position, isSkipped },
});

function framesOf(...chunks: Uint8Array[]) {
  const framer = new Framer();
  const frames: ReturnType<typeof said>[] = [];
  for (const chunk of chunks) framer.push(chunk, (one) => frames.push(said(one)));
  framer.end();
  return frames;
}

const query = encodeDescriptor({
  ...{ type: 'Query', guid: new Uint8Array(16).fill(9), ttl: 3, hops: 4 },
  ...{ flags: 0, criteria: 'book', extension: new Uint8Array(0) },
});

describe('framing', () => {
  it('shows frames that lie whole in a chunk where they are', () => {
    const chunk = join(query, frame(codes.Ping, 0), query);
    const seen: [Uint8Array, number, number, number][] = [];
    new Framer().push(chunk, (one) => seen.push([one.buffer, one.offset, one.ttl, one.hops]));
    expect(seen.map(([buffer]) => buffer === chunk)).toEqual([true, true, true]);
    expect(seen.map(([, ...rest]) => rest)).toEqual([
      [0, 3, 4],
      [30, 0, 0],
      [53, 3, 4],
    ]);
  });

  it('hands out one cursor, and puts frames across chunks together in one buffer', () => {
    const framer = new Framer();
    const cursors = new Set<Frame>();
    const buffers = new Set<Uint8Array>();
    for (let turn = 0; turn < 50; turn++)
      for (const part of [query.subarray(0, turn % 30), query.subarray(turn % 30)])
        framer.push(part, (one) => {
          cursors.add(one);
          if (one.buffer.length !== part.length) buffers.add(one.buffer);
        });
    expect(cursors.size).toBe(1);
    expect(buffers.size).toBe(1);
  });

  it('takes over the bytes of a frame across chunks, whose memory may be reused', () => {
    const decoder = new DescriptorDecoder();
    const values: Descriptor[] = [];
    for (const byte of query) {
      const chunk = Uint8Array.of(byte);
      decoder.push(chunk, (value) => values.push(value));
      chunk.fill(0xee);
    }
    expect(values).toEqual([decodeDescriptor(query)]);
  });

  it('copies what a value keeps', () => {
    const chunk = query.slice();
    const value = decodeDescriptor(chunk);
    chunk.fill(0xee);
    expect(value).toEqual(decodeDescriptor(query));
  });

  it('counts the bytes that it keeps', () => {
    const framer = new Framer();
    framer.push(query.subarray(0, 29), () => undefined);
    expect(framer.bufferedBytes).toBe(29);
    framer.push(query.subarray(29), () => undefined);
    expect(framer.bufferedBytes).toBe(0);
  });
});

describe('limits', () => {
  const longest = wireLimits.payloadBytesMax;
  const closing = wireLimits.payloadBytesClosing;
  const tooLong = join(query, frame(0x31, longest + 1), query);
  const seen = [
    { code: 0x80, payloadLength: 7, position: 0, isSkipped: false },
    { code: 0x31, payloadLength: longest + 1, position: 30, isSkipped: true },
    { code: 0x80, payloadLength: 7, position: 30 + headerBytes + longest + 1, isSkipped: false },
  ];

  it('passes over a payload above 4 kB, and goes on after it', () => {
    expect(framesOf(tooLong)).toEqual(seen);
    expect(framesOf(...Array.from(tooLong, (byte) => Uint8Array.of(byte)))).toEqual(seen);
    const decoder = new DescriptorDecoder();
    const types: string[] = [];
    decoder.push(tooLong, ({ type }) => types.push(type));
    expect([types, decoder.skipped]).toEqual([['Query', 'Query'], 1]);
  });

  it('keeps nothing of a payload that it passes over', () => {
    const framer = new Framer();
    for (const byte of tooLong.subarray(0, tooLong.length - query.length)) {
      framer.push(Uint8Array.of(byte), () => undefined);
      expect(framer.bufferedBytes).toBeLessThan(query.length);
    }
  });

  it('hands out a payload of exactly 4 kB', () => {
    expect(framesOf(frame(0x31, longest)).map(({ isSkipped }) => isSkipped)).toEqual([false]);
  });

  it('passes over a payload of exactly 64 kB, and closes above it, for each split', () => {
    expect(framesOf(frame(0x31, closing)).length).toBe(1);
    const bytes = join(query, frame(0x31, closing + 1, new Uint8Array(3)));
    const message =
      'The descriptor of type 0x31 at byte 30 announces 65537 bytes of payload, but 65536 are the most.';
    expect(() => framesOf(bytes)).toThrow(new WireError(message));
    expect(() => framesOf(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toThrow(
      new WireError(message),
    );
  });

  it('reads a length of four bytes without a sign', () => {
    expect(() =>
      new Framer().push(frame(codes.Ping, 2 ** 32 - 1, new Uint8Array(0)), () => undefined),
    ).toThrow('announces 4294967295 bytes of payload');
  });

  it.each([
    ['Pong', codes.Pong, 14],
    ['Bye', codes.Bye, 3],
    ['RouteTableUpdate', codes.RouteTableUpdate, 1],
    ['Push', codes.Push, 26],
    ['Query', codes.Query, 3],
    ['QueryHit', codes.QueryHit, 27],
  ])('closes at the header of a %s that is too short', (name, code, least) => {
    const header = frame(code, least - 1, new Uint8Array(0));
    expect(() => new Framer().push(header, () => undefined)).toThrow(
      new WireError(
        `The ${name} at byte 0 announces ${least - 1} bytes of payload, but has at least ${least}.`,
      ),
    );
    expect(framesOf(frame(code, least)).length).toBe(1);
  });

  it('throws the same error for each later chunk', () => {
    const framer = new Framer();
    const header = frame(codes.Pong, 13, new Uint8Array(0));
    expect(() => framer.push(header, () => undefined)).toThrow(WireError);
    expect(() => framer.push(query, () => undefined)).toThrow('Pong at byte 0 announces 13');
    expect(() => framer.end()).toThrow('Pong at byte 0 announces 13');
  });

  it.each([
    ['inside a header', query.subarray(0, 5), 'inside the descriptor that starts at byte 30'],
    ['inside a payload', query.subarray(0, 25), 'inside the descriptor that starts at byte 30'],
    ['inside a skipped payload', frame(0x31, 5_000, new Uint8Array(4_000)), '1000 bytes before'],
  ])('refuses a stream that ends %s', (_where, rest, message) => {
    expect(() => framesOf(query, rest)).toThrow(message);
  });
});

describe('payloads that do not have the form of their type', () => {
  const bytes = (...values: number[]) => Uint8Array.from(values);
  const hit = (count: number, ...results: number[]) =>
    bytes(count, ...new Array<number>(10).fill(1), ...results, ...new Array<number>(16).fill(7));

  it.each([
    ['Query', codes.Query, bytes(0, 0, 1, 2), 'has no NUL after byte 2 of its payload'],
    ['Bye', codes.Bye, bytes(200, 0, 1), 'has no NUL after byte 2 of its payload'],
    ['QueryHit', codes.QueryHit, hit(1), 'ends inside result 1 of 1'],
    ['QueryHit', codes.QueryHit, hit(1, 1, 1, 1, 1, 1, 1, 1, 1), 'has no NUL after byte 19'],
    ['QueryHit', codes.QueryHit, hit(1, 1, 1, 1, 1, 1, 1, 1, 1, 65, 0), 'has no NUL after byte 21'],
    ['QueryHit', codes.QueryHit, hit(2, 1, 1, 1, 1, 1, 1, 1, 1, 65, 0, 0), 'ends inside result 2 of 2'],
    ['RouteTableUpdate', codes.RouteTableUpdate, bytes(0, 8, 0, 0, 0), 'is a Reset of 5 bytes'],
    ['RouteTableUpdate', codes.RouteTableUpdate, bytes(0, 9, 0, 0, 0, 7), 'resets to 9 entries'],
    ['RouteTableUpdate', codes.RouteTableUpdate, bytes(0, 0, 0, 0, 0, 7), 'resets to 0 entries'],
    ['RouteTableUpdate', codes.RouteTableUpdate, bytes(1, 1, 1, 0), 'is a Patch of 4 bytes'],
    ['RouteTableUpdate', codes.RouteTableUpdate, bytes(1, 1, 1, 0, 1), 'has entries of 1 bits'],
  ])('refuses a %s: %s %s %s', (name, code, payload, message) => {
    const decode = () => decodeDescriptor(frame(code, payload.length, payload));
    expect(decode).toThrow(WireError);
    expect(decode).toThrow(`The ${name} at byte 0 ${message}`);
  });

  it('leaves later variants of route table updates unknown', () => {
    const later = frame(codes.RouteTableUpdate, 2, bytes(2, 5));
    expect(decodeDescriptor(later)).toMatchObject({ type: 'Unknown', code: 0x30, payload: bytes(2, 5) });
    expect(encodeDescriptor(decodeDescriptor(later))).toEqual(later);
  });

  it.each([
    ['nothing', new Uint8Array(0), 'are 0 descriptors'],
    ['two', join(query, query), 'are 2 descriptors'],
    ['a skipped one', frame(0x31, 5_000), 'and 1 above it'],
  ])('refuses %s where one descriptor must be', (_what, given, message) => {
    expect(() => decodeDescriptor(given)).toThrow(message);
  });
});

describe('rules', () => {
  it('reads a big-endian length as a far too long one (G15)', () => {
    const rules = {
      ...wireRules,
      payloadLength: (bytes: Uint8Array, at: number) => new DataView(bytes.buffer, at).getUint32(19, false),
    };
    expect(() => new DescriptorDecoder(rules).push(query, () => undefined)).toThrow(
      'announces 117440512 bytes of payload',
    );
  });

  it('loses the second frame of a read, or a frame across reads (G16)', () => {
    const rules = {
      ...wireRules,
      nextHeader: (_end: number, chunkLength: number) => chunkLength,
      keepsPartialFrame: () => false,
    };
    const countOf = (...chunks: Uint8Array[]) => {
      const decoder = new DescriptorDecoder(rules);
      let count = 0;
      for (const chunk of chunks) decoder.push(chunk, () => count++);
      return count;
    };
    expect(countOf(query, query)).toBe(2);
    expect(countOf(join(query, query))).toBe(1);
    expect(countOf(query.subarray(0, 10), query.subarray(10, 20))).toBe(0);
  });
});

describe('the encoder', () => {
  const ping = {
    type: 'Ping',
    guid: new Uint8Array(16),
    ttl: 1,
    hops: 0,
    extension: new Uint8Array(0),
  } as const;
  const none = new Uint8Array(0);
  const result = { index: 0, size: 0, name: 'a', extension: none };
  const results = (...given: HitResult[]): Descriptor => ({
    ...{ ...ping, type: 'QueryHit', port: 1, address: 1, speed: 1, serventId: new Uint8Array(16) },
    results: given,
  });

  it.each<[string, Descriptor]>([
    ['The guid has 15 bytes, but must have 16.', { ...ping, guid: new Uint8Array(15) }],
    ['The ttl is 256, but must be an integer from 0 to 255.', { ...ping, ttl: 256 }],
    ['The hops is 0.5, but must be an integer', { ...ping, hops: 0.5 }],
    ['The hops is NaN, but must be an integer', { ...ping, hops: Number.NaN }],
    [
      'The payload of the Ping has 4097 bytes, but 4096 are the most.',
      { ...ping, extension: new Uint8Array(4_097) },
    ],
    ['The criteria has NUL at index 1', { ...ping, type: 'Query', flags: 0, criteria: 'a\0' }],
    ['The criteria has a lone surrogate', { ...ping, type: 'Query', flags: 0, criteria: 'a\ud800' }],
    ['escaped bytes that are UTF-8', { ...ping, type: 'Query', flags: 0, criteria: '\udcc3\udca9' }],
    ['The extension of result 1 has a NUL', results({ ...result, extension: new Uint8Array(1) })],
    ['The number of results is 256', results(...new Array<HitResult>(256).fill(result))],
    ['The tableLength of the Reset is 12', { ...ping, type: 'Reset', tableLength: 12, infinity: 7 }],
    ['The type of an Unknown is 0x80', { ...ping, type: 'Unknown', code: 0x80, payload: none }],
    ['The type of an Unknown is 0x30', { ...ping, type: 'Unknown', code: 0x30, payload: none }],
  ])('refuses: %s', (message, value) => {
    expect(() => encodeDescriptor(value)).toThrow(WireError);
    expect(() => encodeDescriptor(value)).toThrow(message);
  });
});

describe('strings', () => {
  const decodedText = (...text: number[]) => {
    const payload = Uint8Array.of(0, 0, ...text, 0);
    const bytes = frame(codes.Query, payload.length, payload);
    const value = decodeDescriptor(bytes) as Descriptor & { criteria: string };
    expect([...encodeDescriptor(value)]).toEqual([...bytes]);
    return value.criteria;
  };

  it('are UTF-8', () => {
    expect(decodedText(0x41, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x8e, 0xb5)).toBe('Aé€🎵');
    expect(decodedText(0xef, 0xbb, 0xbf)).toBe('\ufeff');
  });

  // Unicode 15, section 3.9, tables 3-7 and 3-8: overlong forms, surrogates, above U+10FFFF, cut sequences.
  it.each([
    ['overlong', [0xc0, 0xaf], '\udcc0\udcaf'],
    ['overlong of 3', [0xe0, 0x80, 0x80], '\udce0\udc80\udc80'],
    ['overlong of 4', [0xf0, 0x80, 0x80, 0x80], '\udcf0\udc80\udc80\udc80'],
    ['a surrogate', [0xed, 0xa0, 0x80], '\udced\udca0\udc80'],
    ['above the last code point', [0xf4, 0x90, 0x80, 0x80], '\udcf4\udc90\udc80\udc80'],
    ['cut', [0xe2, 0x82], '\udce2\udc82'],
    ['cut before a letter', [0xe2, 0x82, 0x41], '\udce2\udc82A'],
    ['Latin-1', [0x66, 0xfc, 0x72], 'f\udcfcr'],
  ])('keep bytes that are no UTF-8: %s', (_what, bytes, text) => {
    expect(decodedText(...bytes)).toBe(text);
  });
});
