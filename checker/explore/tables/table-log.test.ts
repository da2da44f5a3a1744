/** Writer and reader of the table log. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ListInterner, PairMap } from './hash-tables.ts';
import { LogReader, LogWriter, missingEntry, noLog } from './table-log.ts';

function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (thrown) {
    return thrown;
  }
}

describe('the table log', () => {
  it('replays each entry in the channel with the same position, in order', () => {
    const [writer, reader] = [new LogWriter(), new LogReader()];
    const replayed: [string, number[]][] = [];
    const [writeA, writeB] = [writer.channel(), writer.channel()];
    for (const name of ['a', 'b']) reader.channel((entry) => replayed.push([name, [...entry]]));
    writeB(1, 2, 3);
    writeA();
    writeA(-7);
    reader.read(writer.flush());
    expect(replayed).toEqual([
      ['b', [1, 2, 3]],
      ['a', []],
      ['a', [-7]],
    ]);
    expect(writer.flush()).toHaveLength(0);
    writeB(4);
    reader.read(writer.flush());
    expect(replayed.at(-1)).toEqual(['b', [4]]);
  });

  it('grows with its entries', () => {
    const writer = new LogWriter();
    const write = writer.channel();
    for (let at = 0; at < 5_000; at++) write(at);
    expect(writer.flush().subarray(-3)).toEqual(Int32Array.of(0, 1, 4_999));
  });

  it('throws in a worker before an entry is computed, and nowhere else', () => {
    expect(thrownBy(() => new LogReader().beforeComputing())).toBe(missingEntry);
    expect(thrownBy(() => new LogWriter().beforeComputing())).toBeUndefined();
    expect(thrownBy(() => noLog.beforeComputing())).toBeUndefined();
  });

  it('makes PairMap and ListInterner equal in a worker', () => {
    const part = fc.nat(300);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(part, part), { maxLength: 1_000, size: 'max' }),
        fc.integer({ min: 1, max: 200 }),
        (pairs, pause) => {
          const writer = new LogWriter();
          const reader = new LogReader();
          const [pairMap, lists] = [new PairMap(writer), new ListInterner(writer)];
          const [pairMapThere, listsThere] = [new PairMap(reader), new ListInterner(reader)];
          for (const [at, [a, b]] of pairs.entries()) {
            if (pairMap.get(a, b) < 0) pairMap.set(a, b, at);
            lists.intern([a, ...Array.from({ length: b % 4 }, () => b)]);
            if (at % pause > 0) continue;
            reader.read(writer.flush());
            expect(listsThere.size).toBe(lists.size);
            expect(pairMapThere.get(a, b)).toBe(pairMap.get(a, b));
            expect(listsThere.get(lists.size - 1)).toEqual(lists.get(lists.size - 1));
          }
          // A worker cannot number a list that was never logged.
          expect(thrownBy(() => listsThere.intern([-1]))).toBe(missingEntry);
        },
      ),
    );
  });
});
