/** Tests the message codec: bytes as the schema has them, what protobuf demands of a reader, and limits. */
import { describe, expect, it } from 'vitest';
import { encodeCid, v0Prefix } from './cid.ts';
import { decodeMessage, MessageDecoder } from './decode.ts';
import { WireError } from './decoder.ts';
import { encodeMessage, messageSize } from './encode.ts';
import { Framer } from './framer.ts';
import { emptyMessage, isEmpty, type Message, type WantEntry } from './messages.ts';
import { wireLimits, wireRules } from './rules.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
const cid = encodeCid(v0Prefix, new Uint8Array(32).fill(0xab));
const cidHex = `1220${'ab'.repeat(32)}`;
const entry: WantEntry = { cid, priority: 0, cancel: false, wantType: 'block', sendDontHave: false };

/** The only message of a stream, with copies of its bytes. */
function only(stream: Uint8Array): Message {
  const messages: Message[] = [];
  const decoder = new MessageDecoder();
  decoder.push(stream, (message) => messages.push(structuredClone(message)));
  decoder.end();
  expect(messages.length).toBe(1);
  return messages[0] as Message;
}

describe('the message codec', () => {
  it.each<[string, string, Message]>([
    ['nothing', '00', emptyMessage],
    [
      'a want with priority 2147483632',
      `2e 0a2c 0a2a 0a22${cidHex} 10f0ffffff07`,
      { ...emptyMessage, entries: [{ ...entry, priority: 2_147_483_632 }] },
    ],
    [
      'a Cancel, and the flag full',
      `2c 0a2a 0a26 0a22${cidHex} 1801 1001`,
      { ...emptyMessage, full: true, entries: [{ ...entry, cancel: true }] },
    ],
    [
      'a want-have with priority -1 that asks for DONT_HAVE',
      `37 0a35 0a33 0a22${cidHex} 10ffffffffffffffffff01 2001 2801`,
      {
        ...emptyMessage,
        entries: [{ ...entry, priority: -1, wantType: 'have', sendDontHave: true }],
      },
    ],
    ['a block of 1.0.0', '05 1203 010203', { ...emptyMessage, blocks: [Uint8Array.of(1, 2, 3)] }],
    [
      'a block of 1.1.0',
      '0b 1a09 0a04 01551220 1201 07',
      { ...emptyMessage, payload: [{ prefix: hex('01551220'), data: Uint8Array.of(7) }] },
    ],
    [
      'HAVE, DONT_HAVE and pending bytes',
      `51 2224 0a22${cidHex} 2226 0a22${cidHex} 1001 28ac02`,
      {
        ...emptyMessage,
        ...{
          presences: [
            { cid, type: 'have' },
            { cid, type: 'dont-have' },
          ],
          pendingBytes: 300,
        },
      },
    ],
  ])('has these bytes for %s', (_, bytes, message) => {
    expect(Buffer.from(encodeMessage(message)).toString('hex')).toBe(bytes.replaceAll(' ', ''));
    expect(only(hex(bytes))).toEqual(message);
    expect(messageSize(message)).toBe(hex(bytes).length - 1);
  });

  it('passes over unknown fields of every wire type, groups in groups as well', () => {
    const unknown = '3001 3903030303030303034203aabbcc 4b 53 54 4c 5d01020304';
    const nested = `0a22${cidHex} ${unknown}`;
    const list = `0a${(hex(nested).length).toString(16)} ${nested} ${unknown}`;
    const message = `0a${hex(list).length.toString(16)} ${list} ${unknown} 2805`;
    expect(decodeMessage(hex(message))).toEqual({
      ...emptyMessage,
      entries: [entry],
      pendingBytes: 5,
    });
  });

  it('passes over a known field with another wire type', () => {
    expect(decodeMessage(hex('2d01020304 0801 1001'))).toEqual(emptyMessage);
  });

  it('takes the last value of a field that came twice', () => {
    expect(decodeMessage(hex('2801 2802')).pendingBytes).toBe(2);
    const twice = hex(`0a2a 0a28 0a22${cidHex} 1801 1800`);
    expect(decodeMessage(twice).entries).toEqual([entry]);
    expect(decodeMessage(hex('0a04 1001 1000')).full).toBe(false);
  });

  it('joins the parts of a want-list that came in several fields', () => {
    const part = `0a26 0a24 0a22${cidHex}`;
    expect(decodeMessage(hex(`${part} 0a02 1001 ${part}`))).toEqual({
      ...emptyMessage,
      entries: [entry, entry],
      full: true,
    });
  });

  it('takes any varint but 0 for true, even one of 64 bits', () => {
    expect(decodeMessage(hex('0a06 10 8080808010')).full).toBe(true);
  });

  it('passes over wants and answers of an unknown type', () => {
    const want = `0a28 0a26 0a22${cidHex} 2002`;
    const answer = `2226 0a22${cidHex} 1007`;
    expect(decodeMessage(hex(`${want} ${answer}`))).toEqual(emptyMessage);
  });

  it.each([
    ['an entry without a CID', '0a02 0a00', 'The CID of an entry of 0 bytes must begin with four varints'],
    [
      'an answer about no CID',
      '2204 0a02 0155',
      'The CID of an answer of 2 bytes must begin with four varints',
    ],
    ['a field beyond the message', '1205 01', 'The message is no protobuf message: index out of range'],
    [
      'an entry beyond its want-list',
      `0a02 0a24 0a22${cidHex}`,
      'A field ends at byte 40 of its message, but must',
    ],
    ['wire type 7', '0f', 'The message is no protobuf message: invalid wire type 7'],
    ['field number 0', '00', 'The message is no protobuf message: illegal tag'],
    ['groups without end', '0b'.repeat(100_000), 'The message is no protobuf message: max depth exceeded.'],
    ['a group that ends another one', '3b 44', 'The message is no protobuf message: invalid end group tag.'],
  ])('refuses %s', (_, bytes, sentence) => {
    expect(() => decodeMessage(hex(bytes))).toThrow(WireError);
    expect(() => decodeMessage(hex(bytes))).toThrow(sentence);
  });

  it('refuses more entries, blocks and answers than its limit, before it keeps them', () => {
    const bytes = new Uint8Array(2 * (wireLimits.itemsMax + 1)).map((_, at) => (at % 2 === 0 ? 0x12 : 0));
    expect(() => decodeMessage(bytes)).toThrow(
      'A message has more than 131072 entries, blocks and answers, which are the most.',
    );
    expect(decodeMessage(bytes.subarray(2)).blocks.length).toBe(wireLimits.itemsMax);
    const blocks = Array.from({ length: wireLimits.itemsMax + 1 }, () => new Uint8Array(0));
    expect(() => encodeMessage({ ...emptyMessage, blocks })).toThrow('but 131072 are the most.');
  });

  it('keeps mistakes of its own apart from wrong bytes', () => {
    const rules = { ...wireRules, wantlistOf: ({ wantlist }: { wantlist: unknown }) => wantlist as never };
    expect(() => decodeMessage(new Uint8Array(0), { rules })).toThrow(TypeError);
  });

  it('encodes no value that the format does not hold', () => {
    expect(() => encodeMessage({ ...emptyMessage, pendingBytes: 2 ** 31 })).toThrow(
      'The number of pending bytes is 2147483648, but must be an integer from -2^31 to 2^31 - 1.',
    );
    expect(() => encodeMessage({ ...emptyMessage, entries: [{ ...entry, priority: 0.5 }] })).toThrow(
      WireError,
    );
    expect(() => encodeMessage({ ...emptyMessage, entries: [{ ...entry, cid: Uint8Array.of(1) }] })).toThrow(
      'The CID of an entry of 1 bytes must begin',
    );
    expect(() => encodeMessage({ ...emptyMessage, blocks: [new Uint8Array(2 ** 22)] })).toThrow(
      'The message has 4194309 bytes, but 4194304 are the most.',
    );
  });

  it('calls a whole list without entries not empty', () => {
    expect(isEmpty({ ...emptyMessage, full: true })).toBe(false);
    expect(isEmpty({ ...emptyMessage, pendingBytes: 3 })).toBe(true);
  });
});

describe('the framer', () => {
  const frames = (chunks: readonly Uint8Array[], framer = new Framer()) => {
    const out: Uint8Array[] = [];
    for (const chunk of chunks) framer.push(chunk, (message) => out.push(message.slice()));
    framer.end();
    return out;
  };

  it('takes a block of 2 MiB in small chunks, and keeps no more than the message', () => {
    const message = { ...emptyMessage, blocks: [new Uint8Array(2 ** 21).fill(5)] };
    const stream = encodeMessage(message);
    const framer = new Framer();
    let most = 0;
    let got = 0;
    for (let at = 0; at < stream.length; at += 1_400) {
      framer.push(stream.subarray(at, at + 1_400), (bytes) => {
        got = bytes.length;
      });
      most = Math.max(most, framer.bufferedBytes);
    }
    expect(got).toBe(messageSize(message));
    expect(most).toBeLessThan(stream.length);
    expect(framer.bufferedBytes).toBe(0);
  });

  it('takes a length of 4 MiB, and refuses one more before it is buffered', () => {
    const framer = new Framer();
    framer.push(hex('80808002'), () => {});
    expect(framer.bufferedBytes).toBe(4);
    expect(() => frames([hex('81808002')])).toThrow(
      'The message at byte 0 announces 4194305 bytes, but 4194304 are the most.',
    );
    expect(() => frames([hex('01aa ff'), hex('ffffff')])).toThrow(
      'The message at byte 2 announces over 268435455 bytes, but 4194304 are the most.',
    );
  });

  it('refuses a length that is not the shortest form', () => {
    expect(() => frames([hex('8100')])).toThrow('The length at byte 0 is not the shortest form of 1.');
  });

  it('throws the same error again, and takes nothing after it', () => {
    const framer = new Framer();
    expect(() => framer.push(hex('ffffffff'), () => {})).toThrow(WireError);
    expect(() => framer.push(hex('00'), () => {})).toThrow('announces over');
    expect(() => framer.end()).toThrow('announces over');
  });

  it.each(['80', '05', '0501'])('refuses a stream that ends inside a message: %s', (bytes) => {
    expect(() => frames([hex(bytes)])).toThrow(
      'inside the message that starts at byte 0, but must end after a',
    );
  });

  it('copies nothing that lies whole in a chunk', () => {
    const chunk = hex('0301020302 0405');
    const buffers = new Set<ArrayBufferLike>();
    new Framer().push(chunk, ({ buffer }) => buffers.add(buffer));
    expect([...buffers]).toEqual([chunk.buffer]);
  });

  it.each([
    ['at once if it is longer than 1 MiB', 1_100_000, [1_100_000, 0]],
    ['at the next short message if it is shorter', 100_000, [100_000, 100_000, 0]],
  ])('releases a buffer %s', (_, blockBytes, expected) => {
    const framer = new Framer();
    const seen: number[] = [];
    const long = encodeMessage({ ...emptyMessage, blocks: [new Uint8Array(blockBytes)] });
    const push = (stream: Uint8Array, at: number) => {
      for (const part of [stream.subarray(0, at), stream.subarray(at)])
        framer.push(part, ({ buffer }) => seen.push(buffer.byteLength));
    };
    push(long, long.length / 2);
    while (seen.length < expected.length) push(hex('02aabb'), 2);
    // To 100 bytes: the long message has a few more than its block.
    expect(seen.map((length) => Math.floor(length / 100) * 100)).toEqual(expected);
  });
});
