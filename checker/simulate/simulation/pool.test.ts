/** The pool: items are found by position, also after removals. */
import { describe, expect, it } from 'vitest';
import { Pool, type Pooled } from './pool.ts';

interface Item extends Pooled {
  readonly name: string;
}

describe('a pool', () => {
  const filled = (...names: string[]) => {
    const pool = new Pool<Item>();
    const items = names.map((name): Item => ({ name, index: -1 }));
    for (const item of items) pool.add(item);
    return { pool, items };
  };
  const namesIn = (pool: Pool<Item>) => Array.from({ length: pool.size }, (_, index) => pool.at(index).name);

  it('stores the position in each item', () => {
    const { pool, items } = filled('x', 'y', 'z');
    expect(items.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(namesIn(pool)).toEqual(['x', 'y', 'z']);
  });

  it('moves the last item to the position of a removed one', () => {
    const { pool, items } = filled('x', 'y', 'z');
    pool.remove(items[0] as Item);
    expect(namesIn(pool)).toEqual(['z', 'y']);
    expect(items.map(({ index }) => index)).toEqual([-1, 1, 0]);
  });

  it('moves nothing if the removed item is the last', () => {
    const { pool, items } = filled('x', 'y');
    pool.remove(items[1] as Item);
    expect(namesIn(pool)).toEqual(['x']);
    expect(items.map(({ index }) => index)).toEqual([0, -1]);
  });
});
