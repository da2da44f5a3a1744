/** The in-place simulation, compared with the reference simulation after each action. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../../../properties/raft/index.ts';
import { randomSystem } from '../../../tests/support/random-systems.ts';
import type { Actor, Step, Tagged } from '../../actors/actor.ts';
import type { Action } from '../../semantics/actions.ts';
import { initialWorlds } from '../../semantics/successors.ts';
import type { System } from '../../semantics/system.ts';
import { worldKey } from '../../semantics/world.ts';
import { systemOf } from '../../suite/subject.ts';
import { canonical } from '../../values/canonical.ts';
import { digest } from '../../values/equality.ts';
import { type Random, randomOf } from '../../values/random.ts';
import { InPlaceSimulation } from './in-place.ts';
import { ReferenceSimulation } from './reference.ts';
import { kinds, type Simulation } from './simulation.ts';

/** All enabled actions, kind by kind, with each draw and choice. */
function enabledIn(simulation: Simulation): readonly (readonly [string, Action])[] {
  return kinds.flatMap((kind) =>
    Array.from({ length: simulation.count(kind) }, (_, index) => simulation.at(kind, index)).flatMap(
      (action) =>
        action === undefined
          ? []
          : simulation.outcomes(action).map((outcome): [string, Action] => [kind, outcome]),
    ),
  );
}
const sorted = (enabled: ReturnType<typeof enabledIn>) => [...new Set(enabled.map(canonical))].sort();
const stateOf = (simulation: Simulation) => ({
  world: worldKey(simulation.world()),
  seen: canonical({ ...simulation.seen }),
});

/** Takes the same actions in both simulations, and compares worlds, enabled actions and results. */
function expectEqual(reference: Simulation, inPlace: Simulation, random: Random, steps: number): number {
  for (let at = 0; at < steps; at++) {
    expect(stateOf(inPlace)).toEqual(stateOf(reference));
    expect(inPlace.isCut).toBe(reference.isCut);
    const enabled = enabledIn(reference);
    expect(sorted(enabledIn(inPlace))).toEqual(sorted(enabled));
    for (const node of Object.keys(reference.world().nodes))
      expect(inPlace.progressOf(node).map(canonical)).toEqual(reference.progressOf(node).map(canonical));
    const [, action] = enabled[random.below(enabled.length)] ?? [];
    if (action === undefined) return at;
    expect(inPlace.outcomes(action).map(canonical).sort()).toEqual(
      reference.outcomes(action).map(canonical).sort(),
    );
    const before = new Map(inPlace.seen.all);
    expect(canonical(inPlace.take(action))).toBe(canonical(reference.take(action)));
    const changed = [...new Set([...before.keys(), ...inPlace.seen.all.keys()])].filter(
      (node) => canonical(before.get(node)) !== canonical(inPlace.seen.all.get(node)),
    );
    expect(inPlace.changed).toEqual(expect.arrayContaining(changed));
    if (at === Math.floor(steps / 2)) for (const simulation of [reference, inPlace]) simulation.stopFaults();
  }
  return steps;
}

describe('the in-place simulation', () => {
  it('equals the reference simulation in random systems', () => {
    let steps = 0;
    fc.assert(
      fc.property(randomSystem, fc.integer(), (system, seed) => {
        const random = randomOf(seed);
        const start = random.below(initialWorlds(system).length);
        steps += expectEqual(
          new ReferenceSimulation(system, start),
          new InPlaceSimulation(system, start),
          random,
          24,
        );
      }),
      { numRuns: 500 },
    );
    expect(steps).toBeGreaterThan(2_000);
  });

  it.each<[string, Partial<Step>]>([
    ['a state', { state: { apply: () => 1 } }],
    ['a message', { effects: [{ type: 'send', to: 'a', message: { type: 'm', apply: () => 1 } as Tagged }] }],
    ['an output', { effects: [{ type: 'output', value: { type: 'o', apply: () => 1 } as Tagged }] }],
    ['a record', { effects: [{ type: 'persist', record: { apply: () => 1 } }] }],
    ['a message without a type', { effects: [{ type: 'send', to: 'a', message: {} as Tagged }] }],
    ['a message to a stranger', { effects: [{ type: 'send', to: 'z', message: { type: 'm' } }] }],
    ['a call', { effects: [{ type: 'call', to: 'a', request: { type: 'ask' } }] }],
  ])('refuses a first step as the reference does: %s', (_, first) => {
    const system: System = {
      nodes: {
        a: {
          init: () => ({ state: 0, effects: [], ...first }),
          step: (state) => ({ state, effects: [] }),
          view: () => ({}),
        },
      },
      setting: {},
      network: 'unordered',
      calls: 'atomic',
    };
    const errorOf = (make: () => Simulation) => {
      try {
        return make().changed.join();
      } catch (error) {
        return (error as Error).message;
      }
    };
    const expected = errorOf(() => new ReferenceSimulation(system, 0));
    expect(expected).toContain("node 'a'");
    expect(errorOf(() => new InPlaceSimulation(system, 0))).toBe(expected);
  });

  it.each(['election-newer-term', 'storm-5', 'storm-slow-disk'])(
    'equals the reference simulation in Raft, with model, implementation and lockstep: %s',
    (scope) => {
      for (const side of ['model', 'implementation', 'lockstep'] as const) {
        const system = systemOf(raft, scope, { side });
        const alive = (): System => ({
          ...system,
          nodes: Object.fromEntries(
            Object.entries(system.nodes).map(([node, actor]) => [node, actor.live?.() ?? actor]),
          ),
        });
        for (let seed = 0; seed < 6; seed++) {
          expectEqual(
            new ReferenceSimulation(alive(), 0),
            new InPlaceSimulation(alive(), 0),
            randomOf(seed),
            80,
          );
        }
      }
    },
  );

  it.each(['unordered', 'set', 'duplicating'] as const)(
    'distinguishes messages with the same digest: %s',
    (network) => {
      const alike = [
        { type: 'm', ab: 1, cd: 2, ef: 3 },
        { type: 'm', ab: 2, cd: 1, ef: 3 },
        { type: 'm', ab: 3, cd: 2, ef: 1 },
      ];
      expect(new Set(alike.map((message) => digest(message))).size).toBe(1);
      const sender: Actor = {
        init: () => ({ state: [], effects: [{ type: 'arm', timer: 't' }] }),
        step: (state, event) => ({
          state: event.type === 'message' ? [...(state as object[]), event.message].slice(-3) : state,
          effects:
            event.type === 'timeout'
              ? [
                  ...alike.map((message) => ({ type: 'send' as const, to: 'b', message: { ...message } })),
                  { type: 'arm', timer: 't' },
                ]
              : [],
        }),
        view: (state) => ({ received: state }),
      };
      const system: System = {
        nodes: { a: sender, b: sender },
        setting: {},
        network,
        ...(network === 'set' && { lossy: true }),
        ...(network === 'unordered' && {
          lossy: true,
          budget: { duplicate: 5 },
          crash: { inbox: 'lost', returns: 'recovered' },
        }),
      };
      for (let seed = 0; seed < 30; seed++)
        expectEqual(new ReferenceSimulation(system, 0), new InPlaceSimulation(system, 0), randomOf(seed), 40);
    },
  );

  it('classifies the first delivery of a message that was lost and sent again as deliver, not redeliver', () => {
    const sender: Actor = {
      init: ({ self }) => ({ state: 0, effects: self === 'a' ? [{ type: 'arm', timer: 't' }] : [] }),
      step: (state, event) => ({
        state,
        effects:
          event.type === 'timeout'
            ? [
                { type: 'send', to: 'b', message: { type: 'm' } },
                { type: 'arm', timer: 't' },
              ]
            : [],
      }),
      view: () => ({}),
    };
    const system: System = {
      nodes: { a: sender, b: sender },
      setting: {},
      network: 'duplicating',
      crash: { inbox: 'lost', returns: 'recovered' },
    };
    for (const simulation of [new ReferenceSimulation(system, 0), new InPlaceSimulation(system, 0)]) {
      const counts = () => [simulation.count('deliver'), simulation.count('redeliver')];
      simulation.take({ type: 'timeout', node: 'a', timer: 't' });
      expect(counts()).toEqual([1, 0]);
      simulation.take({ type: 'deliver', from: 'a', to: 'b', message: { type: 'm' } });
      expect(counts()).toEqual([0, 1]);
      simulation.take({ type: 'crash', node: 'b' });
      simulation.take({ type: 'restart', node: 'b' });
      expect(counts()).toEqual([0, 0]);
      simulation.take({ type: 'timeout', node: 'a', timer: 't' });
      expect(counts()).toEqual([1, 0]);
    }
  });

  it('has no outcome for actions that are not enabled', () => {
    const disabled: readonly Action[] = [
      { type: 'deliver', from: 'a', to: 'z', message: { type: 'm0' } },
      { type: 'deliver', from: 'a', to: 'a', message: { type: 'never' } },
      { type: 'timeout', node: 'z', timer: 't' },
      { type: 'timeout', node: 'a', timer: 'u' },
      { type: 'input', node: 'a', input: { type: 'other' } },
      { type: 'persisted', node: 'a', record: { at: 7 } },
      { type: 'request', from: 'z', to: 'a', id: 0, request: { type: 'ask' } },
      { type: 'reply', node: 'a', from: 'a', id: 9, reply: { type: 'at0' } },
      { type: 'drop', from: 'a', to: 'z', message: { type: 'm0' } },
      { type: 'duplicate', from: 'a', to: 'z', message: { type: 'm0' } },
      { type: 'inject', from: 'z', to: 'a', message: { type: 'm1' } },
      { type: 'crash', node: 'z' },
      { type: 'restart', node: 'z' },
      { type: 'partition', name: 'other' },
    ];
    fc.assert(
      fc.property(randomSystem, (system) => {
        const inPlace = new InPlaceSimulation(system, 0);
        for (const action of disabled) expect(inPlace.outcomes(action)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
