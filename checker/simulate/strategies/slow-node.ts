/**
 * `slow-node` imitates a node that is slow for a while: a long garbage collection, a full disk, a processor
 * shared with other programs. Slow and normal periods alternate, and each slow period draws its node.
 */
import type { NodeId } from '../../actors/actor.ts';
import type { Strategy } from './strategy.ts';

/** The eagerness for an action of the slow node. */
const slowEagerness = 0.03;

export const slowNode: Strategy = {
  name: 'slow-node',
  imitates: 'a node that does everything late, for a while',
  begin({ nodes, actionsMax }, random) {
    const anyNode = () => nodes[random.below(nodes.length)];
    const period = () => random.upTo(Math.min(nodes.length, actionsMax / 4), actionsMax / 2);
    let slow: NodeId | undefined = random.chance(0.5) ? anyNode() : undefined;
    let left = period();
    return {
      eagerness(action) {
        if (slow === undefined) return 1;
        switch (action.type) {
          case 'deliver':
          case 'request':
            return action.to === slow ? slowEagerness : 1;
          case 'timeout':
          case 'input':
          case 'persisted':
          case 'reply':
            return action.node === slow ? slowEagerness : 1;
          default:
            return 1;
        }
      },
      after() {
        if (--left > 0) return;
        slow = slow === undefined ? anyNode() : undefined;
        left = period();
      },
    };
  },
};
