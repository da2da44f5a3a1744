import { expect, it } from 'vitest';
import { and, assign, not, setup } from 'xstate';
import { machineRules, replacedIn } from './machine-rules.ts';
import { machineActor } from './xstate-actor.ts';

const machine = setup({
  types: { context: {} as { n: number } },
  delays: { tick: 1 },
  guards: { isEven: ({ context }) => context.n % 2 === 0, isSmall: ({ context }) => context.n < 3 },
  actions: {
    count: assign({ n: ({ context }) => context.n + 1 }),
    reset: assign({ n: 0 }),
    leave: assign({}),
  },
}).createMachine({
  id: 'm',
  context: { n: 0 },
  initial: 'a',
  states: {
    a: {
      exit: 'leave',
      after: { tick: { description: 'Time.', meta: { source: 'section 1', method: '#tick' }, target: 'b' } },
      on: { X: { guard: and(['isEven', not('isSmall')]), actions: 'count' } },
    },
    b: { entry: 'reset', initial: 'c', states: { c: { entry: 'count' }, d: { entry: 'leave' } } },
  },
});

it('lists what transitions say of themselves, and the guards and actions that they use', () => {
  expect(machineRules(machine)).toEqual([
    {
      rule: 'm: a --X [inline guard]--> stays',
      parts: { from: 'a', event: 'X', guard: 'inline guard', to: 'stays' },
      uses: new Set(['isEven', 'isSmall', 'count']),
    },
    {
      rule: 'm: a --after tick--> b',
      parts: { from: 'a', event: 'after tick', to: 'b' },
      description: 'Time.',
      source: 'section 1',
      method: '#tick',
      uses: new Set(['leave', 'reset', 'count']),
    },
  ]);
});

it('names them as coverage does, for an actor of the machine', () => {
  const { rules, machines } = machineActor(machine as never, { view: () => ({}) });
  expect(machines).toEqual([machine]);
  for (const { rule } of machineRules(machine)) expect(rules).toContain(rule);
});

it('names what a mutant replaces', () => {
  const mutant = machine.provide({ guards: { isSmall: () => true }, actions: { count: assign({}) } });
  expect(replacedIn(mutant, machine)).toEqual(['isSmall', 'count']);
  expect(replacedIn(machine.provide({}), machine)).toEqual([]);
});
