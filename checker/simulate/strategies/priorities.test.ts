/** The strategy `priorities`: its order of nodes, and the changes of the order. */
import { describe, expect, it } from 'vitest';
import { mean, names, nodeOf, ofType, taken, uniformly } from '../../../tests/support/gossip.ts';
import type { Action } from '../../semantics/actions.ts';
import { randomOf } from '../../values/random.ts';
import { strategyNamed } from './index.ts';

describe('priorities', () => {
  it('lets one node act as long as it can, and gives the lowest priority to a node with a timeout', () => {
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

  it('changes at random moments, and no node is first for more than a quarter of the run', () => {
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
    // Every fifteen actions, and at up to ten other moments.
    expect(Math.min(...turns)).toBe(4);
    expect(Math.max(...turns)).toBeGreaterThan(9);
    expect(Math.max(...turns)).toBeLessThan(15);
  });
});
