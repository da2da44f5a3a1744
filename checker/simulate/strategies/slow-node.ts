import type { NodeId } from '../../actors/actor.ts';
import type { Strategy } from './strategy.ts';

/** How readily the slow node does anything. */
const slowly = 0.03;

/**
 * A slow node: a long garbage collection, a full disk, a processor that others use. All it does comes late, until that is over; a
 * while later it is somebody's turn again.
 */
export const slowNode: Strategy = {
  name: 'slow-node',
  imitates: 'a node that does everything late, for a while',
  begin({ nodes, actionsMax }, random) {
    const any = () => nodes[random.below(nodes.length)];
    const period = () => random.upTo(Math.min(nodes.length, actionsMax / 4), actionsMax / 2);
    let slow: NodeId | undefined = random.chance(0.5) ? any() : undefined;
    let left = period();
    return {
      eagerness(action) {
        if (slow === undefined) return 1;
        switch (action.type) {
          case 'deliver':
          case 'request':
            return action.to === slow ? slowly : 1;
          case 'timeout':
          case 'input':
          case 'persisted':
          case 'reply':
            return action.node === slow ? slowly : 1;
          default:
            return 1;
        }
      },
      after() {
        if (--left > 0) return;
        slow = slow === undefined ? any() : undefined;
        left = period();
      },
    };
  },
};
