import type { Action } from '../../semantics/world.ts';
import type { Strategy } from './strategy.ts';

/** How readily something happens that no adversary has a part in. */
const later = 0.1;

/** An adversary that is faster than everybody else: its messages come first, and whatever may be forged is. */
export const adversaryFirst: Strategy = {
  name: 'adversary-first',
  imitates: 'an adversary that is faster than everybody else',
  suits: ({ adversaries = [], injects = [] }) => adversaries.length + injects.length > 0,
  begin({ adversaries }) {
    const isTheirs = (action: Action) =>
      action.type === 'inject' ||
      ('node' in action && adversaries.includes(action.node)) ||
      ('to' in action && (adversaries.includes(action.to) || adversaries.includes(action.from)));
    return { rates: { inject: 10 }, eagerness: (action) => (isTheirs(action) ? 1 : later) };
  },
};
