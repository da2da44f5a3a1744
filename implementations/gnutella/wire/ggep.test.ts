import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extension } from '../../../properties/gnutella/arbitraries.ts';
import { decodeCobs, encodeCobs } from './cobs.ts';
import { WireError } from './decoder.ts';
import { decodeGgep, type Extension, encodeGgep } from './ggep.ts';

const hex = (text: string) =>
  Uint8Array.from(text.match(/[0-9a-f]{2}/g) ?? [], (byte) => Number.parseInt(byte, 16));
const plain = { isCobs: false, isDeflated: false };

describe('GGEP blocks', () => {
  it('have one extension after another, the last one flagged (GGEP 0.51, "Format")', () => {
    // Flags 0x02: id of 2 bytes. Flags 0xe1: last, COBS, deflate, id of 1 byte. COBS of 00 41 is 01 02 41.
    const block = hex('c3 02 55 50 43 01 02 03 e1 48 43 01 02 41');
    const extensions: Extension[] = [
      { id: 'UP', data: hex('01 02 03'), ...plain },
      { id: 'H', data: hex('00 41'), isCobs: true, isDeflated: true },
    ];
    expect(decodeGgep(block)).toEqual({ extensions, end: block.length });
    expect(encodeGgep(extensions)).toEqual(block);
  });

  it('may stand one after another', () => {
    const blocks = hex('c3 81 41 40 c3 81 42 41 07');
    const first = decodeGgep(blocks);
    expect(first).toEqual({ extensions: [{ id: 'A', data: hex(''), ...plain }], end: 4 });
    expect(decodeGgep(blocks, first.end)).toEqual({
      extensions: [{ id: 'B', data: hex('07'), ...plain }],
      end: 9,
    });
  });

  // GGEP 0.51, "Length Encoding", "Boundary Cases".
  it.each([
    [0, '40'],
    [63, '7f'],
    [64, '81 40'],
    [4_095, 'bf 7f'],
    [4_096, '81 80 40'],
    [262_143, 'bf bf 7f'],
  ])('write a length of %d as %s', (length, bytes) => {
    const block = encodeGgep([{ id: 'A', data: new Uint8Array(length), ...plain }]);
    const start = hex(bytes).length + 3;
    expect(block.subarray(3, start)).toEqual(hex(bytes));
    expect(block.length).toBe(start + length);
    expect(decodeGgep(block).extensions[0]?.data.length).toBe(length);
  });

  it.each([
    ['no magic byte', '82 55 50 40', 'starts with 130'],
    ['no byte', '', 'starts with nothing'],
    ['no extension', 'c3', 'ends at byte 1'],
    ['no last extension', 'c3 01 41 40', 'ends at byte 4'],
    ['the reserved flag', 'c3 91 41 40', 'has the reserved flag at byte 1'],
    ['an id of 0 bytes', 'c3 80 40', 'has an id of 0 bytes'],
    ['an id that is cut', 'c3 83 41 41', 'ends inside an id'],
    ['an id with NUL', 'c3 82 41 00 40', 'has an id with NUL'],
    ['no length', 'c3 81 41', 'ends inside a length'],
    ['a length that is cut', 'c3 81 41 81', 'ends inside a length at byte 4'],
    ['a length byte 00', 'c3 81 41 00', 'has 0 in a length'],
    ['a length byte with both bits', 'c3 81 41 c1', 'has 193 in a length'],
    ['a length of 4 bytes', 'c3 81 41 81 80 80 40', 'has a length of more than 3 bytes'],
    ['data that is cut', 'c3 81 41 43 01', 'ends 2 bytes early'],
    ['COBS data with zero', 'c3 c1 41 42 01 00', 'zero at byte 1'],
  ])('with %s are refused', (_what, bytes, message) => {
    expect(() => decodeGgep(hex(bytes))).toThrow(WireError);
    expect(() => decodeGgep(hex(bytes))).toThrow(message);
  });

  it.each<[string, Extension[]]>([
    ['has no extension', []],
    ['must have 1 to 15 characters', [{ id: '', data: hex(''), ...plain }]],
    ['must have 1 to 15 characters', [{ id: 'a'.repeat(16), data: hex(''), ...plain }]],
    ['must have 1 to 15 characters', [{ id: 'a\0', data: hex(''), ...plain }]],
    ['262143 are the most', [{ id: 'A', data: new Uint8Array(262_144), ...plain }]],
  ])('are not written where it %s', (message, extensions) => {
    expect(() => encodeGgep(extensions)).toThrow(message);
  });

  it('are read back as they were written, in the middle of other bytes', () => {
    fc.assert(
      fc.property(
        fc.array(extension, { minLength: 1, maxLength: 4 }),
        fc.uint8Array(),
        (extensions, rest) => {
          const block = encodeGgep(extensions);
          const area = Uint8Array.from([1, 2, ...block, ...rest]);
          expect(decodeGgep(area, 2)).toEqual({ extensions, end: 2 + block.length });
        },
      ),
      { seed: 33, numRuns: 300 },
    );
  });

  it('have no NUL where all data is COBS', () => {
    fc.assert(
      fc.property(fc.array(extension, { minLength: 1, maxLength: 3 }), (extensions) => {
        const block = encodeGgep(extensions.map((one) => ({ ...one, isCobs: true })));
        expect(block.includes(0)).toBe(false);
      }),
      { seed: 33, numRuns: 300 },
    );
  });

  it('that are mutated give a WireError or a value that is read back, 20,000 times', () => {
    const seen = { errors: 0, values: 0 };
    const short = extension.map((one) => ({ ...one, data: one.data.slice(0, 70) }));
    const mutated = fc
      .tuple(
        fc.array(short, { minLength: 1, maxLength: 3 }).map((extensions) => [...encodeGgep(extensions)]),
        fc.array(fc.tuple(fc.nat(40), fc.nat(2), fc.nat(255)), { minLength: 1, maxLength: 3 }),
      )
      .map(([block, edits]) => {
        for (const [at, kind, byte] of edits)
          block.splice(at, kind === 1 ? 0 : 1, ...(kind === 2 ? [] : [byte]));
        return Uint8Array.from(block);
      });
    fc.assert(
      fc.property(mutated, (bytes) => {
        let extensions: Extension[];
        try {
          ({ extensions } = decodeGgep(bytes));
          seen.values += 1;
        } catch (error) {
          if (!(error instanceof WireError)) throw error;
          seen.errors += 1;
          return;
        }
        expect(decodeGgep(encodeGgep(extensions)).extensions).toEqual(extensions);
      }),
      { seed: 33, numRuns: 20_000 },
    );
    expect(Math.min(seen.errors, seen.values)).toBeGreaterThan(1_000);
  });
});

describe('COBS', () => {
  const from = (first: number, count: number) => Uint8Array.from({ length: count }, (_, at) => first + at);

  // Cheshire and Baker 1997, section 3: a zero is appended, and each piece ends with one or has 254 bytes.
  it.each([
    [hex(''), hex('01')],
    [hex('00'), hex('01 01')],
    [hex('00 00'), hex('01 01 01')],
    [hex('11 22 00 33'), hex('03 11 22 02 33')],
    [hex('11 22 33 44'), hex('05 11 22 33 44')],
    [hex('11 00 00 00'), hex('02 11 01 01 01')],
    [from(1, 253), Uint8Array.of(254, ...from(1, 253))],
    [from(1, 254), Uint8Array.of(255, ...from(1, 254), 1)],
    [from(1, 255), Uint8Array.of(255, ...from(1, 254), 2, 255)],
    [Uint8Array.of(0, ...from(1, 254)), Uint8Array.of(1, 255, ...from(1, 254), 1)],
    [Uint8Array.of(...from(1, 254), 0), Uint8Array.of(255, ...from(1, 254), 1, 1)],
  ])('encodes case %#', (data, encoded) => {
    expect(encodeCobs(data)).toEqual(encoded);
    expect(decodeCobs(encoded)).toEqual(data);
  });

  it('reads a last piece of 254 bytes without the code after it, as some encoders leave it', () => {
    expect(decodeCobs(Uint8Array.of(255, ...from(1, 254)))).toEqual(from(1, 254));
  });

  it.each([
    [hex(''), 'has no byte'],
    [hex('00'), 'has a zero at byte 0'],
    [hex('03 11 00'), 'has a zero at byte 2'],
    [hex('04 11 22'), 'ends 1 bytes before'],
  ])('refuses case %#', (encoded, message) => {
    expect(() => decodeCobs(encoded)).toThrow(message);
  });
});
