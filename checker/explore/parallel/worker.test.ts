/** What others expand: everything that a search returns is the same as without them, traces and reasons included. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suite as chord } from '../../../properties/chord/index.ts';
import { suite as raft } from '../../../properties/raft/index.ts';
import { combinationProperties, combinatorialSystem } from '../../../tests/support/combinatorial-system.ts';
import { everyKindAt } from '../../../tests/support/every-kind.ts';
import { growingMessages, largestReceived } from '../../../tests/support/growing-messages.ts';
import { randomSystem } from '../../../tests/support/random-systems.ts';
import { SameThreadWorkers } from '../../../tests/support/same-thread-workers.ts';
import { symmetricSystem } from '../../../tests/support/symmetric-systems.ts';
import { isJudgedBySearch, type Property } from '../../property/property.ts';
import type { System } from '../../semantics/system.ts';
import { exploreAll } from '../../suite/explore.ts';
import { homeOf, promisesOf, subjectOf, systemOf } from '../../suite/subject.ts';
import type { Limits } from '../result.ts';
import { hashOfRow } from '../tables/hash-tables.ts';
import { Batch, BatchWriter, type FinishedBatch } from './batch.ts';

/** How many worlds are taken ahead, turn by turn. */
const plan = fc.array(fc.nat(12), { minLength: 1, maxLength: 8 }).map((sizes) => [...sizes, 0]);

/** Explores with hands and without, and says how many worlds were expanded ahead. */
function expectSame(
  system: System,
  properties: readonly Property[],
  limits: Limits,
  sizes: readonly number[],
): number {
  const all: SameThreadWorkers[] = [];
  const workers = () => {
    const one = new SameThreadWorkers(sizes);
    all.push(one);
    return one;
  };
  const found = exploreAll(system, properties, { ...limits, workers });
  expect(found).toEqual(exploreAll(system, properties, limits));
  return all.reduce((sum, { worlds }) => sum + worlds, 0);
}

describe('a batch', () => {
  const rows = (from: number, count: number) =>
    Array.from({ length: count }, (_, at) => Int32Array.of(from + at, 7 * at, 3));

  /** Writes what comes of a world: these rows, each twice. */
  function written(writer: BatchWriter, world: number, all: readonly Int32Array[]): FinishedBatch {
    writer.begin();
    for (const [at, row] of [...all, ...all].entries()) {
      const hash = hashOfRow(row, 0);
      const scene = { world: -1, row, changed: (at % 4) - 1, isHistoryNew: at % 3 === 0 };
      if (writer.find(row, 0, hash) < 0) writer.first(world, at + 5, hash, scene, 0);
    }
    writer.end({ transitions: 9, unchanged: 2, isCut: false, kinds: new Float64Array(3) });
    const done = writer.torn(world, world + 1, 3);
    expectRead(done, all);
    return done;
  }

  function expectRead(done: FinishedBatch, all: readonly Int32Array[]): void {
    const batch = new Batch(done);
    expect(batch.enter(done.from)).toBe(true);
    expect([batch.firstRow, batch.rowsEnd, batch.transitions]).toEqual([0, all.length, 9]);
    for (const [at, row] of all.entries()) {
      const into = new Int32Array(3);
      expect(batch.copy(at, into, 0)).toBe(hashOfRow(row, 0));
      expect(into).toEqual(row);
      const told = [batch.known(at), batch.ordinal(at), batch.changed(at), batch.isHistoryNew(at)];
      expect(told).toEqual([-1, at + 5, (at % 4) - 1, at % 3 === 0]);
      batch.know(at, 7);
    }
  }

  it('is written on paper that was read, and on larger paper where that does not do', () => {
    const writer = new BatchWriter(false);
    const few = written(writer, 0, rows(10, 20));
    const kept = rows(90, 30);
    const other = written(writer, 1, kept);
    expect(other.paper.number).not.toBe(few.paper.number);
    writer.reuse(few.paper);
    written(writer, 2, rows(50, 10));
    const again = written(writer, 3, rows(40, 25));
    expect(again.paper).toBe(few.paper);
    writer.reuse(again.paper);
    written(writer, 4, rows(70, 10));
    const larger = written(writer, 5, rows(3, 5_000));
    expect(larger.paper.number).toBe(few.paper.number);
    expect(larger.paper.rows.length).toBeGreaterThan(few.paper.rows.length);
    other.paper.known.fill(-1);
    expectRead(other, kept);
  });
});

describe('hands', () => {
  const limits: fc.Arbitrary<Limits> = fc.record(
    { maxWorlds: fc.integer({ min: 1, max: 300 }), maxDepth: fc.nat(8) },
    { requiredKeys: [] },
  );
  /** What asks for edges and labels, for edges alone, and for neither. */
  const kinds = fc.constantFrom<readonly Property['kind'][]>(
    ['always', 'sometimes', 'step', 'possible', 'leadsTo', 'settles'],
    ['always', 'possible'],
    ['always', 'sometimes', 'step'],
  );

  it.each([
    ['random systems', randomSystem as fc.Arbitrary<System>, 250],
    ['systems whose nodes may change places', symmetricSystem as fc.Arbitrary<System>, 50],
  ])('change nothing on %s, whole or cut short', (_, systems, numRuns) => {
    let ahead = 0;
    fc.assert(
      fc.property(systems, fc.nat(2), kinds, limits, plan, (system, target, asked, given, sizes) => {
        const properties = everyKindAt(target).filter(({ kind }) => asked.includes(kind));
        ahead += expectSame(system, properties, { maxWorlds: 1_000, ...given }, sizes);
      }),
      { numRuns },
    );
    expect(ahead).toBeGreaterThan(10 * numRuns);
  });

  it.each(
    (['set', 'duplicating', 'unordered', 'fifo'] as const).flatMap((network) =>
      [[40, 7], [300], [2, 2], [5]].map((sizes) => [network, sizes] as const),
    ),
  )(
    'change nothing where worlds are many and steps few, on a network of kind %s, in batches of %j',
    (network, sizes) => {
      const within = (view: object) => (view as { received: number }).received < 2;
      for (const system of [combinatorialSystem(network), combinatorialSystem(network, { within })]) {
        const ahead = expectSame(system, combinationProperties, { maxWorlds: 15_000 }, [...sizes, 0]);
        expect(ahead).toBeGreaterThan(1_000);
      }
    },
  );

  it.each(['set', 'duplicating', 'unordered', 'fifo'] as const)(
    'change nothing while rows become wider, on a network of kind %s',
    (network) => {
      const never: Property = {
        ...{ name: 'p', says: '', source: '', kind: 'always' },
        over: { pair: (a, b) => largestReceived(a) + largestReceived(b) < 150 },
      };
      expect(
        expectSame(growingMessages(network, 80), [never], { maxWorlds: 4_000 }, [50, 7, 0]),
      ).toBeGreaterThan(0);
    },
  );

  it.each([
    ...['model', 'implementation', 'lockstep', 'bug:R3', 'bug:R14'].map((word) => ['raft', word]),
    ...['model', 'refuted:O1', 'refuted:C2'].map((word) => ['chord', word]),
  ])('change nothing for %s: %s', (name, word) => {
    const suite = name === 'raft' ? raft : chord;
    const subject = subjectOf(suite, word as string);
    const properties = promisesOf(suite, subject).filter(isJudgedBySearch);
    const system = systemOf(suite, homeOf(suite, subject), subject);
    expect(expectSame(system, properties, { maxWorlds: 6_000 }, [40, 300, 0])).toBeGreaterThan(0);
  });
});
