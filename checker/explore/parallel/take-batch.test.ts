/** Taking the successors of a world from a batch, into a target that only records. */
import { describe, expect, it } from 'vitest';
import { beyond } from '../../property/state-graph.ts';
import { hashOfRow } from '../tables/hash-tables.ts';
import { RowTable } from '../tables/row-table.ts';
import { Batch, BatchWriter, back } from './batch.ts';
import { type BatchTarget, takeBatch } from './take-batch.ts';

/** World 0 leads to row 5, to itself, to row 6, to row 5 again, and beyond a bound; world 1 is deferred. */
function batch(keepsEdges: boolean, width = 1): Batch {
  const writer = new BatchWriter(keepsEdges);
  const added = (value: number) => {
    const row = new Int32Array(width).fill(value);
    const context = { world: -1, row, changed: -1, isHistoryNew: false };
    return writer.add(0, value, hashOfRow(row, 0), context, 0);
  };
  writer.begin();
  const [five, six] = [added(5), added(6)];
  for (const [to, action] of [
    [five, 10],
    [back, 11],
    [six, 12],
    [five, 13],
    [beyond, -1],
  ] as const)
    writer.edge(to, action);
  writer.end({ transitions: 4, unchanged: 1, isCut: true, kinds: new Float64Array(1) });
  writer.begin();
  writer.defer();
  return new Batch(writer.finish(0, 2, width));
}

/** Worlds 0 and 1 are rows 0 and 6. */
function recorded(others: Partial<BatchTarget> = {}) {
  const rows = new RowTable(0, 1);
  const insert = (row: Int32Array) => rows.add(row, rows.hashOf(row));
  for (const value of [0, 6]) insert(Int32Array.of(value));
  const counts: number[] = [];
  const edges: unknown[] = [];
  const target: BatchTarget = {
    ...{ rows: () => rows, maxWorlds: 100, keepsEdges: true, keepsLabels: true },
    count: ({ transitions }) => counts.push(transitions),
    add: (one, row) => {
      const into = new Int32Array(1);
      one.copy(row, into, 0);
      return insert(into);
    },
    addEdge: (to, action) => edges.push([to, action]),
    ...others,
  };
  return { target, rows, counts, edges };
}

describe('taking a batch', () => {
  it('adds new rows, and an edge for each action', () => {
    const { target, rows, counts, edges } = recorded();
    expect(takeBatch(batch(true), 0, target)).toBe(true);
    expect(counts).toEqual([4]);
    expect(rows.size).toBe(3);
    expect(edges).toEqual([
      [2, 10],
      [0, 11],
      [1, 12],
      [2, 13],
      [beyond, -1],
    ]);
  });

  it('adds new rows alone if no edges are kept', () => {
    const { target, rows, edges } = recorded({ keepsEdges: false, keepsLabels: false });
    expect(takeBatch(batch(false), 0, target)).toBe(true);
    expect([rows.size, edges]).toEqual([3, []]);
  });

  it.each([
    ['a deferred world', batch(true), 1, {}],
    ['rows of another width', batch(true, 2), 0, {}],
    ['too little room for all rows', batch(true), 0, { maxWorlds: 3 }],
  ])('takes nothing from a batch with %s', (_, one, world, others) => {
    const { target, rows, counts, edges } = recorded(others);
    expect(takeBatch(one, world, target)).toBe(false);
    expect([rows.size, counts, edges]).toEqual([2, [], []]);
  });
});
