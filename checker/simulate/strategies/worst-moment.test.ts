/** The strategy `worst-moment`: the moments of its crashes. */
import { describe, expect, it } from 'vitest';
import { mean, nodeOf, taken, uniformly } from '../../../tests/support/gossip.ts';
import type { Action } from '../../semantics/actions.ts';
import { strategyNamed } from './index.ts';

describe('worst-moment', () => {
  it('crashes nodes that have just written or sent something', () => {
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
});
