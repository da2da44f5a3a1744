/** The strategy `slow-node`: its slow and normal periods. */
import { describe, expect, it } from 'vitest';
import { cluster, mean, names, nodeOf, taken } from '../../../tests/support/gossip.ts';
import type { Action } from '../../semantics/actions.ts';
import { randomOf } from '../../values/random.ts';
import { strategyNamed } from './index.ts';

describe('slow-node', () => {
  it('delays one node for a while, and then another', () => {
    const steps = (actions: readonly Action[]) => actions.flatMap((action) => nodeOf(action) ?? []);
    /** The longest sequence of steps without the node. */
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
});
