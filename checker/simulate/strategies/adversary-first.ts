import { nodesOf } from '../../semantics/actions.ts';
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
      action.type === 'inject' || nodesOf(action).some((node) => adversaries.includes(node));
    return { rates: { inject: 10 }, eagerness: (action) => (isTheirs(action) ? 1 : later) };
  },
};
