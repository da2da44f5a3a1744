/**
 * The fast explorer and the plain one: the same worlds in the same order, so the whole of what they return is equal, numbers,
 * verdicts, reasons and traces.
 */
import { getAdjacencyMap } from '@xstate/graph';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnyStateMachine, assign, setup } from 'xstate';
import { suite as raft } from '../properties/raft/index.ts';
import { randomSystem, type TableState } from '../tests/support/random-systems.ts';
import type { Actor } from './actor.ts';
import { exploreAll } from './explore.ts';
import { machineActor } from './machine.ts';
import { explorePlainlyToEnd } from './plain.ts';
import { isJudgedBySearch, type Property } from './property.ts';
import { replay } from './replay.ts';
import type { Limits } from './search.ts';
import { initialWorlds } from './semantics.ts';
import { promisesOf, subjectOf, systemOf } from './subject.ts';
import { asymmetric } from './symmetry.ts';
import type { System } from './system.ts';

const says = { says: '', source: '' };
const at = (view: unknown) => (view as TableState).at;

/** Every kind of property over every extent, about the place `target`. */
function propertiesAt(target: number): readonly Property[] {
  const there = (view: unknown) => at(view) === target;
  const overs = [
    { node: there },
    { pair: (a: object, b: object) => there(a) && at(b) !== target },
    { world: (views: ReadonlyMap<string, object>) => [...views.values()].filter(there).length > 1 },
    { world: (_: unknown, history: unknown) => history instanceof Set && history.has('crash') },
    {
      world: (_: unknown, __: unknown, all: ReadonlyMap<string, object>) =>
        [...all.values()].some((one) => 'down' in one),
    },
  ];
  return overs.flatMap((over, number): Property[] => {
    const name = `${number}`;
    const not = Object.fromEntries(
      Object.entries(over).map(([extent, holds]) => [
        extent,
        (...seen: never[]) => !(holds as (...s: never[]) => boolean)(...seen),
      ]),
    );
    const given = { ...not, premise: (...seen: never[]) => at(seen[0]) !== 0 };
    return [
      { ...says, name, kind: 'always', over: not },
      ...('world' in over ? [] : [{ ...says, name, kind: 'always', over: given } as unknown as Property]),
      { ...says, name, kind: 'sometimes', over },
      { ...says, name, kind: 'possible', over },
      { ...says, name, kind: 'possible', over, from: not },
      { ...says, name, kind: 'leadsTo', over, from: not },
      {
        ...says,
        name,
        kind: 'leadsTo',
        over,
        from: { node: () => true },
        fairness: { weak: ['deliver', 'timeout t'] },
      },
      {
        ...says,
        name,
        kind: 'leadsTo',
        over: not,
        from: over,
        fairness: { strong: ['deliver m0', 'input'] },
      },
      { ...says, name, kind: 'settles', over: not, fairness: {} },
      { ...says, name, kind: 'settles', over: not, fairness: { weak: ['timeout'], strong: ['deliver'] } },
      { ...says, name, kind: 'step', over: { holds: ({ after }) => !there(after) } },
      {
        ...says,
        name,
        kind: 'step',
        over: { survivesRestart: true, holds: ({ before, after }) => at(before) <= at(after) },
      },
    ] as Property[];
  });
}

const limits: fc.Arbitrary<Limits> = fc.record(
  { maxWorlds: fc.integer({ min: 1, max: 200 }), maxDepth: fc.nat(6) },
  { requiredKeys: [] },
);

describe('the fast explorer and the plain one', () => {
  it('return the same where initial worlds are listed, in which nodes may be down though none can crash', () => {
    let joined = 0;
    fc.assert(
      fc.property(randomSystem, (system) => {
        const { starts: _, crash: __, budget: { crash: ___, ...budget } = {}, ...others } = system;
        const world = initialWorlds({ ...others, budget, starts: [{ a: { absent: true } }] });
        const listed: System = { ...others, budget, listed: world };
        const properties = propertiesAt(1);
        const fast = exploreAll(listed, properties, { maxWorlds: 1_000 });
        expect(fast).toEqual(explorePlainlyToEnd(listed, properties, { maxWorlds: 1_000 }));
        joined += fast.coverage.actions.restart;
      }),
      { numRuns: 100 },
    );
    expect(joined).toBeGreaterThan(0);
  });

  it('return the same on random systems, whole or cut short', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(randomSystem, fc.nat(2), limits, (system, target, given) => {
        const limit = { maxWorlds: 3_000, ...given };
        const properties = propertiesAt(target);
        const fast = exploreAll(system, properties, limit);
        expect(fast).toEqual(explorePlainlyToEnd(system, properties, limit));
        for (const { verdict, property, trace } of fast.results) {
          seen.add(verdict);
          if (trace?.loop !== undefined) {
            expect(replay(system, property, system.setting, trace)).toMatchObject({ verdict: 'reproduced' });
            seen.add(trace.loop < trace.steps.length ? 'round and round' : 'at an end');
          }
        }
        seen.add(fast.stopped === undefined ? system.network : 'cut short');
        for (const kind of ['persisted', 'request', 'reply', 'inject'] as const)
          if (fast.coverage.actions[kind] > 0) seen.add(kind);
        if (system.calls === 'atomic') seen.add('atomic');
        if (system.adversaries !== undefined) seen.add('adversary');
        if (system.births !== undefined && fast.coverage.actions.restart > 0) seen.add('birth');
        if (system.crash?.when !== undefined && fast.coverage.actions.crash > 0) seen.add('guarded');
      }),
      { numRuns: 400 },
    );
    expect([...seen].sort()).toEqual([
      'adversary',
      'at an end',
      'atomic',
      'birth',
      'cut short',
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
      'round and round',
      'set',
      'unordered',
      'violated',
    ]);
  });

  it.each(['model', 'implementation', 'lockstep', ...Object.keys(raft.bugs).map((bug) => `bug:${bug}`)])(
    'return the same for Raft: %s',
    (word) => {
      const subject = subjectOf(raft, word);
      const system = asymmetric(systemOf(raft, 'one-term-crash', subject));
      const properties = promisesOf(raft, subject).filter(isJudgedBySearch);
      expect(exploreAll(system, properties)).toEqual(explorePlainlyToEnd(system, properties));
    },
  );

  it.each(['set', 'duplicating', 'unordered', 'fifo'] as const)(
    'find room for any number of messages, on a network of kind %s',
    (network) => {
      const system = counting(network, 80);
      const properties: Property[] = [
        { ...says, name: 'p', kind: 'always', over: { pair: (a, b) => count(a) + count(b) < 150 } },
      ];
      const fast = exploreAll(system, properties, { maxWorlds: 4_000 });
      expect(fast).toEqual(explorePlainlyToEnd(system, properties, { maxWorlds: 4_000 }));
      expect(fast.depth).toBeGreaterThan(70);
    },
  );
});

const count = (view: object) => (view as { n: number }).n;

/** Two nodes that send each other ever larger numbers: more different messages than a row has room for at first. */
function counting(network: System['network'], most: number): System {
  const actor: Actor = {
    init: ({ self }) => ({ state: { self, n: 0 }, effects: self === 'a' ? [hello('b', 1)] : [] }),
    step: (state, event) => {
      const { self, n } = state as { self: string; n: number };
      const heard = event.type === 'message' ? (event.message as unknown as { n: number }).n : 0;
      const next = Math.max(n, heard);
      const to = self === 'a' ? 'b' : 'a';
      return { state: { self, n: next }, effects: heard > n && heard < most ? [hello(to, heard + 1)] : [] };
    },
    view: (state) => ({ n: (state as { n: number }).n }),
  };
  const hello = (to: string, n: number) => ({ type: 'send' as const, to, message: { type: 'hello', n } });
  return { nodes: { a: actor, b: actor }, setting: {}, network };
}

/**
 * What a key must tell apart, and what it must not: machines whose context is a Set, and a record used as a map. The states there
 * are can be counted by hand: each of three members is in or out.
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
  /** What `@xstate/graph` finds with the key it uses unless told otherwise. */
  const statesByGraph = (machine: typeof withSet | typeof withRecord) => {
    const events = members.map((member) => ({ type: 'toggle', member, from: 'a' }));
    return Object.keys(getAdjacencyMap(machine as AnyStateMachine, { events: events as never })).length;
  };

  it('tell apart Sets with other members', () => {
    expect(explored(withSet).worlds).toBe(8);
    expect(statesByGraph(withSet)).toBe(1);
  });

  it('do not tell apart records whose fields came in another order', () => {
    expect(explored(withRecord).worlds).toBe(8);
    expect(statesByGraph(withRecord)).toBe(16);
  });
});
