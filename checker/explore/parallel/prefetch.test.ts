/** Prefetched successors, with workers that only record. */
import { describe, expect, it } from 'vitest';
import { RowTable } from '../tables/row-table.ts';
import { BatchWriter, type FinishedBatch } from './batch.ts';
import { Prefetch } from './prefetch.ts';
import type { Delta, Workers } from './work-queue.ts';

const setup = { outline: {} as never, keepsEdges: false, keepsLabels: false };

/** A batch in which the worlds have no successors. */
function emptyBatch(from: number, to: number): FinishedBatch {
  const writer = new BatchWriter(false);
  for (let world = from; world < to; world++) {
    writer.begin();
    writer.end({ transitions: world, unchanged: 0, isCut: false, kinds: new Float64Array(1) });
  }
  return writer.finish(from, to, 1);
}

function recorded(answers: (FinishedBatch | number)[]) {
  const calls: string[] = [];
  const deltas: Delta[] = [];
  const workers: Workers = {
    queueMin: 3,
    batchSize: 2,
    begin: (_, world) => calls.push(`begin ${world}`),
    publish: (delta) => {
      calls.push('publish');
      deltas.push(delta);
    },
    claim: (world) => {
      calls.push(`claim ${world}`);
      return answers.shift() as FinishedBatch | number;
    },
    end: () => calls.push('end'),
  };
  const rows = new RowTable(0, 1, true);
  const add = (count: number) => {
    for (let at = 0; at < count; at++) {
      const row = Int32Array.of(rows.size);
      rows.add(row, rows.hashOf(row));
    }
  };
  return { prefetch: new Prefetch(workers, () => setup), rows, add, calls, deltas };
}

describe('prefetched successors', () => {
  it('starts workers once enough worlds wait', () => {
    const { prefetch, rows, add, calls } = recorded([9]);
    add(3);
    expect(prefetch.of(1, rows)).toBeUndefined();
    expect(calls).toEqual([]);
    add(1);
    expect(prefetch.of(1, rows)).toBeUndefined();
    expect(calls).toEqual(['begin 1', 'publish', 'claim 1']);
  });

  it('leaves worlds to the search that no worker has claimed', () => {
    const { prefetch, rows, add, calls } = recorded([3, 9]);
    add(8);
    for (const world of [0, 1, 2]) expect(prefetch.of(world, rows)).toBeUndefined();
    expect(calls).toEqual(['begin 0', 'publish', 'claim 0']);
    prefetch.of(3, rows);
    expect(calls.at(-1)).toBe('claim 3');
  });

  it('returns the batch for each of its worlds', () => {
    const { prefetch, rows, add, calls } = recorded([emptyBatch(0, 2), 9]);
    add(8);
    const batch = prefetch.of(0, rows);
    expect(batch?.enter(0)).toBe(true);
    expect(prefetch.of(1, rows)).toBe(batch);
    expect(batch?.enter(1)).toBe(true);
    expect(batch?.transitions).toBe(1);
    expect(prefetch.of(2, rows)).toBeUndefined();
    expect(calls.filter((call) => call.startsWith('claim'))).toEqual(['claim 0', 'claim 2']);
  });

  it('publishes new entries and, only if it has changed, the layout of the rows', () => {
    const { prefetch, rows, add, deltas } = recorded([1, 2, 3]);
    const write = prefetch.log.channel();
    write(42);
    add(4);
    prefetch.of(0, rows);
    add(1);
    prefetch.of(1, rows);
    expect(deltas.map(({ entries, worlds }) => [[...entries], worlds])).toEqual([
      [[0, 1, 42], 4],
      [[], 5],
    ]);
    expect(deltas.map((delta) => delta.rows !== undefined)).toEqual([true, false]);
    add(2_000);
    prefetch.of(2, rows);
    expect(deltas[2]?.rows).toBeDefined();
  });

  it('ends workers that it has started', () => {
    const { prefetch, rows, add, calls } = recorded([9]);
    prefetch.end();
    expect(calls).toEqual([]);
    add(4);
    prefetch.of(0, rows);
    prefetch.end();
    expect(calls.at(-1)).toBe('end');
  });
});
