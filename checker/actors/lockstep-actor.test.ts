/**
 * Tests the lockstep actor: which steps of a model and an implementation agree, and how a divergence is
 * described.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomSystem } from '../../tests/support/random-systems.ts';
import { exploreAll } from '../suite/explore.ts';
import { refinement } from '../suite/properties.ts';
import type { Actor, Effect, Received } from './actor.ts';
import { lockstep } from './lockstep-actor.ts';

const birth = { self: 'a', nodes: ['a', 'b', 'c'], setting: {} };
const ping: Received = { type: 'message', from: 'b', message: { type: 'ping' } };

/** An actor that counts its events; `does` gives the effects of each. */
function actorOf(
  does: (n: number, choice?: unknown) => Effect[],
  more: Partial<Actor> & { shows?: (n: number) => object } = {},
): Actor {
  return {
    init: ({ durable }) => ({ state: (durable as { n?: number } | undefined)?.n ?? 0, effects: [] }),
    step: (state, _event, choice) => ({
      state: (state as number) + 1,
      effects: does(state as number, choice),
    }),
    view: (state) => (more.shows ?? ((n) => ({ n })))(state as number),
    ...more,
  };
}
const send = (to: string, type: string): Effect => ({ type: 'send', to, message: { type } });
const output = (type: string): Effect => ({ type: 'output', value: { type } });
const arm = (timer: string): Effect => ({ type: 'arm', timer });
const disarm = (timer: string): Effect => ({ type: 'disarm', timer });
const persist = (n: number): Effect => ({ type: 'persist', record: { n } });

/** The divergence of a pair after some events. */
function divergenceAfter(model: Actor, implementation: Actor, events: Received[] = [ping]) {
  const pair = lockstep(model, implementation);
  let { state } = pair.init(birth);
  for (const event of events) ({ state } = pair.step(state, event));
  return pair.divergence?.(state);
}

describe('lockstep', () => {
  it.each<[string, Effect[], Effect[]]>([
    [
      'messages to different nodes in another order',
      [send('b', 'x'), send('c', 'y')],
      [send('c', 'y'), send('b', 'x')],
    ],
    ['a timer touched more often', [disarm('t'), arm('t'), disarm('t'), arm('t')], [arm('t')]],
    ['a timer disarmed that was not armed', [disarm('t')], []],
    ['a record handed over twice', [persist(1), persist(2)], [persist(2)]],
    [
      'effects of different kinds in another order',
      [output('o'), send('b', 'x'), arm('t')],
      [arm('t'), send('b', 'x'), output('o')],
    ],
  ])('agrees: %s', (_, model, implementation) => {
    expect(
      divergenceAfter(
        actorOf(() => model),
        actorOf(() => implementation),
      ),
    ).toBeUndefined();
  });

  it.each<[string, Effect[], Effect[], object]>([
    ['a message too few', [send('b', 'x')], [], { what: 'sends to b', expected: [{ type: 'x' }], got: [] }],
    ['a message too many', [], [send('c', 'x')], { what: 'sends to c', expected: [], got: [{ type: 'x' }] }],
    [
      'two messages to one node in another order',
      [send('b', 'x'), send('b', 'y')],
      [send('b', 'y'), send('b', 'x')],
      { what: 'sends to b' },
    ],
    [
      'another output',
      [output('x')],
      [output('y')],
      { what: 'outputs', expected: [{ type: 'x' }], got: [{ type: 'y' }] },
    ],
    ['outputs in another order', [output('x'), output('y')], [output('y'), output('x')], { what: 'outputs' }],
    ['a timer not armed', [arm('t')], [], { what: 'armed timers', expected: ['t'], got: [] }],
    [
      'another record',
      [persist(1)],
      [persist(2)],
      { what: 'durable record', expected: { n: 1 }, got: { n: 2 } },
    ],
  ])('diverges: %s', (_, model, implementation, divergence) => {
    expect(
      divergenceAfter(
        actorOf(() => model),
        actorOf(() => implementation),
      ),
    ).toMatchObject(divergence);
  });

  it('distinguishes a timer that runs on from one that is armed anew', () => {
    const arms = actorOf(() => [arm('t')]);
    const armsOnce = actorOf((n) => (n === 0 ? [arm('t')] : []));
    expect(divergenceAfter(arms, armsOnce)).toBeUndefined();
    expect(divergenceAfter(arms, armsOnce, [ping, ping])).toEqual({
      what: 'timers armed anew',
      expected: ['t'],
      got: [],
    });
    const afterItFired: Received[] = [ping, { type: 'timeout', timer: 't' }];
    expect(divergenceAfter(arms, armsOnce, afterItFired)).toEqual({
      what: 'armed timers',
      expected: ['t'],
      got: [],
    });
  });

  it('compares views field by field, also the first one', () => {
    const model = actorOf(() => [], { shows: (n) => ({ n, mood: 'calm' }) });
    const odd = actorOf(() => [], { shows: (n) => ({ n, mood: n === 0 ? 'calm' : 'odd' }) });
    expect(divergenceAfter(model, odd)).toEqual({ what: 'mood', expected: 'calm', got: 'odd' });
    const loud = actorOf(() => [], { init: () => ({ state: 0, effects: [send('b', 'hello')] }) });
    expect(
      divergenceAfter(
        actorOf(() => []),
        loud,
        [],
      ),
    ).toMatchObject({ what: 'sends to b' });
  });

  it('compares the states that recover from a record', () => {
    const forgets = actorOf(() => [], { init: () => ({ state: 0, effects: [] }) });
    const pair = lockstep(
      actorOf(() => []),
      forgets,
    );
    expect(pair.divergence?.(pair.init({ ...birth, durable: { n: 3 } }).state)).toEqual({
      what: 'n',
      expected: 3,
      got: 0,
    });
    expect(pair.divergence?.(pair.init(birth).state)).toBeUndefined();
  });

  it('keeps all choices of the model until the implementation decides', () => {
    // The model decides at the first event, in secret; it shows only at the second what it decided.
    const secretive: Actor = {
      init: () => ({ state: [], effects: [] }),
      step: (state, _event, choice) => {
        const [decided] = state as unknown[];
        return decided === undefined
          ? { state: [choice], effects: [] }
          : { state: [decided, 'told'], effects: [send('b', String(decided))] };
      },
      view: (state) => ({ told: (state as unknown[]).length === 2 }),
      choices: (state) => ((state as unknown[]).length === 0 ? ['left', 'right', 'up'] : []),
    };
    const says = (word: string): Actor => ({
      init: () => ({ state: 0, effects: [] }),
      step: (state) => ({ state: (state as number) + 1, effects: state === 0 ? [] : [send('b', word)] }),
      view: (state) => ({ told: (state as number) > 1 }),
    });
    for (const word of ['left', 'right', 'up']) {
      const pair = lockstep(secretive, says(word));
      const once = pair.step(pair.init(birth).state, ping).state;
      expect(once.models).toHaveLength(3);
      expect(pair.step(once, ping).state.models).toEqual([[word, 'told']]);
    }
    expect(divergenceAfter(secretive, says('down'), [ping, ping])).toMatchObject({
      what: 'sends to b',
      got: [{ type: 'down' }],
    });
  });

  it('describes the nearest of several misses', () => {
    const model = actorOf(
      (_, choice) => (choice === 'far' ? [send('b', 'x'), output('o'), arm('t')] : [send('b', 'near')]),
      {
        choices: () => ['far', 'close'],
      },
    );
    expect(
      divergenceAfter(
        model,
        actorOf(() => [send('b', 'got')]),
      ),
    ).toEqual({
      what: 'sends to b',
      expected: [{ type: 'near' }],
      got: [{ type: 'got' }],
    });
  });

  it('takes no further step after a divergence', () => {
    const pair = lockstep(
      actorOf(() => []),
      actorOf(() => [send('b', 'x')]),
    );
    const { state } = pair.step(pair.init(birth).state, ping);
    expect(pair.step(state, ping)).toEqual({ state, effects: [], ignored: true });
  });

  it('never diverges for an actor and itself, in random systems', () => {
    fc.assert(
      fc.property(randomSystem, (system) => {
        const pairs = Object.entries(system.nodes).map(([node, actor]) => [
          node,
          lockstep(actor, actor) as Actor,
        ]);
        const alone = exploreAll(system, [], { maxWorlds: 300 });
        fc.pre(alone.stopped === undefined);
        const both = exploreAll({ ...system, nodes: Object.fromEntries(pairs) }, [refinement]);
        expect(both.results[0]?.verdict).toBe('holds');
      }),
      { numRuns: 60 },
    );
  });
});

describe('a world with a divergence', () => {
  it('is a cut, so no property is violated by the steps that the pair no longer takes', () => {
    const ticks = (last: number): Actor => ({
      init: () => ({ state: 0, effects: [arm('t')] }),
      step: (state) => ({ state: (state as number) + 1, effects: state === last ? [] : [arm('t')] }),
      view: (state) => ({ n: state as number }),
    });
    const system = {
      nodes: { a: lockstep(ticks(3), ticks(1)) as Actor },
      setting: {},
      network: 'set' as const,
    };
    const says = { name: 'p', says: 'p', source: 'test' };
    const three = (view: object) => (view as { n: number }).n === 3;
    const found = exploreAll(system, [refinement, { ...says, kind: 'possible', over: { node: three } }]);
    expect(found.results.map(({ verdict }) => verdict)).toEqual(['violated', 'inconclusive']);
    expect(found.cuts).toBe(1);
  });
});
