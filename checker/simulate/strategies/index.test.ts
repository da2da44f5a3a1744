/** The list of strategies: lookup, applicability, and the draw for each run. */
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../../../properties/raft/index.ts';
import { cluster, gossip, taken } from '../../../tests/support/gossip.ts';
import type { System } from '../../semantics/system.ts';
import { systemOf } from '../../suite/subject.ts';
import { UsageError } from '../../values/errors.ts';
import { randomOf } from '../../values/random.ts';
import { draw } from '../draw.ts';
import { fuzzAll } from '../fuzz.ts';
import { drawStrategies, strategies, strategyNamed } from './index.ts';
import type { Strategy } from './strategy.ts';

describe('strategies', () => {
  it.each(strategies.map(({ name }) => name))('%s never blocks a run, and names what it imitates', (name) => {
    const strategy = strategyNamed(name);
    expect(strategy.imitates).toMatch(/^[a-z].+[^.]$/);
    for (const actions of taken(strategy)) expect(actions).toHaveLength(60);
  });

  it('are applicable to the system: without crashes there is no churn', () => {
    const { crash: _, partitions: __, adversaries: ___, injects: ____, ...plain } = cluster;
    const withoutFaults: System = { ...plain, nodes: { a: gossip(['a']) }, budget: {} };
    const names = new Set(
      Array.from({ length: 200 }, (_, seed) =>
        drawStrategies(
          strategies,
          withoutFaults,
          { nodes: ['a'], adversaries: [], actionsMax: 10 },
          randomOf(seed),
        ),
      ).flatMap((one) => one.names),
    );
    expect([...names].sort()).toEqual(['slow-node', 'split-vote', 'uniform']);
    const alone = { runs: 1, actionsMax: 5, seed: 1, strategies: [strategyNamed('churn')] };
    const refusal = new UsageError(
      "strategy 'churn' is not applicable to this system (it imitates nodes that crash and restart all the time); 'uniform' is applicable to all",
    );
    expect(() => fuzzAll(withoutFaults, [], alone)).toThrow(refusal);
    expect(() => draw(() => withoutFaults, [], alone, randomOf(1))).toThrow(refusal);
  });

  it('begin with the first of the list, by default uniform, with maximal length', () => {
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

  it('are refused if the name is unknown', () => {
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
