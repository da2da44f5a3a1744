/** The vocabulary of simulations. */
import { describe, expect, it } from 'vitest';
import { delivery } from '../../../tests/support/ping.ts';
import { kinds, withoutDetails } from './simulation.ts';

describe('kinds of actions', () => {
  it('are distinct, and put deliveries before faults', () => {
    expect(new Set(kinds).size).toBe(kinds.length);
    for (const fault of ['drop', 'duplicate', 'inject', 'crash', 'partition'] as const)
      expect(kinds.indexOf('deliver')).toBeLessThan(kinds.indexOf(fault));
  });
});

describe('an action without details', () => {
  it('has neither draw nor choice, and is otherwise the same', () => {
    expect(withoutDetails({ ...delivery, draw: 1, choice: 2 } as never)).toEqual(delivery);
    expect(withoutDetails(delivery)).toBe(delivery);
  });
});
