/** Tests textbook systems with known answers: mutual exclusion, dining philosophers, a token ring. */
import { describe, expect, it } from 'vitest';
import type { Actor, Effect, Received } from '../checker/actors/actor.ts';
import type { Exploration } from '../checker/explore/result.ts';
import type { Fairness } from '../checker/property/fairness.ts';
import type { Property } from '../checker/property/property.ts';
import type { System } from '../checker/semantics/system.ts';
import { exploreAll } from '../checker/suite/explore.ts';
import { replay } from '../checker/traces/replay.ts';
import { exploreByReference } from './support/reference-search.ts';

/**
 * Processes with shared memory, as one node. Each process has a timer and takes its next step when the timer
 * fires. A process that must wait changes nothing. Wishes are inputs, which may never occur.
 */
function processes<S extends object>(
  count: number,
  first: S,
  step: (state: S, process: number) => S | undefined,
  wish: (state: S, process: number) => S | undefined,
): System {
  const arm = Array.from({ length: count }, (_, one): Effect => ({ type: 'arm', timer: `p${one}` }));
  const taken = (state: S, event: Received): S | undefined => {
    if (event.type === 'timeout') return step(state, Number(event.timer.slice(1)));
    return event.type === 'input' ? wish(state, Number(event.input.type.slice(1))) : undefined;
  };
  const actor: Actor = {
    init: () => ({ state: first, effects: arm }),
    step: (state, event) => ({ state: taken(state as S, event) ?? state, effects: arm }),
    view: (state) => state as object,
  };
  return {
    nodes: { memory: actor },
    setting: {},
    network: 'set',
    inputs: () => arm.map((_, one) => ({ type: `w${one}` })),
  };
}

const says = { says: '', source: '' };

/** Explores with both stores, compares their results, and replays every counterexample. */
function explored(system: System, properties: readonly Property[]): Exploration {
  const found = exploreAll(system, properties);
  expect(exploreByReference(system, properties)).toEqual(found);
  for (const { verdict, property, trace } of found.results) {
    if (verdict === 'violated' && trace !== undefined)
      expect(replay(system, property, system.setting, trace).verdict).toBe('reproduced');
  }
  return found;
}

const verdictsOf = ({ results }: Exploration) =>
  Object.fromEntries(results.map(({ property, verdict }) => [property.name, verdict]));

interface Mutex {
  readonly at: readonly ('idle' | 'trying' | 'waiting' | 'critical')[];
  readonly flag: readonly boolean[];
  readonly turn: number;
}

const initial: Mutex = { at: ['idle', 'idle'], flag: [false, false], turn: 0 };

/** The state after a change of one process. */
const go = (
  state: Mutex,
  one: number,
  at: Mutex['at'][number],
  flag = state.flag[one] as boolean,
): Mutex => ({
  ...state,
  at: state.at.with(one, at),
  flag: state.flag.with(one, flag),
});

const wants = (state: Mutex, one: number) =>
  state.at[one] === 'idle' ? go(state, one, 'trying') : undefined;

function propertiesOf(one: number, fairness?: Fairness): readonly Property[] {
  const place = (view: object, at: string) => (view as Mutex).at[one] === at;
  return [
    {
      ...says,
      name: 'exclusion',
      kind: 'always',
      over: { node: (view) => (view as Mutex).at.filter((at) => at === 'critical').length < 2 },
    },
    {
      ...says,
      name: 'progress',
      kind: 'leadsTo',
      from: { node: (view) => place(view, 'trying') || place(view, 'waiting') },
      over: { node: (view) => place(view, 'critical') },
      ...(fairness !== undefined && { fairness }),
    },
  ];
}

describe('mutual exclusion', () => {
  /** Peterson 1981. */
  const peterson = processes(
    2,
    initial,
    (state, one) => {
      const other = 1 - one;
      switch (state.at[one]) {
        case 'trying':
          return { ...go(state, one, 'waiting', true), turn: other };
        case 'waiting':
          return !state.flag[other] || state.turn === one ? go(state, one, 'critical') : undefined;
        case 'critical':
          return go(state, one, 'idle', false);
        default:
          return undefined;
      }
    },
    wants,
  );

  it("holds for Peterson's algorithm, and each process that tries enters under weak fairness", () => {
    expect(verdictsOf(explored(peterson, propertiesOf(0, { weak: ['timeout'] })))).toEqual({
      exclusion: 'holds',
      progress: 'holds',
    });
  });

  it('does not guarantee progress without fairness', () => {
    const { results } = explored(peterson, propertiesOf(0));
    expect(results[1]?.verdict).toBe('violated');
    // The other process alone repeats: wants, tries, enters, leaves.
    expect(results[1]?.trace).toMatchObject({ loop: 1 });
    expect(results[1]?.trace?.steps).toHaveLength(5);
  });

  it('is violated where a process looks first and raises its flag then', () => {
    const naive = processes(
      2,
      initial,
      (state, one) => {
        if (state.at[one] === 'trying') return state.flag[1 - one] ? undefined : go(state, one, 'waiting');
        if (state.at[one] === 'waiting') return go(state, one, 'critical', true);
        return state.at[one] === 'critical' ? go(state, one, 'idle', false) : undefined;
      },
      wants,
    );
    const { results } = explored(naive, propertiesOf(0, { weak: ['timeout'] }));
    expect(results[0]?.verdict).toBe('violated');
    expect(results[0]?.trace?.steps).toHaveLength(6);
  });

  it('ends in deadlock if both raise their flags and wait', () => {
    const polite = processes(
      2,
      initial,
      (state, one) => {
        if (state.at[one] === 'trying') return go(state, one, 'waiting', true);
        if (state.at[one] === 'waiting') return state.flag[1 - one] ? undefined : go(state, one, 'critical');
        return state.at[one] === 'critical' ? go(state, one, 'idle', false) : undefined;
      },
      wants,
    );
    const found = explored(polite, propertiesOf(0, { strong: ['timeout'] }));
    expect(found.quiescent).toEqual({ worlds: 1, depth: 4 });
    expect(verdictsOf(found)).toEqual({ exclusion: 'holds', progress: 'violated' });
    // The deadlock is 4 steps away, and no run fails sooner.
    expect(found.results[1]?.trace).toMatchObject({ loop: 4 });
    expect(found.results[1]?.trace?.steps).toHaveLength(4);
  });
});

describe('dining philosophers', () => {
  interface Table {
    /** How many forks each holds. */
    readonly holds: readonly number[];
    readonly taken: readonly boolean[];
    readonly hungry: readonly boolean[];
  }

  /** Philosopher `one` takes the forks in the order of `forksOf`, and lays both down again. */
  function table(count: number, forksOf: (one: number) => readonly [number, number]): System {
    const none = Array.from({ length: count }, () => false);
    return processes<Table>(
      count,
      { holds: none.map(() => 0), taken: none, hungry: none },
      ({ holds, taken, hungry }, one) => {
        const [first, second] = forksOf(one);
        if (holds[one] === 2)
          return {
            holds: holds.with(one, 0),
            taken: taken.with(first, false).with(second, false),
            hungry: hungry.with(one, false),
          };
        const fork = holds[one] === 0 ? first : second;
        if (!hungry[one] || taken[fork]) return undefined;
        return { holds: holds.with(one, (holds[one] as number) + 1), taken: taken.with(fork, true), hungry };
      },
      (state, one) => (state.hungry[one] ? undefined : { ...state, hungry: state.hungry.with(one, true) }),
    );
  }

  const eats = (fairness: Fairness): Property => ({
    ...says,
    name: 'eats',
    kind: 'leadsTo',
    from: { node: (view) => (view as Table).hungry[0] === true },
    over: { node: (view) => (view as Table).holds[0] === 2 },
    fairness,
  });

  it.each([2, 3, 4])('%i who all take the left fork first starve in one deadlock', (count) => {
    const found = explored(
      table(count, (one) => [one, (one + 1) % count]),
      [eats({ strong: ['timeout'] })],
    );
    expect(found.quiescent).toEqual({ worlds: 1, depth: 2 * count });
    expect(found.results[0]?.verdict).toBe('violated');
  });

  it('never starve under strong fairness if one is left-handed', () => {
    const leftHanded = table(3, (one) => (one === 0 ? [1, 0] : [one, (one + 1) % 3]));
    expect(explored(leftHanded, [eats({ strong: ['timeout'] })])).toMatchObject({
      quiescent: { worlds: 0 },
      results: [{ verdict: 'holds' }],
    });
    // Under weak fairness a neighbour can be faster each time.
    expect(explored(leftHanded, [eats({ weak: ['timeout'] })]).results[0]?.verdict).toBe('violated');
  });
});

describe('a token ring', () => {
  const names = ['a', 'b', 'c'];

  function ring(network: System['network'], lossy: boolean): System {
    const actor: Actor = {
      init: ({ self }) => ({
        state: { self, has: self === 'a' },
        effects: self === 'a' ? [{ type: 'arm', timer: 'pass' }] : [],
      }),
      step(state, event) {
        const { self } = state as { self: string };
        if (event.type === 'message')
          return { state: { self, has: true }, effects: [{ type: 'arm', timer: 'pass' }] };
        const to = names[(names.indexOf(self) + 1) % names.length] as string;
        return { state: { self, has: false }, effects: [{ type: 'send', to, message: { type: 'token' } }] };
      },
      view: (state) => ({ has: (state as { has: boolean }).has }),
    };
    return { nodes: Object.fromEntries(names.map((name) => [name, actor])), setting: {}, network, lossy };
  }

  const has = (view: object) => (view as { has: boolean }).has;
  const comesRound: Property = {
    ...says,
    name: 'comes round',
    kind: 'leadsTo',
    from: { node: (view) => !has(view) },
    over: { node: has },
  };
  const onlyOne: Property = {
    ...says,
    name: 'only one',
    kind: 'always',
    over: { pair: (a, b) => !(has(a) && has(b)) },
  };
  const rests: Property = {
    ...says,
    name: 'rests',
    kind: 'settles',
    over: { node: (view) => !has(view) },
    fairness: {},
  };

  it('passes the token to every node, in any lossless network', () => {
    for (const network of ['fifo', 'unordered', 'set'] as const)
      expect(verdictsOf(explored(ring(network, false), [comesRound, onlyOne, rests]))).toEqual({
        'comes round': 'holds',
        'only one': 'holds',
        rests: 'violated',
      });
  });

  it('may lose the token for ever', () => {
    const found = explored(ring('fifo', true), [comesRound, onlyOne]);
    expect(verdictsOf(found)).toEqual({ 'comes round': 'violated', 'only one': 'holds' });
    expect(found.results[0]?.trace?.steps.map(({ action }) => action.type)).toEqual(['timeout', 'drop']);
    expect(found.quiescent).toEqual({ worlds: 1, depth: 2 });
  });

  it('has one token as an inductive invariant, from all worlds with one token or none', () => {
    function* worlds() {
      for (const a of [true, false])
        for (const b of [true, false])
          for (const c of [true, false])
            yield {
              nodes: Object.fromEntries(
                [a, b, c].map((one, at) => {
                  const self = names[at] as string;
                  return [self, { up: { self, has: one }, armed: one ? ['pass'] : [] }];
                }),
              ),
            };
    }
    const one: Property = { ...onlyOne, kind: 'inductive', worlds } as Property;
    const found = explored(ring('fifo', false), [one]);
    expect(found.results[0]?.verdict).toBe('holds');
    // No node or one of three has the token; then it is in flight from one of three.
    expect(found.worlds).toBe(4 + 3);
    const onlyA: Property = {
      ...one,
      over: { world: (views) => has(views.get('a') as object) },
    } as Property;
    expect(explored(ring('fifo', false), [onlyA]).results[0]).toMatchObject({
      verdict: 'violated',
      trace: { steps: [{ action: { type: 'timeout', node: 'a' } }] },
    });
  });
});
