import type { NodeId } from '../../actors/actor.ts';
import type { Strategy } from './strategy.ts';

/**
 * Partitions that come and go: a switch fails, a route flaps, a firewall drops what goes one way. While one stands, what is
 * sent across it waits; then all of it may arrive.
 */
export const partitionStorm: Strategy = {
  name: 'partition-storm',
  imitates: 'partitions that come and go, some of them in one direction only',
  suits: ({ nodes }) => Object.keys(nodes).length > 1,
  begin({ nodes, actionsMax }, random) {
    let left = 0;
    let isCut = true;
    let isOneWay = false;
    let side: ReadonlySet<NodeId> = new Set();
    const turn = () => {
      isCut = !isCut;
      left = random.upTo(Math.min(nodes.length, actionsMax / 8), actionsMax / 4);
      isOneWay = random.chance(0.3);
      // There is somebody on either side.
      const [here, there] = [random.below(nodes.length), random.upTo(1, nodes.length - 1)];
      const across = (here + there) % nodes.length;
      side = new Set(nodes.filter((_, at) => at === here || (at !== across && random.chance(0.5))));
    };
    turn();
    return {
      rates: { partition: 10, heal: 2 },
      eagerness(action) {
        if (!isCut || action.type !== 'deliver') return 1;
        const leaves = side.has(action.from);
        if (leaves === side.has(action.to)) return 1;
        return isOneWay && leaves ? 1 : 0;
      },
      after() {
        left--;
        if (left <= 0) turn();
      },
    };
  },
};
