/** Cut avoidance: the steps that it avoids. */
import { describe, expect, it } from 'vitest';
import { delivery, timeout } from '../../../tests/support/ping.ts';
import { AvoidCuts } from './avoid-cuts.ts';

describe('cut avoidance', () => {
  it('avoids steps of the same node and type as one that led to a cut', () => {
    const avoidCuts = new AvoidCuts();
    const eagernessFor = (action: typeof delivery) => avoidCuts.bias.eagerness?.(action);
    expect([delivery, timeout].map(eagernessFor)).toEqual([1, 1]);
    avoidCuts.avoid(delivery);
    expect([delivery, timeout].map(eagernessFor)).toEqual([0.03, 1]);
    const fromAnother = { type: 'deliver', from: 'c', to: 'b', message: { type: 'ping' } } as const;
    expect(eagernessFor(fromAnother)).toBe(0.03);
    expect(eagernessFor({ ...fromAnother, to: 'a' })).toBe(1);
    expect(eagernessFor({ ...fromAnother, message: { type: 'pong' } })).toBe(1);
  });
});
