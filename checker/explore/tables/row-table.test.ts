/** The row table, against a Map of keys, far beyond its first size. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertReaching } from '../../../tests/support/reaching.ts';
import { hashOf } from './hash-tables.ts';
import { RowLookup, RowTable } from './row-table.ts';

const small = fc.integer({ min: -3, max: 40 });
const any = fc.oneof(small, fc.integer());

describe('the row table', () => {
  it('numbers rows in the order in which they are added, and never takes two for one', () => {
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
          // The item before the row is not part of it.
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

  it('finds the published rows in another layout while rows are added, and no others', () => {
    let added = 0;
    assertReaching(
      fc.property(
        fc.array(fc.tuple(any, small), { minLength: 1, maxLength: 3_000, size: 'max' }),
        fc.integer({ min: 1, max: 400 }),
        (list, pause) => {
          const rows = new RowTable(0, 2, true);
          const lookup = new RowLookup();
          let published = 0;
          const unique = [...new Map(list.map((row) => [row.join(), Int32Array.from(row)])).values()];
          for (const [at, row] of unique.entries()) {
            if (at % pause === 0) {
              lookup.attach(structuredClone(rows.layout));
              published = at;
              lookup.visible = published;
            }
            rows.add(row, rows.hashOf(row));
            for (const number of [at, Math.floor(at / 2), published - 1, at + 1]) {
              const one = unique[number];
              if (one === undefined) continue;
              expect(lookup.find(one, rows.hashOf(one))).toBe(number < published ? number : -1);
              if (published <= number && number <= at) added++;
            }
          }
        },
      ),
      { numRuns: 30 },
      () => {
        expect(added).toBeGreaterThan(0);
      },
    );
  });

  it('tells rows with equal hashes apart', () => {
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

  it('finds visible rows behind invisible ones, as after the index was rebuilt', () => {
    for (let seed = 0; seed < 20; seed++) {
      const rows = new RowTable(0, 2, true);
      const all = Array.from({ length: 720 }, (_, at) => Int32Array.from([at * 7_919, seed * 104_729 + at]));
      for (const row of all) rows.add(row, rows.hashOf(row));
      const lookup = new RowLookup();
      lookup.attach(rows.layout);
      lookup.visible = 420;
      for (const [at, row] of all.entries())
        expect(lookup.find(row, rows.hashOf(row))).toBe(at < lookup.visible ? at : -1);
    }
  });

  it('widens a column for a value of more than 16 bits, in the rows so far as well', () => {
    const rows = new RowTable(0, 2);
    const version = rows.layoutVersion;
    const all = [Int32Array.of(1, 2), Int32Array.of(3, 70_000), Int32Array.of(-1, 4)];
    for (const row of all) rows.add(row, rows.hashOf(row));
    expect(rows.layoutVersion).toBeGreaterThan(version);
    expect([...rows.layout.isWide]).toEqual([1, 1]);
    for (const [at, row] of all.entries()) {
      const copy = new Int32Array(2);
      rows.copy(at, copy);
      expect(copy).toEqual(row);
      expect(rows.find(row, rows.hashOf(row))).toBe(at);
    }
  });

  it('has the same rows under the same numbers with further columns', () => {
    const rows = new RowTable(1, 1);
    for (const value of [5, 70_000]) rows.add(Int32Array.of(0, value), hashOf(1, value));
    const wider = rows.widened(3);
    expect([wider.size, wider.width]).toEqual([2, 3]);
    expect(wider.layoutVersion).toBeGreaterThan(rows.layoutVersion);
    const row = Int32Array.of(9, 70_000, 0, 0);
    expect(wider.find(row, wider.hashOf(row))).toBe(1);
  });

  it('prefetches without an effect', () => {
    const rows = new RowTable(0, 1);
    rows.add(Int32Array.of(4), hashOf(0, 4));
    expect(rows.prefetch(Int32Array.of(hashOf(0, 4), 123), 1)).toBe(1);
    expect(rows.prefetch(Int32Array.of(hashOf(0, 4), 123), 0)).toBe(0);
  });
});
