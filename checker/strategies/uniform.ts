import type { Strategy } from '../strategy.ts';

/** No failure in particular: whatever may happen is as likely as anything else. */
export const uniform: Strategy = {
  name: 'uniform',
  imitates: 'nothing in particular: every action is as likely as any other',
  isAlone: true,
  begin: () => ({ isByCount: true }),
};
