/** The visited sets of searches without a graph. */
import { describe, expect, it } from 'vitest';
import { BitstateVisitedSet, ExactVisitedSet } from './visited-set.ts';

const rows = (count: number) =>
  Array.from({ length: count }, (_, at) => Int32Array.of(at & 0xff, 0, (at >>> 8) & 0xff, at >>> 16));

describe('the exact visited set', () => {
  it('numbers new rows, and keeps the smallest depth of each', () => {
    const visited = new ExactVisitedSet(1, 3);
    // The column before the first one does not count.
    const insert = (row: readonly number[], depth: number) => [
      visited.insert(Int32Array.from(row), depth),
      visited.number,
    ];
    expect(insert([9, 1, 2], 4)).toEqual(['new', 0]);
    expect(insert([9, 2, 1], 4)).toEqual(['new', 1]);
    expect(insert([8, 1, 2], 5)).toEqual(['visited', 0]);
    expect(insert([8, 1, 2], 3)).toEqual(['shallower', 0]);
    expect(visited.before).toBe(4);
    expect(insert([8, 1, 2], 3)).toEqual(['visited', 0]);
    expect(visited.before).toBe(3);
    expect(insert([8, 2, 1], 4)).toEqual(['visited', 1]);
  });
});

describe('the bitstate visited set', () => {
  it('recognises every visited row, and takes new ones for visited about as often as it reports', () => {
    const visited = new BitstateVisitedSet(1 / 64);
    const all = rows(60_000);
    const missed = all.filter((row) => visited.insert(row) === 'visited').length;
    for (const row of all) expect(visited.insert(row)).toBe('visited');
    expect(missed).toBeGreaterThan(2_000);
    expect(visited.omission * all.length).toBeGreaterThan(0.9 * missed);
    expect(visited.omission * all.length).toBeLessThan(1.1 * missed);
  });

  it('does not number worlds', () => {
    const visited = new BitstateVisitedSet(1);
    visited.insert(Int32Array.of(1));
    expect(visited.number).toBe(-1);
    expect(visited.omission).toBe(0);
  });
});

it('both recognise a row with further columns that are 0', () => {
  const [bitstate, exact] = [new BitstateVisitedSet(1), new ExactVisitedSet(0, 4)];
  const all = rows(500);
  for (const row of all) expect([bitstate.insert(row), exact.insert(row, 3)]).toEqual(['new', 'new']);
  exact.widen(6);
  for (const row of all) {
    const wider = Int32Array.from([...row, 0, 0]);
    expect([bitstate.insert(wider), exact.insert(wider, 3)]).toEqual(['visited', 'visited']);
    expect(exact.insert(wider, 2)).toBe('shallower');
  }
});
