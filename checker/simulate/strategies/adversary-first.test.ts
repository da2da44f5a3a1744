/** The strategy `adversary-first`: its preference for adversaries. */
import { describe, expect, it } from 'vitest';
import { share, taken, uniformly } from '../../../tests/support/gossip.ts';
import type { Action } from '../../semantics/world.ts';
import { strategyNamed } from './index.ts';

describe('adversary-first', () => {
  it('prefers actions of adversaries and forged messages', () => {
    const isAdversarial = (action: Action) =>
      action.type === 'inject' ||
      ('node' in action && action.node === 'd') ||
      ('to' in action && (action.to === 'd' || action.from === 'd'));
    expect(share(taken(strategyNamed('adversary-first')), isAdversarial)).toBeGreaterThan(
      1.3 * share(uniformly, isAdversarial),
    );
  });
});
