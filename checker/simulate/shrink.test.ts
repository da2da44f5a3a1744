/**
 * Shrinking: the result still violates the property, no action of it can be removed, and it is available at
 * any time.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../../properties/raft/index.ts';
import { randomSystem } from '../../tests/support/random-systems.ts';
import type { Actor, Effect } from '../actors/actor.ts';
import type { Property } from '../property/property.ts';
import type { Action } from '../semantics/actions.ts';
import type { System } from '../semantics/system.ts';
import { exploreAll } from '../suite/explore.ts';
import { propertyOf } from '../suite/properties.ts';
import { systemOf } from '../suite/subject.ts';
import { traceOf } from '../traces/trace.ts';
import { drain } from '../values/drain.ts';
import { exchanged, renamed } from '../values/rename.ts';
import { fuzz, fuzzAll } from './fuzz.ts';
import { enabledInOrder } from './run.ts';
import { type Shrunk, shrink } from './shrink.ts';
import { systemFactory } from './system-factory.ts';

const says = { name: 'p', says: 'p', source: 'test' };
const always = (node: (view: never) => boolean): Property =>
  ({ ...says, kind: 'always', over: { node } }) as unknown as Property;

function shrunk(system: System, property: Property, actions: readonly Action[]): Shrunk {
  const search = shrink(system, systemFactory(system), [property], property, {
    start: 0,
    actions,
    faultFreeSeed: 1,
  });
  return drain(search);
}

/** Adds up its inputs, and five for each message. */
const adder: Actor = {
  init: () => ({ state: 0, effects: [{ type: 'arm', timer: 't' }] }),
  step(state, event) {
    const sum = state as number;
    const effects: Effect[] = [{ type: 'arm', timer: 't' }];
    if (event.type === 'input') return { state: sum + (event.input as never as { n: number }).n, effects };
    if (event.type === 'message') return { state: sum + 5, effects };
    if (event.type === 'timeout')
      effects.push(
        { type: 'send', to: 'a', message: { type: 'five' } },
        { type: 'send', to: 'b', message: { type: 'five' } },
      );
    return { state, effects };
  },
  view: (state) => ({ sum: state }),
};
const sums: System = {
  nodes: { a: adder, b: adder, c: adder },
  setting: {},
  network: 'unordered',
  lossy: true,
  inputs: () => [1, 2, 3].map((n) => ({ type: 'add', n })),
};
const below = (limit: number) => always((view: { sum: number }) => view.sum < limit);
const add = (node: string, n: number): Action => ({
  type: 'input',
  node,
  input: { type: 'add', n } as never,
});
const five = (from: string, to: string): Action => ({ type: 'deliver', from, to, message: { type: 'five' } });
const tick = (node: string): Action => ({ type: 'timeout', node, timer: 't' });

describe('a shrunk schedule', () => {
  it('has only the actions that are needed, on the first node, with the shortest payload', () => {
    const { schedule } = shrunk(sums, below(2), [add('b', 1), tick('c'), add('c', 3), add('b', 1)]);
    expect(schedule.actions).toEqual([add('a', 2)]);
  });

  it('loses with a send its deliveries', () => {
    const { schedule } = shrunk(sums, below(5), [tick('b'), tick('c'), five('b', 'c'), five('c', 'b')]);
    expect(schedule.actions.length).toBe(2);
    expect(enabledInOrder(sums, 0, schedule.actions)).toEqual(schedule.actions);
  });

  it('has a delivery in place of a fault', () => {
    const counts: Actor = {
      init: () => ({ state: 0, effects: [] }),
      step: (state, event) => ({
        state: (state as number) + (event.type === 'message' ? 1 : 0),
        effects: [],
      }),
      view: (state) => ({ sum: state }),
    };
    const chatty: Actor = {
      ...counts,
      init: () => ({
        state: 0,
        effects: ['x', 'y'].map((type) => ({ type: 'send' as const, to: 'a', message: { type } })),
      }),
    };
    const system: System = {
      nodes: { a: counts, b: chatty },
      setting: {},
      network: 'unordered',
      lossy: true,
    };
    const none: Property = {
      ...says,
      kind: 'always',
      over: {
        world: (views) => (views.get('a') as { sum: number }).sum < 1,
      },
    };
    const { schedule } = shrunk(system, none, [
      { type: 'drop', from: 'b', to: 'a', message: { type: 'y' } },
      { type: 'deliver', from: 'b', to: 'a', message: { type: 'x' } },
    ]);
    expect(schedule.actions).toEqual([{ type: 'deliver', from: 'b', to: 'a', message: { type: 'x' } }]);
  });

  it('has as few switches between nodes as possible', () => {
    const both: Property = {
      ...says,
      kind: 'always',
      over: {
        world: (views) => [...views.values()].filter((view) => (view as { sum: number }).sum >= 5).length < 2,
      },
    };
    const withoutTimeouts: System = { ...sums, bounds: { t: 0 } as never };
    const { schedule } = shrunk(withoutTimeouts, both, [add('a', 2), add('b', 2), add('a', 3), add('b', 3)]);
    expect(schedule.actions.map((action) => ('node' in action ? action.node : ''))).toEqual([
      'a',
      'a',
      'b',
      'b',
    ]);
  });

  it('is rarely longer than the counterexample of a search', () => {
    const ratios: number[] = [];
    fc.assert(
      fc.property(randomSystem, fc.nat(2), fc.integer(), (system, at, seed) => {
        const property = always((view: { at: number }) => view.at !== at);
        const { violation } = fuzzAll(system, [property], { runs: 20, actionsMax: 20, seed });
        if (violation === undefined) return;
        const [found] = exploreAll(system, [property]).results;
        ratios.push(violation.trace.steps.length - (found?.trace?.steps.length as number));
      }),
      { numRuns: 150 },
    );
    expect(ratios.length).toBeGreaterThan(20);
    // Another counterexample can be shorter if it has a fault that the schedule did not have.
    expect(Math.min(...ratios)).toBe(0);
    expect(ratios.filter((longer) => longer > 0).length).toBeLessThanOrEqual(ratios.length / 10);
  });

  it('loses failed elections, though later elections then have other terms', () => {
    const subject = { side: 'implementation', bug: 'R12' } as const;
    const system = systemOf(raft, 'storm-3', subject);
    const property = propertyOf(raft, 'Election Safety');
    for (const seed of [1, 2, 3, 4]) {
      const { violation } = fuzzAll(system, [property], { runs: 2_000, actionsMax: 100, seed });
      expect(violation?.trace.steps.length).toBe(7);
      expect(violation?.drawn).toBeGreaterThanOrEqual(7);
    }
  });

  it('ignores the symmetry of nodes, and timers with names of nodes', () => {
    const others = (self: string) => ['a', 'b', 'c'].filter((node) => node !== self);
    const actor: Actor = {
      init: ({ self }) => ({
        state: 0,
        effects: others(self).map((node) => ({ type: 'arm', timer: `t@${node}` })),
      }),
      step: (state) => ({ state: (state as number) + 1, effects: [] }),
      view: (state) => ({ sum: state }),
    };
    const system: System = {
      nodes: { a: actor, b: actor, c: actor },
      setting: {},
      network: 'set',
      symmetric: [['a', 'b', 'c']],
    };
    const timeout = (node: string): Action => ({ type: 'timeout', node: 'a', timer: `t@${node}` });
    const { schedule } = shrunk(system, below(1), [timeout('b'), timeout('c')]);
    expect(schedule.actions).toHaveLength(1);
  });

  it('is the best so far if the caller stops it', () => {
    const system = systemOf(raft, 'storm-3', { side: 'implementation', bug: 'R12' });
    const property = propertyOf(raft, 'Election Safety');
    const search = fuzz(system, [property], { runs: 2_000, actionsMax: 100, seed: 1 });
    let next = search.next();
    while (next.done !== true && next.value.shrinking === undefined) next = search.next();
    next = search.next('time is up');
    if (next.done !== true) throw new Error('it went on');
    const { violation } = next.value;
    expect(violation?.stopped).toBe('time is up');
    const steps = violation?.trace.steps ?? [];
    expect(steps.length).toBeLessThanOrEqual(violation?.drawn ?? 0);
    expect(
      traceOf(
        system,
        0,
        steps.map(({ action }) => action),
      ),
    ).toEqual(violation?.trace);
  });
});

describe('renaming', () => {
  it('replaces names of nodes everywhere, and no other texts', () => {
    const data = { a: ['a', 'ab', { b: 'b' }], m: new Map([['a', new Set(['b'])]]), n: 1, z: null };
    expect(renamed(data, exchanged('a', 'b'))).toEqual({
      b: ['b', 'ab', { a: 'a' }],
      m: new Map([['b', new Set(['a'])]]),
      n: 1,
      z: null,
    });
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(renamed(renamed(json, exchanged('a', 'b')), exchanged('a', 'b'))).toEqual(json);
      }),
    );
  });
});
