/**
 * The semantics, rule by rule: each test is a sentence of `successors.ts` or `network.ts` with a system small
 * enough to see it.
 */
import { describe, expect, it } from 'vitest';
import type { Actor, Effect, Received } from '../actors/actor.ts';
import { actionsOf } from './enabled.ts';
import { apply, initialWorlds } from './successors.ts';
import type { System } from './system.ts';
import { standings } from './views.ts';
import { type Action, type Outcome, type UpNode, type World, worldKey } from './world.ts';

type Reaction = (
  state: unknown,
  event: Received,
  choice?: unknown,
) => { state?: unknown; effects?: Effect[] };

/** An actor that shows what it heard: each event is added to its state unless `react` says otherwise. */
function listener(react: Reaction = () => ({}), first: Effect[] = []): Actor {
  return {
    init: ({ durable }) => ({
      state: (durable as { heard?: unknown[] } | undefined)?.heard ?? [],
      effects: first,
    }),
    step(state, event, choice) {
      const heard = event.type === 'message' ? event.message.type : event.type;
      const { state: next = [...(state as unknown[]), heard], effects = [] } = react(state, event, choice);
      return { state: next, effects };
    },
    view: (state) => ({ heard: state as unknown[] }),
  };
}

const sends = (...messages: string[]): Effect[] =>
  messages.map((type) => ({ type: 'send', to: 'b', message: { type } }));
const sender = (...messages: string[]) => listener(() => ({}), sends(...messages));

function systemOf(rest: Partial<System>): System {
  return { nodes: { a: sender('x', 'y', 'x'), b: listener() }, setting: {}, network: 'unordered', ...rest };
}
const start = (system: System) => initialWorlds(system)[0] as World;
const actions = (system: System, world = start(system)) => actionsOf(system, world).actions;
const ofType = (system: System, world: World, type: Action['type']) =>
  actions(system, world).filter((action) => action.type === type);
/** Applies the actions whose description starts like this, one after another. */
function run(system: System, ...wanted: Partial<Action>[]): World {
  return wanted.reduce((world, want) => take(system, world, want).world, start(system));
}
function take(system: System, world: World, want: Partial<Action>): Outcome {
  const action = actions(system, world).find((one) =>
    Object.entries(want).every(([key, value]) => JSON.stringify(one[key as never]) === JSON.stringify(value)),
  );
  if (action === undefined) throw new Error(`${JSON.stringify(want)} is not offered in ${worldKey(world)}`);
  return apply(system, world, action);
}
const deliver = (type: string) => ({ type: 'deliver', message: { type } }) as Partial<Action>;
const messages = (system: System, world: World, type: Action['type'] = 'deliver') =>
  ofType(system, world, type).map((action) => (action as { message: { type: string } }).message.type);
const inFlight = ({ inFlight: all }: World) => all.map(({ message }) => message.type);
const heard = (system: System, world: World, node = 'b') => {
  const standing = standings(system, world).get(node);
  return standing !== undefined && 'up' in standing ? (standing.up as { heard: unknown }).heard : standing;
};

describe('networks', () => {
  it('fifo delivers each link in the order of sending', () => {
    const system = systemOf({ network: 'fifo' });
    expect(messages(system, start(system))).toEqual(['x']);
    const world = run(system, deliver('x'), deliver('y'), deliver('x'));
    expect(heard(system, world)).toEqual(['x', 'y', 'x']);
    expect(actions(system, world)).toEqual([]);
  });

  it('fifo keeps links apart', () => {
    const system = systemOf({ nodes: { a: sender('x'), b: listener(), c: sender('z') }, network: 'fifo' });
    expect(messages(system, start(system))).toEqual(['x', 'z']);
  });

  it('unordered offers equal messages once, and delivers each', () => {
    const system = systemOf({});
    expect(inFlight(start(system))).toEqual(['x', 'x', 'y']);
    expect(messages(system, start(system))).toEqual(['x', 'y']);
    expect(heard(system, run(system, deliver('y'), deliver('x'), deliver('x')))).toEqual(['y', 'x', 'x']);
  });

  it('set keeps one of equal messages, and delivery consumes it', () => {
    const system = systemOf({ network: 'set' });
    expect(inFlight(start(system))).toEqual(['x', 'y']);
    expect(inFlight(run(system, deliver('x')))).toEqual(['y']);
  });

  it('duplicating delivers a message any number of times', () => {
    const system = systemOf({ network: 'duplicating' });
    const world = run(system, deliver('x'), deliver('x'), deliver('x'));
    expect(inFlight(world)).toEqual(['x', 'y']);
    expect(heard(system, world)).toEqual(['x', 'x', 'x']);
  });

  it('tells worlds apart by what is under way, not by how it came there', () => {
    const both = (first: string, second: string) =>
      start(systemOf({ nodes: { a: sender(first, second), b: listener() } }));
    expect(worldKey(both('x', 'y'))).toBe(worldKey(both('y', 'x')));
    expect(worldKey(both('x', 'x'))).not.toBe(worldKey(both('x', 'y')));
    const fifo = (first: string, second: string) =>
      start(systemOf({ nodes: { a: sender(first, second), b: listener() }, network: 'fifo' }));
    expect(worldKey(fifo('x', 'y'))).not.toBe(worldKey(fifo('y', 'x')));
  });

  it('lets a node send to itself', () => {
    const self = listener(() => ({}), [{ type: 'send', to: 'a', message: { type: 'note' } }]);
    const system = systemOf({ nodes: { a: self } });
    expect(heard(system, run(system, deliver('note')), 'a')).toEqual(['note']);
  });
});

describe('faults of the network', () => {
  it('lossy drops what could be delivered, within its budget', () => {
    const system = systemOf({ lossy: true, budget: { drop: 1 } });
    expect(messages(system, start(system), 'drop')).toEqual(['x', 'y']);
    const world = run(system, { type: 'drop', message: { type: 'x' } } as Partial<Action>);
    expect(inFlight(world)).toEqual(['x', 'y']);
    expect(ofType(system, world, 'drop')).toEqual([]);
    expect(actionsOf(system, world).cuts).toEqual([]);
  });

  it('lossy drops a message that a partition delays, too', () => {
    const system = systemOf({ lossy: true, partitions: [{ name: 'cut', blocks: [['a', 'b']] }] });
    const cut = run(system, { type: 'partition' });
    expect(messages(system, cut)).toEqual([]);
    expect(messages(system, cut, 'drop')).toEqual(['x', 'y']);
  });

  it('lossy without a budget drops for ever, a reliable network never', () => {
    const lossy = systemOf({ lossy: true, network: 'fifo' });
    const drop: Partial<Action> = { type: 'drop' };
    expect(inFlight(run(lossy, drop, drop, drop))).toEqual([]);
    expect(ofType(systemOf({}), start(systemOf({})), 'drop')).toEqual([]);
  });

  it('duplicates only with a budget; the copy stands right behind its original', () => {
    const system = systemOf({ network: 'fifo', budget: { duplicate: 1 } });
    const world = run(system, { type: 'duplicate' });
    expect(inFlight(world)).toEqual(['x', 'x', 'y', 'x']);
    expect(ofType(system, world, 'duplicate')).toEqual([]);
  });

  it('a partition delays delivery on the links it names until it heals', () => {
    const nodes = { a: sender('x'), b: sender('self'), c: listener() };
    const system = systemOf({
      nodes,
      partitions: [{ name: 'a|b', blocks: [['a', 'b']] }],
      budget: { partition: 1 },
    });
    const cut = run(system, { type: 'partition', name: 'a|b' });
    expect(messages(system, cut)).toEqual(['self']);
    expect(actions(system, cut)).toContainEqual({ type: 'heal' });
    const healed = take(system, cut, { type: 'heal' }).world;
    expect(messages(system, healed)).toEqual(['x', 'self']);
    expect(ofType(system, healed, 'partition')).toEqual([]);
    expect(worldKey(cut)).not.toBe(worldKey(healed));
  });

  it('a partition may go one way', () => {
    const back = listener(() => ({}), [{ type: 'send', to: 'a', message: { type: 'back' } }]);
    const system = systemOf({
      nodes: { a: sender('x'), b: back },
      partitions: [{ name: 'to b', blocks: [['a', 'b']] }],
    });
    expect(messages(system, run(system, { type: 'partition' }))).toEqual(['back']);
  });
});

describe('constraints of timers', () => {
  const armed: Effect[] = [{ type: 'arm', timer: 'bell' }];
  /** b hears x for the first time, and then never anything new. */
  const patient = (timerConstraints: Readonly<Record<string, object>>) =>
    systemOf({
      nodes: { a: sender('x'), b: listener(() => ({ state: ['x'] }), armed), c: listener(() => ({}), armed) },
      network: 'duplicating',
      timerConstraints,
    });
  const rings = (system: System, world = start(system)) =>
    ofType(system, world, 'timeout').map((action) => (action as { node: string }).node);

  it('lets a timer fire on some nodes alone', () => {
    expect(rings(patient({}))).toEqual(['b', 'c']);
    expect(rings(patient({ bell: { nodes: ['c'] } }))).toEqual(['c']);
    expect(rings(patient({ gong: { nodes: [] } }))).toEqual(['b', 'c']);
  });

  it('lets it wait for deliveries that would change the world, and for no others', () => {
    const waits = patient({ bell: { afterQuiet: ['a', 'b'] } });
    expect(rings(waits)).toEqual([]);
    const heardAll = run(waits, deliver('x'));
    expect(messages(waits, heardAll)).toEqual(['x']);
    expect(rings(waits, heardAll)).toEqual(['b', 'c']);
    expect(rings(patient({ bell: { afterQuiet: ['a', 'c'] } }))).toEqual(['b', 'c']);
    expect(rings(patient({ bell: { afterQuiet: ['b', 'c'], nodes: ['b'] } }))).toEqual(['b']);
  });
});

describe('a timer that awaits its own node', () => {
  it('fires only where nothing is under way that the node sent', () => {
    const system = systemOf({
      nodes: { a: listener(() => ({}), [...sends('x'), { type: 'arm', timer: 'bell' }]), b: listener() },
      timerConstraints: { bell: { afterOwnDelivered: true } },
    });
    expect(ofType(system, start(system), 'timeout')).toEqual([]);
    expect(ofType(system, run(system, deliver('x')), 'timeout')).toHaveLength(1);
  });

  it('is no matter of what others sent', () => {
    const bell: Effect[] = [{ type: 'arm', timer: 'bell' }];
    const system = systemOf({
      nodes: { a: sender('x'), b: listener(() => ({}), bell) },
      timerConstraints: { bell: { afterOwnDelivered: true } },
    });
    expect(ofType(system, start(system), 'timeout')).toHaveLength(1);
  });
});

describe('churn', () => {
  const crash = { inbox: 'lost', returns: 'absent' } as const;
  const newcomer: Actor = {
    init: ({ draw }) => ({ state: draw === undefined ? [] : [draw], effects: [] }),
    step: (state) => ({ state, effects: [] }),
    view: (state) => ({ heard: state as unknown[] }),
  };

  it('lets a node crash only where the rule says so, of it and of how all stand', () => {
    const asked: unknown[] = [];
    const system = systemOf({
      nodes: { a: newcomer, b: newcomer, c: newcomer },
      crash: {
        ...crash,
        when: (node, all) => {
          asked.push([node, [...all.values()].map((one) => ('up' in one ? one.up : one))]);
          return node !== 'a' && [...all.values()].filter((one) => 'up' in one).length > 2;
        },
      },
    });
    expect(ofType(system, start(system), 'crash')).toEqual([
      { type: 'crash', node: 'b' },
      { type: 'crash', node: 'c' },
    ]);
    expect(asked[0]).toEqual(['a', [{ heard: [] }, { heard: [] }, { heard: [] }]]);
    const world = run(system, { type: 'crash', node: 'b' });
    expect(ofType(system, world, 'crash')).toEqual([]);
    expect(asked.at(-1)).toEqual(['c', [{ heard: [] }, { absent: true }, { heard: [] }]]);
  });

  it('lets a node come up once for each thing it may be handed, and not where there is none', () => {
    const system = systemOf({
      nodes: { a: newcomer, b: newcomer },
      crash,
      births: (node, all) =>
        [...all.keys()].filter((other) => other !== node && 'up' in (all.get(other) ?? {})),
      starts: [{ b: { absent: true } }],
    });
    expect(ofType(system, start(system), 'restart')).toEqual([{ type: 'restart', node: 'b', draw: 'a' }]);
    const world = run(system, { type: 'restart' });
    expect(heard(system, world)).toEqual(['a']);
    const nobody = run(system, { type: 'crash', node: 'a' });
    expect(actions(system, nobody)).toEqual([]);
  });

  it('hands a node of an initial world what its start says', () => {
    const system = systemOf({
      nodes: { a: newcomer, b: newcomer },
      starts: [{ b: { up: undefined, draw: 'seed' } }],
    });
    expect([heard(system, start(system), 'a'), heard(system, start(system))]).toEqual([[], ['seed']]);
  });

  it("outbox 'lost' discards what is under way from a node that crashes, and nothing else", () => {
    const system = systemOf({
      nodes: { a: sender('x'), b: sender('y') },
      crash: { ...crash, inbox: 'kept', outbox: 'lost' },
    });
    expect(inFlight(run(system, { type: 'crash', node: 'a' }))).toEqual(['y']);
    const kept = systemOf({ ...system, crash: { ...crash, inbox: 'kept' } });
    expect(inFlight(run(kept, { type: 'crash', node: 'a' }))).toEqual(['x', 'y']);
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

  it('leaves the durable record and nothing else', () => {
    const system = crashing();
    const world = run(system, deliver('x'), crashB);
    expect(world.nodes.b).toEqual({ down: { heard: ['x'] } });
    expect(ofType(system, world, 'timeout')).toEqual([]);
    expect(ofType(system, world, 'deliver')).toEqual([]);
  });

  it('recovers the record on restart, with the timers of a node that comes up', () => {
    const system = crashing();
    const world = run(system, deliver('x'), crashB, restartB);
    expect(heard(system, world)).toEqual(['x']);
    expect(ofType(system, world, 'timeout')).toHaveLength(1);
    expect(ofType(system, world, 'crash')).toEqual([]);
  });

  it('without a record comes back fresh', () => {
    const system = crashing();
    expect(run(system, crashB).nodes.b).toEqual({ down: undefined });
    expect(heard(system, run(system, crashB, restartB))).toEqual([]);
  });

  it('befalls only the nodes that the rule names, if it names any', () => {
    const system = crashing({ crash: { inbox: 'kept', returns: 'recovered', nodes: ['b'] } });
    expect(ofType(system, start(system), 'crash')).toEqual([{ type: 'crash', node: 'b' }]);
  });

  it("inbox 'kept' keeps what is under way, 'lost' discards it", () => {
    expect(inFlight(run(crashing(), crashB))).toEqual(['x', 'y']);
    const lost = crashing({ crash: { inbox: 'lost', returns: 'recovered' } });
    expect(inFlight(run(lost, crashB))).toEqual([]);
    expect(inFlight(run(lost, { type: 'crash', node: 'a' }))).toEqual(['x', 'y']);
  });

  it("inbox 'lost' discards what is sent to a node that is down", () => {
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
});

describe('timers', () => {
  it('of several arm and disarm in one step the last counts', () => {
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

  it('tells worlds apart by which are armed, not by the order in which they were', () => {
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

  it('tells a node that its record is down within the same step', () => {
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

  it('writes later where the system says so, one record after the other', () => {
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

  it('keeps on a crash what was down, and any of the first records that were not', () => {
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

  it('refuses a choice left open at persisted, which nobody would try', () => {
    const undecided: Actor = {
      ...listener((_, { type }) =>
        type === 'message' ? { effects: [{ type: 'persist', record: {} }] } : {},
      ),
      choices: (_, { type }) => (type === 'persisted' ? ['x', 'y'] : []),
    };
    const system = systemOf({ nodes: { a: sender('x'), b: undecided } });
    expect(() => run(system, deliver('x'))).toThrow("node 'b' leaves a choice open at persisted");
  });

  it('refuses a node that never stops persisting', () => {
    const endless = listener(() => ({ effects: [{ type: 'persist', record: {} }] }));
    const system = systemOf({ nodes: { a: sender('x'), b: endless } });
    expect(() => run(system, deliver('x'))).toThrow("node 'b' answers every persisted with another persist");
  });
});

describe('what the environment may do', () => {
  it('asks what the scope offers for the view, within its bound; beyond it the world is a cut', () => {
    const system = systemOf({
      nodes: { a: listener() },
      inputs: (view) =>
        (view as { heard: unknown[] }).heard.length < 2 ? [{ type: 'write', value: 1 } as never] : [],
      bounds: { write: 1 } as never,
    });
    expect(actions(system)).toEqual([{ type: 'input', node: 'a', input: { type: 'write', value: 1 } }]);
    expect(actionsOf(system, start(system)).cuts).toEqual([]);
    const world = run(system, { type: 'input' });
    expect(actionsOf(system, world)).toMatchObject({
      actions: [],
      cuts: ['write'],
      suppressed: [{ type: 'input', node: 'a' }],
    });
  });

  it('bounds timeouts by name', () => {
    const arms: Effect[] = [
      { type: 'arm', timer: 't' },
      { type: 'arm', timer: 'u' },
    ];
    const system = systemOf({ nodes: { a: listener(() => ({}), arms) }, bounds: { t: 0 } as never });
    expect(actionsOf(system, start(system))).toEqual({
      actions: [{ type: 'timeout', node: 'a', timer: 'u' }],
      cuts: ['t'],
      suppressed: [{ type: 'timeout', node: 'a', timer: 't' }],
    });
  });

  it('does not take an input for the fault of the same name', () => {
    const system = systemOf({
      nodes: { a: listener() },
      inputs: () => [{ type: 'crash' }],
      crash: { inbox: 'kept', returns: 'recovered' },
      budget: { crash: 1 },
    });
    expect(ofType(system, run(system, { type: 'input' }, { type: 'input' }), 'crash')).toHaveLength(1);
  });

  it('tells inputs and draws which node is asked, with what view', () => {
    const asked: unknown[] = [];
    const system = systemOf({
      nodes: { a: listener(), b: listener() },
      inputs: (view, node) => {
        asked.push([node, view]);
        return node === 'b' ? [{ type: 'go' }] : [];
      },
      draws: (view, event, node) => {
        asked.push([node, view, event.type]);
        return [];
      },
    });
    expect(actions(system)).toEqual([{ type: 'input', node: 'b', input: { type: 'go' } }]);
    expect(asked).toEqual([
      ['a', { heard: [] }],
      ['b', { heard: [] }],
      ['b', { heard: [] }, 'input'],
    ]);
  });

  it('offers nothing in a world that is not within', () => {
    const system = systemOf({ within: (view) => (view as { heard: unknown[] }).heard.length < 1 });
    expect(actionsOf(system, run(system, deliver('x')))).toEqual({
      actions: [],
      cuts: ['within'],
      suppressed: [],
    });
  });

  it('tries every draw of the environment with every choice of the model', () => {
    const open = {
      ...listener((_, event, choice) => ({ state: [event.draw, choice] })),
      choices: () => ['left', 'right'],
    };
    const system = systemOf({ nodes: { a: sender('x'), b: open }, draws: () => [1, 2] });
    expect(actions(system).map((action) => action as { draw: unknown; choice: unknown })).toMatchObject([
      { draw: 1, choice: 'left' },
      { draw: 1, choice: 'right' },
      { draw: 2, choice: 'left' },
      { draw: 2, choice: 'right' },
    ]);
    expect(heard(system, run(system, { draw: 2, choice: 'left' } as never))).toEqual([2, 'left']);
  });

  it('lets what the model may choose depend on the draw', () => {
    const open = {
      ...listener(),
      choices: (_: unknown, { draw }: Received) => (draw === 1 ? ['x', 'y'] : []),
    };
    const system = systemOf({ nodes: { a: sender('x'), b: open }, draws: () => [1, 2] });
    expect(
      actions(system).map((action) => [
        (action as { draw: unknown }).draw,
        (action as { choice: unknown }).choice,
      ]),
    ).toEqual([
      [1, 'x'],
      [1, 'y'],
      [2, undefined],
    ]);
  });

  it('starts from several worlds: recovered, down, absent', () => {
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

  it('does not lose what a node sends while others have yet to come up', () => {
    const system = systemOf({ crash: { inbox: 'lost', returns: 'absent' }, network: 'fifo' });
    expect(inFlight(start(system))).toEqual(['x', 'y', 'x']);
  });
});

describe('the monitor', () => {
  it('sees inputs, outputs, crashes and restarts in order, as part of the world', () => {
    const speaker = listener((_, event) =>
      event.type === 'input' ? { effects: [{ type: 'output', value: { type: 'done' } }] } : {},
    );
    const system = systemOf({
      nodes: { a: speaker },
      inputs: () => [{ type: 'go' }],
      crash: { inbox: 'kept', returns: 'recovered' },
      monitor: {
        first: [],
        next: (log, happened) => [...(log as string[]), `${happened.node} ${happened.type}`],
      },
    });
    const world = run(system, { type: 'input' }, { type: 'crash' }, { type: 'restart' });
    expect(world.history).toEqual(['a input', 'a output', 'a crash', 'a restart']);
    expect(worldKey(world)).not.toBe(worldKey({ ...world, history: [] }));
  });
});

describe('the key of a world', () => {
  const idle = (state: unknown, timers: string[] = []): Actor => ({
    init: () => ({ state, effects: timers.map((timer) => ({ type: 'arm', timer })) }),
    step: (same) => ({ state: same, effects: [] }),
    view: () => ({}),
  });
  const keyOfWorld = (actor: Actor, rest: Partial<System> = {}) =>
    worldKey(start(systemOf({ nodes: { a: actor }, ...rest })));

  it('does not run a state, its timers and its record together', () => {
    expect(keyOfWorld(idle(1, ['2']))).not.toBe(keyOfWorld(idle(12)));
    expect(keyOfWorld(idle(0, ['t', 'u']))).not.toBe(keyOfWorld(idle(0, ['t,u'])));
  });

  it('tells a partition from none, whatever its name', () => {
    const system = systemOf({ partitions: [{ name: 'undefined', blocks: [] }] });
    expect(worldKey(run(system, { type: 'partition' }))).not.toBe(worldKey(start(system)));
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

describe('an actor that does what no actor may', () => {
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
