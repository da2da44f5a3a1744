/**
 * A system with few steps and many worlds: most of what is new in a world is how its nodes stand together, not how one stands. Nodes
 * count, tell each other how far they are, and say so when they are asked.
 */
import type { Actor, Effect } from '../../checker/actor.ts';
import type { Property } from '../../checker/property.ts';
import type { System } from '../../checker/system.ts';

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
      if (event.type === 'input') return { state, effects: [{ type: 'output', value: { type: 'at', n } }] };
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
    bounds: { tell: 2, t: 5 },
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

/** Broken, or reached, only where several stand in a certain way together, or much was told. */
export const togetherOnly: readonly Property[] = [
  ...[3, 4, 5].flatMap((sum): Property[] => [
    {
      ...{ name: `pair ${sum}`, says: '', source: '', kind: 'always' },
      over: { pair: (a, b) => at(a).n + at(b).n !== sum || at(a).heard !== at(b).n },
    },
    {
      ...{ name: `world ${sum}`, says: '', source: '', kind: 'sometimes' },
      over: { world: (views) => [...views.values()].reduce((all, view) => all + at(view).heard, 0) === sum },
    },
  ]),
  {
    ...{ name: 'told', says: '', source: '', kind: 'always' },
    over: { world: (_, history) => new Set(history as string[]).size < 2 },
  },
  {
    ...{ name: 'told twice', says: '', source: '', kind: 'always' },
    over: { world: (_, history) => (history as string[]).filter((one) => one.includes('2')).length < 2 },
  },
];
