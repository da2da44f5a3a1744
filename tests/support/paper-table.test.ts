/** Tests the table from paper to mutants on a toy protocol. */
import { expect, it } from 'vitest';
import { assign, setup } from 'xstate';
import type { MachineEvent } from '../../checker/actors/actor.ts';
import { protocol } from '../../checker/index.ts';
import { paperTable } from './paper-table.ts';

interface Toy {
  message: { readonly type: 'X' } | { readonly type: 'Y' } | { readonly type: 'Z' };
  view: object;
}

const machine = setup({
  types: { context: {} as { n: number }, events: {} as MachineEvent<Toy> },
  guards: { isSmall: ({ context }) => context.n < 3 },
  actions: { count: assign({ n: ({ context }) => context.n + 1 }), reset: assign({ n: 0 }) },
}).createMachine({
  id: 'toy',
  context: { n: 0 },
  on: {
    X: {
      description: 'Counts.',
      meta: { source: 'section 1', method: '#x' },
      guard: 'isSmall',
      actions: 'count',
    },
    Y: { description: 'Counts.', meta: { source: 'section 2' }, actions: ['reset', 'count'] },
    Z: { description: 'Resets.', meta: { source: 'section 3' }, actions: 'reset' },
  },
});

const kit = protocol<Toy>();
const model = (one: typeof machine) => kit.model(one, { view: () => ({}) });
const story = { says: 'S.', source: 'here', scope: 'default' as const };
const few = kit.always({ name: 'Few', says: 'Few.', source: 'here', node: () => true });
const many = kit.always({ name: 'Many', says: 'Many.', source: 'here', node: () => true });

it('puts a mutant beside the transitions that use what it replaces', () => {
  const suite = kit.suite({
    name: 'toy',
    says: 'A toy.',
    source: 'here',
    roles: { toy: { model: model(machine) } },
    properties: [few, many],
    scopes: { default: { says: 'one', system: (actor) => ({ nodes: { a: actor('toy') }, network: 'set' }) } },
    bugs: {
      T1: {
        ...story,
        breaks: few,
        model: { toy: model(machine.provide({ guards: { isSmall: () => true } })) },
      },
      T2: {
        ...story,
        breaks: many,
        model: { toy: model(machine.provide({ actions: { reset: assign({}) } })) },
      },
      T3: { ...story, breaks: few, model: { toy: model(machine) } },
    },
  });
  expect(paperTable(suite)).toEqual([
    '| rule of the paper | transition | method | property | mutant |',
    '|---|---|---|---|---|',
    '| section 1 | `(root) --X [isSmall]--> stays` | `#x` | Few | T1 |',
    '| section 2 | `(root) --Y--> stays` |  |  |  |',
    '| section 3 | `(root) --Z--> stays` |  |  |  |',
    '|  | every transition that uses `reset` |  | Many | T2 |',
    '|  | none: another record, rule or class |  | Few | T3 |',
  ]);
});
