/** A suite of a lamp whose parts can be replaced by wrong ones, for tests of error messages. */
import { assign, setup } from 'xstate';
import {
  type Actor,
  type Birth,
  check,
  effects,
  fuzzAll,
  type MachineEvent,
  type Property,
  protocol,
  type Suite,
  systemOf,
} from '../../checker/index.ts';

/** The shape of a lamp with a button and a timer; it has every part that a shape can have. */
export interface Lamp {
  message: { type: 'Lit'; times: number };
  view: { times: number };
  timer: 'tick';
  input: { type: 'press' };
  output: { type: 'on' };
  request: { type: 'ask' };
  reply: { type: 'told' };
  durable: { times: number };
  draw: number;
  choice: number;
}

/** The kit of the lamp. */
export const kit = protocol<Lamp>();
/** Sentence and source of the properties here. */
export const says = { says: 'It says so.', source: 'the house rules' };
/** A property that holds. */
export const dark = kit.always({ name: 'Dark', ...says, node: ({ times }) => times < 9 });

/** Parts of a suite or of its system, which may be wrong. */
export interface SuiteParts {
  readonly actor?: object;
  readonly implementation?: object;
  readonly properties?: readonly unknown[];
  readonly system?: object;
  readonly suite?: object;
  readonly monitor?: unknown;
}

/** The state of the lamp. */
export interface Counter {
  readonly times: number;
}

/** An actor written by hand that has every kind of effect. */
export const handWritten = {
  init: () => ({ state: { times: 0 }, effects: [{ type: 'arm', timer: 'tick' }] }),
  step: ({ times }: Counter, { type }: { type: string }) => ({
    state: { times: Math.min(times + 1, 3) },
    effects:
      type === 'input' && times < 2
        ? [
            { type: 'send', to: 'b', message: { type: 'Lit', times } },
            { type: 'output', value: { type: 'on' } },
            { type: 'call', to: 'b', request: { type: 'ask' } },
          ]
        : [],
  }),
  view: ({ times }: Counter) => ({ times }),
  answer: () => ({ type: 'told' }),
};

/** A correct implementation class of the lamp. */
export class LampClass {
  times = 0;
  start(out: { arm(timer: string): void }): unknown {
    out.arm('tick');
    return undefined;
  }
  handle(_event: unknown, _out: Out): unknown {
    this.times = Math.min(this.times + 1, 3);
    return undefined;
  }
  view(): unknown {
    return { times: this.times };
  }
  save(): unknown {
    return this.times;
  }
  load(saved: number): unknown {
    this.times = saved;
    return undefined;
  }
}
/** The outbox of the class. */
export interface Out {
  send(to: string, message: unknown): void;
}

/** The suite with these parts. */
export function suiteOf({
  actor = handWritten,
  implementation,
  properties = [dark],
  system,
  suite,
  monitor,
}: SuiteParts): Suite {
  const own = monitor === undefined ? kit : kit.monitor(0, monitor as never);
  return own.suite({
    name: 'lamp',
    ...says,
    roles: {
      lamp: {
        model: actor as Actor<never>,
        ...(implementation !== undefined && { implementation }),
      } as never,
    },
    properties: properties as never,
    scopes: {
      default: {
        says: '2 lamps',
        system: (play) => ({
          nodes: { a: play('lamp'), b: play('lamp') },
          network: 'set',
          calls: 'atomic',
          inputs: () => [{ type: 'press' }],
          bounds: { tick: 2, press: 2 },
          ...(system as object),
        }),
      },
    },
    ...(suite as object),
  });
}

/** The implementation with some methods replaced. */
export function implementationWith(methods: Partial<Record<keyof LampClass, unknown>>): object {
  class Broken extends LampClass {}
  Object.assign(Broken.prototype, methods);
  return kit.implementation(() => new Broken() as never);
}

/** A machine of the lamp with this guard, this action and further configuration. */
export function machineWith({
  guard,
  action,
  more = {},
}: {
  guard?: unknown;
  action?: unknown;
  more?: object;
}): object {
  const made = setup({
    types: {
      context: {} as { readonly times: number },
      events: {} as MachineEvent<Lamp>,
      input: {} as Birth<Lamp>,
    },
    guards: { mayTick: (guard ?? (({ context }: { context: Counter }) => context.times < 3)) as never },
    actions: {
      ...effects<Lamp>(),
      count: (action ?? assign({ times: ({ context }: { context: Counter }) => context.times + 1 })) as never,
    },
    delays: { tick: 100 },
  }).createMachine({
    id: 'lamp',
    context: { times: 0 },
    initial: 'on',
    states: {
      on: {
        after: {
          tick: { guard: 'mayTick' as never, target: 'on', reenter: true, actions: 'count' as never },
        },
        on: { press: { guard: 'mayTick' as never, actions: 'count' as never } },
      },
    },
    ...more,
  } as never);
  return kit.model(
    made as never,
    { view: ({ context }: { context: Counter }) => ({ times: context.times }) } as never,
  );
}

/** The parts with a further property. */
export const withProperty = (parts: object, kind = 'always'): SuiteParts => ({
  properties: [dark, (kit[kind as 'always'] as (one: object) => unknown)({ name: 'Odd', ...says, ...parts })],
});

/** The errors of a search and of schedules on a suite with these parts; undefined if there is none. */
export function errorsOf(parts: SuiteParts, subject = 'model') {
  const failed = (run: () => unknown): Error | undefined => {
    try {
      run();
      return undefined;
    } catch (error) {
      return error as Error;
    }
  };
  return {
    search: failed(() => check(suiteOf(parts), { subject, maxWorlds: 2_000 })),
    schedules: failed(() => {
      const suite = suiteOf(parts);
      const system = systemOf(suite, 'default', { side: subject as 'model' });
      fuzzAll(system, suite.properties as Property[], { runs: 3, actionsMax: 30, seed: 1 });
    }),
  };
}
