/** The product of biases. */
import { describe, expect, it } from 'vitest';
import { timeout } from '../../../tests/support/ping.ts';
import type { Action } from '../../semantics/actions.ts';
import { combined } from './strategy.ts';

describe('combined biases', () => {
  it('multiply rates and eagerness', () => {
    const bias = combined([
      { rates: { crash: 10 }, eagerness: () => 0.5 },
      { rates: { crash: 0.5, drop: 0 } },
      { eagerness: () => 0.1 },
    ]);
    expect(bias.rates).toMatchObject({ crash: 5, drop: 0, deliver: 1 });
    expect(bias.eagerness?.(timeout)).toBeCloseTo(0.05);
  });

  it('all receive the actions taken', () => {
    const received: (readonly [string, Action])[] = [];
    const bias = combined([
      { after: (action) => received.push(['first', action]) },
      { after: (action) => received.push(['second', action]) },
    ]);
    bias.after?.(timeout, { effects: [] });
    expect(received).toEqual([
      ['first', timeout],
      ['second', timeout],
    ]);
  });

  it('have no functions that none of them has', () => {
    const { eagerness, after } = combined([{}, { rates: { drop: 2 } }]);
    expect([eagerness, after]).toEqual([undefined, undefined]);
  });
});
