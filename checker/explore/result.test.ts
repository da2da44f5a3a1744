import { expect, it } from 'vitest';
import { UsageError } from '../values/errors.ts';
import { refuseLimits, stoppedAt } from './result.ts';

it.each([
  [{ maxWorlds: 0 }, 'maxWorlds is 0; it must be 1 or more'],
  [{ maxWorlds: Number.NaN }, 'maxWorlds is NaN; it must be 1 or more'],
  [{ maxDepth: -1 }, 'maxDepth is -1; it must be 0 or more'],
])('refuses %j', (limits, message) => {
  expect(() => refuseLimits(limits)).toThrow(new UsageError(message));
});

it.each([[{}], [{ maxWorlds: 1, maxDepth: 0 }], [{ maxWorlds: Number.POSITIVE_INFINITY }]])(
  'accepts %j',
  (limits) => {
    expect(() => refuseLimits(limits)).not.toThrow();
  },
);

it('names the depth limit at which a search ended', () => {
  expect(stoppedAt(7)).toBe('the limit of 7 steps was reached');
});
