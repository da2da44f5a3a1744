/**
 * The packed store against the reference store: they number the same worlds in the same order, so the whole
 * results are equal: numbers, verdicts, reasons and traces.
 */
import { getAdjacencyMap } from '@xstate/graph';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnyStateMachine, assign, setup } from 'xstate';
import { suite as raft } from '../../properties/raft/index.ts';
import { rebase } from '../../properties/raft/rebase.ts';
import { everyKindAt } from '../../tests/support/every-kind.ts';
import { growingMessages, largestReceived } from '../../tests/support/growing-messages.ts';
import { randomSystem } from '../../tests/support/random-systems.ts';
import { assertReaching } from '../../tests/support/reaching.ts';
import { exploreByReference } from '../../tests/support/reference-search.ts';
import type { Actor } from '../actors/actor.ts';
import { machineActor } from '../actors/xstate-actor.ts';
import { isJudgedBySearch, type Property } from '../property/property.ts';
import { initialWorlds } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import { asymmetric } from '../semantics/variants.ts';
import type { UpNode } from '../semantics/world.ts';
import { exploreAll } from '../suite/explore.ts';
import { propertyOf, selectProperties } from '../suite/properties.ts';
import { subjectOf, systemOf } from '../suite/subject.ts';
import { replay } from '../traces/replay.ts';
import type { Limits } from './result.ts';

const says = { says: '', source: '' };

const limits: fc.Arbitrary<Limits> = fc.record(
  { maxWorlds: fc.integer({ min: 1, max: 200 }), maxDepth: fc.nat(6) },
  { requiredKeys: [] },
);

describe('the packed store and the reference store', () => {
  it('return the same for listed initial worlds, in which nodes may be down although none can crash', () => {
    let joined = 0;
    assertReaching(
      fc.property(randomSystem, (system) => {
        const { starts: _, crash: __, budget: { crash: ___, ...budget } = {}, ...others } = system;
        const world = initialWorlds({ ...others, budget, starts: [{ a: { absent: true } }] });
        const listed: System = { ...others, budget, listed: world };
        const properties = everyKindAt(1);
        const packed = exploreAll(listed, properties, { maxWorlds: 1_000 });
        expect(packed).toEqual(exploreByReference(listed, properties, { maxWorlds: 1_000 }));
        joined += packed.coverage.actions.restart;
      }),
      { numRuns: 100, fixedRuns: 10 },
      () => {
        expect(joined).toBeGreaterThan(0);
      },
    );
  });

  it('return the same on random systems, complete or limited', () => {
    const kinds = [
      'adversary',
      'an end',
      'atomic',
      'birth',
      'limited',
      'duplicating',
      'fifo',
      'guarded',
      'holds',
      'inconclusive',
      'inject',
      'persisted',
      'reached',
      'reply',
      'request',
      'a cycle',
      'set',
      'unordered',
      'violated',
    ];
    const seen = new Set<string>();
    assertReaching(
      fc.property(randomSystem, fc.nat(2), limits, (system, target, given) => {
        const limit = { maxWorlds: 3_000, ...given };
        const properties = everyKindAt(target);
        const packed = exploreAll(system, properties, limit);
        expect(packed).toEqual(exploreByReference(system, properties, limit));
        for (const { verdict, property, trace } of packed.results) {
          seen.add(verdict);
          if (trace?.loop !== undefined) {
            expect(replay(system, property, system.setting, trace)).toMatchObject({
              verdict: 'reproduced',
            });
            seen.add(trace.loop < trace.steps.length ? 'a cycle' : 'an end');
          }
        }
        seen.add(packed.stopped === undefined ? system.network : 'limited');
        for (const kind of ['persisted', 'request', 'reply', 'inject'] as const)
          if (packed.coverage.actions[kind] > 0) seen.add(kind);
        if (system.calls === 'atomic') seen.add('atomic');
        if (system.adversaries !== undefined) seen.add('adversary');
        if (system.births !== undefined && packed.coverage.actions.restart > 0) seen.add('birth');
        if (system.crash?.when !== undefined && packed.coverage.actions.crash > 0) seen.add('guarded');
      }),
      { numRuns: 400, fixedRuns: 50 },
      () => {
        expect([...seen].sort()).toEqual(kinds.toSorted());
      },
    );
  });

  it.each(['model', 'implementation', 'lockstep', ...Object.keys(raft.bugs).map((bug) => `bug:${bug}`)])(
    'return the same for Raft: %s',
    (word) => {
      const subject = subjectOf(raft, word);
      const system = asymmetric(systemOf(raft, 'one-term-crash', subject));
      const properties = selectProperties(raft, subject).filter(isJudgedBySearch);
      expect(exploreAll(system, properties)).toEqual(exploreByReference(system, properties));
    },
  );

  it('return the same where worlds are rebased', () => {
    const n = (view: unknown) => (view as { n: number }).n;
    const clock: Actor = {
      init: () => ({ state: { n: 0 }, effects: [{ type: 'arm', timer: 'tick' }] }),
      step: (state) => ({ state: { n: n(state) + 1 }, effects: [{ type: 'arm', timer: 'tick' }] }),
      view: (state) => state as object,
    };
    const clocks: System = {
      nodes: { a: clock, b: clock, c: clock },
      setting: {},
      network: 'set',
      within: (view) => n(view) < 4,
      rebase: (world) => {
        const states = Object.entries(world.nodes) as [string, UpNode][];
        const lowest = Math.min(...states.map(([, { up }]) => n(up)));
        const nodes = states.map(([name, node]) => [name, { ...node, up: { n: n(node.up) - lowest } }]);
        return { ...world, nodes: Object.fromEntries(nodes) };
      },
    };
    const isAhead = (by: number) => (views: ReadonlyMap<string, object>) =>
      n(views.get('a')) - n(views.get('b')) >= by;
    const properties: Property[] = [
      { ...says, name: 'ahead', kind: 'sometimes', over: { world: isAhead(2) } },
      { ...says, name: 'never', kind: 'always', over: { world: (views) => !isAhead(3)(views) } },
      {
        ...says,
        name: 'no tick',
        kind: 'step',
        over: { holds: ({ before, after }) => n(after) - n(before) < 1 },
      },
      { ...says, name: 'possible', kind: 'possible', over: { world: (views) => isAhead(0)(views) } },
      {
        ...{ ...says, name: 'equal', kind: 'leadsTo' },
        from: { world: isAhead(1) },
        over: { world: (views) => n(views.get('a')) === n(views.get('b')) },
      },
    ];
    for (const given of [{}, { maxWorlds: 20 }, { maxDepth: 3 }]) {
      const packed = exploreAll(clocks, properties, given);
      expect(packed).toEqual(exploreByReference(clocks, properties, given));
      expect(packed.unchanged).toBe(0);
    }
    expect(exploreAll(clocks, properties).results.map(({ verdict }) => verdict)).toContain('violated');
    const single = { ...clocks, nodes: { a: clock } };
    expect(exploreAll(single, [])).toEqual(exploreByReference(single, []));
    expect(exploreAll(single, [])).toMatchObject({ worlds: 1, transitions: 1, unchanged: 1 });
  });

  it('return the same for Raft with terms that are rebased', () => {
    const system: System = { ...asymmetric(systemOf(raft, 'two-terms')), rebase: rebase as never };
    const role = (view: unknown) => (view as { role: string }).role;
    const properties: Property[] = [
      propertyOf(raft, 'Election Safety'),
      {
        ...{ ...says, name: 'leader', kind: 'leadsTo' },
        from: { world: (views) => [...views.values()].some((view) => role(view) === 'candidate') },
        over: { world: (views) => [...views.values()].some((view) => role(view) === 'leader') },
        fairness: { weak: ['timeout', 'deliver'] },
      },
    ];
    const packed = exploreAll(system, properties);
    expect(packed.results.map(({ verdict }) => verdict)).toEqual(['holds', 'violated']);
    expect(packed).toEqual(exploreByReference(system, properties));
  });

  it.each(['set', 'duplicating', 'unordered', 'fifo'] as const)(
    'have columns for any number of messages, on a network of kind %s',
    (network) => {
      const system = growingMessages(network, 80);
      const properties: Property[] = [
        {
          ...says,
          name: 'p',
          kind: 'always',
          over: { pair: (a, b) => largestReceived(a) + largestReceived(b) < 150 },
        },
      ];
      const packed = exploreAll(system, properties, { maxWorlds: 4_000 });
      expect(packed).toEqual(exploreByReference(system, properties, { maxWorlds: 4_000 }));
      expect(packed.depth).toBeGreaterThan(70);
    },
  );
});

/**
 * Keys of states whose context is a Set, or a record used as a map. The states can be counted by hand: each
 * of three members is in or out.
 */
describe('keys', () => {
  type Event = { type: 'toggle'; member: 'x' | 'y' | 'z'; from: string };
  const members = ['x', 'y', 'z'] as const;
  const withSet = setup({
    types: { context: {} as { has: ReadonlySet<string> }, events: {} as Event },
  }).createMachine({
    context: { has: new Set<string>() },
    on: {
      toggle: {
        actions: assign({
          has: ({ context, event }) => {
            const has = new Set(context.has);
            if (!has.delete(event.member)) has.add(event.member);
            return has;
          },
        }),
      },
    },
  });
  const withRecord = setup({
    types: { context: {} as { has: Readonly<Record<string, true>> }, events: {} as Event },
  }).createMachine({
    context: { has: {} },
    on: {
      toggle: {
        actions: assign({
          has: ({ context, event }) => {
            const { [event.member]: had, ...others } = context.has;
            return had === true ? others : { ...others, [event.member]: true as const };
          },
        }),
      },
    },
  });

  const explored = (machine: typeof withSet | typeof withRecord) => {
    const actor = machineActor(machine as never, {
      view: (snapshot) => ({ has: (snapshot as { context: { has: object } }).context.has }),
    });
    const inputs = members.map((member) => ({ type: 'toggle', member }));
    return exploreAll(
      { nodes: { a: actor as Actor }, setting: {}, network: 'set', inputs: () => inputs as never },
      [],
    );
  };
  /** The number of states that `@xstate/graph` finds with its default key. */
  const statesByGraph = (machine: typeof withSet | typeof withRecord) => {
    const events = members.map((member) => ({ type: 'toggle', member, from: 'a' }));
    return Object.keys(getAdjacencyMap(machine as AnyStateMachine, { events: events as never })).length;
  };

  it('are different for Sets with different members', () => {
    expect(explored(withSet).worlds).toBe(8);
    expect(statesByGraph(withSet)).toBe(1);
  });

  it('are equal for records with the same fields in another order', () => {
    expect(explored(withRecord).worlds).toBe(8);
    expect(statesByGraph(withRecord)).toBe(16);
  });
});
