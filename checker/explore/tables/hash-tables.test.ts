/** Each table against the obvious one it stands for, on random keys, far beyond its first size. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitSet, IntList } from '../../values/int-lists.ts';
import { hashOf, ListInterner, PairMap, SmallPairMap, StringInterner } from './hash-tables.ts';
import { RowLookup, RowTable } from './row-table.ts';
import { LogReader, LogWriter, missingEntry } from './table-log.ts';

const small = fc.integer({ min: -3, max: 40 });
const any = fc.oneof(small, fc.integer());

function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (thrown) {
    return thrown;
  }
}

describe('tables', () => {
  it('Ints is a list', () => {
    const ints = new IntList();
    const list = Array.from({ length: 200_000 }, (_, at) => Math.imul(at, 0x9e3779b1));
    for (const value of list) ints.push(value);
    expect(ints.size).toBe(list.length);
    expect(list.every((value, at) => ints.at(at) === value)).toBe(true);
  });

  it('Bits is a set', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5_000)), fc.array(fc.nat(6_000)), (members, asked) => {
        const bits = new BitSet();
        for (const member of members) bits.add(member);
        expect(bits.count).toBe(new Set(members).size);
        for (const one of asked) expect(bits.has(one)).toBe(members.includes(one));
      }),
    );
  });

  it('Rows numbers rows in the order in which they came, and takes no two for one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }).chain((width) =>
          fc.array(fc.array(any, { minLength: width, maxLength: width }), {
            minLength: 1,
            maxLength: 3_000,
            size: 'max',
          }),
        ),
        (list) => {
          const width = list[0]?.length as number;
          // One item before the row belongs to somebody else.
          const rows = new RowTable(1, width);
          const numbers = new Map<string, number>();
          for (const items of list) {
            const row = Int32Array.from([7, ...items]);
            const hash = items.reduce((sum, item, column) => sum ^ hashOf(1 + column, item), 0);
            const key = items.join();
            const known = numbers.get(key) ?? -1;
            expect(rows.find(row, hash)).toBe(known);
            if (known < 0) numbers.set(key, rows.add(row, hash));
          }
          expect([...numbers.values()]).toEqual([...numbers.keys()].map((_, at) => at));
          expect(rows.size).toBe(numbers.size);
          const copy = new Int32Array(1 + width);
          for (const [key, number] of numbers) {
            rows.copy(number, copy);
            expect([...copy.subarray(1)].join()).toBe(key);
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('Rows can be looked up while others are added, wherever they lay when that began: those of which one was told', () => {
    let added = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(any, small), { minLength: 1, maxLength: 3_000, size: 'max' }),
        fc.integer({ min: 1, max: 400 }),
        (list, pause) => {
          const rows = new RowTable(0, 2, true);
          const lookup = new RowLookup();
          let laid = 0;
          const unique = [...new Map(list.map((row) => [row.join(), Int32Array.from(row)])).values()];
          for (const [at, row] of unique.entries()) {
            if (at % pause === 0) {
              lookup.lie(structuredClone(rows.laid));
              laid = at;
              lookup.visible = laid;
            }
            rows.add(row, rows.hashOf(row));
            for (const number of [at, Math.floor(at / 2), laid - 1, at + 1]) {
              const one = unique[number];
              if (one === undefined) continue;
              expect(lookup.find(one, rows.hashOf(one))).toBe(number < laid ? number : -1);
              if (laid <= number && number <= at) added++;
            }
          }
        },
      ),
      { numRuns: 30 },
    );
    expect(added).toBeGreaterThan(0);
  });

  it('Rows that are visible are found behind those that are not, as after the index was laid anew', () => {
    for (let seed = 0; seed < 20; seed++) {
      const rows = new RowTable(0, 2, true);
      const all = Array.from({ length: 720 }, (_, at) => Int32Array.from([at * 7_919, seed * 104_729 + at]));
      for (const row of all) rows.add(row, rows.hashOf(row));
      const lookup = new RowLookup();
      lookup.lie(rows.laid);
      lookup.visible = 420;
      for (const [at, row] of all.entries())
        expect(lookup.find(row, rows.hashOf(row))).toBe(at < lookup.visible ? at : -1);
    }
  });

  it('Pairs and Lists are the same wherever their journal is read', () => {
    const part = fc.nat(300);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(part, part), { maxLength: 1_000, size: 'max' }),
        fc.integer({ min: 1, max: 200 }),
        (pairs, pause) => {
          const diary = new LogWriter();
          const reading = new LogReader();
          const [memory, lists] = [new PairMap(diary), new ListInterner(diary)];
          const [memoryThere, listsThere] = [new PairMap(reading), new ListInterner(reading)];
          for (const [at, [a, b]] of pairs.entries()) {
            if (memory.get(a, b) < 0) memory.set(a, b, at);
            lists.intern([a, ...Array.from({ length: b % 4 }, () => b)]);
            if (at % pause > 0) continue;
            reading.read(diary.torn());
            expect(listsThere.size).toBe(lists.size);
            expect(memoryThere.get(a, b)).toBe(memory.get(a, b));
            expect(listsThere.get(lists.size - 1)).toEqual(lists.get(lists.size - 1));
          }
          // Nobody there can say what number a list would have that was never told of.
          expect(thrownBy(() => listsThere.intern([-1]))).toBe(missingEntry);
        },
      ),
    );
  });

  it('Rows tells rows apart whose hashes are the same', () => {
    const byHash = new Map<number, Int32Array>();
    const pairs: (readonly [Int32Array, Int32Array, number])[] = [];
    for (let a = 0; a < 600; a++) {
      for (let b = 0; b < 600; b++) {
        const hash = hashOf(0, a) ^ hashOf(1, b);
        const other = byHash.get(hash);
        const row = Int32Array.of(a, b);
        if (other !== undefined) pairs.push([other, row, hash]);
        else byHash.set(hash, row);
      }
    }
    expect(pairs.length).toBeGreaterThan(0);
    const rows = new RowTable(0, 2);
    for (const [one, other, hash] of pairs) {
      const number = rows.find(one, hash) < 0 ? rows.add(one, hash) : rows.find(one, hash);
      expect(rows.find(other, hash)).not.toBe(number);
      if (rows.find(other, hash) < 0) rows.add(other, hash);
    }
    for (const [one, other, hash] of pairs) expect(rows.find(one, hash)).not.toBe(rows.find(other, hash));
  });

  it.each([
    ['Pairs', () => new PairMap(), any],
    ['Square', () => new SmallPairMap(), fc.oneof(fc.nat(70), fc.nat(5_000))],
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

  it('Lists numbers lists, the empty one 0', () => {
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

  it('Names counts a name only once what belongs to it is in place', () => {
    const names = new StringInterner();
    expect(() =>
      names.of('a', () => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(names.size).toBe(0);
    expect(names.of('a', () => {})).toBe(0);
    expect(names.of('b', () => {})).toBe(1);
    expect(names.of('a', () => expect.unreachable())).toBe(0);
  });
});
