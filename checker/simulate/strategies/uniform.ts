/** `uniform` imitates no failure: it prefers no kind of action and no action of a kind. */
import type { Strategy } from './strategy.ts';

export const uniform: Strategy = {
  name: 'uniform',
  imitates: 'no failure: every kind of action is equally likely',
  isExclusive: true,
  begin: () => ({}),
};
