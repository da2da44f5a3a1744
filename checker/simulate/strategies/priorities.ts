/**
 * `priorities` imitates an unfair scheduler: strict priorities among nodes that seldom change.
 *
 * Priorities change at a few random moments (after Burckhardt et al. 2010, "A Randomized Scheduler with
 * Probabilistic Guarantees of Finding Bugs"). A node gets the lowest priority when its timer fires (after
 * Musuvathi & Qadeer 2008, "Fair Stateless Model Checking"); otherwise the first node would spend all
 * timeouts that a scope allows. No node has the highest priority for more than a quarter of the storm.
 */
import type { NodeId } from '../../actors/actor.ts';
import type { Strategy } from './strategy.ts';

/** The most random changes of priorities in a run. */
const changesMax = 10;
/** The eagerness of each rank relative to the rank before it: practically strict priority. */
const step = 1e-3;
/** Ranks after this one have the same eagerness. */
const ranksMax = 100;

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
    /** The number of actions taken when the first node became first. */
    let since = 0;
    return {
      eagerness(action) {
        const node = 'to' in action ? action.to : 'node' in action ? action.node : undefined;
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
