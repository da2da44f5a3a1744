import type { NodeId } from '../actor.ts';
import type { Strategy } from '../strategy.ts';

/** At how many moments priorities change: a mistake that takes so few changes of turn is found surely enough. */
const changesMax = 3;
/** How much less readily the next in order acts: as good as never, while one before it may. */
const step = 1e-3;

/**
 * Strict priorities that seldom change: one node always goes before another, as under an unfair scheduler. A bug that needs d
 * changes of turn in a run of k actions by n nodes is met with a probability of at least 1 / (n k^(d-1)) (Burckhardt et al.
 * 2010, "A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs").
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
    const readiness = new Map(order.map((node, rank) => [node, step ** rank]));
    let taken = 0;
    return {
      eagerness(action) {
        const node = 'to' in action ? action.to : 'node' in action ? action.node : undefined;
        return node === undefined ? 1 : (readiness.get(node) as number);
      },
      after() {
        taken++;
        if (!changes.has(taken)) return;
        // Whoever was first becomes last.
        const [first] = [...readiness].sort(([, a], [, b]) => b - a)[0] as [NodeId, number];
        readiness.set(first, Math.min(...readiness.values()) * step);
      },
    };
  },
};
