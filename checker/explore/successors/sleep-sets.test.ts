/**
 * Sleep sets: omissions by hand, and whole searches with and without them, which must agree on worlds and
 * verdicts.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../../../properties/raft/index.ts';
import { combinationProperties, combinatorialSystem } from '../../../tests/support/combinatorial-system.ts';
import { everyKindAt, needsNoStateGraph } from '../../../tests/support/every-kind.ts';
import { randomSystem } from '../../../tests/support/random-systems.ts';
import { assertReaching } from '../../../tests/support/reaching.ts';
import { type ScriptedState, scriptedNodes } from '../../../tests/support/scripted-nodes.ts';
import { twoPhaseCommit } from '../../../tests/support/tutorial.ts';
import { isJudgedBySearch, type Property } from '../../property/property.ts';
import { initialWorlds } from '../../semantics/successors.ts';
import type { System } from '../../semantics/system.ts';
import { asymmetric } from '../../semantics/variants.ts';
import type { World } from '../../semantics/world.ts';
import { exploreAll } from '../../suite/explore.ts';
import { selectPropertiesOrThrow } from '../../suite/properties.ts';
import { canPlay, subjectOf, systemOf } from '../../suite/subject.ts';
import { UsageError } from '../../values/errors.ts';
import type { Exploration, Limits } from '../result.ts';
import { Interner } from '../tables/interning.ts';
import type { LocalStep } from './action-table.ts';
import { refusePartialOrder, SleepSets } from './sleep-sets.ts';

/** Never decided before the end, so that no search ends early. */
const open: Property = {
  name: 'Open',
  says: 'Nothing is promised.',
  source: 'test',
  kind: 'always',
  over: { world: () => true },
};

/** The results that must not depend on which of two paths is omitted. */
function comparable({
  worlds,
  unchanged: _,
  depth,
  cuts,
  quiescent,
  stopped,
  coverage,
  results,
}: Exploration) {
  return {
    ...{ worlds, depth, cuts, quiescent, stopped },
    never: coverage.never,
    results: results.map(({ property, verdict, because, trace }) => [
      property.name,
      verdict,
      because,
      trace?.steps.length,
    ]),
  };
}

/** Explores with and without reduction; returns the number of omitted transitions. */
function expectSame(
  system: System,
  properties: readonly Property[],
  limits: Limits = {},
  all: readonly Property[] = [open, ...properties.filter(needsNoStateGraph)],
): number {
  const reduced = exploreAll(system, all, { ...limits, partialOrder: true });
  const full = exploreAll(system, all, limits);
  expect(comparable(reduced)).toEqual(comparable(full));
  const { leftOut = 0, transitions, unchanged } = reduced;
  if (full.stopped === undefined) {
    expect(transitions - unchanged + leftOut).toBe(full.transitions - full.unchanged);
    expect(unchanged).toBe(full.unchanged);
  }
  return leftOut;
}

function isAccepted(system: System): boolean {
  try {
    refusePartialOrder(system);
    return true;
  } catch {
    return false;
  }
}

/** The system without bounds and monitor. */
function withoutCounts({ bounds: _, monitor: __, ...system }: System): System {
  return system;
}

/** Random systems that reduction accepts: no calls, and no constraints on timers. */
const accepted = (randomSystem as fc.Arbitrary<System>)
  .filter(({ calls }) => calls === undefined)
  .map(({ timerConstraints: _, ...system }): System => system)
  .chain((system) =>
    // Actions that a bound counts or a monitor observes are no own actions.
    fc.constantFrom<System>(system, { ...system, bounds: {} }, withoutCounts(system)),
  );

const restarts = { crash: 1, restart: 1 };

/** Systems with two actions whose order matters; if either order is omitted, it is the second. */
const dependent: Readonly<Record<string, System>> = {
  'two nodes, each by itself': scriptedNodes({ a: { ticks: [[]] }, b: { ticks: [[]] } }),
  'a timer, and a message to the same node': scriptedNodes({
    a: { ticks: [[]] },
    b: { ticks: [[['a', 'm']]] },
    c: { ticks: [[['a', 'n']]] },
  }),
  'a message that is received, and sent again': scriptedNodes(
    { a: {}, b: { starts: [['a', 'm']], ticks: [[['a', 'm']]] } },
    { network: 'set' },
  ),
  'a message that is sent again, and received': scriptedNodes(
    { a: { starts: [['b', 'm']], ticks: [[['b', 'm']]] }, b: {} },
    { network: 'set' },
  ),
  'a message that is lost, and sent again': scriptedNodes(
    { a: { starts: [['b', 'm']], ticks: [[['b', 'm']]] }, b: {} },
    { network: 'set', lossy: true, budget: { drop: 1 } },
  ),
  'a message that is forged, and one that is sent': scriptedNodes(
    { a: { ticks: [[['b', 'm']]] }, b: {} },
    {
      network: 'fifo',
      injects: [{ from: 'a', to: 'b', message: { type: 'forged' } }],
      budget: { inject: 1 },
    },
  ),
  'a node that comes up, and a message to it': scriptedNodes(
    { a: { ticks: [[['b', 'm']]] }, b: {} },
    { crash: { inbox: 'lost', returns: 'recovered', nodes: ['b'] }, budget: restarts },
  ),
  'a message that is lost with its sender, and received': scriptedNodes(
    { a: {}, b: { starts: [['a', 'm']] } },
    {
      crash: { inbox: 'kept', outbox: 'lost', returns: 'recovered', nodes: ['b'] },
      budget: restarts,
    },
  ),
  'a node that may crash, and one whose state forbids it': scriptedNodes(
    { a: { ticks: [[]] }, b: {} },
    {
      crash: {
        inbox: 'kept',
        returns: 'recovered',
        nodes: ['b'],
        when: (_, all) =>
          [...all.values()].every((one) => !('up' in one) || (one.up as ScriptedState).ticked === 0),
      },
      budget: { crash: 1 },
    },
  ),
  'two nodes that the monitor observes': scriptedNodes(
    { a: { ticks: [[]], hasOutputs: true }, b: { ticks: [[]], hasOutputs: true } },
    { monitor: { first: '', next: (before, { node }) => `${before}${node}` } },
  ),
  'a node that goes on, and one that leaves the scope': scriptedNodes(
    { a: { ticks: [[], []] }, b: { ticks: [[]] } },
    { within: (view) => (view as ScriptedState).ticked < 2 },
  ),
  'a timer that a bound counts, and another': scriptedNodes(
    { a: { ticks: [[], []] }, b: { ticks: [[], []] } },
    { bounds: { t: 2 } },
  ),
};

describe('a sleep set', () => {
  const messages = [
    { from: 'c', to: 'a', message: { type: 'm' } },
    { from: 'a', to: 'b', message: { type: 'm' } },
  ];
  const [toA, toB] = [0, 1];
  const step = { isOwn: true, node: 1_000 } as LocalStep;
  const timeout = (node: string) => ({ type: 'timeout', node, timer: 't' }) as const;

  function begun(others: Partial<System> = {}) {
    const interner = new Interner(scriptedNodes({ a: {}, b: {}, c: {} }, { network: 'set', ...others }));
    const [first] = initialWorlds(interner.system) as [World];
    const world = { ...first, inFlight: messages };
    interner.internMessages(world);
    const row = interner.pack(world);
    const sleep = new SleepSets(interner);
    sleep.add(0);
    sleep.enter(0, row);
    /** The actions that are omitted in a world: those of nodes by themselves, and receipts. */
    const omitted = (number: number, taken = step) => {
      sleep.enter(number, row);
      const budget = row[interner.budgetColumn] as number;
      const own = ['a', 'b', 'c'].filter((_, node) => sleep.omits(row, node, taken, budget, -1));
      const heard = [toA, toB].filter((message) => sleep.omits(row, message, taken, budget, message));
      return [...own, ...heard];
    };
    return { sleep, omitted, row };
  }

  it('is empty at first', () => {
    expect(begun().omitted(0)).toEqual([]);
  });

  it('holds the actions of nodes that precede the one that acts', () => {
    const { sleep, omitted } = begun();
    sleep.note(1, timeout('b'), 0, -1);
    sleep.add(1);
    expect(omitted(1)).toEqual(['a', toA]);
    sleep.note(0, timeout('a'), 0, -1);
    sleep.add(2);
    expect(omitted(2)).toEqual([]);
  });

  it('holds own actions only', () => {
    const { sleep, omitted, row } = begun();
    sleep.note(2, timeout('c'), 0, -1);
    sleep.add(1);
    expect(omitted(1)).toEqual(['a', 'b', toA, toB]);
    expect(omitted(1, { ...step, isOwn: false })).toEqual([]);
    expect(sleep.omits(row, 0, { ...step, node: row[2] as number }, 0, -1)).toBe(false);
  });

  it('is woken by a receipt where its sender can send the same message again', () => {
    const { sleep, omitted } = begun();
    sleep.note(1, { type: 'deliver', ...(messages[toB] as (typeof messages)[0]) }, 0, toB);
    sleep.add(1);
    expect(omitted(1)).toEqual([]);
  });

  it('is woken by faults: of a message for its ends, of a link for all nodes', () => {
    const { sleep, omitted } = begun();
    sleep.note(-1, { type: 'drop', ...(messages[toA] as (typeof messages)[0]) }, 0, toA);
    sleep.add(1);
    expect(omitted(1)).toEqual([]);
    sleep.enter(0, begun().row);
    sleep.note(2, timeout('c'), 0, -1);
    sleep.add(2);
    sleep.enter(2, begun().row);
    sleep.note(-1, { type: 'partition', name: 'p' }, 0, -1);
    sleep.add(3);
    expect(omitted(3)).toEqual([]);
  });

  it.each([
    ['kept', ['a', toA]],
    ['lost', []],
  ] as const)('after a crash with its inbox %s holds %j', (inbox, expected) => {
    const { sleep, omitted } = begun({ crash: { inbox, returns: 'recovered' } });
    sleep.note(1, { type: 'crash', node: 'b' }, 0, -1);
    sleep.add(1);
    expect(omitted(1)).toEqual(expected);
  });

  it('of a world that several actions lead to holds what sleeps after each', () => {
    const { sleep, omitted, row } = begun();
    sleep.note(2, timeout('c'), 0, -1);
    sleep.add(1);
    sleep.enter(0, row);
    sleep.note(1, timeout('b'), 0, -1);
    sleep.intersect(1);
    expect(omitted(1)).toEqual(['a', toA]);
  });
});

describe('a search with partial-order reduction', () => {
  it('has the same results on random systems, whole or up to a depth', () => {
    let leftOut = 0;
    const depths = fc.option(fc.nat(8), { nil: undefined });
    assertReaching(
      fc.property(accepted, fc.nat(2), depths, (system, target, maxDepth) => {
        const properties = everyKindAt(target);
        const limits = { maxWorlds: 2_000, ...(maxDepth !== undefined && { maxDepth }) };
        fc.pre(exploreAll(system, [open], limits).worlds < 2_000);
        leftOut += expectSame(system, properties, limits);
      }),
      { numRuns: 100, fixedRuns: 30 },
      () => {
        expect(leftOut).toBeGreaterThan(0);
      },
    );
  });

  it.each(Object.entries(dependent))(
    'takes both orders if they lead to different worlds: %s',
    (_, system) => {
      expectSame(system, []);
    },
  );

  it.each(['set', 'duplicating', 'unordered', 'fifo'] as const)(
    'has the same results if most actions commute, on a network of kind %s',
    (network) => {
      expect(
        expectSame(combinatorialSystem(network), combinationProperties, { maxDepth: 12 }),
      ).toBeGreaterThan(1_000);
    },
  );

  it('omits nothing if a property needs the state graph, and reports that', () => {
    const reached: Property = { ...open, name: 'Reached', kind: 'sometimes', over: { world: () => true } };
    const possible: Property = { ...reached, name: 'Possible', kind: 'possible' };
    for (const all of [[possible], [reached, possible], [open, possible]])
      expect(expectSame(combinatorialSystem('set'), [], { maxDepth: 6 }, all)).toBe(0);
    expect(
      exploreAll(combinatorialSystem('set'), [possible], { maxDepth: 6, partialOrder: true }),
    ).toMatchObject({
      leftOut: 0,
    });
  });

  it('visits each world of two-phase commit little more than once', async () => {
    const { system, suite } = await twoPhaseCommit(6);
    const properties = suite.properties.filter(({ kind }) => kind === 'always');
    const { worlds, transitions, unchanged } = exploreAll(system, properties, { partialOrder: true });
    expect(worlds).toBe(50_816);
    expect(transitions - unchanged).toBeLessThan(1.5 * worlds);
    expectSame(system, properties);
  });

  const played = Object.keys(raft.scopes).filter((scope) => canPlay(raft, scope, 'model'));
  it.each(played)('has the same results for Raft, scope %s, up to a depth', (scope) => {
    const subject = subjectOf(raft, 'model');
    const system = asymmetric(systemOf(raft, scope, subject));
    const properties = selectPropertiesOrThrow(raft, subject, scope).filter(isJudgedBySearch);
    if (system.timerConstraints !== undefined) expect(isAccepted(system)).toBe(false);
    else {
      const { worlds } = exploreAll(system, [open], { maxWorlds: 4_000 });
      expectSame(system, properties, worlds < 4_000 ? {} : { maxDepth: 4 });
    }
  });
});

describe('a system that cannot be reduced', () => {
  const system = combinatorialSystem('set');

  it.each<[string, Partial<System>]>([
    ['nodes may change places', { symmetric: [Object.keys(system.nodes).slice(0, 2)] }],
    ["'calls'", { calls: 'messages' }],
    ["'timerConstraints'", { timerConstraints: { t: { nodes: ['a'] } } }],
  ])('is refused with the reason: %s', (why, others) => {
    const explored = () => exploreAll({ ...system, ...others }, [], { partialOrder: true });
    expect(explored).toThrow(UsageError);
    expect(explored).toThrow(why);
  });

  it('is refused with another order than breadth-first', () => {
    const order = { name: 'depth-first' } as const;
    expect(() => exploreAll(system, [], { partialOrder: true, order })).toThrow(/breadth-first/);
  });
});
