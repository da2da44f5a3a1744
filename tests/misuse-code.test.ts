/**
 * Tests the errors for wrong return values of a suite's code: each row is one mistake with its sentence, the
 * same from a search and from schedules.
 */
import { describe, expect, it } from 'vitest';
import { assign, enqueueActions, not } from 'xstate';
import { CodeError, composite } from '../checker/index.ts';
import {
  type Counter,
  errorsOf,
  handWritten,
  implementationWith,
  kit,
  LampClass,
  machineWith,
  type Out,
  type SuiteParts,
  withProperty,
} from './support/misuse.ts';

type Row = readonly [
  what: string,
  parts: SuiteParts,
  sentence: string | RegExp,
  subject?: 'implementation' | 'lockstep',
];

/** A composite with some of its parts replaced. */
function parted(parts: object): object {
  const quiet = { ...handWritten, init: () => ({ state: { times: 0 }, effects: [] }) };
  return composite({ root: quiet, partner: quiet, view: () => ({ times: 0 }), ...parts } as never);
}

const promised = 'returned a promise';
const truth = (is: string) => `it returned ${is} where true or false was due`;

const tables: readonly (readonly [string, readonly Row[]])[] = [
  [
    'promises where an answer is due',
    [
      ['always', withProperty({ node: async () => true }), `property 'Odd' failed: it ${promised}`],
      ['always of pairs', withProperty({ pair: async () => true }), `property 'Odd' failed: it ${promised}`],
      [
        'always of the world',
        withProperty({ world: async () => true }),
        `property 'Odd' failed: it ${promised}`,
      ],
      [
        'its premise',
        withProperty({ node: () => true, premise: async () => true }),
        `property 'Odd' failed: it ${promised}`,
      ],
      [
        'a thenable',
        withProperty({ node: () => Object.fromEntries([['then', () => {}]]) }),
        `property 'Odd' failed: it ${promised}`,
      ],
      ['step', withProperty({ holds: async () => true }, 'step'), `property 'Odd' failed: it ${promised}`],
      [
        'sometimes',
        withProperty({ node: async () => false }, 'sometimes'),
        `property 'Odd' failed: it ${promised}`,
      ],
      [
        'init',
        { actor: { ...handWritten, init: async () => handWritten.init() } },
        `node 'a' failed at coming up: it ${promised}`,
      ],
      [
        'a step',
        { actor: { ...handWritten, step: async () => ({ state: { times: 0 }, effects: [] }) } },
        /node '[ab]' failed at (timeout 'tick'|input 'press'): it returned a promise/,
      ],
      [
        'a view',
        { actor: { ...handWritten, view: async () => ({}) } },
        `node 'a' failed at its view: it ${promised}`,
      ],
      [
        'choices',
        { actor: { ...handWritten, choices: async () => [1] } },
        /node '[ab]' failed at its 'choices' at .*: it returned a promise/,
      ],
      [
        'an answer',
        { actor: { ...handWritten, answer: async () => ({ type: 'told' }) } },
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
        'the root of a composite',
        { actor: parted({ root: { ...handWritten, init: async () => handWritten.init() } }) },
        `node 'a' failed at coming up: it ${promised}`,
      ],
      [
        'a part of a composite',
        { actor: parted({ partner: { ...handWritten, init: async () => handWritten.init() } }) },
        `node 'a' failed at coming up: it ${promised}`,
      ],
      [
        'what a composite shows',
        { actor: parted({ view: async () => ({}) }) },
        `node 'a' failed at its view: it ${promised}`,
      ],
      [
        'a model in lockstep',
        { actor: { ...handWritten, view: async () => ({}) }, implementation: implementationWith({}) },
        `node 'a' failed at coming up: it ${promised}`,
        'lockstep',
      ],
      [
        'a scope',
        { suite: { scopes: { default: { says: '', system: async () => ({}) } } } },
        `scope 'default' of suite 'lamp' failed: it ${promised}`,
      ],
      [
        'a guard',
        { actor: machineWith({ guard: async () => true }) },
        /node '[ab]' failed at .*guard 'mayTick'.*: ?\s*it returned a promise/s,
      ],
      [
        'an inline guard',
        { actor: machineWith({ guard: not((async () => true) as never) }) },
        /node '[ab]' failed at .*it returned a promise/s,
      ],
      [
        'assign',
        { actor: machineWith({ action: assign(async () => ({ times: 1 })) }) },
        /node '[ab]' failed at .*it returned a promise/s,
      ],
      [
        'assign of a field',
        { actor: machineWith({ action: assign({ times: async () => 1 } as never) }) },
        /node '[ab]' failed at .*it returned a promise/s,
      ],
      [
        'enqueueActions',
        { actor: machineWith({ action: enqueueActions(async () => {}) }) },
        /node '[ab]' failed at .*it returned a promise/s,
      ],
      [
        'assign in enqueueActions',
        {
          actor: machineWith({
            action: enqueueActions(({ enqueue }) => enqueue.assign(async () => ({ times: 1 }))),
          }),
        },
        /node '[ab]' failed at .*it returned a promise/s,
      ],
      [
        'a check in enqueueActions',
        {
          actor: machineWith({
            action: enqueueActions(({ check }) => void check((async () => true) as never)),
          }),
        },
        /node '[ab]' failed at .*it returned a promise/s,
      ],
      [
        'start',
        { implementation: implementationWith({ start: async () => {} }) },
        `node 'a' failed at coming up: it ${promised}`,
        'implementation',
      ],
      [
        'handle',
        { implementation: implementationWith({ handle: async () => {} }) },
        /node '[ab]' failed at .*: it returned a promise/,
        'implementation',
      ],
      [
        'view of a class',
        { implementation: implementationWith({ view: async () => ({}) }) },
        /node 'a' failed at (its view|coming up): it returned a promise/,
        'implementation',
      ],
    ],
  ],
  [
    'answers of another kind',
    [
      ['a text for a truth', withProperty({ node: () => 'no' }), `property 'Odd' failed: ${truth("'no'")}`],
      [
        'nothing, for want of a return',
        withProperty({ node: () => {} }),
        `property 'Odd' failed: ${truth('undefined')}; is a return missing?`,
      ],
      ['a number', withProperty({ pair: () => 1 }), `property 'Odd' failed: ${truth('1')}`],
      [
        'null from a step',
        withProperty({ holds: () => null }, 'step'),
        `property 'Odd' failed: ${truth('null')}`,
      ],
      [
        'nothing from a premise',
        withProperty({ node: () => true, premise: () => {} }),
        `property 'Odd' failed: ${truth('undefined')}`,
      ],
      [
        'an object that is reached',
        withProperty({ world: () => ({}) }, 'sometimes'),
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
        'it returned undefined where a list of inputs was due, [] for nothing; is a return missing?',
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
        { actor: machineWith({ guard: () => 'yes' }) },
        /it returned 'yes' where true or false was due/,
      ],
      [
        'a guard without a return',
        { actor: machineWith({ guard: () => {} }) },
        /it returned undefined where true or false was due; is a return missing\?/,
      ],
      [
        'assign without a return',
        { actor: machineWith({ action: assign((() => {}) as never) }) },
        /an assign returned undefined where the fields to change were due/,
      ],
      [
        'a step that is nothing',
        { actor: { ...handWritten, step: () => {} } },
        /node '[ab]' failed at .*: it returned undefined where a step was due/,
      ],
      [
        'a step without effects',
        { actor: { ...handWritten, step: () => ({ state: {} }) } },
        /node '[ab]' failed at .*: it returned a step whose 'effects' are undefined/,
      ],
      [
        'init without effects',
        { actor: { ...handWritten, init: () => ({ state: {} }) } },
        "node 'a' failed at coming up: it returned a step whose 'effects' are undefined",
      ],
      [
        'an unknown effect',
        { actor: { ...handWritten, step: () => ({ state: {}, effects: [{ type: 'shout' }] }) } },
        /node '[ab]' returned the effect 'shout', which is none; there is send, call, output, persist, arm, disarm/,
      ],
      [
        'an effect that is none',
        { actor: { ...handWritten, step: () => ({ state: {}, effects: ['arm'] }) } },
        /node '[ab]' returned the effect 'arm', which is none/,
      ],
      [
        'a message without a type',
        { actor: { ...handWritten, step: () => ({ state: {}, effects: [{ type: 'send', to: 'b' }] }) } },
        /node '[ab]' failed at the message of its step: the message is undefined, but it must be an object with a 'type'/,
      ],
      [
        'an output without a type',
        {
          actor: { ...handWritten, step: () => ({ state: {}, effects: [{ type: 'output', value: 'on' }] }) },
        },
        /the output is 'on', but it must be an object with a 'type'/,
      ],
      [
        'a request without a type',
        {
          actor: {
            ...handWritten,
            step: () => ({ state: {}, effects: [{ type: 'call', to: 'b', request: 1 }] }),
          },
        },
        /(the request is 1|calls 'b')/,
      ],
      [
        'a reply without a type',
        { actor: { ...handWritten, answer: () => ({}) } },
        "node 'b' failed at answering 'ask' from 'a': the reply is an object, but it must be an object with a 'type'",
      ],
      [
        'a view that is nothing',
        { actor: { ...handWritten, view: () => {} } },
        "node 'a' failed at its view: it returned undefined where a view was due",
      ],
    ],
  ],
  [
    'classes that are none',
    [
      [
        'without save',
        { implementation: implementationWith({ save: undefined }) },
        "node 'a' failed at coming up: the implementation has no 'save'; its class needs start, handle, view, save, load",
        'implementation',
      ],
      [
        'without load',
        { implementation: implementationWith({ load: null }) },
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
            class Late extends LampClass {
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
        /node '[ab]' failed at .*: its outbox was used after the step was over; a step must write its effects before it returns/,
        'implementation',
      ],
    ],
  ],
];

describe.each(tables)('%s', (_, rows) => {
  for (const [what, parts, sentence, subject] of rows)
    it(what, () => {
      const { search, schedules } = errorsOf(parts, subject);
      for (const error of [search, schedules]) {
        expect(error?.message).toMatch(sentence);
        expect(error).toBeInstanceOf(CodeError);
      }
    });
});

describe('an outbox of another step', () => {
  it('is refused by a search', () => {
    let kept: Out | undefined;
    class Hoarder extends LampClass {
      override handle(event: unknown, out: Out) {
        super.handle(event, out);
        kept ??= out;
        kept.send('b', { type: 'Lit', times: this.times });
      }
    }
    const { search } = errorsOf(
      { implementation: kit.implementation(() => new Hoarder() as never) },
      'implementation',
    );
    expect(search?.message).toContain('its outbox was used after the step was over');
  });
});

describe('code that changes its arguments or its results', () => {
  let count = 0;
  const setView = { ...handWritten, view: ({ times }: Counter) => ({ times, seen: new Set([times]) }) };
  const sets = (holds: (view: { seen: Set<number> }) => boolean): SuiteParts => ({
    ...withProperty({ node: holds }),
    actor: setView,
  });

  it.each<[string, () => SuiteParts, string]>([
    [
      'a property that empties a Set in a view',
      () => sets(({ seen }) => seen.delete(0) || true),
      "property 'Odd' failed: it changed what it was given; a property must leave it alone",
    ],
    [
      'a property that empties the views',
      () =>
        withProperty({
          world: (views: Map<string, object>) => {
            views.clear();
            return true;
          },
        }),
      "property 'Odd' failed: it changed what it was given",
    ],
    [
      'a property that takes an effect away',
      () =>
        withProperty(
          { holds: ({ effects }: { effects: object[] }) => effects.pop() === undefined || true },
          'step',
        ),
      "property 'Odd' failed: Cannot ",
    ],
    [
      'a property that counts',
      () => withProperty({ node: () => count++ % 2 === 0 }),
      "property 'Odd' failed: it returned another value the second time",
    ],
    [
      'a view that counts',
      () => ({ actor: { ...handWritten, view: () => ({ times: count++ }) } }),
      "node 'a' failed at its view: it shows",
    ],
    [
      'within that counts',
      () => ({ system: { within: () => count++ % 2 === 0 } }),
      "'within' of node 'a' returned another value the second time",
    ],
    [
      'a monitor that counts',
      () => ({ monitor: () => count++ }),
      'the monitor returned another history the second time',
    ],
    [
      'an error that has no text',
      () => ({
        actor: {
          ...handWritten,
          step: () => {
            throw new Proxy(
              {},
              {
                get() {
                  throw new Error('no');
                },
              },
            );
          },
        },
      }),
      'a value was thrown that has no text',
    ],
  ])('%s is refused by a search', (_, parts, sentence) => {
    const { search } = errorsOf(parts());
    expect(search?.message).toContain(sentence);
    expect(search).toBeInstanceOf(CodeError);
  });
});
