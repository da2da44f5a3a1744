/**
 * `adversary-first` imitates an adversary that is faster than all other nodes: its messages arrive first, and
 * each message that can be forged is forged.
 */
import { type Action, nodesOf } from '../../semantics/actions.ts';
import type { Strategy } from './strategy.ts';

/** The eagerness for an action without an adversary. */
const honestEagerness = 0.1;

export const adversaryFirst: Strategy = {
  name: 'adversary-first',
  imitates: 'an adversary that is faster than all other nodes',
  suits: ({ adversaries = [], injects = [] }) => adversaries.length + injects.length > 0,
  begin({ adversaries }) {
    const isAdversarial = (action: Action) =>
      action.type === 'inject' || nodesOf(action).some((node) => adversaries.includes(node));
    return { rates: { inject: 10 }, eagerness: (action) => (isAdversarial(action) ? 1 : honestEagerness) };
  },
};
