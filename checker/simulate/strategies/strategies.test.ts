/** Each strategy does what its docstring says, in clusters that could do anything. */
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../../../properties/raft/index.ts';
import type { Actor } from '../../actors/actor.ts';
import type { System } from '../../semantics/system.ts';
import type { Action } from '../../semantics/world.ts';
import { systemOf } from '../../suite/subject.ts';
import { UsageError } from '../../values/errors.ts';
import { randomOf } from '../../values/random.ts';
import { draw } from '../draw.ts';
import { fuzzAll } from '../fuzz.ts';
import { InPlaceSimulation } from '../simulation/in-place.ts';
import { kinds } from '../simulation/simulation.ts';
import { Chooser } from './chooser.ts';
import { faultMix } from './fault-mix.ts';
import { drawStrategies, strategies, strategyNamed } from './index.ts';
import type { Strategy } from './strategy.ts';

/** Nodes that tick, tell everybody, and write down what they hear; nothing is bounded. */
function gossip(nodes: readonly string[]): Actor {
  return {
    init: ({ self }) => ({ state: { self, heard: 0 }, effects: [{ type: 'arm', timer: 'tick' }] }),
    step(state, event) {
      const { self, heard } = state as { self: string; heard: number };
      if (event.type === 'timeout')
        return {
          state,
          effects: [
            ...nodes
              .filter((node) => node !== self)
              .map((to) => ({ type: 'send' as const, to, message: { type: heard % 2 ? 'odd' : 'even' } })),
            { type: 'arm', timer: 'tick' },
          ],
        };
      if (event.type !== 'message') return { state, effects: [] };
      return {
        state: { self, heard: heard + 1 },
        effects: [{ type: 'persist', record: { heard } }],
      };
    },
    view: (state) => ({ heard: (state as { heard: number }).heard }),
  };
}
const names = ['a', 'b', 'c', 'd'];
const cluster: System = {
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

/** What runs of a strategy alone take, without the weather. */
function taken(strategy: Strategy, system: System = cluster, runs = 40, length = 60) {
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
const uniformly = taken(strategyNamed('uniform'));
const share = (runs: readonly (readonly Action[])[], is: (action: Action) => boolean) =>
  runs.flat().filter(is).length / runs.flat().length;
const ofType = (type: Action['type']) => (action: Action) => action.type === type;
/** How unevenly a run treats what is counted: the largest share of one key. */
const largest = (actions: readonly Action[], keyOf: (action: Action) => string | undefined) => {
  const keys = actions.flatMap((action) => keyOf(action) ?? []);
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return keys.length === 0 ? 0 : Math.max(...counts.values()) / keys.length;
};
const mean = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
const nodeOf = (action: Action) =>
  action.type === 'deliver' ? action.to : action.type === 'timeout' ? action.node : undefined;

describe('strategies', () => {
  it.each(strategies.map(({ name }) => name))(
    '%s never brings a run to a halt, and says what it imitates',
    (name) => {
      const strategy = strategyNamed(name);
      expect(strategy.imitates).toMatch(/^[a-z].+[^.]$/);
      for (const actions of taken(strategy)) expect(actions).toHaveLength(60);
    },
  );

  it('split-vote lets clocks run out together, each once a wave', () => {
    const pairs = taken(strategyNamed('split-vote')).filter(
      ([first, second]) => first?.type === 'timeout' && second?.type === 'timeout',
    );
    // The other runs begin with a lull.
    expect(pairs.length).toBeGreaterThan(12);
    expect(pairs.length).toBeLessThan(28);
    for (const [first, second] of pairs) expect(nodeOf(first as Action)).not.toBe(nodeOf(second as Action));
    const together = (runs: readonly (readonly Action[])[]) =>
      mean(
        runs.map((actions) => {
          const at = actions.flatMap((action, index) => (action.type === 'timeout' ? [index] : []));
          return mean(at.slice(1).map((index, nth) => Number(index - (at[nth] as number) === 1)));
        }),
      );
    expect(together(taken(strategyNamed('split-vote')))).toBeGreaterThan(2 * together(uniformly));
  });

  it('churn crashes and restarts more than chance does, and some nodes more than others', () => {
    const runs = taken(strategyNamed('churn'));
    const kindFirst = taken(strategyNamed('slow-link'));
    for (const type of ['crash', 'restart'] as const)
      expect(share(runs, ofType(type))).toBeGreaterThan(1.5 * share(kindFirst, ofType(type)));
    const victim = (actions: readonly Action[]) =>
      largest(actions, (action) => (action.type === 'crash' ? action.node : undefined));
    expect(mean(runs.map(victim))).toBeGreaterThan(mean(kindFirst.map(victim)));
  });

  it('worst-moment crashes who has just written or sent something', () => {
    const exposed = (runs: readonly (readonly Action[])[]) => {
      const crashes = runs.flatMap((actions) =>
        actions.flatMap((action, at) =>
          action.type === 'crash' && at > 0 ? [[action, actions[at - 1]] as const] : [],
        ),
      );
      return mean(
        crashes.map(([crash, before]) =>
          Number(
            before !== undefined &&
              (nodeOf(before) ?? ('node' in before ? before.node : '')) === (crash as { node: string }).node,
          ),
        ),
      );
    };
    expect(exposed(taken(strategyNamed('worst-moment')))).toBeGreaterThan(0.75);
    expect(exposed(uniformly)).toBeLessThan(0.5);
  });

  it('partition-storm holds back what crosses a cut, in both directions or one', () => {
    const oneSided = (runs: readonly (readonly Action[])[]) =>
      mean(
        runs.map((actions) =>
          largest(actions.slice(0, 40).filter(ofType('deliver')), (a) =>
            a.type === 'deliver' ? `${a.from}>${a.to}` : undefined,
          ),
        ),
      );
    expect(oneSided(taken(strategyNamed('partition-storm')))).toBeGreaterThan(oneSided(uniformly));
    expect(share(taken(strategyNamed('partition-storm')), ofType('partition'))).toBeGreaterThan(
      share(uniformly, ofType('partition')),
    );
  });

  it('slow-node leaves one node behind for a while, and then another', () => {
    const steps = (actions: readonly Action[]) => actions.flatMap((action) => nodeOf(action) ?? []);
    /** How many steps others take in a row at most. */
    const absence = (actions: readonly Action[], node: string) => {
      const at = steps(actions).flatMap((one, index) => (one === node ? [index] : []));
      return Math.max(...[...at, steps(actions).length].map((index, nth) => index - (at[nth - 1] ?? -1)));
    };
    const absences = (runs: readonly (readonly Action[])[], nth: number) =>
      mean(
        runs.map((actions) => names.map((node) => absence(actions, node)).sort((a, b) => b - a)[nth] ?? 0),
      );
    const { crash: _, ...steady } = cluster;
    const slowly = taken(strategyNamed('slow-node'), steady, 40, 200);
    const evenly = taken(strategyNamed('uniform'), steady, 40, 200);
    expect(absences(slowly, 0)).toBeGreaterThan(1.3 * absences(evenly, 0));
    expect(absences(slowly, 1)).toBeGreaterThan(1.15 * absences(evenly, 1));
    for (const actions of slowly) expect(new Set(steps(actions))).toEqual(new Set(names));
    const turns = (seed: number) => {
      const crowd = { nodes: names, adversaries: [], actionsMax: 60 };
      const bias = strategyNamed('slow-node').begin(crowd, randomOf(seed));
      return Array.from({ length: 60 }, () => {
        bias.after?.({ type: 'restart', node: 'a' }, { effects: [] });
        return names.filter((node) => bias.eagerness?.({ type: 'timeout', node, timer: 'tick' }) !== 1)
          .length;
      });
    };
    const all = Array.from({ length: 100 }, (_, seed) => turns(seed));
    expect(new Set(all.flat())).toEqual(new Set([0, 1]));
    for (const nth of [0, 59]) expect(mean(all.map((slow) => slow[nth] as number))).toBeCloseTo(0.5, 0.5);
  });

  it('slow-link leaves some links behind', () => {
    const unused = (runs: readonly (readonly Action[])[]) =>
      mean(
        runs.map((actions) => {
          const links = actions
            .filter(ofType('deliver'))
            .map((a) => (a.type === 'deliver' ? `${a.from}>${a.to}` : ''));
          return 12 - new Set(links).size;
        }),
      );
    expect(unused(taken(strategyNamed('slow-link'), cluster, 40, 200))).toBeGreaterThan(
      unused(taken(strategyNamed('uniform'), cluster, 40, 200)),
    );
  });

  it('replay doubles and delivers again', () => {
    expect(share(taken(strategyNamed('replay')), ofType('duplicate'))).toBeGreaterThan(
      2 * share(uniformly, ofType('duplicate')),
    );
    const again = (strategy: string) =>
      mean(
        taken(strategyNamed(strategy), systemOf(raft, 'storm-3'), 20, 200).map((actions) => {
          const deliveries = actions.filter(ofType('deliver')).map((action) => JSON.stringify(action));
          return deliveries.length - new Set(deliveries).size;
        }),
      );
    expect(again('replay')).toBeGreaterThan(again('split-vote'));
  });

  it('priorities let one node go on as long as it can, and whose clock runs out go last', () => {
    const again = (runs: readonly (readonly Action[])[], is: (action: Action) => boolean) => {
      const pairs = runs.flatMap((actions) =>
        actions.slice(1).map((next, at) => [actions[at] as Action, next] as const),
      );
      const asked = pairs.filter(([one, next]) => is(one) && nodeOf(next) !== undefined);
      return mean(asked.map(([one, next]) => Number(nodeOf(one) === nodeOf(next))));
    };
    const runs = taken(strategyNamed('priorities'));
    expect(again(runs, ofType('deliver'))).toBeGreaterThan(2 * again(uniformly, ofType('deliver')));
    expect(again(uniformly, ofType('timeout'))).toBeGreaterThan(0.15);
    expect(again(runs, ofType('timeout'))).toBeLessThan(0.02);
  });

  it('priorities change by themselves now and then, and nobody is first for more than a quarter', () => {
    const turns = Array.from({ length: 100 }, (_, seed) => {
      const crowd = { nodes: names, adversaries: [], actionsMax: 60 };
      const bias = strategyNamed('priorities').begin(crowd, randomOf(seed));
      const first = () => names.find((node) => bias.eagerness?.({ type: 'restart', node }) === 1);
      const firsts = Array.from({ length: 60 }, () => {
        bias.after?.({ type: 'restart', node: 'a' }, { effects: [] });
        return first();
      });
      return firsts.filter((node, at) => at > 0 && node !== firsts[at - 1]).length;
    });
    // Every fifteen actions, and at up to ten moments besides.
    expect(Math.min(...turns)).toBe(4);
    expect(Math.max(...turns)).toBeGreaterThan(9);
    expect(Math.max(...turns)).toBeLessThan(15);
  });

  it('adversary-first lets adversaries and forged messages go first', () => {
    const theirs = (action: Action) =>
      action.type === 'inject' ||
      ('node' in action && action.node === 'd') ||
      ('to' in action && (action.to === 'd' || action.from === 'd'));
    expect(share(taken(strategyNamed('adversary-first')), theirs)).toBeGreaterThan(
      1.3 * share(uniformly, theirs),
    );
  });

  it('fit the system: where nothing crashes nobody churns', () => {
    const { crash: _, partitions: __, adversaries: ___, injects: ____, ...plain } = cluster;
    const calmer: System = { ...plain, nodes: { a: gossip(['a']) }, budget: {} };
    const names = new Set(
      Array.from({ length: 200 }, (_, seed) =>
        drawStrategies(strategies, calmer, { nodes: ['a'], adversaries: [], actionsMax: 10 }, randomOf(seed)),
      ).flatMap((one) => one.names),
    );
    expect([...names].sort()).toEqual(['slow-node', 'split-vote', 'uniform']);
    const alone = { runs: 1, actionsMax: 5, seed: 1, strategies: [strategyNamed('churn')] };
    const refusal = new UsageError(
      "strategy 'churn' is not applicable to this system (it imitates nodes that crash and restart all the time); 'uniform' is applicable to all",
    );
    expect(() => fuzzAll(calmer, [], alone)).toThrow(refusal);
    expect(() => draw(() => calmer, [], alone, randomOf(1))).toThrow(refusal);
  });

  it('begin with the first of them, which is uniform, for as long as may be', () => {
    for (let seed = 0; seed < 30; seed++)
      expect(fuzzAll(cluster, [], { runs: 1, actionsMax: 20, seed }).actions).toBe(20);
    const first = (chosen?: readonly Strategy[]) =>
      new Set(
        Array.from({ length: 30 }, (_, seed) => {
          const strategies = chosen === undefined ? {} : { strategies: chosen };
          return [
            ...fuzzAll(cluster, [], { runs: 1, actionsMax: 5, seed, ...strategies }).statistics.strategies,
          ];
        })
          .flat()
          .map(([name]) => name),
      );
    expect(first()).toEqual(new Set(['uniform']));
    expect(first([strategyNamed('replay'), strategyNamed('churn')])).toEqual(new Set(['replay']));
  });

  it('are refused by other names', () => {
    expect(() => strategyNamed('chaos')).toThrow(
      "there is no strategy 'chaos'; there is uniform, split-vote",
    );
  });

  it('are drawn for each run, alone or two at a time', () => {
    const system = systemOf(raft, 'storm-3');
    const cluster = { nodes: ['a', 'b', 'c'], adversaries: [], actionsMax: 10 };
    const mixes = Array.from(
      { length: 300 },
      (_, seed) => drawStrategies(strategies, system, cluster, randomOf(seed * 104_729)).names,
    );
    expect(new Set(mixes.flat()).size).toBe(strategies.length - 1);
    expect(mixes.filter((mix) => mix.length === 2).length).toBeGreaterThan(40);
    expect(mixes.filter((mix) => mix.length === 2).length).toBeLessThan(100);
    for (const mix of mixes) if (mix.includes('uniform')) expect(mix).toEqual(['uniform']);
  });
});

describe('the weather', () => {
  /** Whether some link lags behind others at some moment of a run. */
  function lags(system: System, seed: number): boolean {
    const nodes = Object.keys(system.nodes);
    const bias = faultMix(system, { nodes, adversaries: [], actionsMax: 60 }, randomOf(seed));
    const links = nodes.flatMap((from) => nodes.flatMap((to) => (from === to ? [] : { from, to })));
    return Array.from({ length: 60 }, () => {
      bias.after?.({ type: 'timeout', node: 'a', timer: 'tick' }, { effects: [] });
      return links.some(
        (link) => bias.eagerness?.({ type: 'deliver', ...link, message: { type: 'odd' } }) !== 1,
      );
    }).some((lag) => lag);
  }

  it('troubles the network in most runs, where there is one', () => {
    const troubled = (system: System) => Array.from({ length: 200 }, (_, seed) => Number(lags(system, seed)));
    expect(mean(troubled(cluster))).toBeGreaterThan(0.7);
    expect(mean(troubled(cluster))).toBeLessThan(0.9);
    const ofSize = (size: number) =>
      Object.fromEntries(Array.from({ length: size }, (_, at) => [`n${at}`, gossip([])]));
    for (const size of [2, 40])
      expect(mean(troubled({ ...cluster, nodes: ofSize(size) }))).toBeGreaterThan(0.7);
    expect(mean(troubled({ ...cluster, nodes: ofSize(1) }))).toBe(0);
  });
});

describe('what is held back', () => {
  it('happens before what never has a turn', () => {
    const rates = Object.fromEntries(kinds.map((kind) => [kind, kind === 'timeout' ? 1 : 0]));
    const chooser = new Chooser(
      new InPlaceSimulation(cluster, 0),
      { rates, eagerness: () => 0 },
      randomOf(1),
    );
    for (let time = 0; time < 30; time++) expect(chooser.next()?.type).toBe('timeout');
  });
});

describe('timers', () => {
  it('do not drown deliveries, nor deliveries timers, however many there are', () => {
    const many = Array.from({ length: 30 }, (_, at) => `n${at}`);
    const ticking: Actor = {
      init: () => ({
        state: 0,
        effects: Array.from({ length: 20 }, (_, timer) => ({ type: 'arm' as const, timer: `t${timer}` })),
      }),
      step: (state, event) => ({
        state,
        effects:
          event.type === 'timeout'
            ? [
                { type: 'arm', timer: event.timer },
                { type: 'send', to: 'n0', message: { type: 'm' } },
              ]
            : [],
      }),
      view: () => ({}),
    };
    const system: System = {
      nodes: Object.fromEntries(many.map((node) => [node, ticking])),
      setting: {},
      network: 'unordered',
    };
    const runs = Array.from({ length: 60 }, (_, seed) => {
      const { schedule } = draw(() => system, [], { actionsMax: 100 }, randomOf(seed * 31_337));
      return schedule.actions;
    });
    // Of 601 actions that may happen in the beginning all but one are timeouts.
    expect(share(runs, ofType('deliver'))).toBeGreaterThan(0.15);
    expect(share(runs, ofType('timeout'))).toBeGreaterThan(0.3);
  });

  it('a disk is slow in some runs and quick in others, where it has a turn of its own at all', () => {
    const crowd = { nodes: names, adversaries: [], actionsMax: 10 };
    const slowness = (system: System) =>
      Array.from({ length: 40 }, (_, run) => faultMix(system, crowd, randomOf(run)).rates?.persisted ?? 1);
    expect(new Set(slowness({ ...cluster, persistence: 'sync' }))).toEqual(new Set([1]));
    const rates = slowness(cluster);
    expect(Math.min(...rates)).toBeLessThan(0.03);
    expect(Math.max(...rates)).toBeGreaterThan(0.6);
  });
});
