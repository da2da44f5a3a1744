/** Each hash table against the obvious one, on random keys, far beyond its first size. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hashOf,
  hashOfRow,
  ListInterner,
  PairMap,
  SmallPairMap,
  StringInterner,
  slotOf,
} from './hash-tables.ts';

const small = fc.integer({ min: -3, max: 40 });
const any = fc.oneof(small, fc.integer());

describe('hash tables', () => {
  it('hash a row as the exclusive or of its columns', () => {
    expect(hashOfRow(Int32Array.of(9, 4, -5), 1)).toBe(hashOf(1, 4) ^ hashOf(2, -5));
    expect(hashOf(1, 4)).not.toBe(hashOf(4, 1));
    expect(slotOf(0x12345678, 0xff)).toBe((0x78 ^ 0x34) & 0xff);
  });

  it.each([
    ['PairMap', () => new PairMap(), any],
    ['SmallPairMap', () => new SmallPairMap(), fc.oneof(fc.nat(70), fc.nat(5_000))],
  ] as const)('%s is a map from pairs', (_, make, part) => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(part, part, fc.nat(100)), { maxLength: 2_000, size: 'max' }),
        (entries) => {
          const table = make();
          const map = new Map<string, number>();
          for (const [a, b, value] of entries) {
            const known = map.get(`${a},${b}`) ?? -1;
            expect(table.get(a, b)).toBe(known);
            if (known < 0) {
              table.set(a, b, value);
              map.set(`${a},${b}`, value);
            }
          }
          for (const [a, b] of entries) expect(table.get(a, b)).toBe(map.get(`${a},${b}`));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('ListInterner numbers lists, the empty one 0', () => {
    fc.assert(
      fc.property(fc.array(fc.array(small, { maxLength: 6 }), { maxLength: 1_000, size: 'max' }), (lists) => {
        const table = new ListInterner();
        const numbers = new Map<string, number>([['', 0]]);
        for (const list of lists) {
          const number = table.intern(list);
          expect(number).toBe(numbers.get(list.join()) ?? numbers.size);
          numbers.set(list.join(), number);
          expect(table.get(number)).toEqual(list);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('StringInterner adds a string only after its value is made without an error', () => {
    const strings = new StringInterner();
    expect(() =>
      strings.of('a', () => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(strings.size).toBe(0);
    expect(strings.of('a', () => {})).toBe(0);
    expect(strings.of('b', () => {})).toBe(1);
    expect(strings.of('a', () => expect.unreachable())).toBe(0);
  });
});
