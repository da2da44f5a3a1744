/** The strategy `adversary-first`: its preference for adversaries. */
import { describe, expect, it } from 'vitest';
import { names, share, taken, uniformly } from '../../../tests/support/gossip.ts';
import type { Action } from '../../semantics/actions.ts';
import { randomOf } from '../../values/random.ts';
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

  it('accepts every action of an adversary, and few others', () => {
    const { eagerness } = strategyNamed('adversary-first').begin(
      { nodes: names, adversaries: ['d'], actionsMax: 10 },
      randomOf(1),
    );
    const actions: readonly Action[] = [
      { type: 'timeout', node: 'd', timer: 'tick' },
      { type: 'deliver', from: 'd', to: 'a', message: { type: 'odd' } },
      { type: 'inject', from: 'a', to: 'b', message: { type: 'odd' } },
      { type: 'timeout', node: 'a', timer: 'tick' },
      { type: 'deliver', from: 'a', to: 'b', message: { type: 'odd' } },
    ];
    expect(actions.map((action) => eagerness?.(action))).toEqual([1, 1, 1, 0.1, 0.1]);
  });
});
