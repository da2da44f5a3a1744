/**
 * Mistakes in the code of a suite, each with the sentence that it gets: what code returns, how a suite is put together, what it asks of the
 * environment. One row is one mistake; rows of a kind stand together.
 */
import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as later } from 'node:timers';
import { describe, expect, it } from 'vitest';
import { assign, enqueueActions, not, setup } from 'xstate';
import { banAmbienceOfNode } from '../checker/ambient.node.ts';
import {
  type Actor,
  type Birth,
  CodeError,
  check,
  effects,
  explore,
  fuzzAll,
  huntsOf,
  type MachineEvent,
  type Property,
  protocol,
  type Suite,
  subjectOf,
  systemOf,
  UsageError,
} from '../checker/index.ts';

banAmbienceOfNode();

/** A lamp that can be pressed, and ticks: every part that a protocol can have. */
interface Lamp {
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

const kit = protocol<Lamp>();
const says = { says: 'It says so.', source: 'the house rules' };
const dark = kit.always({ name: 'Dark', ...says, node: ({ times }) => times < 9 });

/** Any parts of a suite or of its system, however wrong. */
interface Parts {
  readonly actor?: object;
  readonly implementation?: object;
  readonly properties?: readonly unknown[];
  readonly system?: object;
  readonly suite?: object;
  readonly monitor?: unknown;
}

interface Counter {
  readonly times: number;
}

/** An actor by hand that does all there is to do. */
const hand = {
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

/** A class that does the same. */
class Bulb {
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
interface Out {
  send(to: string, message: unknown): void;
}

function suiteOf({
  actor = hand,
  implementation,
  properties = [dark],
  system,
  suite,
  monitor,
}: Parts): Suite {
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

/** A class with some methods replaced. */
function bulb(methods: Partial<Record<keyof Bulb, unknown>>): object {
  class Broken extends Bulb {}
  Object.assign(Broken.prototype, methods);
  return kit.implementation(() => new Broken() as never);
}

/** A machine that ticks and can be pressed, with one guard and one action. */
function machine({ guard, action, more = {} }: { guard?: unknown; action?: unknown; more?: object }): object {
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

const over = (parts: object, kind = 'always'): Parts => ({
  properties: [dark, (kit[kind as 'always'] as (one: object) => unknown)({ name: 'Odd', ...says, ...parts })],
});

/** What a mistake is answered with by a search, and by schedules. */
function answers(parts: Parts, subject = 'model') {
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

type Row = readonly [
  what: string,
  parts: Parts,
  sentence: string | RegExp,
  subject?: 'implementation' | 'lockstep',
];

const promised = 'returned a promise';
const truth = (is: string) => `it returned ${is} where true or false was due`;

const tables: readonly (readonly [string, readonly Row[]])[] = [
  [
    'promises where an answer is due',
    [
      ['always', over({ node: async () => true }), `property 'Odd' failed: it ${promised}`],
      ['always of pairs', over({ pair: async () => true }), `property 'Odd' failed: it ${promised}`],
      ['always of the world', over({ world: async () => true }), `property 'Odd' failed: it ${promised}`],
      [
        'its premise',
        over({ node: () => true, premise: async () => true }),
        `property 'Odd' failed: it ${promised}`,
      ],
      [
        'a thenable',
        over({ node: () => Object.fromEntries([['then', () => {}]]) }),
        `property 'Odd' failed: it ${promised}`,
      ],
      ['step', over({ holds: async () => true }, 'step'), `property 'Odd' failed: it ${promised}`],
      ['sometimes', over({ node: async () => false }, 'sometimes'), `property 'Odd' failed: it ${promised}`],
      [
        'init',
        { actor: { ...hand, init: async () => hand.init() } },
        `node 'a' failed at coming up: it ${promised}`,
      ],
      [
        'a step',
        { actor: { ...hand, step: async () => ({ state: { times: 0 }, effects: [] }) } },
        /node '[ab]' failed at (timeout 'tick'|input 'press'): it returned a promise/,
      ],
      [
        'a view',
        { actor: { ...hand, view: async () => ({}) } },
        `node 'a' failed at its view: it ${promised}`,
      ],
      [
        'choices',
        { actor: { ...hand, choices: async () => [1] } },
        /node '[ab]' failed at its 'choices' at .*: it returned a promise/,
      ],
      [
        'an answer',
        { actor: { ...hand, answer: async () => ({ type: 'told' }) } },
        `node 'b' failed at answering 'ask' from 'a': it ${promised}`,
      ],
      ['inputs', { system: { inputs: async () => [] } }, `'inputs' of node 'a' failed: it ${promised}`],
      [
        'draws',
        { system: { draws: async () => [1] } },
        /'draws' of node '[ab]' failed: it returned a promise/,
      ],
      ['within', { system: { within: async () => true } }, `'within' of node 'a' failed: it ${promised}`],
      [
        'crash.when',
        { system: { crash: { inbox: 'lost', returns: 'recovered', when: async () => true } } },
        `'crash.when' of node 'a' failed: it ${promised}`,
      ],
      [
        'births',
        {
          system: {
            crash: { inbox: 'lost', returns: 'absent' },
            budget: { crash: 1 },
            births: async () => [1],
          },
        },
        /'births' of node '[ab]' failed: it returned a promise/,
      ],
      [
        'the monitor',
        { monitor: async () => 1 },
        /the monitor of node '[ab]' failed at input: it returned a promise/,
      ],
      [
        'a scope',
        { suite: { scopes: { default: { says: '', system: async () => ({}) } } } },
        `scope 'default' of suite 'lamp' failed: it ${promised}`,
      ],
      [
        'a guard',
        { actor: machine({ guard: async () => true }) },
        /node '[ab]' failed at .*guard 'mayTick'.*: ?\s*it returned a promise/s,
      ],
      [
        'an inline guard',
        { actor: machine({ guard: not((async () => true) as never) }) },
        /node '[ab]' failed at .*it returned a promise/s,
      ],
      [
        'assign',
        { actor: machine({ action: assign(async () => ({ times: 1 })) }) },
        /node '[ab]' failed at .*it returned a promise/s,
      ],
      [
        'assign of a field',
        { actor: machine({ action: assign({ times: async () => 1 } as never) }) },
        /node '[ab]' failed at .*it returned a promise/s,
      ],
      [
        'enqueueActions',
        { actor: machine({ action: enqueueActions(async () => {}) }) },
        /node '[ab]' failed at .*it returned a promise/s,
      ],
      [
        'assign in enqueueActions',
        {
          actor: machine({
            action: enqueueActions(({ enqueue }) => enqueue.assign(async () => ({ times: 1 }))),
          }),
        },
        /node '[ab]' failed at .*it returned a promise/s,
      ],
      [
        'a check in enqueueActions',
        {
          actor: machine({ action: enqueueActions(({ check }) => void check((async () => true) as never)) }),
        },
        /node '[ab]' failed at .*it returned a promise/s,
      ],
      [
        'start',
        { implementation: bulb({ start: async () => {} }) },
        `node 'a' failed at coming up: it ${promised}`,
        'implementation',
      ],
      [
        'handle',
        { implementation: bulb({ handle: async () => {} }) },
        /node '[ab]' failed at .*: it returned a promise/,
        'implementation',
      ],
      [
        'view of a class',
        { implementation: bulb({ view: async () => ({}) }) },
        /node 'a' failed at (its view|coming up): it returned a promise/,
        'implementation',
      ],
    ],
  ],
  [
    'answers of another kind',
    [
      ['a text for a truth', over({ node: () => 'no' }), `property 'Odd' failed: ${truth("'no'")}`],
      [
        'nothing, for want of a return',
        over({ node: () => {} }),
        `property 'Odd' failed: ${truth('undefined')}; is a return missing?`,
      ],
      ['a number', over({ pair: () => 1 }), `property 'Odd' failed: ${truth('1')}`],
      ['null from a step', over({ holds: () => null }, 'step'), `property 'Odd' failed: ${truth('null')}`],
      [
        'nothing from a premise',
        over({ node: () => true, premise: () => {} }),
        `property 'Odd' failed: ${truth('undefined')}`,
      ],
      [
        'an object that is reached',
        over({ world: () => ({}) }, 'sometimes'),
        `property 'Odd' failed: ${truth('an object')}`,
      ],
      ['within', { system: { within: () => 0 } }, `'within' of node 'a' failed: ${truth('0')}`],
      [
        'within that is never said',
        { system: { within: () => {} } },
        `'within' of node 'a' failed: ${truth('undefined')}; is a return missing?`,
      ],
      [
        'crash.when',
        { system: { crash: { inbox: 'lost', returns: 'recovered', when: () => 'yes' } } },
        `'crash.when' of node 'a' failed: ${truth("'yes'")}`,
      ],
      [
        'inputs that are no list',
        { system: { inputs: () => ({ type: 'press' }) } },
        "'inputs' of node 'a' failed: it returned an object where a list",
      ],
      [
        'inputs without a return',
        { system: { inputs: () => {} } },
        'it returned undefined where a list of what may be asked was due, [] for nothing; is a return missing?',
      ],
      [
        'an input without a type',
        { system: { inputs: () => ['press'] } },
        "an input is 'press', but it must be an object with a 'type', a string",
      ],
      ['draws', { system: { draws: () => 1 } }, /'draws' of node '[ab]' failed: it returned 1 where a list/],
      [
        'the monitor without a return',
        { monitor: () => {} },
        /the monitor of node '[ab]' failed at input: it returned nothing; return the next history/,
      ],
      [
        'a guard',
        { actor: machine({ guard: () => 'yes' }) },
        /it returned 'yes' where true or false was due/,
      ],
      [
        'a guard without a return',
        { actor: machine({ guard: () => {} }) },
        /it returned undefined where true or false was due; is a return missing\?/,
      ],
      [
        'assign without a return',
        { actor: machine({ action: assign((() => {}) as never) }) },
        /an assign returned undefined where the fields to change were due/,
      ],
      [
        'a step that is nothing',
        { actor: { ...hand, step: () => {} } },
        /node '[ab]' failed at .*: it returned undefined where a step was due/,
      ],
      [
        'a step without effects',
        { actor: { ...hand, step: () => ({ state: {} }) } },
        /node '[ab]' failed at .*: it returned a step whose 'effects' are undefined/,
      ],
      [
        'init without effects',
        { actor: { ...hand, init: () => ({ state: {} }) } },
        "node 'a' failed at coming up: it returned a step whose 'effects' are undefined",
      ],
      [
        'an unknown effect',
        { actor: { ...hand, step: () => ({ state: {}, effects: [{ type: 'shout' }] }) } },
        /node '[ab]' returned the effect 'shout', which is none; there is send, call, output, persist, arm, disarm/,
      ],
      [
        'an effect that is none',
        { actor: { ...hand, step: () => ({ state: {}, effects: ['arm'] }) } },
        /node '[ab]' returned the effect 'arm', which is none/,
      ],
      [
        'a message without a type',
        { actor: { ...hand, step: () => ({ state: {}, effects: [{ type: 'send', to: 'b' }] }) } },
        /node '[ab]' failed at the message of its step: the message is undefined, but it must be an object with a 'type'/,
      ],
      [
        'an output without a type',
        { actor: { ...hand, step: () => ({ state: {}, effects: [{ type: 'output', value: 'on' }] }) } },
        /the output is 'on', but it must be an object with a 'type'/,
      ],
      [
        'a request without a type',
        { actor: { ...hand, step: () => ({ state: {}, effects: [{ type: 'call', to: 'b', request: 1 }] }) } },
        /(the request is 1|calls 'b')/,
      ],
      [
        'a reply without a type',
        { actor: { ...hand, answer: () => ({}) } },
        "node 'b' failed at answering 'ask' from 'a': the reply is an object, but it must be an object with a 'type'",
      ],
      [
        'a view that is nothing',
        { actor: { ...hand, view: () => {} } },
        "node 'a' failed at its view: it returned undefined where a view was due",
      ],
    ],
  ],
  [
    'classes that are none',
    [
      [
        'without save',
        { implementation: bulb({ save: undefined }) },
        "node 'a' failed at coming up: the implementation has no 'save'; its class needs start, handle, view, save, load",
        'implementation',
      ],
      [
        'without load',
        { implementation: bulb({ load: null }) },
        "the implementation has no 'load'",
        'implementation',
      ],
      [
        'that is nothing',
        { implementation: kit.implementation((() => undefined) as never) },
        "node 'a' failed at coming up: it returned undefined where an instance was due",
        'implementation',
      ],
      [
        'that use their outbox after a step',
        {
          implementation: (() => {
            class Late extends Bulb {
              #out: Out | undefined;
              override handle(event: unknown, out: Out) {
                super.handle(event, out);
                this.#out = out;
              }
              override view() {
                this.#out?.send('b', { type: 'Lit', times: 1 });
                return { times: 1 };
              }
            }
            return kit.implementation(() => new Late() as never);
          })(),
        },
        /node '[ab]' failed at .*: its outbox was used after the step was over; what a step sends it hands over before it returns/,
        'implementation',
      ],
    ],
  ],
];

describe.each(tables)('%s', (_, rows) => {
  for (const [what, parts, sentence, subject] of rows)
    it(what, () => {
      const { search, schedules } = answers(parts, subject);
      for (const error of [search, schedules]) {
        expect(error?.message).toMatch(sentence);
        expect(error).toBeInstanceOf(CodeError);
      }
    });
});

describe('what code asks of its environment', () => {
  const withView = (read: () => unknown): Parts => ({
    actor: { ...hand, view: () => ({ times: Number(read()) < 0 ? 1 : 0 }) },
  });
  const clock = 'it reads the clock';
  const chance = 'it draws by chance';
  const timer = 'it sets a timer of its own';

  it.each<[string, () => unknown, string]>([
    ['Date.now', () => Date.now(), `${clock} (Date.now)`],
    ['new Date', () => new Date(), `${clock} (new Date())`],
    ['Date', () => Date(), `${clock} (Date())`],
    ['performance.now', () => performance.now(), `${clock} (performance.now)`],
    ['process.hrtime', () => process.hrtime()[0], `${clock} (process.hrtime)`],
    ['process.hrtime.bigint', () => process.hrtime.bigint(), `${clock} (process.hrtime.bigint)`],
    ['process.uptime', () => process.uptime(), `${clock} (process.uptime)`],
    ['Math.random', () => Math.random(), `${chance} (Math.random)`],
    ['crypto.randomUUID', () => crypto.randomUUID(), `${chance} (crypto.randomUUID)`],
    [
      'getRandomValues',
      () => crypto.getRandomValues(new Uint8Array(1))[0],
      `${chance} (crypto.getRandomValues)`,
    ],
    ['randomBytes of node:crypto', () => randomBytes(1)[0], `${chance} (crypto.randomBytes)`],
    ['randomInt of node:crypto', () => randomInt(9), `${chance} (crypto.randomInt)`],
    ['setTimeout', () => setTimeout(() => {}, 1), `${timer} (setTimeout)`],
    ['setInterval', () => setInterval(() => {}, 1), `${timer} (setInterval)`],
    ['setImmediate', () => setImmediate(() => {}), `${timer} (setImmediate)`],
    ['queueMicrotask', () => queueMicrotask(() => {}), `${timer} (queueMicrotask)`],
    ['setTimeout of node:timers', () => later(() => {}, 1), `${timer} (`],
  ])('%s throws in a view', (_, read, sentence) => {
    for (const error of Object.values(answers(withView(read)))) {
      expect(error?.message).toContain(`node 'a' failed at its view: ${sentence}`);
      expect(error?.message).toContain('but a step must depend on state, event and choice alone');
    }
  });

  it.each<[string, () => Parts, RegExp, 'implementation'?]>([
    [
      'a guard',
      () => ({ actor: machine({ guard: () => Date.now() > 0 }) }),
      /node '[ab]' failed at (timeout|input)/,
    ],
    [
      'an assign',
      () => ({ actor: machine({ action: assign({ times: () => Math.random() }) }) }),
      /node '[ab]' failed at (timeout|input)/,
    ],
    [
      'a step by hand',
      () => ({ actor: { ...hand, step: () => ({ state: { times: Math.random() }, effects: [] }) } }),
      /node '[ab]' failed at (timeout|input)/,
    ],
    [
      'handle',
      () => ({ implementation: bulb({ handle: () => Date.now() }) }),
      /node '[ab]' failed at (timeout|input)/,
      'implementation',
    ],
    [
      'start',
      () => ({ implementation: bulb({ start: () => Math.random() }) }),
      /node 'a' failed at coming up/,
      'implementation',
    ],
    [
      'inputs',
      () => ({ system: { inputs: () => (Math.random() < 2 ? [] : [{ type: 'press' }]) } }),
      /'inputs' of node 'a' failed/,
    ],
    ['within', () => ({ system: { within: () => Date.now() > 0 } }), /'within' of node 'a' failed/],
    ['the monitor', () => ({ monitor: () => Date.now() }), /the monitor of node '[ab]' failed at input/],
    ['a property', () => over({ node: () => Date.now() > 0 }), /property 'Odd' failed/],
    ['a property on steps', () => over({ holds: () => Math.random() < 2 }, 'step'), /property 'Odd' failed/],
    [
      'a scope',
      () => ({ suite: { scopes: { default: { says: '', system: () => ({ seed: Math.random() }) } } } }),
      /scope 'default' of suite 'lamp' failed/,
    ],
  ])('%s throws, and says where', (_, parts, where, subject) => {
    for (const error of Object.values(answers(parts(), subject))) {
      expect(error?.message).toMatch(where);
      expect(error?.message).toMatch(/it (reads the clock|draws by chance)/);
      expect(error).toBeInstanceOf(CodeError);
    }
  });

  it('may be made of a date that is given', () => {
    const given = withView(() => new Date(0).getTime() + Date.UTC(2020, 1) + Date.parse('2020-01-01'));
    expect(answers(given)).toEqual({ search: undefined, schedules: undefined });
  });

  it('is there again once a check is over, whatever came of it', () => {
    answers(withView(() => Date.now()));
    expect(Date.now()).toBeGreaterThan(0);
    expect(new Date()).toBeInstanceOf(Date);
    expect(Math.random()).toBeLessThan(1);
    expect(performance.now()).toBeGreaterThan(0);
    expect(Object.hasOwn(performance, 'now')).toBe(false);
    clearTimeout(setTimeout(() => {}, 1));
  });

  it('is left alone while a search has yielded, and when one is left before its end', () => {
    const endless = suiteOf({
      actor: { ...hand, step: ({ times }: Counter) => ({ state: { times: times + 1 }, effects: [] }) },
      system: { bounds: {} },
    });
    const search = explore(systemOf(endless, 'default'), [dark as unknown as Property]);
    search.next();
    expect(Date.now()).toBeGreaterThan(0);
    search.return(undefined as never);
    expect(Math.random()).toBeLessThan(1);
  });
});

describe('how a suite is put together', () => {
  const scopes = (system: object) => ({ system });
  const patient = { patience: { tock: {} } };

  it.each<[string, () => Parts, string]>([
    [
      'hold for holds',
      () => over({ hold: () => true }, 'step'),
      "property 'Odd' (step) has no field 'hold'; it has name, says, source, holds, premise, survivesRestart",
    ],
    [
      'node together with pair',
      () => over({ node: () => true, pair: () => true }),
      "property 'Odd' has 'node' and 'pair'; a condition is on one of them",
    ],
    [
      'no condition',
      () => over({}),
      "property 'Odd' has no condition; give it one of 'node', 'pair' and 'world'",
    ],
    ['no condition on steps', () => over({}, 'step'), "property 'Odd' has no condition; give it 'holds'"],
    [
      'a condition that is no function',
      () => over({ node: true }),
      "'node' of property 'Odd' must be a function",
    ],
    [
      'a premise that is no function',
      () => over({ node: () => true, premise: true }),
      "the premise of property 'Odd' must be a function",
    ],
    [
      'a premise of a sometimes',
      () => over({ node: () => true, premise: () => true }, 'sometimes'),
      "property 'Odd' (sometimes) has no field 'premise'",
    ],
    [
      'no source',
      () => over({ node: () => true, source: undefined }),
      "property 'Odd' has no 'source'; write where it is promised",
    ],
    [
      'an empty sentence',
      () => over({ node: () => true, says: ' ' }),
      "property 'Odd' has no 'says'; write what it promises",
    ],
    [
      'from without a condition',
      () => over({ node: () => true, from: {} }, 'possible'),
      "the 'from' of property 'Odd' has no condition",
    ],
    [
      'from with a typo',
      () => over({ node: () => true, from: { nod: () => true } }, 'possible'),
      "the 'from' of property 'Odd' has no field 'nod'; it has node, pair, world",
    ],
    [
      'a time below 0',
      () => over({ node: () => true, withinMs: -1 }, 'settles'),
      "'withinMs' of 'Odd' is -1; it must be a time in milliseconds, above 0",
    ],
    [
      'fairness with a typo',
      () => over({ node: () => true, from: { node: () => true }, fairness: { week: [] } }, 'leadsTo'),
      "the fairness of 'Odd' has no field 'week'; it has weak, strong",
    ],
    [
      'fairness that is no list',
      () => over({ node: () => true, from: { node: () => true }, fairness: { weak: 'deliver' } }, 'leadsTo'),
      "the fairness of 'Odd' must be { weak, strong }, each a list",
    ],
    [
      'an unknown field of a suite',
      () => ({ suite: { storm: [] } }),
      "a suite has no field 'storm'; it has name, says, source",
    ],
    [
      'an unknown field of a scope',
      () => ({ suite: { scopes: { default: { says: '', system: () => ({}), propertys: [] } } } }),
      "scope 'default' has no field 'propertys'",
    ],
    [
      'an unknown field of a role',
      () => ({ suite: { roles: { lamp: { model: hand, implementaton: hand } } } }),
      "role 'lamp' has no field 'implementaton'",
    ],
    [
      'a storm of less than one run',
      () => ({ suite: { storms: [{ scope: 'default', runs: -1, actions: 10 }] } }),
      "the storm of scope 'default' has 'runs' -1; it must be a whole number, 1 or more",
    ],
    [
      'a storm of half an action',
      () => ({ suite: { storms: [{ scope: 'default', runs: 1, actions: 0.5 }] } }),
      "has 'actions' 0.5; it must be a whole number, 0 or more",
    ],
    [
      'a storm with a typo',
      () => ({ suite: { storms: [{ scope: 'default', runs: 1, action: 10 }] } }),
      "a storm has no field 'action'; it has scope, runs, actions",
    ],
    [
      'storms that are no list',
      () => ({ suite: { storms: {} } }),
      "'storms' must be a list of { scope, runs, actions }",
    ],
    [
      'a bug that leads out of its folder',
      () => ({ suite: { bugs: { '../x': { ...says, breaks: 'Dark', scope: 'default', model: {} } } } }),
      "bug '../x' has a name that flags and files cannot carry",
    ],
    [
      'a bug of dots',
      () => ({ suite: { bugs: { '..': { ...says, breaks: 'Dark', scope: 'default', model: {} } } } }),
      "bug '..' has a name that flags and files cannot carry",
    ],
    [
      'bugs that differ by case',
      () => ({
        suite: {
          bugs: {
            A1: { ...says, breaks: 'Dark', scope: 'default', model: {} },
            a1: { ...says, breaks: 'Dark', scope: 'default', model: {} },
          },
        },
      }),
      "bugs 'A1' and 'a1' differ only by case",
    ],
    [
      'a bug that nobody makes',
      () => ({ suite: { bugs: { A1: { ...says, breaks: 'Dark', scope: 'default' } } } }),
      "bug A1 names nobody who makes it; give it a 'model', an 'implementation', or both",
    ],
    [
      'a bug of a class that the suite has not',
      () => ({
        suite: {
          bugs: { A1: { ...says, breaks: 'Dark', scope: 'default', implementation: { lamp: hand } } },
        },
      }),
      'bug A1 has an implementation, but the suite has none of each role to compare it with',
    ],
    [
      'a bug with a typo',
      () => ({ suite: { bugs: { A1: { ...says, breaks: 'Dark', scope: 'default', modell: {} } } } }),
      'bug A1 names nobody who makes it',
    ],
    [
      'a bug without a source',
      () => ({ suite: { bugs: { A1: { says: 'x', breaks: 'Dark', scope: 'default', model: {} } } } }),
      "bug A1 has no 'source'; write one line",
    ],
    [
      'a scope that returns nothing',
      () => ({ suite: { scopes: { default: { says: '', system: () => {} } } } }),
      "scope 'default' of suite 'lamp' failed: it returned undefined where a system was due",
    ],
    [
      'a node that is nobody',
      () => scopes({ nodes: { a: undefined } }),
      "node 'a' is played by no actor; give it what actor('role') returns",
    ],
    ['nodes that are a list', () => scopes({ nodes: [hand] }), "'nodes' must be a record of nodes"],
    ['inputs that are no function', () => scopes({ inputs: [] }), "'inputs' must be a function"],
    [
      'a range the wrong way round',
      () => scopes({ timersMs: { tick: [10, 1] } }),
      "timersMs 'tick' is [10,1]; it must be [least, most] in milliseconds",
    ],
    [
      'a range of one number',
      () => scopes({ timersMs: { tick: 10 } }),
      "timersMs 'tick' is 10; it must be [least, most]",
    ],
    [
      'a range without end',
      () => scopes({ timersMs: { tick: [1, Number.POSITIVE_INFINITY] } }),
      "timersMs 'tick' is [1,null]; it must be [least, most]",
    ],
    [
      'a bound of what no machine knows',
      () => ({ actor: machine({}), system: { bounds: { tock: 2 } } }),
      "bound 'tock' is neither a timer (tick) nor an input that some node handles (press)",
    ],
    [
      'patience of a timer that no machine has',
      () => ({ actor: machine({}), system: patient }),
      "patience names timer 'tock', which no node has; there is tick",
    ],
  ])('%s is refused before anything runs', (_, parts, sentence) => {
    const { search, schedules } = answers(parts());
    for (const error of [search, schedules]) expect(error?.message).toContain(sentence);
  });

  it('a bound of a lockstep is held to what its model knows', () => {
    const parts = { actor: machine({}), implementation: bulb({}), system: { bounds: { tock: 2 } } };
    expect(answers(parts, 'lockstep').search?.message).toContain("bound 'tock' is neither a timer (tick)");
  });

  it.each(['model', 'lockstep'] as const)(
    'an input that no machine knows is refused, of subject %s',
    (subject) => {
      const system = { inputs: () => [{ type: 'pres' }] };
      const { search, schedules } = answers(
        { actor: machine({}), implementation: bulb({}), system },
        subject,
      );
      const sentence =
        "'inputs' of node 'a' failed: it has 'pres', which the machine of the node handles in no state; it handles press";
      for (const error of [search, schedules]) expect(error?.message).toContain(sentence);
    },
  );

  it('an input is handled where a machine forbids it, or takes any', () => {
    const system = { inputs: () => [{ type: 'pres' }] };
    const forbids = machine({ more: { on: { pres: {} } } });
    const any = machine({ more: { on: { '*': {} } } });
    for (const actor of [forbids, any]) expect(answers({ actor, system }).search).toBeUndefined();
  });
});

describe('a mistake that only an implementation can make', () => {
  const suite = () =>
    suiteOf({
      implementation: bulb({}),
      suite: {
        bugs: {
          B1: {
            ...says,
            breaks: 'Dark',
            scope: 'default',
            implementation: { lamp: bulb({ view: () => ({ times: 9 }) }) },
          },
        },
      },
    });

  it('is hunted in the implementation, and beside the model', () => {
    expect(huntsOf(suite())).toMatchObject([
      {
        bug: 'B1',
        sides: [
          ['implementation', {}],
          ['lockstep', {}],
        ],
      },
    ]);
    for (const subject of ['bug:B1', 'B1', 'bug:B1/implementation', 'bug:B1/lockstep'])
      expect(check(suite(), { subject })).toMatchObject({ verdict: 'violated' });
    expect(subjectOf(suite(), 'bug:B1')).toEqual({ side: 'implementation', bug: 'B1' });
  });

  it('is none of the model', () => {
    expect(() => check(suite(), { subject: 'bug:B1/model' })).toThrow(
      "bug B1 of protocol 'lamp' can be made by an implementation alone; check bug:B1/implementation instead",
    );
  });
});

describe('a field with the name of a node that may change places', () => {
  /** A hub that counts messages from three nodes that may change places, and what it shows and remembers. */
  function hub({
    context = {},
    shows = {},
    message = {},
  }: {
    context?: object;
    shows?: object;
    message?: object;
  }) {
    interface Choker {
      message: { type: 'Have' };
      view: object;
      input: { type: 'press' };
    }
    const own = protocol<Choker>();
    const peer: Actor<Choker> = {
      init: ({ self }) => ({ state: { self, hub: false }, effects: [] }),
      step: (state) => ({
        state,
        effects: [{ type: 'send', to: 'hub', message: { type: 'Have', ...message } }],
      }),
      view: () => ({ role: 'peer' }),
    };
    const choker: Actor<Choker> = {
      init: () => ({ state: { heard: {}, ...context }, effects: [] }),
      step: (state, event) => {
        const { heard } = state as { heard: Record<string, number> };
        const from = (event as { from: string }).from;
        return { state: { ...(state as object), heard: { ...heard, [from]: 1 } }, effects: [] };
      },
      view: (state) => ({ heard: (state as { heard: object }).heard, ...shows }),
      // It puts right what other names do to its own fields; what it shows nobody puts right.
      rename: (state, name) => {
        const { heard } = state as { heard: Record<string, number> };
        const renamed = Object.fromEntries(Object.entries(heard).map(([node, n]) => [name(node), n]));
        return { ...(state as object), heard: renamed };
      },
    };
    return own.suite({
      name: 'choker',
      ...says,
      roles: { hub: { model: choker }, peer: { model: peer } },
      properties: [own.always({ name: 'Quiet', ...says, node: () => true })],
      scopes: {
        default: {
          says: '3 peers',
          system: (play) => ({
            nodes: { hub: play('hub'), a: play('peer'), b: play('peer'), c: play('peer') },
            network: 'set',
            inputs: (view) => ('role' in view ? [{ type: 'press' }] : []),
            bounds: { press: 2 },
            symmetric: [['a', 'b', 'c']],
          }),
        },
      },
    });
  }

  it.each<[string, Parameters<typeof hub>[0], string]>([
    [
      'a view',
      { shows: { c: 0 } },
      "the view of node 'hub' has a field 'c' beside 'heard', which is no node",
    ],
    [
      'a part of a view',
      { shows: { counts: { c: 0, rest: 1 } } },
      "the view of node 'hub' has a field 'c' beside 'rest'",
    ],
    ['a message', { message: { a: 1 } }, "message 'Have' has a field 'a' beside 'type'"],
    ['a field that stands alone', { shows: { counts: { c: 0 } } }, "the view of node 'hub' has the fields"],
  ])('is refused in %s', (_, parts, sentence) => {
    expect(() => check(hub(parts))).toThrow(UsageError);
    expect(() => check(hub(parts))).toThrow(sentence);
  });

  it('is legal where all fields are nodes, and as a key of a Map', () => {
    const whole = check(hub({}), { symmetry: false });
    expect(check(hub({})).seen.worlds).toBeLessThan(whole.seen.worlds);
    expect(check(hub({ shows: { counts: new Map([['d', 0]]) } })).seen.worlds).toBe(
      check(hub({})).seen.worlds,
    );
    expect(check(hub({ shows: { counts: { a: 0, b: 0, c: 0 } } })).verdict).toBe('holds');
  });
});
