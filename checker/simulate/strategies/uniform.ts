import type { Strategy } from './strategy.ts';

/** No failure in particular: each kind of action gets its turn as often as any other, and so does each action of a kind. */
export const uniform: Strategy = {
  name: 'uniform',
  imitates: 'nothing in particular: every kind of action is as likely as any other',
  isAlone: true,
  begin: () => ({}),
};
