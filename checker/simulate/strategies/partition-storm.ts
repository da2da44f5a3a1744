/**
 * `partition-storm` imitates partitions that start and heal repeatedly: a switch that fails, a route that
 * flaps, a firewall that drops one direction. During a partition, messages across it wait; afterwards all of
 * them can arrive.
 */
import type { NodeId } from '../../actors/actor.ts';
import type { Strategy } from './strategy.ts';

export const partitionStorm: Strategy = {
  name: 'partition-storm',
  imitates: 'partitions that start and heal repeatedly, some in one direction only',
  suits: ({ nodes }) => Object.keys(nodes).length > 1,
  begin({ nodes, actionsMax }, random) {
    let left = 0;
    let isCut = true;
    let isOneWay = false;
    let side: ReadonlySet<NodeId> = new Set();
    const startPeriod = () => {
      isCut = !isCut;
      left = random.upTo(Math.min(nodes.length, actionsMax / 8), actionsMax / 4);
      isOneWay = random.chance(0.3);
      // Each side has at least one node.
      const [here, there] = [random.below(nodes.length), random.upTo(1, nodes.length - 1)];
      const across = (here + there) % nodes.length;
      side = new Set(nodes.filter((_, at) => at === here || (at !== across && random.chance(0.5))));
    };
    startPeriod();
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
        if (left <= 0) startPeriod();
      },
    };
  },
};
