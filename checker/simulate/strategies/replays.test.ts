/** The strategy `replay`: its repeated deliveries. */
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../../../properties/raft/index.ts';
import { mean, ofType, share, taken, uniformly } from '../../../tests/support/gossip.ts';
import { systemOf } from '../../suite/subject.ts';
import { strategyNamed } from './index.ts';

describe('replay', () => {
  it('duplicates and redelivers messages', () => {
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
});
