/** Tests renaming: names are replaced at every place of plain data, and unchanged parts are shared. */
import { expect, it } from 'vitest';
import { exchanged, renamed, renamedTimer, renamedTimers } from './rename.ts';

const swap = exchanged('a', 'b');

it('replaces names as values, fields, keys of Maps and members of Sets', () => {
  expect(renamed({ a: ['b', 'c', 1], of: new Map([['a', new Set(['b'])]]) }, swap)).toEqual({
    b: ['a', 'c', 1],
    of: new Map([['b', new Set(['a'])]]),
  });
});

it('shares the parts in which no name changes', () => {
  const data = { same: { c: ['d'] }, other: ['a'], set: new Set(['c']) };
  const after = renamed(data, swap);
  expect(after).toEqual({ same: { c: ['d'] }, other: ['b'], set: new Set(['c']) });
  expect(after.same).toBe(data.same);
  expect(after.set).toBe(data.set);
  expect(renamed(data.same, swap)).toBe(data.same);
});

it('keeps a record without a prototype one', () => {
  const bare = Object.assign(Object.create(null), { a: 1 });
  const after = renamed(bare, swap);
  expect(Object.getPrototypeOf(after)).toBe(null);
  expect(Object.entries(after)).toEqual([['b', 1]]);
});

it('renames the partner in the timer of a part, and keeps armed timers in order', () => {
  expect(renamedTimer('retry@a', swap)).toBe('retry@b');
  expect(renamedTimer('a', swap)).toBe('a');
  expect(renamedTimers(['retry@a', 'retry@b', 'tick@c'], exchanged('a', 'z'))).toEqual([
    'retry@b',
    'retry@z',
    'tick@c',
  ]);
});
