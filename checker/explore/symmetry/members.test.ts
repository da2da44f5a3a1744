/** Members: their numbers by hand, and the roles of a member in small data. */
import { describe, expect, it } from 'vitest';
import { Members } from './members.ts';

const members = new Members(
  ['x', 'b', 'a', 'c', 'd'],
  [
    ['a', 'b'],
    ['c', 'd'],
  ],
);

describe('members', () => {
  it('are numbered group by group, in the order of all nodes', () => {
    expect(members.names).toEqual(['b', 'a', 'c', 'd']);
    expect(members.nodes).toEqual([1, 2, 3, 4]);
    expect(members.numbers).toEqual([-1, 0, 1, 2, 3]);
    expect(members.groups).toEqual([0, 0, 2, 2]);
    expect(members.all).toBe(0b1111);
  });

  it('are found in data as strings, as fields and as keys', () => {
    expect(members.in(['x', { a: 1 }])).toBe(0b0010);
    expect(members.in(new Map([['d', new Set(['b'])]]))).toBe(0b1001);
    expect(members.in('x')).toBe(0);
  });

  it('have equal roles if the data differ only in which member has which place', () => {
    const data = (first: string, second: string) => ({ data: [first, second, 'x'], isOrdered: true });
    expect(members.outline(data('a', 'b'), 'a')).toBe('[*,?0,"x"]');
    expect(members.outline(data('b', 'a'), 'b')).toBe('[*,?0,"x"]');
    expect(members.outline(data('b', 'a'), 'a')).toBe('[?0,*,"x"]');
    expect(members.outline(data('a', 'c'), 'a')).toBe('[*,?2,"x"]');
  });

  it('have a role of their own as holder, and none in the order of an unordered list', () => {
    const held = { data: ['b', 'a'], holder: 'b', isOrdered: true };
    expect(members.outline(held, 'b')).toBe('own[*,?0]');
    expect(members.outline(held, 'a')).toBe('[^,*]');
    expect(members.outline({ data: ['b', 'a'], isOrdered: false }, 'a')).toBe('[*,?0]');
    expect(members.outline({ data: new Set(['b', 'a']), isOrdered: true }, 'a')).toBe('Set{*,?0}');
  });
});
