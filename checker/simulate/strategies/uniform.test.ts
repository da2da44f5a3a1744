/** The strategy `uniform`: equal shares for all kinds of actions. */
import { describe, expect, it } from 'vitest';
import { ofType, share, uniformly } from '../../../tests/support/gossip.ts';
import { randomOf } from '../../values/random.ts';
import { uniform } from './uniform.ts';

describe('uniform', () => {
  it('has no bias, and excludes other strategies', () => {
    const facts = { nodes: ['a'], adversaries: [], actionsMax: 10 };
    expect(uniform.begin(facts, randomOf(1))).toEqual({});
    expect(uniform.isExclusive).toBe(true);
  });

  it('takes each kind with the same probability while all are enabled', () => {
    const types = ['deliver', 'timeout', 'drop', 'duplicate', 'crash', 'restart'] as const;
    for (const type of types) {
      expect(share(uniformly, ofType(type))).toBeGreaterThan(0.05);
      expect(share(uniformly, ofType(type))).toBeLessThan(0.25);
    }
  });
});
