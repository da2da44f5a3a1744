/** Tests lists of integers in typed arrays against arrays. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { removeFrom, turnTo } from './int-list.ts';

/** A list of different items, with entries behind them that do not belong to it. */
const lists = fc.uniqueArray(fc.nat(20), { maxLength: 8 });
const spare = [7, 7];

it('turns a list to begin at an index', () => {
  fc.assert(
    fc.property(lists, fc.nat(8), (items, at) => {
      const begin = Math.min(at, items.length);
      const list = Int32Array.of(...items, ...spare);
      turnTo(list, items.length, begin);
      expect([...list]).toEqual([...items.slice(begin), ...items.slice(0, begin), ...spare]);
    }),
  );
});

it('takes out an item that is in the list, and no entry behind the list', () => {
  fc.assert(
    fc.property(lists, fc.nat(20), (items, item) => {
      const list = Int32Array.of(...items, ...spare);
      removeFrom(list, items.length, item);
      const left = items.filter((one) => one !== item);
      expect([...list.subarray(0, left.length)]).toEqual(left);
      expect([...list.subarray(items.length)]).toEqual(spare);
    }),
  );
});
