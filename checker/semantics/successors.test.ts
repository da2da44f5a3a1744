/**
 * Tests initial worlds and the world after an action: crashes, restarts, timers, persistence and the monitor.
 */
import { describe, expect, it } from 'vitest';
import {
  actions,
  deliver,
  heard,
  inFlight,
  listener,
  ofType,
  run,
  sender,
  sends,
  start,
  systemOf,
  take,
} from '../../tests/support/small-systems.ts';
import type { Actor, Effect } from '../actors/actor.ts';
import type { Action } from './actions.ts';
import { apply, initialWorlds } from './successors.ts';
import type { System } from './system.ts';
import { standings } from './views.ts';
import { type UpNode, type World, worldKey } from './world.ts';

describe('initial worlds', () => {
  const newcomer: Actor = {
    init: ({ draw }) => ({ state: draw === undefined ? [] : [draw], effects: [] }),
    step: (state) => ({ state, effects: [] }),
    view: (state) => ({ heard: state as unknown[] }),
  };

  it('gives a node the draw of its start', () => {
    const system = systemOf({
      nodes: { a: newcomer, b: newcomer },
      starts: [{ b: { up: undefined, draw: 'seed' } }],
    });
    expect([heard(system, start(system), 'a'), heard(system, start(system))]).toEqual([[], ['seed']]);
  });

  it('has one world for each start: recovered, down, absent', () => {
    const system = systemOf({
      nodes: { a: listener(), b: sender('x') },
      starts: [{}, { a: { up: { heard: ['before'] } } }, { a: { down: { heard: [] } }, b: { absent: true } }],
    });
    const worlds = initialWorlds(system);
    expect(worlds.map((world) => heard(system, world, 'a'))).toEqual([
      [],
      ['before'],
      { down: { heard: [] } },
    ]);
    expect(worlds.map(({ nodes }) => Object.keys(nodes.b as object))).toEqual([
      ['up', 'armed', 'durable'],
      ['up', 'armed', 'durable'],
      ['absent'],
    ]);
  });

  it('keeps messages to nodes that have yet to come up', () => {
    const system = systemOf({ crash: { inbox: 'lost', returns: 'absent' }, network: 'fifo' });
    expect(inFlight(start(system))).toEqual(['x', 'y', 'x']);
  });
});

describe('crash and restart', () => {
  const keeper = listener(
    (state, event) => {
      const next = [...(state as unknown[]), event.type === 'message' ? event.message.type : event.type];
      return event.type === 'message'
        ? { state: next, effects: [{ type: 'persist', record: { heard: next } }] }
        : { state };
    },
    [{ type: 'arm', timer: 'tick' }],
  );
  const crashing = (rest: Partial<System> = {}) =>
    systemOf({
      nodes: { a: sender('x', 'y'), b: keeper },
      crash: { inbox: 'kept', returns: 'recovered' },
      budget: { crash: 1 },
      ...rest,
    });
  const crashB: Partial<Action> = { type: 'crash', node: 'b' };
  const restartB: Partial<Action> = { type: 'restart', node: 'b' };

  it('a crash leaves the durable record and nothing else', () => {
    const system = crashing();
    const world = run(system, deliver('x'), crashB);
    expect(world.nodes.b).toEqual({ down: { heard: ['x'] } });
    expect(ofType(system, world, 'timeout')).toEqual([]);
    expect(ofType(system, world, 'deliver')).toEqual([]);
  });

  it('a restart recovers the record, and arms timers', () => {
    const system = crashing();
    const world = run(system, deliver('x'), crashB, restartB);
    expect(heard(system, world)).toEqual(['x']);
    expect(ofType(system, world, 'timeout')).toHaveLength(1);
    expect(ofType(system, world, 'crash')).toEqual([]);
  });

  it('a node without a record comes up fresh', () => {
    const system = crashing();
    expect(run(system, crashB).nodes.b).toEqual({ down: undefined });
    expect(heard(system, run(system, crashB, restartB))).toEqual([]);
  });

  it('only the nodes of the rule crash, if it lists any', () => {
    const system = crashing({ crash: { inbox: 'kept', returns: 'recovered', nodes: ['b'] } });
    expect(ofType(system, start(system), 'crash')).toEqual([{ type: 'crash', node: 'b' }]);
  });

  it("inbox 'kept' keeps messages in flight to the node, 'lost' discards them", () => {
    expect(inFlight(run(crashing(), crashB))).toEqual(['x', 'y']);
    const lost = crashing({ crash: { inbox: 'lost', returns: 'recovered' } });
    expect(inFlight(run(lost, crashB))).toEqual([]);
    expect(inFlight(run(lost, { type: 'crash', node: 'a' }))).toEqual(['x', 'y']);
  });

  it("inbox 'lost' discards messages to a node that is down", () => {
    const teller = listener(
      (_, event) => (event.type === 'timeout' ? { effects: sends('late') } : {}),
      [{ type: 'arm', timer: 'tell' }],
    );
    const with_ = (inbox: 'lost' | 'kept') =>
      crashing({ nodes: { a: teller, b: keeper }, crash: { inbox, returns: 'recovered' } });
    const tell: Partial<Action> = { type: 'timeout', node: 'a' };
    expect(inFlight(run(with_('lost'), crashB, tell))).toEqual([]);
    expect(inFlight(run(with_('kept'), crashB, tell))).toEqual(['late']);
  });

  it("a node that returns 'absent' loses its record", () => {
    const system = crashing({ crash: { inbox: 'kept', returns: 'absent' } });
    const world = run(system, deliver('x'), crashB);
    expect(world.nodes.b).toEqual({ absent: true });
    expect(heard(system, take(system, world, restartB).world)).toEqual([]);
  });

  it('restarts within their own budget', () => {
    const system = crashing({ budget: { crash: 2, restart: 0 } });
    expect(ofType(system, run(system, crashB), 'restart')).toEqual([]);
  });

  it("outbox 'lost' discards messages in flight from the node, and nothing else", () => {
    const system = systemOf({
      nodes: { a: sender('x'), b: sender('y') },
      crash: { inbox: 'kept', outbox: 'lost', returns: 'absent' },
    });
    expect(inFlight(run(system, { type: 'crash', node: 'a' }))).toEqual(['y']);
    const kept = systemOf({ ...system, crash: { inbox: 'kept', returns: 'absent' } });
    expect(inFlight(run(kept, { type: 'crash', node: 'a' }))).toEqual(['x', 'y']);
  });
});

describe('timers', () => {
  it('the last arm or disarm of a step counts', () => {
    const effects: Effect[] = [
      { type: 'arm', timer: 't' },
      { type: 'disarm', timer: 't' },
      { type: 'arm', timer: 'u' },
      { type: 'disarm', timer: 'never' },
      { type: 'disarm', timer: 'u' },
      { type: 'arm', timer: 'u' },
    ];
    const system = systemOf({ nodes: { a: listener(() => ({}), effects) } });
    expect(actions(system)).toEqual([{ type: 'timeout', node: 'a', timer: 'u' }]);
  });

  it('the set of armed timers counts, and not the order', () => {
    const key = (...timers: string[]) =>
      worldKey(
        start(
          systemOf({
            nodes: {
              a: listener(
                () => ({}),
                timers.map((timer) => ({ type: 'arm', timer })),
              ),
            },
          }),
        ),
      );
    expect(key('t', 'u')).toBe(key('u', 't'));
    expect(key('t')).not.toBe(key('u'));
  });

  it('fires once unless armed again', () => {
    const system = systemOf({ nodes: { a: listener(() => ({}), [{ type: 'arm', timer: 't' }]) } });
    expect(actions(system, run(system, { type: 'timeout' }))).toEqual([]);
  });
});

describe('durability', () => {
  /** A node that hands over two records at once, to a disk that is slow. */
  const slow = () => {
    const votes: Effect[] = [1, 2].map((vote) => ({ type: 'persist', record: { vote } }));
    const voter = listener((_, event) => (event.type === 'message' ? { effects: votes } : {}));
    const crash = { inbox: 'kept', returns: 'recovered' } as const;
    return systemOf({ nodes: { a: sender('ask'), b: voter }, persistence: 'async', crash });
  };
  const durableOf = (world: World) => {
    const { durable, pending } = world.nodes.b as UpNode;
    return { durable, ...(pending !== undefined && { pending }) };
  };

  it('a node receives persisted within the same step', () => {
    const voter = listener((_, event) => {
      if (event.type === 'message') return { effects: [{ type: 'persist', record: { vote: 1 } }] };
      return event.type === 'persisted' ? { effects: sends('voted') } : {};
    });
    const system = systemOf({ nodes: { a: sender('ask'), b: voter } });
    const { world, effects } = take(system, start(system), deliver('ask'));
    expect(effects.map(({ type }) => type)).toEqual(['persist', 'send']);
    expect(heard(system, world)).toEqual(['ask', 'persisted']);
    expect(inFlight(world)).toEqual(['voted']);
  });

  it('async persistence completes one write after the other, by actions', () => {
    const system = slow();
    let world = run(system, deliver('ask'));
    expect(durableOf(world)).toEqual({ durable: undefined, pending: [{ vote: 1 }, { vote: 2 }] });
    expect(ofType(system, world, 'persisted')).toEqual([
      { type: 'persisted', node: 'b', record: { vote: 1 } },
    ]);
    world = run(system, deliver('ask'), { type: 'persisted' });
    expect(durableOf(world)).toEqual({ durable: { vote: 1 }, pending: [{ vote: 2 }] });
    expect(heard(system, world)).toEqual(['ask', 'persisted']);
    world = run(system, deliver('ask'), { type: 'persisted' }, { type: 'persisted' });
    expect(durableOf(world)).toEqual({ durable: { vote: 2 } });
    expect(ofType(system, world, 'persisted')).toEqual([]);
  });

  it('a crash keeps the durable record, or any of the pending ones', () => {
    const system = slow();
    const world = run(system, deliver('ask'));
    const crashes = ofType(system, world, 'crash').filter(
      (action) => 'node' in action && action.node === 'b',
    );
    expect(crashes.map((action) => apply(system, world, action).world.nodes.b)).toEqual([
      { down: undefined },
      { down: { vote: 1 } },
      { down: { vote: 2 } },
    ]);
    expect(ofType(system, start(system), 'crash')[0]).toEqual({ type: 'crash', node: 'a' });
  });

  it('refuses a choice at persisted, which no action could try', () => {
    const undecided: Actor = {
      ...listener((_, { type }) =>
        type === 'message' ? { effects: [{ type: 'persist', record: {} }] } : {},
      ),
      choices: (_, { type }) => (type === 'persisted' ? ['x', 'y'] : []),
    };
    const system = systemOf({ nodes: { a: sender('x'), b: undecided } });
    expect(() => run(system, deliver('x'))).toThrow("node 'b' leaves a choice open at persisted");
  });

  it('refuses endless persisting', () => {
    const endless = listener(() => ({ effects: [{ type: 'persist', record: {} }] }));
    const system = systemOf({ nodes: { a: sender('x'), b: endless } });
    expect(() => run(system, deliver('x'))).toThrow("node 'b' answers every persisted with another persist");
  });
});

describe('the monitor', () => {
  it('receives inputs, outputs, crashes and restarts in order, and its history is part of the world', () => {
    const speaker = listener((_, event) =>
      event.type === 'input' ? { effects: [{ type: 'output', value: { type: 'done' } }] } : {},
    );
    const system = systemOf({
      nodes: { a: speaker },
      inputs: () => [{ type: 'go' }],
      crash: { inbox: 'kept', returns: 'recovered' },
      monitor: {
        first: [],
        next: (log, event) => [...(log as string[]), `${event.node} ${event.type}`],
      },
    });
    const world = run(system, { type: 'input' }, { type: 'crash' }, { type: 'restart' });
    expect(world.history).toEqual(['a input', 'a output', 'a crash', 'a restart']);
    expect(worldKey(world)).not.toBe(worldKey({ ...world, history: [] }));
  });
});

describe('a monitor that observes sends', () => {
  it('receives each message that a node sends, among its outputs, even if the message is lost', () => {
    const speaker = listener((_, event) => ({
      effects:
        event.type === 'input'
          ? [
              { type: 'send', to: 'b', message: { type: 'x' } },
              { type: 'output', value: { type: 'done' } },
            ]
          : [],
    }));
    const system = systemOf({
      nodes: { a: speaker, b: speaker },
      inputs: (_, node) => (node === 'a' ? [{ type: 'go' }] : []),
      severed: [['a', 'b']],
      monitor: {
        first: [],
        next: (log, event) => [...(log as string[]), event.type === 'send' ? event.to : event.type],
        observesSends: true,
      },
    });
    expect(run(system, { type: 'input' }).history).toEqual(['input', 'b', 'output']);
  });
});

describe('a monitor that changes its history in place', () => {
  it('is refused', () => {
    const monitor = {
      first: [],
      next: (log: unknown, { type }: { type: string }) => {
        (log as string[]).push(type);
        return log;
      },
    };
    const system = systemOf({ crash: { inbox: 'kept', returns: 'recovered' }, monitor });
    expect(() => run(system, { type: 'crash' })).toThrow('the monitor changed its history in place');
  });
});

describe('an actor that breaks the rules for actors', () => {
  const failing = (step: Actor['step'], view: Actor['view'] = () => ({})): System =>
    systemOf({ nodes: { a: sender('x'), b: { init: () => ({ state: 0, effects: [] }), step, view } } });

  it.each<[string, Actor['step'], string]>([
    [
      'throws',
      () => {
        throw new Error('no such term');
      },
      "node 'b' failed at message 'x' from 'a': no such term",
    ],
    [
      'is asynchronous',
      (async () => ({ state: 0, effects: [] })) as never,
      'returned a promise, but an actor is a pure step',
    ],
    ['returns nothing', (() => undefined) as never, 'returned undefined where a step was due'],
    [
      'sends to nobody',
      () => ({ state: 0, effects: [{ type: 'send', to: 'z', message: { type: 'm' } }] }),
      "node 'b' sent 'm' to 'z', which is no node of the system; nodes: a, b",
    ],
    [
      'sends what is not plain',
      () => ({
        state: 0,
        effects: [{ type: 'send', to: 'a', message: { type: 'm', f: () => {} } as never }],
      }),
      "node 'b' failed at sending 'm': .f is a function (f)",
    ],
    [
      'keeps what is not plain',
      () => ({ state: { at: new Date(0) }, effects: [] }),
      "node 'b' failed at the state it came to: .at is an instance of Date",
    ],
    [
      'persists what is not plain',
      (_s, { type }) => ({
        state: 0,
        effects: type === 'message' ? [{ type: 'persist', record: new WeakMap() }] : [],
      }),
      "node 'b' failed at the record it persists",
    ],
    [
      'calls',
      () => ({ state: 0, effects: [{ type: 'call', to: 'a', request: { type: 'r' } }] }),
      'the system has no calls',
    ],
  ])('is named when it %s', (_, step, sentence) => {
    expect(() => run(failing(step), deliver('x'))).toThrow(sentence);
  });

  it('is named when its view is not plain data', () => {
    const system = failing(
      () => ({ state: 0, effects: [] }),
      () => ({ peers: [new URL('http://localhost')] }),
    );
    expect(() => standings(system, start(system))).toThrow(
      "node 'b' failed at its view: .peers[0] is an instance of URL",
    );
  });
});
