import type { NodeId } from '../../actors/actor.ts';
import { actingNode } from '../../semantics/actions.ts';
import type { Strategy } from './strategy.ts';

/** At how many moments of a run priorities change by themselves, at most. */
const changesMax = 10;
/** How much less readily the next in order acts: as good as never, while one before it may. */
const step = 1e-3;
/** Who comes after so many others acts no less readily than they. */
const ranksMax = 100;

/**
 * Strict priorities that seldom change: one node always goes before another, as under an unfair scheduler. They change at a few
 * moments by themselves (after Burckhardt et al. 2010, "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs"). A node
 * whose clock runs out has waited in vain, and lets the others go first (after Musuvathi & Qadeer 2008, "Fair Stateless Model
 * Checking"): otherwise the first would spend all the time that a scope has on waiting. And nobody is first for more than a quarter
 * of a storm.
 */
export const priorities: Strategy = {
  name: 'priorities',
  imitates: 'an unfair scheduler: strict priorities that seldom change',
  suits: ({ nodes }) => Object.keys(nodes).length > 1,
  begin({ nodes, actionsMax }, random) {
    const order = [...nodes];
    for (let at = order.length - 1; at > 0; at--) {
      const other = random.below(at + 1);
      [order[at], order[other]] = [order[other] as NodeId, order[at] as NodeId];
    }
    const changes = new Set(
      Array.from({ length: random.upTo(0, changesMax) }, () => random.below(actionsMax)),
    );
    const becomesLast = (node: NodeId) => order.push(...order.splice(order.indexOf(node), 1));
    let taken = 0;
    /** Since when the first is first. */
    let since = 0;
    return {
      eagerness(action) {
        const node = 'to' in action ? action.to : actingNode(action);
        return node === undefined ? step : step ** Math.min(order.indexOf(node), ranksMax);
      },
      after(action) {
        taken++;
        const first = order[0];
        if (action.type === 'timeout') becomesLast(action.node);
        if (changes.has(taken) || taken - since >= actionsMax / 4) becomesLast(order[0] as NodeId);
        if (order[0] !== first) since = taken;
      },
    };
  },
};
