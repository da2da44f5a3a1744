/** Tests the XState actor: effects, timers and states of a machine, and the features that are refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assign,
  cancel,
  emit,
  enqueueActions,
  fromPromise,
  log,
  raise,
  sendTo,
  setup,
  spawnChild,
  stopChild,
} from 'xstate';
import { raftMachine } from '../../models/raft/machine.ts';
import { canonical } from '../values/canonical.ts';
import { CodeError, UsageError } from '../values/errors.ts';
import { type Actor, type AnyShape, effects, type Received } from './actor.ts';
import { type MachineState, machineActor } from './xstate-actor.ts';

const birth = { self: 'a', nodes: ['a', 'b'], setting: {} };
const message = (type: string, fields = {}): Received => ({
  type: 'message',
  from: 'b',
  message: { type, ...fields },
});

/** Any machine as an actor that shows its state value and context. */
// biome-ignore lint/suspicious/noExplicitAny: these machines have no protocol
function actorOf(machine: any): Actor<AnyShape, MachineState> {
  return machineActor(machine, { view: ({ value, context }) => ({ value, context }) });
}

describe('a machine as an actor', () => {
  const lamp = actorOf(
    setup({
      types: { context: {} as { presses: number } },
      delays: { rest: 10, burn: 20 },
      guards: { isStrong: ({ event }) => (event as { force?: number }).force === 2 },
      actions: {
        ...effects<AnyShape>(),
        count: assign({ presses: ({ context }) => context.presses + 1 }),
        answer: enqueueActions(({ event, context, enqueue }) => {
          const { from } = event as unknown as { from: string };
          const pressed = { type: 'Pressed', presses: context.presses };
          enqueue({ type: 'send', params: { to: from, message: pressed } });
          enqueue({ type: 'output', params: { value: { type: 'click' } } });
          enqueue({ type: 'persist', params: { record: { presses: context.presses } } });
        }),
      },
    }).createMachine({
      id: 'lamp',
      context: { presses: 0 },
      initial: 'off',
      states: {
        off: { on: { press: { target: 'on', actions: ['count', 'answer', log('pressed')] }, touch: {} } },
        on: {
          after: { burn: 'off' },
          on: { press: { guard: 'isStrong', target: 'on', reenter: true, actions: 'count' } },
        },
      },
    }),
  );
  const off = lamp.init(birth).state;
  const on = lamp.step(off, message('press')).state;

  it('lists effects in order, timers by name', () => {
    expect(lamp.init(birth).effects).toEqual([]);
    expect(lamp.step(off, message('press')).effects).toEqual([
      { type: 'send', to: 'b', message: { type: 'Pressed', presses: 1 } },
      { type: 'output', value: { type: 'click' } },
      { type: 'persist', record: { presses: 1 } },
      { type: 'arm', timer: 'burn' },
    ]);
    expect(lamp.view(on)).toEqual({ value: 'on', context: { presses: 1 } });
  });

  it('disarms before it arms if a state is entered again', () => {
    const { effects: listed } = lamp.step(on, message('press', { force: 2 }));
    expect(listed).toEqual([
      { type: 'disarm', timer: 'burn' },
      { type: 'arm', timer: 'burn' },
    ]);
  });

  it('leaves no timer armed for a state that the step only passes through', () => {
    const hasty = actorOf(
      setup({ delays: { wait: 5, rest: 9 } }).createMachine({
        initial: 'a',
        states: {
          a: { on: { go: 'b' } },
          b: { after: { wait: 'a' }, always: 'c' },
          c: { after: { rest: 'a' } },
        },
      }),
    );
    const last = new Map(
      hasty
        .step(hasty.init(birth).state, message('go'))
        .effects.map((effect) => [(effect as { timer: string }).timer, effect.type]),
    );
    expect(Object.fromEntries(last)).toEqual({ wait: 'disarm', rest: 'arm' });
  });

  it('receives a reply as an event from its sender, and persisted as an event', () => {
    const caller = actorOf(
      setup({ types: { context: {} as { seen: unknown[] } } }).createMachine({
        context: { seen: [] },
        on: { '*': { actions: assign({ seen: ({ context, event }) => [...context.seen, event] }) } },
      }),
    );
    const replied = caller.step(caller.init(birth).state, {
      type: 'reply',
      from: 'b',
      reply: { type: 'yes' },
    }).state;
    const persisted = caller.step(replied, { type: 'persisted', record: { n: 1 } }).state;
    expect(caller.view(persisted)).toMatchObject({
      context: {
        seen: [
          { type: 'yes', from: 'b' },
          { type: 'persisted', record: { n: 1 } },
        ],
      },
    });
  });

  it('receives a timeout by the name of the delay', () => {
    const { state, effects: listed } = lamp.step(on, { type: 'timeout', timer: 'burn' });
    expect(lamp.view(state)).toMatchObject({ value: 'off' });
    expect(listed).toEqual([{ type: 'disarm', timer: 'burn' }]);
    expect(lamp.step(off, { type: 'timeout', timer: 'burn' })).toMatchObject({
      state: off,
      effects: [],
      ignored: true,
    });
  });

  it('marks an event without a rule as ignored, but not a forbidden one', () => {
    expect(lamp.step(off, message('unknown'))).toMatchObject({ state: off, effects: [], ignored: true });
    expect(lamp.step(on, message('press'))).toMatchObject({ state: on, effects: [], ignored: true });
    expect(lamp.step(off, message('touch'))).not.toHaveProperty('ignored');
  });

  it('keeps the effects of a transition that changes nothing', () => {
    const echo = actorOf(
      setup({ actions: effects<AnyShape>() }).createMachine({
        on: { ping: { actions: { type: 'send', params: { to: 'b', message: { type: 'pong' } } } } },
      }),
    );
    const { state } = echo.init(birth);
    expect(echo.step(state, message('ping'))).toMatchObject({
      state,
      effects: [{ type: 'send', to: 'b', message: { type: 'pong' } }],
    });
  });

  it('has states of plain data: the active states, the context and the history', () => {
    expect(canonical(off)).toBe('{"context":{"presses":0},"value":"off"}');
    expect(canonical(lamp.step(on, { type: 'timeout', timer: 'burn' }).state)).not.toBe(canonical(off));
  });

  it('gives draw and choice to the machine, and refuses a message with these fields', () => {
    const dice = actorOf(
      setup({ types: { context: {} as { seen: unknown } } }).createMachine({
        id: 'dice',
        context: { seen: null },
        on: { roll: { actions: assign({ seen: ({ event }) => event }) } },
      }),
    );
    const { state } = dice.init(birth);
    const rolled = dice.step(state, { ...message('roll'), draw: 6 }, 'keep').state;
    expect(dice.view(rolled)).toMatchObject({
      context: { seen: { type: 'roll', from: 'b', draw: 6, choice: 'keep' } },
    });
    expect(() => dice.step(state, message('roll', { draw: 1 }))).toThrow(
      "machine 'dice' cannot be given 'roll': its field 'draw' is a name that",
    );
    expect(() => dice.step(state, message('roll', { choice: 1 }))).toThrow("its field 'choice' is a name");
  });

  it('restores history states from plain data', () => {
    const menu = actorOf(
      setup({}).createMachine({
        initial: 'open',
        states: {
          open: {
            initial: 'files',
            on: { close: 'closed' },
            states: { files: { on: { next: 'edit' } }, edit: {}, last: { type: 'history' } },
          },
          closed: { on: { open: 'open.last' } },
        },
      }),
    );
    const run = (...types: string[]) =>
      types.reduce((state, type) => menu.step(state, message(type)).state, menu.init(birth).state);
    const fromFiles = run('close');
    const fromEdit = run('next', 'close');
    expect(canonical(fromFiles)).not.toBe(canonical(fromEdit));
    const restored = structuredClone(fromEdit);
    expect(menu.view(menu.step(restored, message('open')).state)).toMatchObject({ value: { open: 'edit' } });
  });

  it('ignores every event and disarms every timer once its machine is done', () => {
    const once = actorOf(
      setup({ delays: { wait: 5 } }).createMachine({
        initial: 'a',
        on: { anything: '.a' },
        states: { a: { after: { wait: 'b' }, on: { stop: 'b' } }, b: { type: 'final' } },
      }),
    );
    const { state, effects: listed } = once.step(once.init(birth).state, message('stop'));
    expect(listed).toEqual([{ type: 'disarm', timer: 'wait' }]);
    expect(once.step(structuredClone(state), message('anything'))).toMatchObject({
      ignored: true,
      effects: [],
    });
  });

  it('runs parallel regions with a timer each', () => {
    const both = actorOf(
      setup({ delays: { left: 1, right: 1 } }).createMachine({
        type: 'parallel',
        states: {
          l: { initial: 'a', states: { a: { after: { left: 'b' } }, b: {} } },
          r: { initial: 'a', states: { a: { after: { right: 'b' } }, b: {} } },
        },
      }),
    );
    const { state, effects: listed } = both.init(birth);
    expect(listed).toEqual([
      { type: 'arm', timer: 'left' },
      { type: 'arm', timer: 'right' },
    ]);
    expect(both.view(both.step(state, { type: 'timeout', timer: 'right' }).state)).toMatchObject({
      value: { l: 'a', r: 'b' },
    });
  });

  it('behaves equally from a state that was saved as data', () => {
    const raft = actorOf(raftMachine);
    const timersMs = { electionTimeout: [150, 300], heartbeat: [50, 50] };
    const setting = {
      refusals: 'all',
      entries: { atHeartbeat: [1], atOnce: [0] },
      window: 0,
      timersMs,
    };
    const log = { prevLogIndex: 0, prevLogTerm: 0, entries: [{ term: 1, value: 'x' }], leaderCommit: 1 };
    const term = fc.integer({ min: 0, max: 3 });
    const event = fc.oneof(
      fc.constant<Received>({ type: 'timeout', timer: 'electionTimeout' }),
      fc.constant<Received>({ type: 'timeout', timer: 'heartbeat' }),
      term.map((t) => message('RequestVote', { term: t, lastLogIndex: 0, lastLogTerm: 0 })),
      term.map((t) => message('AppendEntries', { term: t, ...log })),
      fc
        .tuple(term, fc.boolean())
        .map(([t, voteGranted]) => message('RequestVoteReply', { term: t, voteGranted })),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), (events) => {
        let { state } = raft.init({ self: 'a', nodes: ['a', 'b', 'c'], setting });
        for (const one of events) {
          const next = raft.step(state, one);
          expect(raft.step(structuredClone(state), one)).toEqual(next);
          state = next.state;
        }
      }),
    );
  });
});

describe('a feature that no model may use', () => {
  const act = (action: unknown) =>
    setup({ actions: { named: action as never, ...effects<AnyShape>() } }).createMachine({
      id: 'm',
      initial: 'a',
      states: { a: { on: { go: { actions: 'named' as never } } } },
    });

  it.each([
    [
      'an invoked promise',
      setup({ actors: { p: fromPromise(async () => 1) } }).createMachine({
        id: 'm',
        initial: 'a',
        states: { a: { invoke: { src: 'p' } } },
      }),
      "machine 'm', state 'a': invoke is not supported",
    ],
    [
      'emit',
      act(emit({ type: 'x' })),
      "action 'named': emit is not supported in a model; use the effect action output",
    ],
    [
      'sendTo',
      act(sendTo('x', { type: 'x' })),
      "action 'named': sendTo is not supported in a model; use the effect action send",
    ],
    ['spawnChild', act(spawnChild('x' as never)), "action 'named': spawn is not supported"],
    ['cancel', act(cancel('x')), "action 'named': cancel is not supported"],
    [
      'a delayed raise',
      act(raise({ type: 'go' }, { delay: 5 })),
      "action 'named': delayed raise is not supported",
    ],
    ['code of its own', act(() => {}), "action 'named': actions with code of their own is not supported"],
    [
      'inline code',
      setup({}).createMachine({ id: 'm', entry: () => {} }),
      "its root, action 'inline': actions with code of their own",
    ],
    [
      'an unnamed action',
      setup({}).createMachine({ id: 'm', exit: 'nowhere' as never }),
      "its root, action 'nowhere': an undefined name",
    ],
    [
      'an unnamed guard',
      setup({}).createMachine({ id: 'm', on: { go: { guard: 'nowhere' as never } } }),
      "its root, guard 'nowhere': an undefined name",
    ],
    [
      'an effect replaced by a bug',
      raftMachine.provide({ actions: { persist: () => {} } }),
      "action 'persist': an effect replaced is not supported in a model; leave send, call, output and persist",
    ],
    [
      'a number of milliseconds',
      setup({}).createMachine({ id: 'm', initial: 'a', states: { a: { after: { 100: 'b' } }, b: {} } }),
      "state 'a', after 100: after with a number",
    ],
    [
      'a misspelt delay',
      setup({ delays: { wait: 5 } }).createMachine({
        id: 'm',
        initial: 'a',
        states: { a: { after: { wiat: 'b' } as never }, b: {} },
      }),
      "state 'a', after 'wiat': after with an unknown name is not supported in a model; define the delay",
    ],
  ])('is refused when the model is made: %s', (_, machine, sentence) => {
    expect(() => actorOf(machine)).toThrow(UsageError);
    expect(() => actorOf(machine)).toThrow(sentence);
  });

  it.each([
    [
      'an initial transition',
      setup({}).createMachine({
        id: 'm',
        initial: { target: 'a', actions: emit({ type: 'x' }) as never },
        states: { a: {} },
      }),
      'emit is not supported',
    ],
    [
      'a transition without event',
      setup({}).createMachine({
        id: 'm',
        initial: 'a',
        states: { a: { always: { target: 'b', actions: 'gone' as never } }, b: {} },
      }),
      "action 'gone': an undefined name",
    ],
    ['stopChild', act(stopChild('x')), 'spawn is not supported'],
  ])('is refused at every place: %s', (_, machine, sentence) => {
    expect(() => actorOf(machine)).toThrow(sentence);
  });

  it('respects the limit of microsteps of a machine', () => {
    const counting = (maxIterations?: number) =>
      actorOf(
        setup({ types: { context: {} as { n: number } } }).createMachine({
          id: 'm',
          context: { n: 0 },
          ...(maxIterations !== undefined && { options: { maxIterations } }),
          initial: 'a',
          states: {
            a: { on: { go: 'b' } },
            b: {
              always: {
                guard: ({ context }) => context.n < 1_500,
                target: 'b',
                reenter: true,
                actions: assign({ n: ({ context }) => context.n + 1 }),
              },
            },
          },
        }),
      );
    const run = (actor: Actor<AnyShape, MachineState>) => actor.step(actor.init(birth).state, message('go'));
    expect(() => run(counting())).toThrow('Infinite loop detected');
    expect(counting(5_000).view(run(counting(5_000)).state)).toMatchObject({ context: { n: 1_500 } });
  });

  it('is refused by XState itself where a target is misspelt', () => {
    expect(() =>
      setup({}).createMachine({ initial: 'a', states: { a: { on: { go: 'nowhere' } } } } as never),
    ).toThrow('nowhere');
  });

  const enqueued = (run: (enqueue: never) => void) =>
    act(enqueueActions(({ enqueue }) => run(enqueue as never)));
  type Enqueue = {
    (action: unknown): void;
    emit(e: object): void;
    raise(e: object, o: object): void;
    spawnChild(l: unknown): void;
  };
  it.each([
    [
      'emit',
      enqueued((enqueue: Enqueue) => enqueue.emit({ type: 'x' })),
      "action 'xstate.emit': emit is not supported",
    ],
    [
      'a delayed raise',
      enqueued((enqueue: Enqueue) => enqueue.raise({ type: 'go' }, { delay: 5 })),
      "action 'xstate.raise': delayed raise",
    ],
    [
      'code of its own',
      enqueued((enqueue: Enqueue) => enqueue(() => {})),
      "action '(anonymous)': actions with code of their own",
    ],
    [
      'an effect without what it needs',
      setup({ actions: effects<AnyShape>() }).createMachine({
        id: 'm',
        on: { go: { actions: { type: 'persist', params: { token: 1 } as never } } },
      }),
      "machine 'm', action 'persist': it needs params { record }, and 'record' is missing; there is token",
    ],
    [
      'a child',
      enqueued((enqueue: Enqueue) => enqueue.spawnChild(fromPromise(async () => 1))),
      'spawn is not supported',
    ],
    [
      'a child in context',
      act(assign(({ spawn }) => ({ child: spawn(fromPromise(async () => 1)) }))),
      'spawn is not supported',
    ],
    [
      'a message to the actor around the step',
      act(assign(({ self }) => self.send({ type: 'go' }) ?? {})),
      "machine 'm', 'self.send': self and system is not supported in a model; a node knows its name from input.self",
    ],
    [
      'a look at the actor around the step',
      act(assign(({ self }) => ({ name: self.id }))),
      "'self.id': self and system is not supported",
    ],
    [
      'a look at the system around the step',
      act(assign(({ system }) => ({ other: system.get('other') }))),
      "'system.get': self and system is not supported",
    ],
    [
      'a mark on the actor around the step',
      act(assign(({ self }) => Object.assign(self, { marks: 1 }) && {})),
      'marks',
    ],
    [
      'an endless loop',
      setup({}).createMachine({
        id: 'm',
        initial: 'a',
        states: { a: { on: { go: 'b' } }, b: { always: 'c' }, c: { always: 'b' } },
      }),
      'Infinite loop detected',
    ],
  ])('is refused by the step that shows it: %s', (_, machine, sentence) => {
    const actor = actorOf(machine);
    const { state } = actor.init(birth);
    expect(() => actor.step(state, message('go'))).toThrow(sentence);
  });

  it("is refused when a context with XState's actor is encoded", () => {
    const keeping = actorOf(act(assign(({ self }) => ({ me: self }))));
    const { state } = keeping.step(keeping.init(birth).state, message('go'));
    expect(() => canonical(state)).toThrow('self and system is not supported');
  });

  it('is refused if two waiting states share a delay', () => {
    const twins = actorOf(
      setup({ delays: { wait: 5 } }).createMachine({
        id: 'm',
        initial: 'a',
        states: {
          a: { after: { wait: 'b' }, initial: 'x', states: { x: { after: { wait: 'y' } }, y: {} } },
          b: {},
        },
      }),
    );
    expect(() => twins.init(birth)).toThrow(CodeError);
    expect(() => twins.init(birth)).toThrow(
      "states 'm.a' and 'm.a.x', after 'wait': two armed states with one delay",
    );
  });

  it('is refused if a delay is no number', () => {
    const lazy = actorOf(
      setup({ delays: { wait: () => undefined as unknown as number } }).createMachine({
        id: 'm',
        initial: 'a',
        states: { a: { after: { wait: 'b' } }, b: {} },
      }),
    );
    expect(() => lazy.init(birth)).toThrow(
      "machine 'm': delay 'wait' is undefined, and XState would fire it at once",
    );
  });

  it('passes on an error of the machine', () => {
    const broken = actorOf(
      setup({}).createMachine({
        context: () => {
          throw new Error('no birth');
        },
      }),
    );
    expect(() => broken.init(birth)).toThrow('no birth');
  });
});
