import type { NodeId } from '../../actors/actor.ts';
import type { Strategy } from './strategy.ts';

/** How readily the slow link delivers. */
const slowly = 0.01;

/** Slow links: what some nodes send to some others comes long after everything else, when it means something else. */
export const slowLink: Strategy = {
  name: 'slow-link',
  imitates: 'links on which messages come long after everything else',
  suits: ({ nodes }) => Object.keys(nodes).length > 1,
  begin({ nodes }, random) {
    const count = random.upTo(1, nodes.length);
    const one = (among: readonly NodeId[]) => among[random.below(among.length)] as NodeId;
    const link = (from: NodeId) => `${from}>${one(nodes.filter((node) => node !== from))}`;
    const slow = new Set(Array.from({ length: count }, () => link(one(nodes))));
    return {
      eagerness: (action) =>
        (action.type === 'deliver' || action.type === 'request') && slow.has(`${action.from}>${action.to}`)
          ? slowly
          : 1,
    };
  },
};
