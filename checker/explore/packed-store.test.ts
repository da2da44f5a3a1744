/**
 * The fast explorer and the plain one: the same worlds in the same order, so the whole of what they return is equal, numbers,
 * verdicts, reasons and traces.
 */
import { getAdjacencyMap } from '@xstate/graph';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnyStateMachine, assign, setup } from 'xstate';
import { suite as raft } from '../../properties/raft/index.ts';
import { everyKindAt } from '../../tests/support/every-kind.ts';
import { growingMessages, largestReceived } from '../../tests/support/growing-messages.ts';
import { randomSystem } from '../../tests/support/random-systems.ts';
import { explorePlainlyToEnd } from '../../tests/support/reference-search.ts';
import type { Actor } from '../actors/actor.ts';
import { machineActor } from '../actors/xstate-actor.ts';
import { isJudgedBySearch, type Property } from '../property/property.ts';
import { initialWorlds } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import { asymmetric } from '../semantics/variants.ts';
import { exploreAll } from '../suite/explore.ts';
import { promisesOf, subjectOf, systemOf } from '../suite/subject.ts';
import { replay } from '../traces/replay.ts';
import type { Limits } from './result.ts';

const says = { says: '', source: '' };

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
        const properties = everyKindAt(1);
        const fast = exploreAll(listed, properties, { maxWorlds: 1_000 });
        expect(fast).toEqual(explorePlainlyToEnd(listed, properties, { maxWorlds: 1_000 }));
        joined += fast.coverage.actions.restart;
      }),
      { numRuns: 100 },
    );
    expect(joined).toBeGreaterThan(0);
  });

  it('return the same on random systems, whole or cut short', () => {
    const kinds = [
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
    ];
    const seen = new Set<string>();
    // Four hundred systems have nearly always all of it.
    for (let round = 0; round < 5 && seen.size < kinds.length; round++)
      fc.assert(
        fc.property(randomSystem, fc.nat(2), limits, (system, target, given) => {
          const limit = { maxWorlds: 3_000, ...given };
          const properties = everyKindAt(target);
          const fast = exploreAll(system, properties, limit);
          expect(fast).toEqual(explorePlainlyToEnd(system, properties, limit));
          for (const { verdict, property, trace } of fast.results) {
            seen.add(verdict);
            if (trace?.loop !== undefined) {
              expect(replay(system, property, system.setting, trace)).toMatchObject({
                verdict: 'reproduced',
              });
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
    expect([...seen].sort()).toEqual(kinds);
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
      const system = growingMessages(network, 80);
      const properties: Property[] = [
        {
          ...says,
          name: 'p',
          kind: 'always',
          over: { pair: (a, b) => largestReceived(a) + largestReceived(b) < 150 },
        },
      ];
      const fast = exploreAll(system, properties, { maxWorlds: 4_000 });
      expect(fast).toEqual(explorePlainlyToEnd(system, properties, { maxWorlds: 4_000 }));
      expect(fast.depth).toBeGreaterThan(70);
    },
  );
});

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
