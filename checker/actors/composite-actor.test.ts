/**
 * Tests the composite actor: a machine for the connection to each partner, and a root with one slot for all.
 */
import { describe, expect, it } from 'vitest';
import { assign, setup } from 'xstate';
import { graphOf, naive } from '../../tests/support/oracle.ts';
import { exploreByReference } from '../../tests/support/reference-search.ts';
import type { Property } from '../property/property.ts';
import { renamedWorld } from '../semantics/symmetry.ts';
import type { System } from '../semantics/system.ts';
import { exploreAll } from '../suite/explore.ts';
import { CodeError } from '../values/errors.ts';
import { exchanged } from '../values/rename.ts';
import { type Actor, type AnyShape, type Birth, effects, type MachineEvent } from './actor.ts';
import { type CompositeState, composite } from './composite-actor.ts';
import { machineActor } from './xstate-actor.ts';

type Told = { type: 'Wanted' } | { type: 'Granted' } | { type: 'Released' } | { type: 'Dial' };
type Message = { type: 'Hello' } | { type: 'Welcome' } | { type: 'Bye' };

interface Root {
  message: Told;
  view: { free: number };
  input: { type: 'dial'; to: string };
}

interface Link {
  message: Told | Message;
  view: { stands: 'closed' | 'asking' | 'dialling' | 'open' };
  timer: 'idle';
}

interface Node {
  message: Message;
  view: { free: number; open: readonly string[] };
  timer: `idle@${string}`;
  input: { type: 'dial'; to: string };
}

const root = setup({
  types: { context: {} as { free: number }, events: {} as MachineEvent<Root>, input: {} as Birth<Root> },
  guards: { hasFree: ({ context }) => context.free > 0 },
  actions: {
    ...effects<Root>(),
    take: assign({ free: ({ context }) => context.free - 1 }),
    giveBack: assign({ free: ({ context }) => context.free + 1 }),
  },
}).createMachine({
  id: 'root',
  context: { free: 1 },
  on: {
    Wanted: {
      guard: 'hasFree',
      actions: [
        'take',
        { type: 'send', params: ({ event }) => ({ to: event.from, message: { type: 'Granted' } }) },
      ],
    },
    Released: { actions: 'giveBack' },
    dial: { actions: { type: 'send', params: ({ event }) => ({ to: event.to, message: { type: 'Dial' } }) } },
  },
});

const link = setup({
  types: {
    context: {} as { self: string; partner: string },
    events: {} as MachineEvent<Link>,
    input: {} as Birth<Link>,
  },
  delays: { idle: 1_000 },
  actions: effects<Link>(),
}).createMachine({
  id: 'link',
  context: ({ input }) => ({ self: input.self, partner: input.nodes[1] as string }),
  initial: 'closed',
  states: {
    closed: {
      on: {
        Hello: {
          target: 'asking',
          actions: {
            type: 'send',
            params: ({ context }) => ({ to: context.self, message: { type: 'Wanted' } }),
          },
        },
        Dial: {
          target: 'dialling',
          actions: {
            type: 'send',
            params: ({ context }) => ({ to: context.partner, message: { type: 'Hello' } }),
          },
        },
      },
    },
    asking: {
      on: {
        Granted: {
          target: 'open',
          actions: {
            type: 'send',
            params: ({ context }) => ({ to: context.partner, message: { type: 'Welcome' } }),
          },
        },
      },
    },
    dialling: { on: { Welcome: 'open' } },
    open: {
      after: {
        idle: {
          target: 'closed',
          actions: [
            { type: 'send', params: ({ context }) => ({ to: context.self, message: { type: 'Released' } }) },
            { type: 'send', params: ({ context }) => ({ to: context.partner, message: { type: 'Bye' } }) },
          ],
        },
      },
      on: { Bye: 'closed' },
    },
  },
});

function node(machine: typeof root = root) {
  return composite<Node, Root, Link>({
    root: machineActor<Root, typeof root>(machine, { view: ({ context }) => ({ free: context.free }) }),
    partner: machineActor<Link, typeof link>(link, { view: ({ value }) => ({ stands: value }) }),
    view: ({ free }, partners) => ({
      free,
      open: [...partners].filter(([, { stands }]) => stands === 'open').map(([name]) => name),
    }),
  });
}

/** b and c dial a. */
function systemOf(machine?: typeof root): System {
  const actor = node(machine);
  return {
    nodes: { a: actor, b: actor, c: actor } as never,
    setting: {},
    network: 'set',
    inputs: (_, name) => (name === 'a' ? [] : [{ type: 'dial', to: 'a' } as never]),
    bounds: { dial: 2 } as never,
  };
}

const oneAtATime: Property = {
  name: 'One At A Time',
  says: 'A node keeps no more links open than it has slots.',
  source: 'checker/actors/composite-actor.test.ts',
  kind: 'always',
  over: { node: (view, self) => self !== 'a' || (view as Node['view']).open.length <= 1 },
};
const open: Property = {
  ...oneAtATime,
  name: 'Open',
  kind: 'sometimes',
  over: { node: (view, self) => self === 'a' && (view as Node['view']).open.length === 1 },
};

type Served = { readonly self: string; readonly heard: readonly string[] };

/** A shared part that asks each of its servers, and tells the root what it hears. */
function desk(servers: readonly string[], to?: string) {
  const asks = (to === undefined ? servers : [to]).map((server) => ({
    type: 'send' as const,
    to: server,
    message: { type: 'Ask' },
  }));
  const actor: Actor = {
    init: ({ self }) => ({
      state: { self, heard: [] },
      effects: to === undefined ? [] : asks,
    }),
    step: (state, event) => {
      const { self, heard } = state as Served;
      if (event.type === 'timeout') return { state, effects: asks };
      if (event.type !== 'message') return { state, effects: [] };
      if (event.from === self) return { state, effects: [...asks, { type: 'arm', timer: 'wait' }] };
      return {
        state: { self, heard: [...heard, event.from] },
        effects: [{ type: 'send', to: self, message: { type: `desk ${event.from}` } }],
      };
    },
    view: (state) => ({ heard: (state as Served).heard }),
    rename: (state) => state,
  };
  return { actor, serves: () => servers };
}

function partsWithServers(servers: readonly string[], to?: string) {
  const root: Actor = {
    init: ({ self }) => ({
      state: { self, heard: [] },
      effects: servers.length === 0 ? [] : [{ type: 'send', to: 'desk', message: { type: 'Start' } }],
    }),
    step: (state, event) => {
      const { self, heard } = state as Served;
      const said = event.type === 'message' ? event.message.type : '';
      return { state: { self, heard: [...heard, said] }, effects: [] };
    },
    view: (state) => ({ heard: (state as Served).heard }),
  };
  const partner: Actor = {
    init: ({ self, nodes }) => ({ state: { self, heard: [nodes[1]] }, effects: [] }),
    step: (state) => {
      const { self, heard } = state as Served;
      return { state, effects: [{ type: 'send', to: self, message: { type: heard.join() } }] };
    },
    view: () => ({}),
  };
  return {
    ...{ root, partner, shared: { desk: desk(servers, to) } },
    view: (
      { heard }: { heard?: readonly string[] },
      partners: ReadonlyMap<string, object>,
      shared: Readonly<Record<string, object>>,
    ) => ({
      ...{ heard, parts: [...partners.keys()] },
      desk: (shared.desk as { heard: readonly string[] } | undefined)?.heard.length,
    }),
  };
}

/** A node with a part for c and one shared part for its servers. */
function withServers(servers: readonly string[] = ['s', 't'], to?: string) {
  const actor = composite<AnyShape>(partsWithServers(servers, to) as never);
  return { actor, birth: { self: 'a', nodes: ['a', 'c', 's', 't'], setting: undefined as never } };
}

describe('a composite node', () => {
  it('routes messages, and handles internal events within the step', () => {
    const found = exploreAll(systemOf(), [oneAtATime, open]);
    expect(exploreByReference(systemOf(), [oneAtATime, open])).toEqual(found);
    expect(found.results.map(({ verdict }) => verdict)).toEqual(['holds', 'reached']);
    // b dials, and its Hello is answered in the one step in which a receives it.
    const steps = found.results[1]?.trace?.steps;
    expect(steps?.map(({ action }) => action.type)).toEqual(['input', 'deliver']);
    expect(steps?.[1]?.effects).toEqual([
      { type: 'send', to: 'b', message: { type: 'Welcome' } },
      { type: 'arm', timer: 'idle@b' },
    ]);
  });

  it('hands the draw of a step to each part that takes an internal event', () => {
    interface Drawn {
      message: { type: 'Roll' };
      view: { drawn: readonly unknown[] };
      draw: number;
    }
    type State = { readonly self: string; readonly drawn: readonly unknown[] };
    const init = ({ self }: Birth<Drawn>) => ({ state: { self, drawn: [] }, effects: [] });
    const view = ({ drawn }: State) => ({ drawn });
    const relaying: Actor<Drawn, State> = {
      init,
      view,
      step: (state) => ({
        state,
        effects: [{ type: 'send', to: state.self, message: { type: 'Roll' } }],
      }),
    };
    const noting: Actor<Drawn, State> = {
      init,
      view,
      step: (state, event) => ({ state: { ...state, drawn: [...state.drawn, event.draw] }, effects: [] }),
    };
    const actor = composite<Drawn, Drawn, Drawn>({
      root: noting as Actor<Drawn>,
      partner: relaying as Actor<Drawn>,
      view: (own) => own,
    });
    const { state } = actor.init({ self: 'a', nodes: ['a', 'b'], setting: undefined as never });
    const event = { type: 'message', from: 'b', message: { type: 'Roll' } } as const;
    expect(actor.view(actor.step(state, { ...event, draw: 6 }).state)).toEqual({ drawn: [6] });
    expect(actor.view(actor.step(state, event).state)).toEqual({ drawn: [undefined] });
  });

  it('gives a timeout to the part that armed the timer', () => {
    const found = exploreAll(systemOf(), [
      {
        ...open,
        over: { world: (views) => (views.get('a') as Node['view']).open.join() === 'c' },
      } as Property,
    ]);
    expect(found.results[0]?.verdict).toBe('reached');
    const closes = exploreAll(systemOf(), [
      { ...open, kind: 'step', over: { holds: ({ event }) => event.type !== 'timeout' } } as Property,
    ]).results[0]?.trace?.steps.at(-1);
    expect(closes?.action).toMatchObject({ type: 'timeout', node: 'a', timer: 'idle@b' });
    expect(closes?.changes).toContainEqual({ node: 'a', field: 'free', before: 0, after: 1 });
  });

  it('is interchangeable with others: its partners and their timers are renamed', () => {
    const alike: System = { ...systemOf(), symmetric: [['b', 'c']] };
    const [whole, orbits] = [systemOf(), alike].map((system) => exploreAll(system, [oneAtATime, open]));
    expect(orbits).toEqual(exploreByReference(alike, [oneAtATime, open]));
    // Of worlds that do not change when b and c change places there is one each, of all others half as many.
    const unmoved = [...graphOf(systemOf(), 1_000).values()].filter(
      ({ world }) => naive(renamedWorld(alike, world, exchanged('b', 'c'))) === naive(world),
    );
    expect(orbits?.worlds).toBe(((whole?.worlds ?? 0) + unmoved.length) / 2);
    expect(orbits?.results).toEqual(whole?.results);
  });

  it('violates its property if the root gives away a slot that it does not have', () => {
    const generous = root.provide({ guards: { hasFree: () => true } });
    expect(exploreAll(systemOf(generous), [oneAtATime]).results[0]).toMatchObject({
      verdict: 'violated',
      at: ['a'],
    });
  });

  it('has the rules of both machines, and notes the ones taken', () => {
    expect(node().rules).toContain('link: open --after idle--> closed');
    expect(node().rules).toContain('root: guard hasFree false');
    expect(exploreAll(systemOf(), []).coverage.never).toEqual([]);
    expect(exploreAll({ ...systemOf(), bounds: { dial: 0 } as never }, []).coverage.never).toContain(
      'link: open --after idle--> closed',
    );
  });

  it('gives the messages of several partners to one shared part, which sends to each of them', () => {
    const { actor, birth } = withServers();
    const { state } = actor.init(birth);
    // The root starts the shared part, which asks both servers; c has a part of its own.
    expect(actor.init(birth).effects).toEqual([
      { type: 'send', to: 's', message: { type: 'Ask' } },
      { type: 'send', to: 't', message: { type: 'Ask' } },
      { type: 'arm', timer: 'wait@desk' },
    ]);
    const fromS = actor.step(state, { type: 'message', from: 's', message: { type: 'Reply' } });
    expect(actor.view(fromS.state)).toEqual({ heard: ['desk s'], parts: ['c'], desk: 1 });
    const fromC = actor.step(fromS.state, { type: 'message', from: 'c', message: { type: 'Reply' } });
    expect(actor.view(fromC.state)).toEqual({ heard: ['desk s', 'c'], parts: ['c'], desk: 1 });
    const timeout = actor.step(state, { type: 'timeout', timer: 'wait@desk' });
    expect(timeout.effects).toContainEqual({ type: 'send', to: 't', message: { type: 'Ask' } });
  });

  it('renames the nodes that a shared part serves, and not the part', () => {
    const { actor, birth } = withServers();
    const { state } = actor.init(birth);
    const renamed = actor.rename?.(state, exchanged('s', 'c')) as CompositeState;
    expect(renamed.served).toEqual({ c: 'desk', t: 'desk' });
    expect(Object.keys(renamed.partners)).toEqual(['s']);
    expect(Object.keys(renamed.shared)).toEqual(['desk']);
  });

  it('leaves out a shared part that serves no node', () => {
    const { actor, birth } = withServers([]);
    const { state } = actor.init({ ...birth, nodes: ['a', 'c'] });
    expect(actor.view(state)).toEqual({ heard: [], parts: ['c'], desk: undefined });
  });

  it('refuses a shared part with the name of a node, a node that is none, and a node of two parts', () => {
    const begin = (serves: readonly string[], nodes: readonly string[]) => {
      const { actor, birth } = withServers(serves);
      return () => actor.init({ ...birth, nodes });
    };
    expect(begin(['s'], ['a', 'desk', 's'])).toThrow("the shared part 'desk' has the name of a node");
    expect(begin(['x'], ['a', 's'])).toThrow(
      "the shared part 'desk' serves 'x', which is no node; nodes: a, s",
    );
    const twice = composite({
      ...partsWithServers(['s']),
      shared: { desk: desk(['s']), counter: desk(['s']) },
    } as never);
    expect(() => twice.init({ self: 'a', nodes: ['a', 's'], setting: {} as never })).toThrow(
      "the shared parts 'desk' and 'counter' both serve 's'; one part must serve it",
    );
    const { actor, birth } = withServers(['s'], 'c');
    expect(() => actor.init(birth)).toThrow(
      "the part of 'a' for 'desk' sent to 'c'; it sends to 's', or to 'a', its root",
    );
  });

  it('refuses a part that sends to another node, or without end', () => {
    const birth = { self: 'a', nodes: ['a', 'b', 'c'], setting: {} };
    const told = (to: string, back = to) =>
      composite({
        root: {
          init: () => ({ state: 0, effects: [{ type: 'send', to: 'b', message: { type: 'x' } }] }),
          step: (state: unknown) => ({
            state,
            effects: [{ type: 'send', to: back, message: { type: 'x' } }],
          }),
          view: () => ({}),
        } as never,
        partner: {
          init: () => ({ state: 0, effects: [] }),
          step: (state: unknown) => ({ state, effects: [{ type: 'send', to, message: { type: 'x' } }] }),
          view: () => ({}),
        } as never,
        view: () => ({}),
      }).init(birth as never) as unknown as { state: CompositeState };
    expect(() => told('c')).toThrow(
      "the part of 'a' for 'b' sent to 'c'; it sends to 'b', or to 'a', its root",
    );
    expect(() => told('a', 'z')).toThrow("the root of 'a' sent to 'z', which is no partner; partners: b, c");
    expect(() => told('a', 'b')).toThrow("the parts of 'a' send each other messages without end");
    expect(() => told('a', 'b')).toThrow(CodeError);
    expect(told('b').state.self).toBe('a');
  });
});
