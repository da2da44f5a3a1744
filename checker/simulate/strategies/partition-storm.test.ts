/** The strategy `partition-storm`: the deliveries that it delays. */
import { describe, expect, it } from 'vitest';
import { largest, mean, ofType, share, taken, uniformly } from '../../../tests/support/gossip.ts';
import type { Action } from '../../semantics/actions.ts';
import { strategyNamed } from './index.ts';

describe('partition-storm', () => {
  it('delays messages across a partition, in both directions or one', () => {
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
});
