/** Tests the rules of steps, and what the correct model would do, on a counter that a mutant lets run on. */
import { describe, expect, it } from 'vitest';
import { assign, setup } from 'xstate';
import type { Birth, MachineEvent, Shape } from '../actors/actor.ts';
import type { Action } from '../semantics/actions.ts';
import { protocol } from '../suite/kit.ts';
import { systemOf } from '../suite/subject.ts';
import type { Suite } from '../suite/suite.ts';
import { traceOf } from './trace.ts';
import { readTrace, recordOf, writeTrace } from './trace-file.ts';

interface Counting extends Shape {
  readonly input: { readonly type: 'add' };
  readonly view: { readonly n: number };
}

const machine = setup({
  types: {
    context: {} as { n: number },
    events: {} as MachineEvent<Counting>,
    input: {} as Birth<Counting>,
  },
  guards: {
    isBelow: ({ context }) => context.n < 1,
    isSmall: ({ context }) => context.n < 5,
  },
  actions: { count: assign({ n: ({ context }) => context.n + 1 }) },
}).createMachine({
  id: 'counter',
  context: { n: 0 },
  on: {
    add: [
      {
        guard: 'isBelow',
        actions: 'count',
        description: 'A counter counts below its limit.',
        meta: { source: 'section 1' },
      },
      { guard: 'isSmall', description: 'A small number at the limit changes nothing.' },
    ],
  },
});

const kit = protocol<Counting>();
const counter = kit.role({
  name: 'counter',
  machine,
  view: ({ context: { n } }) => ({ n }),
});
const limit = kit.always({
  name: 'Limit',
  says: 'No counter passes its limit.',
  source: 'section 1',
  node: ({ n }) => n <= 1,
});
const about = { source: 'this test', breaks: limit, scope: 'default' } as const;
const suite = kit.suite({
  name: 'counting',
  says: 'Counters with a limit.',
  source: 'this test',
  roles: { counter },
  properties: [limit],
  scopes: {
    default: kit.scope({
      system: (actor) => ({
        nodes: { a: actor('counter'), b: actor('counter') },
        network: 'set',
        inputs: () => [{ type: 'add' }],
      }),
    }),
  },
  bugs: {
    G: counter.mutant({
      ...about,
      says: 'The limit is not checked.',
      guards: { isBelow: () => true },
    }),
    A: counter.mutant({
      ...about,
      says: 'A counter counts by two.',
      actions: { count: assign({ n: ({ context }) => context.n + 2 }) },
    }),
  },
}) as unknown as Suite;

const add: Action = { type: 'input', node: 'a', input: { type: 'add' } };
const stepsOf = (bug?: string) =>
  traceOf(systemOf(suite, 'default', { side: 'model', ...(bug !== undefined && { bug }) }), 0, [add, add])
    .steps;
const says = { says: 'A counter counts below its limit.', source: 'section 1' };

describe('a step of a trace', () => {
  it('has its transition with sentence and source, and the guards with their outcomes', () => {
    const [first, second] = stepsOf();
    const guard = { machine: 'counter', name: 'isBelow', outcome: true };
    expect(first?.taken).toEqual({
      transitions: [
        { machine: 'counter', from: '(root)', event: 'add', guard: 'isBelow', to: 'stays', ...says },
      ],
      guards: [guard],
    });
    expect(second?.taken).toMatchObject({
      transitions: [{ guard: 'isSmall', says: 'A small number at the limit changes nothing.' }],
      guards: [
        { name: 'isBelow', outcome: false },
        { name: 'isSmall', outcome: true },
      ],
    });
  });

  it('says nothing of the correct model where the subject is the correct model', () => {
    for (const step of stepsOf()) expect(step).not.toHaveProperty('otherwise');
  });

  it('names the guard that the correct model decides otherwise, at the step where it does', () => {
    const [first, second] = stepsOf('G');
    expect(first).not.toHaveProperty('otherwise');
    expect(second?.otherwise).toEqual({
      guard: { machine: 'counter', name: 'isBelow', outcome: false },
      ...says,
      changes: [],
      effects: [],
    });
  });

  it('names the action that the correct model has otherwise, and what that one does', () => {
    expect(stepsOf('A')[0]?.otherwise).toEqual({
      actions: [{ machine: 'counter', name: 'count' }],
      ...says,
      changes: [{ node: 'a', field: 'n', before: 0, after: 1 }],
      effects: [],
    });
  });
});

describe('a trace file', () => {
  const trace = traceOf(systemOf(suite, 'default', { side: 'model', bug: 'G' }), 0, [add, add]);
  const record = recordOf({
    tool: '0',
    protocol: 'counting',
    subject: 'bug:G',
    scope: 'default',
    setting: {},
    property: limit as never,
    at: ['a'],
    trace,
  });
  const text = writeTrace(record);
  const edited = (edit: (json: { steps: Record<string, unknown>[] } & Record<string, unknown>) => void) => {
    const json = JSON.parse(text);
    edit(json);
    return JSON.stringify(json);
  };

  it('keeps the rules of its steps and the nodes that break the property', () => {
    expect(readTrace(text, 'x.json')).toEqual(record);
  });

  it('of version 1, which has none of them, is read', () => {
    const old = edited((json) => {
      json.version = 1;
      delete json.at;
      for (const step of json.steps) {
        delete step.taken;
        delete step.otherwise;
      }
    });
    const { at: _, ...others } = record;
    const steps = trace.steps.map(({ taken: _, otherwise: __, ...step }) => step);
    expect(readTrace(old, 'x.json')).toEqual({ ...others, trace: { ...trace, steps } });
  });

  it.each<[string, Parameters<typeof edited>[0], string]>([
    [
      'an outcome that is no boolean',
      ({ steps: [step] }) => {
        (step as { taken: { guards: unknown } }).taken.guards = [{ machine: 'm', name: 'g', outcome: 'yes' }];
      },
      "'steps.0.taken.guards.0.outcome' is wrong",
    ],
    [
      'a sentence beyond any that a reader holds',
      ({ steps: [, step] }) => {
        (step as { otherwise: { says: string } }).otherwise.says = 'x'.repeat(10_000);
      },
      "'steps.1.otherwise.says' is wrong",
    ],
    [
      'a node that breaks the property and does not exist',
      (json) => {
        json.at = ['z'];
      },
      "'at' names node 'z', and its initial world has a, b",
    ],
  ])('with %s is refused', (_, edit, sentence) => {
    expect(() => readTrace(edited(edit), 'x.json')).toThrow(sentence);
  });
});
