/** Tests integer lists and bit sets as they grow beyond their first memory. */
import { expect, it } from 'vitest';
import { BitSet, grown, IntList, pieceSize, sharedGrown, sharedInts } from './int-lists.ts';

it('keeps every integer of a list across its pieces', () => {
  const list = new IntList();
  const size = 2 * pieceSize + 3;
  for (let at = 0; at < size; at++) list.push(at * 3 - 7);
  expect(list.size).toBe(size);
  for (const at of [0, 63, 64, pieceSize - 1, pieceSize, 2 * pieceSize, size - 1])
    expect(list.at(at)).toBe(at * 3 - 7);
});

it('grows integers to twice their length, or to more, and keeps them', () => {
  expect([...grown(Int32Array.of(1, 2))]).toEqual([1, 2, 0, 0]);
  expect(grown(Int32Array.of(1), 5).length).toBe(5);
  const shared = sharedInts(2);
  shared.set([4, 5]);
  const more = sharedGrown(shared, 3);
  expect([...more]).toEqual([4, 5, 0, 0]);
  expect(more.buffer).toBeInstanceOf(SharedArrayBuffer);
});

it('counts each member of a bit set once', () => {
  const set = new BitSet();
  for (const member of [0, 31, 32, 31, 5_000]) set.add(member);
  expect(set.count).toBe(4);
  expect([0, 1, 31, 32, 33, 5_000, 1_000_000].filter((one) => set.has(one))).toEqual([0, 31, 32, 5_000]);
});
