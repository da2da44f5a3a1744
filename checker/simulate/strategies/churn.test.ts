/** The strategy `churn`: its crashes and restarts. */
import { describe, expect, it } from 'vitest';
import { largest, mean, ofType, share, taken } from '../../../tests/support/gossip.ts';
import type { Action } from '../../semantics/actions.ts';
import { strategyNamed } from './index.ts';

describe('churn', () => {
  it('crashes and restarts more often than another strategy, and some nodes more often than others', () => {
    const runs = taken(strategyNamed('churn'));
    const slowLink = taken(strategyNamed('slow-link'));
    for (const type of ['crash', 'restart'] as const)
      expect(share(runs, ofType(type))).toBeGreaterThan(1.5 * share(slowLink, ofType(type)));
    const victim = (actions: readonly Action[]) =>
      largest(actions, (action) => (action.type === 'crash' ? action.node : undefined));
    expect(mean(runs.map(victim))).toBeGreaterThan(mean(slowLink.map(victim)));
  });
});
