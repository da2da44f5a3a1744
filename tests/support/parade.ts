/**
 * A system with few steps and many worlds: most of what is new in a world is how its nodes stand together, not how one stands. Nodes
 * count, tell each other how far they are, and say so when they are asked.
 */
import type { Actor, Effect } from '../../checker/actors/actor.ts';
import type { Property } from '../../checker/property/property.ts';
import type { System } from '../../checker/semantics/system.ts';

interface Walker {
  readonly n: number;
  readonly heard: number;
}

const names = ['a', 'b', 'c'];
const last = 3;
const arm: Effect = { type: 'arm', timer: 't' };

function walker(self: string): Actor {
  return {
    init: () => ({ state: { n: 0, heard: 0 } satisfies Walker, effects: [arm] }),
    step: (state, event) => {
      const { n, heard } = state as Walker;
      if (event.type === 'input')
        return { state, effects: [{ type: 'output', value: { type: 'at', n, heard } }] };
      if (event.type === 'message') {
        const told = (event.message as unknown as Walker).n;
        return { state: { n, heard: Math.max(heard, told) }, effects: [] };
      }
      const others = names.filter((name) => name !== self);
      const message = { type: 'at', n: n + 1 };
      return {
        state: { n: n + 1, heard },
        effects: [
          ...(n + 1 < last ? [arm] : []),
          ...others.map((to): Effect => ({ type: 'send', to, message })),
        ],
      };
    },
    view: (state) => state as Walker,
  };
}

/** Of what is told a history is kept: it changes though no node does. */
export function parade(network: System['network'], others: Partial<System> = {}): System {
  return {
    nodes: Object.fromEntries(names.map((name) => [name, walker(name)])),
    setting: {},
    network,
    inputs: () => [{ type: 'tell' }],
    bounds: { tell: 1, t: 4 },
    partitions: [{ name: 'p', blocks: [['a', 'b']] }],
    budget: { partition: 1 },
    monitor: {
      first: [],
      next: (history, happened) =>
        happened.type === 'output'
          ? [...(history as string[]), `${happened.node}${JSON.stringify(happened.output)}`]
          : history,
    },
    ...others,
  };
}

const at = (view: object) => view as Walker;
const says = { says: '', source: '' };
const heardBy = (view: object | undefined) => (view === undefined ? 0 : at(view).heard);

const some = [0, 1, 2];

/** Broken, or reached, where several stand in a certain way together, or where what was told is still so; most only late. */
export const togetherOnly: readonly Property[] = [
  ...some.flatMap((n) =>
    some.map(
      (heard): Property => ({
        ...{ ...says, name: `pair ${n} ${heard}`, kind: 'always' },
        over: {
          pair: (a, b) => at(a).n !== 1 || at(a).heard !== heard || at(b).n !== n || at(b).heard !== 1,
        },
      }),
    ),
  ),
  ...some.flatMap((a) =>
    some.flatMap((b) =>
      some.map(
        (c): Property => ({
          ...{ ...says, name: `heard ${a} ${b} ${c}`, kind: 'sometimes' },
          over: { world: (views) => names.every((node, of) => heardBy(views.get(node)) === [a, b, c][of]) },
        }),
      ),
    ),
  ),
  ...names.flatMap((node) =>
    some.map(
      (n): Property => ({
        ...{ ...says, name: `${node} told ${n}`, kind: 'always' },
        over: {
          world: (views, history) => {
            const told = `${node}${JSON.stringify({ type: 'at', n, heard: 2 })}`;
            const sum = names.reduce((all, one) => all + heardBy(views.get(one)), 0);
            return (history as string[])[0] !== told || sum !== 4;
          },
        },
      }),
    ),
  ),
];
