/** The run that changes a world in place against the one that asks the reference semantics for everything. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../../../properties/raft/index.ts';
import { randomSystem } from '../../../tests/support/random-systems.ts';
import type { Actor } from '../../actors/actor.ts';
import { initialWorlds } from '../../semantics/successors.ts';
import type { System } from '../../semantics/system.ts';
import { type Action, worldKey } from '../../semantics/world.ts';
import { systemOf } from '../../suite/subject.ts';
import { canonical } from '../../values/canonical.ts';
import { digest } from '../../values/equality.ts';
import { type Random, randomOf } from '../../values/random.ts';
import { InPlaceSimulation } from './in-place.ts';
import { ReferenceSimulation } from './reference.ts';
import { kinds, type Simulation } from './simulation.ts';

/** Everything that may happen, kind by kind, under every draw and choice. */
function menuOf(walk: Simulation): readonly (readonly [string, Action])[] {
  return kinds.flatMap((kind) =>
    Array.from({ length: walk.count(kind) }, (_, index) => walk.at(kind, index)).flatMap((action) =>
      action === undefined ? [] : walk.outcomes(action).map((way): [string, Action] => [kind, way]),
    ),
  );
}
const sorted = (menu: ReturnType<typeof menuOf>) => [...new Set(menu.map(canonical))].sort();
const stateOf = (walk: Simulation) => ({ world: worldKey(walk.world()), seen: canonical({ ...walk.seen }) });

/** Takes the same actions in both, and looks at all there is to see before each. */
function expectTwins(plain: Simulation, fast: Simulation, random: Random, steps: number): number {
  for (let at = 0; at < steps; at++) {
    expect(stateOf(fast)).toEqual(stateOf(plain));
    expect(fast.isCut).toBe(plain.isCut);
    const menu = menuOf(plain);
    expect(sorted(menuOf(fast))).toEqual(sorted(menu));
    const [, action] = menu[random.below(menu.length)] ?? [];
    if (action === undefined) return at;
    expect(fast.outcomes(action).map(canonical).sort()).toEqual(plain.outcomes(action).map(canonical).sort());
    const before = new Map(fast.seen.all);
    expect(canonical(fast.take(action))).toBe(canonical(plain.take(action)));
    const changed = [...new Set([...before.keys(), ...fast.seen.all.keys()])].filter(
      (node) => canonical(before.get(node)) !== canonical(fast.seen.all.get(node)),
    );
    expect(fast.changed).toEqual(expect.arrayContaining(changed));
    if (at === Math.floor(steps / 2)) for (const walk of [plain, fast]) walk.stopFaults();
  }
  return steps;
}

describe('a walk that changes a world in place', () => {
  it('offers, does and shows what the reference semantics does, in any random system', () => {
    let steps = 0;
    fc.assert(
      fc.property(randomSystem, fc.integer(), (system, seed) => {
        const random = randomOf(seed);
        const start = random.below(initialWorlds(system).length);
        steps += expectTwins(
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

  it.each(['election-newer-term', 'storm-5', 'storm-slow-disk'])(
    'and in Raft, whoever plays: %s',
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
          expectTwins(
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
    'keeps apart messages of one digest: %s',
    (network) => {
      const alike = [
        { type: 'm', ab: 1, cd: 2, ef: 3 },
        { type: 'm', ab: 2, cd: 1, ef: 3 },
        { type: 'm', ab: 3, cd: 2, ef: 1 },
      ];
      expect(new Set(alike.map((message) => digest(message))).size).toBe(1);
      const teller: Actor = {
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
        view: (state) => ({ heard: state }),
      };
      const system: System = {
        nodes: { a: teller, b: teller },
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
        expectTwins(new ReferenceSimulation(system, 0), new InPlaceSimulation(system, 0), randomOf(seed), 40);
    },
  );

  it('delivers anew what was lost and is sent again', () => {
    const teller: Actor = {
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
      nodes: { a: teller, b: teller },
      setting: {},
      network: 'duplicating',
      crash: { inbox: 'lost', returns: 'recovered' },
    };
    for (const walk of [new ReferenceSimulation(system, 0), new InPlaceSimulation(system, 0)]) {
      const counts = () => [walk.count('deliver'), walk.count('redeliver')];
      walk.take({ type: 'timeout', node: 'a', timer: 't' });
      expect(counts()).toEqual([1, 0]);
      walk.take({ type: 'deliver', from: 'a', to: 'b', message: { type: 'm' } });
      expect(counts()).toEqual([0, 1]);
      walk.take({ type: 'crash', node: 'b' });
      walk.take({ type: 'restart', node: 'b' });
      expect(counts()).toEqual([0, 0]);
      walk.take({ type: 'timeout', node: 'a', timer: 't' });
      expect(counts()).toEqual([1, 0]);
    }
  });

  it('says no to what is not there, as the reference does', () => {
    const strangers: readonly Action[] = [
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
        const fast = new InPlaceSimulation(system, 0);
        for (const action of strangers) expect(fast.outcomes(action)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});
