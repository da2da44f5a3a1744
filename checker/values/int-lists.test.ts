/** Lists and sets of integers, against an array and a Set, far beyond their first size. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitSet, IntList } from './int-lists.ts';

describe('integer lists', () => {
  it('IntList is a list', () => {
    const ints = new IntList();
    const list = Array.from({ length: 200_000 }, (_, at) => Math.imul(at, 0x9e3779b1));
    for (const value of list) ints.push(value);
    expect(ints.size).toBe(list.length);
    expect(list.every((value, at) => ints.at(at) === value)).toBe(true);
  });

  it('BitSet is a set', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5_000)), fc.array(fc.nat(6_000)), (members, asked) => {
        const bits = new BitSet();
        for (const member of members) bits.add(member);
        expect(bits.count).toBe(new Set(members).size);
        for (const one of asked) expect(bits.has(one)).toBe(members.includes(one));
      }),
    );
  });
});
