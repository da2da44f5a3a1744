/**
 * Workers, in the same thread: the whole result of a search is the same as without them, traces and reasons
 * included.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suite as chord } from '../../../properties/chord/index.ts';
import { suite as raft } from '../../../properties/raft/index.ts';
import { combinationProperties, combinatorialSystem } from '../../../tests/support/combinatorial-system.ts';
import { counters } from '../../../tests/support/counters.ts';
import { everyKindAt } from '../../../tests/support/every-kind.ts';
import { growingMessages, largestReceived } from '../../../tests/support/growing-messages.ts';
import { randomSystem } from '../../../tests/support/random-systems.ts';
import { assertReaching } from '../../../tests/support/reaching.ts';
import { SameThreadWorkers } from '../../../tests/support/same-thread-workers.ts';
import { symmetricSystem } from '../../../tests/support/symmetric-systems.ts';
import { JudgePanel } from '../../property/judges.ts';
import { isJudgedBySearch, type Property } from '../../property/property.ts';
import type { System } from '../../semantics/system.ts';
import { exploreAll } from '../../suite/explore.ts';
import { selectProperties } from '../../suite/properties.ts';
import { defaultScopeOf, subjectOf, systemOf } from '../../suite/subject.ts';
import { type EngineClient, PackedEngine } from '../packed-engine.ts';
import type { Limits } from '../result.ts';
import { RowTable } from '../tables/row-table.ts';
import { LogWriter } from '../tables/table-log.ts';
import { Batch } from './batch.ts';
import { outlineOf } from './work-queue.ts';
import { Worker } from './worker.ts';

/** The sizes of the batches that are expanded ahead, turn by turn. */
const plan = fc.array(fc.nat(12), { minLength: 1, maxLength: 8 }).map((sizes) => [...sizes, 0]);

/** Explores with workers and without; returns the number of worlds that were expanded ahead. */
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

describe('workers', () => {
  const limits: fc.Arbitrary<Limits> = fc.record(
    { maxWorlds: fc.integer({ min: 1, max: 300 }), maxDepth: fc.nat(8) },
    { requiredKeys: [] },
  );
  /** Properties that need edges and labels, edges alone, and neither. */
  const kinds = fc.constantFrom<readonly Property['kind'][]>(
    ['always', 'sometimes', 'step', 'possible', 'leadsTo', 'settles'],
    ['always', 'possible'],
    ['always', 'sometimes', 'step'],
  );

  it.each([
    ['random systems', randomSystem as fc.Arbitrary<System>, 250],
    ['systems with interchangeable nodes', symmetricSystem as fc.Arbitrary<System>, 50],
  ])('change nothing on %s, whole or cut short', (_, systems, numRuns) => {
    let ahead = 0;
    assertReaching(
      fc.property(systems, fc.nat(2), kinds, limits, plan, (system, target, chosen, given, sizes) => {
        const properties = everyKindAt(target).filter(({ kind }) => chosen.includes(kind));
        ahead += expectSame(system, properties, { maxWorlds: 1_000, ...given }, sizes);
      }),
      { numRuns },
      () => {
        expect(ahead).toBeGreaterThan(10 * numRuns);
      },
    );
  });

  it.each(
    (['set', 'duplicating', 'unordered', 'fifo'] as const).flatMap((network) =>
      [[40, 7], [300], [2, 2], [5]].map((sizes) => [network, sizes] as const),
    ),
  )(
    'change nothing with many worlds and few local steps, on a network of kind %s, in batches of %j',
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
    const properties = selectProperties(suite, subject).filter(isJudgedBySearch);
    const system = systemOf(suite, defaultScopeOf(suite, subject), subject);
    expect(expectSame(system, properties, { maxWorlds: 6_000 }, [40, 300, 0])).toBeGreaterThan(0);
  });
});

describe('a worker', () => {
  it('defers each world until it has the entries, and then has its successors', () => {
    const system = counters(1);
    const worker = new Worker({ outline: outlineOf(system), keepsEdges: false, keepsLabels: false });
    const log = new LogWriter();
    const engine = new PackedEngine(system, quietClient, log);
    const rows = new RowTable(engine.interner.first, engine.interner.width - engine.interner.first, true);
    engine.begin(new JudgePanel([], engine.evaluators), () =>
      rows.add(engine.successors.form, engine.successors.hash),
    );
    worker.apply({ entries: log.flush(), rows: rows.layout, worlds: 1 });
    const isDone = () => {
      const batch = new Batch(worker.expand(0, 1, 1));
      return batch.enter(0) ? [batch.transitions, batch.rowsEnd - batch.firstRow] : 'deferred';
    };
    expect(isDone()).toBe('deferred');
    rows.copy(0, engine.successors.here);
    engine.successors.expand();
    worker.apply({ entries: log.flush(), rows: undefined, worlds: 1 });
    expect(isDone()).toEqual([2, 2]);
  });
});

const quietClient: EngineClient = {
  explained: (cause) => cause as Error,
  judge: () => {},
  needsSelfLoops: () => false,
  selfLoop: () => {},
  arrive: () => true,
  suppress: () => {},
  widen: () => {},
};
