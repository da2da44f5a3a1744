/** What partial-order reduction leaves out is the way to a world, never a world: a search with it and one without say the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../../../properties/raft/index.ts';
import { combinationProperties, combinatorialSystem } from '../../../tests/support/combinatorial-system.ts';
import { everyKindAt, needsNoStateGraph } from '../../../tests/support/every-kind.ts';
import { randomSystem } from '../../../tests/support/random-systems.ts';
import { type ScriptedState, scriptedNodes } from '../../../tests/support/scripted-nodes.ts';
import { twoPhaseCommit } from '../../../tests/support/tutorial.ts';
import { isJudgedBySearch, type Property } from '../../property/property.ts';
import type { System } from '../../semantics/system.ts';
import { asymmetric } from '../../semantics/variants.ts';
import { exploreAll } from '../../suite/explore.ts';
import { promisesIn, subjectOf, systemOf } from '../../suite/subject.ts';
import { UsageError } from '../../values/errors.ts';
import type { Exploration, Limits } from '../result.ts';
import { refusePartialOrder } from './sleep-sets.ts';

/** Nothing settles it, so that no search ends before its time. */
const open: Property = {
  name: 'Open',
  says: 'Nothing is promised.',
  source: 'test',
  kind: 'always',
  over: { world: () => true },
};

/** What is the same whichever of two ways is left out. */
function told({ worlds, unchanged: _, depth, cuts, quiescent, stopped, coverage, results }: Exploration) {
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

/** Explores in both ways, and says how many transitions were left out. */
function expectSame(
  system: System,
  properties: readonly Property[],
  limits: Limits = {},
  all: readonly Property[] = [open, ...properties.filter(needsNoStateGraph)],
): number {
  const reduced = exploreAll(system, all, { ...limits, partialOrder: true });
  const full = exploreAll(system, all, limits);
  expect(told(reduced)).toEqual(told(full));
  const { leftOut = 0, transitions, unchanged } = reduced;
  if (full.stopped === undefined) {
    expect(transitions - unchanged + leftOut).toBe(full.transitions - full.unchanged);
    expect(unchanged).toBe(full.unchanged);
  }
  return leftOut;
}

function isTaken(system: System): boolean {
  try {
    refusePartialOrder(system);
    return true;
  } catch {
    return false;
  }
}

/** The system in which nothing is counted, and nobody told. */
function without({ bounds: _, monitor: __, ...system }: System): System {
  return system;
}

/** Nobody reads another, and no timer waits for others. */
const taken = (randomSystem as fc.Arbitrary<System>)
  .filter(({ calls }) => calls === undefined)
  .map(({ timerConstraints: _, ...system }): System => system)
  .chain((system) =>
    // Nothing that is counted or told is a node's own.
    fc.constantFrom<System>(system, { ...system, bounds: {} }, without(system)),
  );

const restarts = { crash: 1, restart: 1 };

/** Where what two nodes do comes to one thing or another, by which is first; the one that is left out if either is, is the second. */
const orderly: Readonly<Record<string, System>> = {
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
  'a node that may crash, and one that sees to it that it may not': scriptedNodes(
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
  'two nodes of which the monitor is told': scriptedNodes(
    { a: { ticks: [[]], hasOutputs: true }, b: { ticks: [[]], hasOutputs: true } },
    { monitor: { first: '', next: (before, { node }) => `${before}${node}` } },
  ),
  'a node that goes on, and one with which the scope ends': scriptedNodes(
    { a: { ticks: [[], []] }, b: { ticks: [[]] } },
    { within: (view) => (view as ScriptedState).ticked < 2 },
  ),
  'a timer that a bound counts, and another': scriptedNodes(
    { a: { ticks: [[], []] }, b: { ticks: [[], []] } },
    { bounds: { t: 2 } },
  ),
};

describe('a search that leaves out what comes to the same', () => {
  it('says the same on random systems, whole or no deeper than some steps', () => {
    let leftOut = 0;
    const depths = fc.option(fc.nat(8), { nil: undefined });
    fc.assert(
      fc.property(taken, fc.nat(2), depths, (system, target, maxDepth) => {
        const properties = everyKindAt(target);
        const limits = { maxWorlds: 2_000, ...(maxDepth !== undefined && { maxDepth }) };
        fc.pre(exploreAll(system, [open], limits).worlds < 2_000);
        leftOut += expectSame(system, properties, limits);
      }),
      { numRuns: 100 },
    );
    expect(leftOut).toBeGreaterThan(0);
  });

  it.each(Object.entries(orderly))('takes both orders where they come to two things: %s', (_, system) => {
    expectSame(system, []);
  });

  it.each(['set', 'duplicating', 'unordered', 'fifo'] as const)(
    'says the same where most comes to the same, on a network of kind %s',
    (network) => {
      expect(
        expectSame(combinatorialSystem(network), combinationProperties, { maxDepth: 12 }),
      ).toBeGreaterThan(1_000);
    },
  );

  it('leaves nothing out where a promise needs the graph, and says so', () => {
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

  it('comes by each world of two-phase commit little more than once', async () => {
    const { system, suite } = await twoPhaseCommit(6);
    const properties = suite.properties.filter(({ kind }) => kind === 'always');
    const { worlds, transitions, unchanged } = exploreAll(system, properties, { partialOrder: true });
    expect(worlds).toBe(50_816);
    expect(transitions - unchanged).toBeLessThan(1.5 * worlds);
    expectSame(system, properties);
  });

  it.each(Object.keys(raft.scopes))('says the same of Raft, scope %s, as far as it is small', (scope) => {
    const subject = subjectOf(raft, 'model');
    const system = asymmetric(systemOf(raft, scope, subject));
    const properties = promisesIn(raft, subject, scope).filter(isJudgedBySearch);
    if (system.timerConstraints !== undefined) expect(isTaken(system)).toBe(false);
    else {
      const { worlds } = exploreAll(system, [open], { maxWorlds: 4_000 });
      expectSame(system, properties, worlds < 4_000 ? {} : { maxDepth: 4 });
    }
  });
});

describe('a system that it does not take', () => {
  const system = combinatorialSystem('set');

  it.each<[string, Partial<System>]>([
    ['nodes may change places', { symmetric: [Object.keys(system.nodes).slice(0, 2)] }],
    ["'calls'", { calls: 'messages' }],
    ["'timerConstraints'", { timerConstraints: { t: { nodes: ['a'] } } }],
  ])('is refused in one sentence that says why: %s', (why, others) => {
    const explored = () => exploreAll({ ...system, ...others }, [], { partialOrder: true });
    expect(explored).toThrow(UsageError);
    expect(explored).toThrow(why);
  });

  it('goes breadth-first, and by one thread', () => {
    const order = { name: 'depth-first' } as const;
    expect(() => exploreAll(system, [], { partialOrder: true, order })).toThrow(/breadth-first/);
  });
});
