/**
 * A system with few local steps and many worlds: most new worlds are new combinations of known node states.
 * Each node counts, sends its count to the others, and outputs its state at an input.
 */
import type { Actor, Effect } from '../../checker/actors/actor.ts';
import type { Property } from '../../checker/property/property.ts';
import type { System } from '../../checker/semantics/system.ts';

interface CounterState {
  readonly n: number;
  readonly received: number;
}

const names = ['a', 'b', 'c'];
const last = 3;
const arm: Effect = { type: 'arm', timer: 't' };

function counter(self: string): Actor {
  return {
    init: () => ({ state: { n: 0, received: 0 } satisfies CounterState, effects: [arm] }),
    step: (state, event) => {
      const { n, received } = state as CounterState;
      if (event.type === 'input')
        return { state, effects: [{ type: 'output', value: { type: 'at', n, received } }] };
      if (event.type === 'message') {
        const { n: count } = event.message as unknown as CounterState;
        return { state: { n, received: Math.max(received, count) }, effects: [] };
      }
      const others = names.filter((name) => name !== self);
      const message = { type: 'at', n: n + 1 };
      return {
        state: { n: n + 1, received },
        effects: [
          ...(n + 1 < last ? [arm] : []),
          ...others.map((to): Effect => ({ type: 'send', to, message })),
        ],
      };
    },
    view: (state) => state as CounterState,
  };
}

/** The system. Its monitor records the outputs, so the history can change while no node does. */
export function combinatorialSystem(network: System['network'], others: Partial<System> = {}): System {
  return {
    nodes: Object.fromEntries(names.map((name) => [name, counter(name)])),
    setting: {},
    network,
    inputs: () => [{ type: 'report' }],
    bounds: { report: 1, t: 4 },
    partitions: [{ name: 'p', blocks: [['a', 'b']] }],
    budget: { partition: 1 },
    monitor: {
      first: [],
      next: (history, event) =>
        event.type === 'output'
          ? [...(history as string[]), `${event.node}${JSON.stringify(event.output)}`]
          : history,
    },
    ...others,
  };
}

const at = (view: object) => view as CounterState;
const says = { says: '', source: '' };
const receivedBy = (view: object | undefined) => (view === undefined ? 0 : at(view).received);

const some = [0, 1, 2];

/**
 * Properties that several nodes, or a node and the history, decide together; most are violated or reached
 * late.
 */
export const combinationProperties: readonly Property[] = [
  ...some.flatMap((n) =>
    some.map(
      (count): Property => ({
        ...{ ...says, name: `pair ${n} ${count}`, kind: 'always' },
        over: {
          pair: (a, b) => at(a).n !== 1 || at(a).received !== count || at(b).n !== n || at(b).received !== 1,
        },
      }),
    ),
  ),
  ...some.flatMap((a) =>
    some.flatMap((b) =>
      some.map(
        (c): Property => ({
          ...{ ...says, name: `received ${a} ${b} ${c}`, kind: 'sometimes' },
          over: {
            world: (views) => names.every((node, of) => receivedBy(views.get(node)) === [a, b, c][of]),
          },
        }),
      ),
    ),
  ),
  ...names.flatMap((node) =>
    some.map(
      (n): Property => ({
        ...{ ...says, name: `${node} output ${n}`, kind: 'always' },
        over: {
          world: (views, history) => {
            const output = `${node}${JSON.stringify({ type: 'at', n, received: 2 })}`;
            const sum = names.reduce((all, one) => all + receivedBy(views.get(one)), 0);
            return (history as string[])[0] !== output || sum !== 4;
          },
        },
      }),
    ),
  ),
];
