/** Tests calls: the state that a reply reads, the outcomes of a call, and calls that are refused. */
import { describe, expect, it } from 'vitest';
import type { Actor, AnyShape, Birth, Effect, Outbox, Received, Tagged } from '../actors/actor.ts';
import { implementationActor } from '../actors/implementation-actor.ts';
import { lockstep } from '../actors/lockstep-actor.ts';
import type { Property } from '../property/property.ts';
import { exploreAll } from '../suite/explore.ts';
import { replay } from '../traces/replay.ts';
import { CodeError } from '../values/errors.ts';
import type { Action } from './actions.ts';
import { actionsOf } from './enabled.ts';
import { apply, initialWorlds } from './successors.ts';
import type { System } from './system.ts';
import type { UpNode, World } from './world.ts';

interface State {
  readonly self: string;
  readonly n: number;
  readonly heard: readonly Tagged[];
}

const call = (to: string): Effect => ({ type: 'call', to, request: { type: 'howMany' } });

/** When it is asked for something it counts up and calls; it replies how often it has counted. */
function counter(asks: (self: string) => readonly Effect[], atReply: readonly Effect[] = []): Actor {
  return {
    init: ({ self }) => ({ state: { self, n: 0, heard: [] }, effects: [] }),
    step(state, event: Received) {
      const { self, n, heard } = state as State;
      if (event.type === 'reply')
        return { state: { self, n, heard: [...heard, event.reply] }, effects: atReply };
      return { state: { self, n: n + 1, heard }, effects: asks(self) };
    },
    answer: (state) => ({ type: 'count', n: (state as State).n }) as Tagged,
    view: (state) => state as State,
  };
}

function systemOf(actor: Actor, more: Partial<System> = {}): System {
  return {
    nodes: { a: actor, b: actor },
    setting: {},
    network: 'set',
    calls: 'atomic',
    inputs: () => [{ type: 'go' }],
    ...more,
  };
}

const first = (system: System) => initialWorlds(system)[0] as World;
const go = (node: string): Action => ({ type: 'input', node, input: { type: 'go' } });

/** The world after actions, each the first offered that has these fields. */
function worldAfter(system: System, ...wanted: object[]): World {
  return wanted.reduce((world: World, fields) => {
    const action = actionsOf(system, world).actions.find((one) =>
      Object.entries(fields).every(
        ([field, value]) => JSON.stringify((one as never)[field]) === JSON.stringify(value),
      ),
    );
    if (action === undefined) throw new Error(`nothing like ${JSON.stringify(fields)} is offered`);
    return apply(system, world, action).world;
  }, first(system));
}

const stateOf = (world: World, node: string) => (world.nodes[node] as UpNode).up as State;
const callsOf = (world: World, node: string) => (world.nodes[node] as UpNode).calls;
const offered = (system: System, world: World, type: Action['type']) =>
  actionsOf(system, world).actions.filter((action) => action.type === type);

describe('an atomic call', () => {
  const toB = systemOf(counter(() => [call('b')]));

  it('gets its reply within the step, from the state of the callee', () => {
    const world = worldAfter(toB, go('b'), go('a'));
    expect(stateOf(world, 'a')).toMatchObject({ n: 1, heard: [{ type: 'count', n: 1 }] });
  });

  it('reads the caller itself in its state before the action', () => {
    expect(stateOf(worldAfter(toB, go('b')), 'b')).toMatchObject({ n: 1, heard: [{ type: 'count', n: 0 }] });
  });

  it('has the reply unreachable from a node that is down', () => {
    const system = systemOf(
      counter(() => [call('b')]),
      { crash: { inbox: 'lost', returns: 'recovered' } },
    );
    const world = worldAfter(system, { type: 'crash', node: 'b' }, go('a'));
    expect(stateOf(world, 'a').heard).toEqual([{ type: 'unreachable' }]);
  });

  it.each([
    [
      'another call at each reply',
      counter(() => [call('b')], [call('b')]),
      "calls 'b' ('howMany') after 100 other calls in the same step",
    ],
    [
      'a node that is none',
      counter(() => [call('z')]),
      "called 'z', which is no node of the system; nodes: a, b",
    ],
    [
      'a node that does not answer',
      { ...counter(() => [call('b')]), answer: undefined } as never,
      "give its actor an 'answer'",
    ],
  ])('refuses %s', (_, actor, says) => {
    const system = systemOf(actor);
    expect(() => apply(system, first(system), go('a'))).toThrow(says);
    expect(() => apply(system, first(system), go('a'))).toThrow(CodeError);
  });

  it('gets its reply before the next call, each from the world before the step', () => {
    const system = systemOf(counter(() => [call('b'), call('a')]));
    const heard = stateOf(worldAfter(system, go('b'), go('b'), go('a')), 'a').heard;
    expect(heard).toEqual([
      { type: 'count', n: 2 },
      { type: 'count', n: 0 },
    ]);
  });

  it('is allowed at a restart, but not in an initial world, nor in a system without calls', () => {
    const eager: Actor = {
      ...counter(() => []),
      init: () => ({ state: { n: 0, heard: [] }, effects: [call('b')] }),
    };
    expect(() => first(systemOf(eager))).toThrow('as the initial world comes up');
    const late = systemOf(eager, { starts: [{ a: { absent: true }, b: { absent: true } }] });
    expect(stateOf(worldAfter(late, { type: 'restart', node: 'a' }), 'a').heard).toEqual([
      { type: 'unreachable' },
    ]);
    const { calls: _, ...silent } = toB;
    expect(() => apply(silent, first(silent), go('a'))).toThrow("say calls: 'atomic' or calls: 'messages'");
  });
});

describe('a call by messages', () => {
  const crash = { inbox: 'lost', returns: 'recovered' } as const;
  const toB = systemOf(
    counter((self) => (self === 'a' ? [call('b')] : [])),
    { calls: 'messages', crash },
  );
  const request = { type: 'request', from: 'a' };
  const reply = { type: 'reply', node: 'a' };

  it('has a request action and a reply action; other actions may come between', () => {
    const asked = worldAfter(toB, go('a'));
    expect(callsOf(asked, 'a')).toEqual([{ id: 0, to: 'b', request: { type: 'howMany' } }]);
    expect(offered(toB, asked, 'reply')).toEqual([]);
    const world = worldAfter(toB, go('a'), go('b'), request, go('b'), reply);
    expect(stateOf(world, 'a').heard).toEqual([{ type: 'count', n: 1 }]);
    expect(stateOf(world, 'b').n).toBe(2);
    expect(callsOf(world, 'a')).toBeUndefined();
  });

  it('has the lowest free number', () => {
    const two = worldAfter(toB, go('a'), go('a'));
    expect(callsOf(two, 'a')?.map(({ id }) => id)).toEqual([0, 1]);
    const again = worldAfter(toB, go('a'), go('a'), { ...request, id: 0 }, { ...reply, id: 0 }, go('a'));
    expect(callsOf(again, 'a')?.map(({ id }) => id)).toEqual([0, 1]);
  });

  it('fails only if the callee is down, or has crashed since', () => {
    const unreachable = { ...reply, reply: { type: 'unreachable' } };
    expect(offered(toB, worldAfter(toB, go('a')), 'reply')).toEqual([]);
    expect(offered(toB, worldAfter(toB, go('a'), { type: 'crash', node: 'b' }), 'reply')).toMatchObject([
      unreachable,
    ]);
    const back = worldAfter(toB, go('a'), { type: 'crash', node: 'b' }, { type: 'restart', node: 'b' });
    expect(offered(toB, back, 'request')).toEqual([]);
    expect(offered(toB, back, 'reply')).toMatchObject([unreachable]);
    // It had answered before it crashed: one of the two comes, and the other never.
    const both = worldAfter(toB, go('a'), request, { type: 'crash', node: 'b' });
    expect(offered(toB, both, 'reply')).toMatchObject([{ reply: { type: 'count' } }, unreachable]);
    const once = worldAfter(toB, go('a'), request, { type: 'crash', node: 'b' }, unreachable);
    expect(offered(toB, once, 'reply')).toEqual([]);
  });

  it('may fail at any time if the failure detector may lie', () => {
    const system: System = { ...toB, failureDetector: 'mayLie' };
    expect(offered(system, worldAfter(system, go('a')), 'reply')).toMatchObject([
      { reply: { type: 'unreachable' } },
    ]);
  });

  it('ends with a crash of the caller', () => {
    const world = worldAfter(toB, go('a'), { type: 'crash', node: 'a' }, { type: 'restart', node: 'a' });
    expect(callsOf(world, 'a')).toBeUndefined();
  });

  it('waits for a partition to heal, both request and reply', () => {
    const cut: System = {
      ...toB,
      partitions: [
        { name: 'p', blocks: [['a', 'b']] },
        { name: 'q', blocks: [['b', 'a']] },
      ],
    };
    expect(offered(cut, worldAfter(cut, go('a'), { type: 'partition', name: 'p' }), 'request')).toEqual([]);
    expect(
      offered(cut, worldAfter(cut, go('a'), request, { type: 'partition', name: 'q' }), 'reply'),
    ).toEqual([]);
  });

  it('leads to a counterexample that replays', () => {
    const hears: Property = {
      name: 'Never Hears',
      says: '',
      source: '',
      kind: 'always',
      over: { node: (view) => (view as State).heard.every(({ type }) => type !== 'unreachable') },
    };
    const bounded: System = { ...toB, bounds: { go: 2 } as never };
    const [found] = exploreAll(bounded, [hears]).results;
    expect(found?.trace?.steps.map(({ action }) => action.type)).toEqual(['input', 'crash', 'reply']);
    expect(replay(bounded, hears, {}, found?.trace as never).verdict).toBe('reproduced');
  });
});

describe('an implementation with an answer', () => {
  class Counter {
    #n = 0;
    readonly #self: string;
    readonly #off: number;
    constructor({ self }: Birth, off: number) {
      this.#self = self;
      this.#off = off;
    }
    start() {}
    handle(event: Received, out: Outbox) {
      if (event.type === 'reply') return;
      this.#n++;
      if (this.#self === 'a') out.call('b', { type: 'howMany' });
    }
    answer() {
      return { type: 'count', n: this.#n + this.#off } as Tagged;
    }
    view() {
      return { n: this.#n };
    }
    save() {
      return this.#n;
    }
    load(n: number) {
      this.#n = n;
    }
  }
  const made = (off: number) => implementationActor((birth: Birth) => new Counter(birth, off) as never);
  const model: Actor = {
    ...counter((self) => (self === 'a' ? [call('b')] : [])),
    view: (state) => ({ n: (state as State).n }),
    step(state, event) {
      const own = counter((self) => (self === 'a' ? [call('b')] : []));
      return event.type === 'reply' ? { state, effects: [] } : own.step(state, event);
    },
  };

  it('agrees with a model with the same answer', () => {
    const system = systemOf(lockstep<AnyShape>(model, made(0) as Actor), { bounds: { go: 3 } as never });
    expect(exploreAll(system, []).worlds).toBeGreaterThan(4);
  });

  it('leaves its model with another answer', () => {
    const system = systemOf(lockstep<AnyShape>(model, made(1) as Actor), { bounds: { go: 3 } as never });
    expect(() => exploreAll(system, [])).toThrow(
      'its answer should be {"n":0,"type":"count"}, but is {"n":1,"type":"count"}',
    );
  });
});
