/** A gossip protocol with every kind of fault, and measures of how a strategy schedules it. */
import type { Actor } from '../../checker/actors/actor.ts';
import type { Action } from '../../checker/semantics/actions.ts';
import type { System } from '../../checker/semantics/system.ts';
import { InPlaceSimulation } from '../../checker/simulate/simulation/in-place.ts';
import { Chooser } from '../../checker/simulate/strategies/chooser.ts';
import { strategyNamed } from '../../checker/simulate/strategies/index.ts';
import type { Strategy } from '../../checker/simulate/strategies/strategy.ts';
import { randomOf } from '../../checker/values/random.ts';

/** Nodes that send to all others at each tick, and persist what they receive; nothing is bounded. */
export function gossip(nodes: readonly string[]): Actor {
  return {
    init: ({ self }) => ({ state: { self, received: 0 }, effects: [{ type: 'arm', timer: 'tick' }] }),
    step(state, event) {
      const { self, received } = state as { self: string; received: number };
      if (event.type === 'timeout')
        return {
          state,
          effects: [
            ...nodes
              .filter((node) => node !== self)
              .map((to) => ({ type: 'send' as const, to, message: { type: received % 2 ? 'odd' : 'even' } })),
            { type: 'arm', timer: 'tick' },
          ],
        };
      if (event.type !== 'message') return { state, effects: [] };
      return {
        state: { self, received: received + 1 },
        effects: [{ type: 'persist', record: { received } }],
      };
    },
    view: (state) => ({ received: (state as { received: number }).received }),
  };
}
export const names = ['a', 'b', 'c', 'd'];
export const cluster: System = {
  nodes: Object.fromEntries(names.map((node) => [node, gossip(names)])),
  setting: {},
  network: 'unordered',
  lossy: true,
  persistence: 'async',
  crash: { inbox: 'lost', returns: 'recovered' },
  partitions: [{ name: 'cut', blocks: [['a', 'b']] }],
  injects: [{ from: 'a', to: 'b', message: { type: 'odd' } }],
  adversaries: ['d'],
  budget: { duplicate: 1_000, inject: 1_000 },
};

/** The actions of some runs under a strategy alone, without a fault mix. */
export function taken(strategy: Strategy, system: System = cluster, runs = 40, length = 60) {
  return Array.from({ length: runs }, (_, run) => {
    const random = randomOf(run * 7_919 + 1);
    const simulation = new InPlaceSimulation(system, 0);
    const { adversaries = [], nodes } = system;
    const bias = strategy.begin({ nodes: Object.keys(nodes), adversaries, actionsMax: length }, random);
    const chooser = new Chooser(simulation, bias, random);
    const actions: Action[] = [];
    while (actions.length < length) {
      const action = chooser.next();
      if (action === undefined) break;
      const done = simulation.take(action);
      bias.after?.(action, done);
      actions.push(action);
    }
    return actions;
  });
}
export const uniformly = taken(strategyNamed('uniform'));
/** The proportion of actions with a property, over all runs. */
export const share = (runs: readonly (readonly Action[])[], is: (action: Action) => boolean) =>
  runs.flat().filter(is).length / runs.flat().length;
export const ofType = (type: Action['type']) => (action: Action) => action.type === type;
/** The largest proportion of one key: a measure of inequality. */
export const largest = (actions: readonly Action[], keyOf: (action: Action) => string | undefined) => {
  const keys = actions.flatMap((action) => keyOf(action) ?? []);
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return keys.length === 0 ? 0 : Math.max(...counts.values()) / keys.length;
};
export const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
/** The node that receives a message or a timeout. */
export const nodeOf = (action: Action) =>
  action.type === 'deliver' ? action.to : action.type === 'timeout' ? action.node : undefined;
