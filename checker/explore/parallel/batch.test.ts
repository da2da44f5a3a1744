/** Writer and reader of batches. */
import { describe, expect, it } from 'vitest';
import { beyond } from '../../property/state-graph.ts';
import { hashOfRow } from '../tables/hash-tables.ts';
import { RowTable } from '../tables/row-table.ts';
import { Batch, BatchWriter, back, batchBuffersMax, type FinishedBatch } from './batch.ts';

const rowsFrom = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => Int32Array.of(from + at, 7 * at, 3));
const noKinds = new Float64Array(3);

/** Writes a batch of one world with these successor rows, each reached twice. */
function written(writer: BatchWriter, world: number, rows: readonly Int32Array[]): FinishedBatch {
  writer.begin();
  for (const [at, row] of [...rows, ...rows].entries()) {
    const hash = hashOfRow(row, 0);
    const context = { world: -1, row, changed: (at % 4) - 1, isHistoryNew: at % 3 === 0 };
    if (writer.find(row, 0, hash) < 0) writer.add(world, at + 5, hash, context, 0);
  }
  writer.end({ transitions: 9, unchanged: 2, isCut: false, kinds: noKinds });
  const finished = writer.finish(world, world + 1, 3);
  expectRows(finished, rows);
  return finished;
}

function expectRows(finished: FinishedBatch, rows: readonly Int32Array[]): void {
  const batch = new Batch(finished);
  expect(batch.enter(finished.from)).toBe(true);
  expect([batch.firstRow, batch.rowsEnd, batch.transitions, batch.unchanged]).toEqual([0, rows.length, 9, 2]);
  for (const [at, row] of rows.entries()) {
    const into = new Int32Array(3);
    expect(batch.copy(at, into, 0)).toBe(hashOfRow(row, 0));
    expect(into).toEqual(row);
    const read = [batch.worldOf(at), batch.ordinal(at), batch.changed(at), batch.isHistoryNew(at)];
    expect(read).toEqual([-1, at + 5, (at % 4) - 1, at % 3 === 0]);
    batch.setWorldOf(at, 7);
    expect(batch.worldOf(at)).toBe(7);
  }
}

describe('a batch', () => {
  it('has the edges, rows and counts of each world, and marks the deferred ones', () => {
    const writer = new BatchWriter(true);
    const row = Int32Array.of(4, 5);
    const kinds = Float64Array.of(0, 2, 1);
    writer.begin();
    const hash = hashOfRow(row, 0);
    const added = writer.add(20, 1, hash, { world: -1, row, changed: -2, isHistoryNew: true }, 0);
    writer.edge(back, 3);
    writer.edge(added, 4);
    writer.edge(beyond, -1);
    writer.end({ transitions: 3, unchanged: 1, isCut: true, kinds });
    writer.begin();
    writer.edge(added, 8);
    writer.defer();
    writer.begin();
    writer.edge(added, 9);
    writer.end({ transitions: 1, unchanged: 0, isCut: false, kinds });
    const batch = new Batch(writer.finish(20, 23, 2));
    expect([batch.to, batch.width]).toEqual([23, 2]);
    const numbers = () => {
      const all: number[] = [];
      for (let next = batch.read(); next !== undefined; next = batch.read()) all.push(next);
      return all;
    };
    expect(batch.enter(20)).toBe(true);
    expect([batch.transitions, batch.unchanged, batch.isCut]).toEqual([3, 1, true]);
    expect(numbers()).toEqual([back, 3, added, 4, beyond, -1]);
    expect([batch.firstRow, batch.rowsEnd]).toEqual([0, 1]);
    expect([batch.changed(0), batch.isHistoryNew(0)]).toEqual([-2, true]);
    const counts = Float64Array.of(10, 10, 10);
    batch.count(counts);
    expect(counts).toEqual(Float64Array.of(10, 12, 11));
    expect(batch.enter(21)).toBe(false);
    expect(batch.enter(22)).toBe(true);
    expect(numbers()).toEqual([added, 9]);
    // The only row belongs to the world that leads there first.
    expect([batch.firstRow, batch.rowsEnd]).toEqual([1, 1]);
  });

  it('keeps no edges unless they are needed', () => {
    const writer = new BatchWriter(false);
    writer.begin();
    writer.edge(back, 3);
    writer.end({ transitions: 1, unchanged: 1, isCut: false, kinds: noKinds });
    const batch = new Batch(writer.finish(0, 1, 2));
    expect(batch.enter(0)).toBe(true);
    expect(batch.read()).toBeUndefined();
  });

  it('looks its rows up in the row table', () => {
    const writer = new BatchWriter(false);
    const finished = written(writer, 0, rowsFrom(10, 3));
    const rows = new RowTable(0, 3);
    const [, second] = rowsFrom(10, 3) as [Int32Array, Int32Array];
    rows.add(second, hashOfRow(second, 0));
    const batch = new Batch(finished);
    expect([0, 1, 2].map((row) => batch.find(row, rows))).toEqual([-1, 0, -1]);
  });

  it('recycles buffers, and replaces one that is too small', () => {
    const writer = new BatchWriter(false);
    const few = written(writer, 0, rowsFrom(10, 20));
    const kept = rowsFrom(90, 30);
    const other = written(writer, 1, kept);
    expect(other.buffer.number).not.toBe(few.buffer.number);
    writer.recycle(few.buffer);
    written(writer, 2, rowsFrom(50, 10));
    const again = written(writer, 3, rowsFrom(40, 25));
    expect(again.buffer).toBe(few.buffer);
    writer.recycle(again.buffer);
    written(writer, 4, rowsFrom(70, 10));
    const larger = written(writer, 5, rowsFrom(3, 5_000));
    expect(larger.buffer.number).toBe(few.buffer.number);
    expect(larger.buffer.rows.length).toBeGreaterThan(few.buffer.rows.length);
    other.buffer.worldOf.fill(-1);
    expectRows(other, kept);
  });

  it('drops recycled buffers beyond the most that it keeps', () => {
    const writer = new BatchWriter(false);
    const finished = Array.from({ length: batchBuffersMax + 3 }, (_, at) =>
      written(writer, at, rowsFrom(at, 2)),
    );
    for (const { buffer } of finished) writer.recycle(buffer);
    const numbers = Array.from(
      { length: batchBuffersMax + 2 },
      (_, at) => written(writer, at, rowsFrom(at, 2)).buffer.number,
    );
    // One buffer is in use already, then the kept ones follow, and then a new one.
    expect(Math.max(...numbers.slice(0, -1))).toBe(finished.length);
    expect(numbers.at(-1)).toBe(finished.length + 1);
  });
});
