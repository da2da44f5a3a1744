/** Unpacked rows: reading, exchanging, comparing and writing, by hand. */
import { describe, expect, it } from 'vitest';
import { worldOf } from '../../../tests/support/met.ts';
import { nameSets } from '../../../tests/support/name-sets.ts';
import { Interner } from '../tables/interning.ts';
import { Members } from './members.ts';
import { roleTablesOf } from './roles.ts';
import { lowest, RowParts } from './row-parts.ts';

const system = nameSets(['a', 'b', 'c'], () => false);
const interner = new Interner(system);
const members = new Members(interner.names, system.symmetric ?? []);
const tables = roleTablesOf(interner, members);
const greeting = (from: string, to: string) => ({ from, to, message: { type: 'hello' } });

function rowOf(met: Readonly<Record<string, readonly string[]>>, ...sent: [string, string][]): Int32Array {
  const world = { ...worldOf(system, met), inFlight: sent.map(([from, to]) => greeting(from, to)) };
  interner.internMessages(world);
  return interner.pack(world);
}

function partsOf(row: Int32Array): RowParts {
  const parts = new RowParts(3);
  parts.read(row, interner);
  return parts;
}

describe('an unpacked row', () => {
  it('is written as it was read', () => {
    const row = rowOf({ a: ['b'] }, ['a', 'b'], ['b', 'c']);
    const written = new Int32Array(row.length);
    partsOf(row).write(written, interner);
    expect(written).toEqual(row);
  });

  it('has two members exchanged everywhere', () => {
    const parts = partsOf(rowOf({ a: ['b'], c: ['a'] }, ['a', 'b'], ['b', 'c']));
    parts.exchange(0, 1, tables, members);
    parts.sort();
    const written = new Int32Array(interner.width);
    parts.write(written, interner);
    expect(written).toEqual(rowOf({ b: ['a'], c: ['b'] }, ['b', 'a'], ['a', 'c']));
  });

  it('knows what is in flight', () => {
    const parts = partsOf(rowOf({}, ['b', 'c'], ['a', 'b']));
    const [ab, bc, ca] = [greeting('a', 'b'), greeting('b', 'c'), greeting('c', 'a')];
    expect([ab, bc, ca].map((one) => parts.has(interner.envelopeOf(one)))).toEqual([true, true, false]);
  });

  it('is copied, and equal to its copy alone', () => {
    const [one, other, copy] = [partsOf(rowOf({})), partsOf(rowOf({ a: ['b'] })), new RowParts(3)];
    copy.copy(one);
    expect(copy.comparedTo(one)).toBe(0);
    expect(Math.sign(one.comparedTo(other))).toBe(-Math.sign(other.comparedTo(one)));
    expect(one.comparedTo(other)).not.toBe(0);
  });

  it('has more in flight than another', () => {
    expect(partsOf(rowOf({}, ['a', 'b'])).comparedTo(partsOf(rowOf({})))).toBeGreaterThan(0);
  });
});

describe('the lowest bit', () => {
  it.each([
    [1, 0],
    [0b1100, 2],
    [1 << 31, 31],
  ])('of %i is %i', (bits, at) => {
    expect(lowest(bits)).toBe(at);
  });
});
