/** The strategy `split-vote`: its waves of timeouts. */
import { describe, expect, it } from 'vitest';
import { mean, nodeOf, taken, uniformly } from '../../../tests/support/gossip.ts';
import type { Action } from '../../semantics/actions.ts';
import { strategyNamed } from './index.ts';

describe('split-vote', () => {
  it('lets timers of several nodes fire together, each once a wave', () => {
    const pairs = taken(strategyNamed('split-vote')).filter(
      ([first, second]) => first?.type === 'timeout' && second?.type === 'timeout',
    );
    // The other runs start with a lull.
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
});
