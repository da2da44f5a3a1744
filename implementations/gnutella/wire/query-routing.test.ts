import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeDescriptor } from './decode.ts';
import { WireError } from './decoder.ts';
import type { Patch, Reset } from './descriptors.ts';
import { encodeDescriptor } from './encode.ts';
import { RouteTableReceiver, type RouteTableUpdate, updateMessages } from './query-routing.ts';
import { hashWord, keywordsOf, RouteTable, tableLengthMax } from './route-table.ts';

const infinity = 7;
const seed = 33;
const inflate = (data: Uint8Array, maxOutputLength: number) =>
  new Uint8Array(inflateSync(data, { maxOutputLength }));

/** The message whose bytes are a payload. */
function message(...payload: number[]): RouteTableUpdate {
  const bytes = Uint8Array.of(
    ...new Array<number>(16).fill(1),
    0x30,
    1,
    0,
    payload.length,
    0,
    0,
    0,
    ...payload,
  );
  return decodeDescriptor(bytes) as Reset | Patch;
}

describe('the hash', () => {
  // Query routing proposal 1.0, Appendix A: all of its tests.
  it.each([
    ...[
      [13, '', 0],
      [13, 'eb', 6791],
      [13, 'ebc', 7082],
      [13, 'ebck', 6698],
      [13, 'ebckl', 3179],
    ],
    ...[
      [13, 'ebcklm', 3235],
      [13, 'ebcklme', 6438],
      [13, 'ebcklmen', 1062],
      [13, 'ebcklmenq', 3527],
    ],
    ...[
      [16, '', 0],
      [16, 'n', 65003],
      [16, 'nd', 54193],
      [16, 'ndf', 4953],
      [16, 'ndfl', 58201],
    ],
    ...[
      [16, 'ndfla', 34830],
      [16, 'ndflal', 36910],
      [16, 'ndflale', 34586],
      [16, 'ndflalem', 37658],
    ],
    ...[
      [16, 'ndflaleme', 45559],
      [10, 'ol2j34lj', 318],
      [10, 'asdfas23', 503],
      [10, '9um3o34fd', 758],
    ],
    ...[
      [10, 'a234d', 281],
      [10, 'a3f', 767],
      [10, '3nja9', 581],
      [10, '2459345938032343', 146],
    ],
    ...[
      [10, '7777a88a8a8a8', 342],
      [10, 'asdfjklkj3k', 861],
      [10, 'adfk32l', 1011],
    ],
    ...[
      [10, 'zzzzzzzzzzz', 944],
      [10, '3NJA9', 581],
      [10, '3nJa9', 581],
    ],
    // Appendix B, example 1: "test" is entry 2 of 8.
    [3, 'test', 2],
  ] as [number, string, number][])('of %d bits of "%s" is %d', (bits, word, hash) => {
    expect(hashWord(word, bits)).toBe(hash);
  });

  it('of fewer bits is the top of a hash of more', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (word, bits) => {
        expect(hashWord(word, bits)).toBe(hashWord(word, 21) >>> (21 - bits));
      }),
      { seed },
    );
  });
});

describe('updates of the proposal, Appendix B', () => {
  /** The examples without and with compression: the payloads of each step, after a Reset to 8 entries. */
  const examples: [string, number[][], number[][], number[][]][] = [
    [
      '1: entries of 8 bits',
      [[1, 1, 1, 0, 8, 0, 0, 0xfa, 0, 0, 0, 0, 0]],
      [[1, 1, 1, 0, 8, 0, 0, 0, 0, 0, 0, 0xfa, 0]],
      [[1, 1, 1, 0, 8, 0, 0, 6, 0, 0, 0, 0, 0]],
    ],
    [
      '2: entries of 4 bits',
      ...[
        [[1, 1, 1, 0, 4, 0, 0xa0, 0, 0]],
        [[1, 1, 1, 0, 4, 0, 0, 0, 0xa0]],
        [[1, 1, 1, 0, 4, 0, 0x60, 0, 0]],
      ],
    ] as [string, number[][], number[][], number[][]],
    [
      '3: two messages',
      [
        [1, 1, 2, 0, 4, 0, 0xa0],
        [1, 2, 2, 0, 4, 0, 0],
      ],
      [
        [1, 1, 2, 0, 4, 0, 0],
        [1, 2, 2, 0, 4, 0, 0xa0],
      ],
      [
        [1, 1, 2, 0, 4, 0, 0x60],
        [1, 2, 2, 0, 4, 0, 0],
      ],
    ],
    [
      '4: compressed',
      [[1, 1, 1, 1, 4, 0x78, 0x9c, 0x63, 0x58, 0xc0, 0xc0, 0, 0, 1, 0xe4, 0, 0xa1]],
      [[1, 1, 1, 1, 4, 0x78, 0x9c, 0x63, 0x60, 0x60, 0x58, 0, 0, 0, 0xa4, 0, 0xa1]],
      [[1, 1, 1, 1, 4, 0x78, 0x9c, 0x63, 0x48, 0x60, 0x60, 0, 0, 1, 0x24, 0, 0x61]],
    ],
    [
      '5: compressed, two messages',
      [
        [1, 1, 2, 1, 4, 0x78, 0x9c, 0x63, 0x58, 0xc0, 0xc0, 0, 0, 1, 0xe4],
        [1, 2, 2, 1, 4, 0, 0xa1],
      ],
      [
        [1, 1, 2, 1, 4, 0x78, 0x9c, 0x63, 0x60, 0x60, 0x58, 0, 0, 0, 0xa4],
        [1, 2, 2, 1, 4, 0, 0xa1],
      ],
      [
        [1, 1, 2, 1, 4, 0x78, 0x9c, 0x63, 0x48, 0x60, 0x60, 0, 0, 1, 0x24],
        [1, 2, 2, 1, 4, 0, 0x61],
      ],
    ],
  ];

  // The text and the hash say 7 for "qrp", but the bytes of the appendix change entry 6.
  it.each(examples)('example %s', (_name, addsTest, addsQrp, removesTest) => {
    expect([hashWord('test', 3), hashWord('qrp', 3)]).toEqual([2, 7]);
    const receiver = new RouteTableReceiver(inflate);
    receiver.receive(message(0, 8, 0, 0, 0, 7));
    const distances = () => receiver.table?.distances.join(' ');
    for (const payload of addsTest) {
      expect(receiver.table).toBeUndefined();
      receiver.receive(message(...payload));
    }
    expect(distances()).toBe('7 7 1 7 7 7 7 7');
    for (const payload of addsQrp) receiver.receive(message(...payload));
    expect(distances()).toBe('7 7 1 7 7 7 1 7');
    for (const payload of removesTest) receiver.receive(message(...payload));
    expect(distances()).toBe('7 7 7 7 7 7 1 7');
  });

  it('are what the sender makes', () => {
    const [, [, first, second, third]] = examples as [unknown, (typeof examples)[number]];
    const payloads = (updates: RouteTableUpdate[]) =>
      updates.map((update) => {
        const header = { guid: new Uint8Array(16), ttl: 1, hops: 0 };
        return [...encodeDescriptor({ ...header, ...update }).subarray(23)];
      });
    const table = () => new RouteTable(8, infinity);
    const [test, both, qrp] = [table().add('test'), table().add('test'), table()];
    both.distances[6] = 1;
    qrp.distances[6] = 1;
    expect(payloads(updateMessages(undefined, test))).toEqual([[0, 8, 0, 0, 0, 7], ...first]);
    expect(payloads(updateMessages(test, both))).toEqual(second);
    expect(payloads(updateMessages(both, qrp))).toEqual(third);
  });
});

describe('a route table', () => {
  const word = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 6 }));
  const words = fc.array(word, { maxLength: 20 });
  const bits = fc.nat(12);

  it('has no false negative: directly, merged, resized and sent over a link', () => {
    const files = fc.array(fc.array(word, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        files,
        bits,
        bits,
        fc.constantFrom<4 | 8>(4, 8),
        fc.nat(50),
        (given, from, to, entryBits, size) => {
          const leaf = new RouteTable(2 ** from, infinity);
          for (const name of given.flat()) leaf.add(name);
          const receiver = new RouteTableReceiver();
          const cuts = { entryBits, dataBytesMax: Math.max(size, 2 ** from / 128, 1) };
          for (const update of updateMessages(undefined, leaf, cuts)) receiver.receive(update);
          expect(receiver.table?.distances).toEqual(leaf.distances);
          const ultrapeer = new RouteTable(2 ** to, infinity).merge(receiver.table as RouteTable);
          for (const names of given) {
            const query = names.map((name) => name.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase()));
            expect([leaf.mayMatch(query, 1), receiver.mayMatch(query), ultrapeer.mayMatch(query, 2)]).toEqual(
              [...[true, true, true]],
            );
          }
        },
      ),
      { seed, numRuns: 400 },
    );
  });

  it('refuses most words that no file has', () => {
    const table = new RouteTable(2 ** 16, infinity);
    for (let file = 0; file < 100; file++) table.add(`file${file}`);
    const others = Array.from({ length: 1_000 }, (_, at) => `other${at}`);
    expect(others.filter((other) => table.mayMatch([other])).length).toBeLessThan(100);
    expect(table.mayMatch(['file1', 'file2'])).toBe(true);
    expect(table.mayMatch(['file1', 'nothing'])).toBe(false);
  });

  it('knows distances', () => {
    const table = new RouteTable(8, infinity).add('test', 3);
    expect([2, 3, 4].map((ttl) => table.mayMatch(['test'], ttl))).toEqual([false, true, true]);
    table.add('test', 5);
    expect(table.distances[2]).toBe(3);
    expect(new RouteTable(8, infinity).merge(table, 2).distances[2]).toBe(5);
    expect(new RouteTable(8, infinity).merge(table, 4).distances[2]).toBe(infinity);
  });

  it('goes from one table to any other', () => {
    fc.assert(
      fc.property(words, words, bits, (before, after, size) => {
        const make = (given: string[]) => {
          const table = new RouteTable(2 ** size, infinity);
          for (const [at, one] of given.entries()) table.add(one, 1 + (at % infinity));
          return table;
        };
        const [from, to] = [make(before), make(after)];
        const receiver = new RouteTableReceiver();
        const updates = [...updateMessages(undefined, from), ...updateMessages(from, to)];
        for (const update of updates) receiver.receive(update);
        expect(receiver.table).toEqual(to);
      }),
      { seed, numRuns: 200 },
    );
  });

  it.each([
    [0, infinity, 'has 0 entries'],
    [12, infinity, 'has 12 entries'],
    [2 * tableLengthMax, infinity, 'up to 2097152'],
    [8, 1, 'infinity 1'],
    [8, 128, 'infinity 128'],
  ])('of %d entries and infinity %d is refused', (length, far, text) => {
    expect(() => new RouteTable(length, far)).toThrow(text);
  });

  it('is refused as an update where it does not fit', () => {
    const [small, large] = [new RouteTable(8, infinity), new RouteTable(1_024, 100)];
    expect(() => updateMessages(small, large)).toThrow('a Patch goes to a table of the same form');
    const far = new RouteTable(1_024, 100).add('test');
    expect(() => updateMessages(undefined, far)).toThrow('changes by -99, but 4 bits have -8 to 7');
    expect(() => updateMessages(undefined, far, { entryBits: 8, dataBytesMax: 4 })).toThrow(
      '255 are the most',
    );
  });
});

describe('keywords', () => {
  it('are runs of letters, marks and digits', () => {
    expect(keywordsOf('Good_joke (2nd), für-alle.TXT')).toEqual([
      'Good',
      'joke',
      '2nd',
      'für',
      'alle',
      'TXT',
    ]);
    expect(keywordsOf(' .- ')).toEqual([]);
    expect(keywordsOf('e\u0301te')).toEqual(['éte']);
  });
});

describe('a receiver', () => {
  const reset = message(0, 8, 0, 0, 0, 7);
  const patch = (
    sequence: number,
    size: number,
    compressor = 0,
    bits = 8,
    data = new Array<number>(8).fill(0),
  ) => message(1, sequence, size, compressor, bits, ...data);

  it('lets every query pass until the first table is whole', () => {
    const receiver = new RouteTableReceiver();
    const seen = [receiver.mayMatch(['a'])];
    for (const update of [reset, patch(1, 2, 0, 4, [0, 0]), patch(2, 2, 0, 4, [0, 0])]) {
      receiver.receive(update);
      seen.push(receiver.mayMatch(['a']));
    }
    receiver.receive(reset);
    seen.push(receiver.mayMatch(['a']));
    expect(seen).toEqual([true, true, true, false, true]);
  });

  it('starts again with a Reset in the middle of an update', () => {
    const receiver = new RouteTableReceiver();
    for (const update of [reset, patch(1, 2, 0, 4, [0, 0]), reset, patch(1, 1)]) receiver.receive(update);
    expect(receiver.table?.length).toBe(8);
  });

  it.each<[string, RouteTableUpdate[], string]>([
    ['a Patch before a Reset', [patch(1, 1)], 'but follows a Reset'],
    ['a second message first', [reset, patch(2, 2)], 'is message 2 of 2, but message 1 is next'],
    ['message 0', [reset, patch(0, 1)], 'is message 0 of 1'],
    ['no messages', [reset, patch(1, 0)], 'is message 1 of 0'],
    ['a message twice', [reset, patch(1, 3, 0, 4, [0]), patch(1, 3, 0, 4, [0])], 'message 2 is next'],
    ['another size', [reset, patch(1, 3, 0, 4, [0]), patch(2, 4, 0, 4, [0])], 'differs from the first one'],
    ['other bits', [reset, patch(1, 3, 0, 4, [0]), patch(2, 3, 0, 8, [0])], 'differs from the first one'],
    ['zlib data without inflate', [reset, patch(1, 1, 1)], 'has no inflate function'],
    ['a later compressor', [reset, patch(1, 1, 2)], 'has compressor 2, but has 0 (none) or 1 (zlib)'],
    ['too much data', [reset, patch(1, 1, 0, 4)], 'more than 4 bytes of data'],
    ['too much data, in the second message', [reset, patch(1, 2), patch(2, 2)], 'more than 8 bytes'],
    ['too little data', [reset, patch(1, 1, 0, 8, [0, 0])], 'has 2 bytes of data, but the table takes 8'],
    ['a distance below 0', [reset, patch(1, 1, 0, 8, [0x80, ...new Array(7).fill(0)])], 'changes to -121'],
    ['a distance above 7', [reset, patch(1, 1, 0, 8, [1, ...new Array(7).fill(0)])], 'Entry 0 changes to 8'],
    ['too many entries', [message(0, 0, 0, 0, 0x80, 7)], 'The Reset has 2147483648 entries'],
  ])('refuses %s, and forgets the table', (_what, updates, text) => {
    const receiver = new RouteTableReceiver();
    const all = () => {
      for (const update of updates) receiver.receive(update);
    };
    expect(all).toThrow(WireError);
    expect(all).toThrow(text);
    expect([receiver.table, receiver.bufferedBytes, receiver.mayMatch(['a'])]).toEqual([undefined, 0, true]);
  });

  it('refuses zlib data that is none, or that is longer than the table', () => {
    const receive = (...data: number[]) => {
      const receiver = new RouteTableReceiver(inflate);
      receiver.receive(reset);
      receiver.receive(patch(1, 1, 1, 4, data));
    };
    expect(() => receive(1, 2, 3)).toThrow(WireError);
    // Eight zeros, where the table takes four bytes.
    const zeros = [0x78, 0x9c, 0x63, 0x80, 0x03, 0x00, 0x00, 0x08, 0x00, 0x01];
    expect(() => receive(...zeros)).toThrow('The update is no zlib data of 4 bytes');
  });

  it('keeps at most the data of its table', () => {
    const receiver = new RouteTableReceiver(inflate);
    receiver.receive(reset);
    const parts = Array.from({ length: 255 }, (_, at) =>
      patch(at + 1, 255, 1, 8, new Array<number>(100).fill(0)),
    );
    const all = () => {
      for (const part of parts) receiver.receive(part);
    };
    expect(all).toThrow('more than 1032 bytes');
    expect(receiver.bufferedBytes).toBe(0);
  });
});
