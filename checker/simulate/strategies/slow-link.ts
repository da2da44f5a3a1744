/**
 * `slow-link` imitates slow links: messages between some nodes arrive long after all others, when they have
 * another meaning.
 */
import type { NodeId } from '../../actors/actor.ts';
import type { Strategy } from './strategy.ts';

/** The eagerness for a delivery on a slow link. */
const slowEagerness = 0.01;

export const slowLink: Strategy = {
  name: 'slow-link',
  imitates: 'links whose messages arrive long after all others',
  suits: ({ nodes }) => Object.keys(nodes).length > 1,
  begin({ nodes }, random) {
    const count = random.upTo(1, nodes.length);
    const one = (among: readonly NodeId[]) => among[random.below(among.length)] as NodeId;
    const link = (from: NodeId) => `${from}>${one(nodes.filter((node) => node !== from))}`;
    const slow = new Set(Array.from({ length: count }, () => link(one(nodes))));
    return {
      eagerness: (action) =>
        (action.type === 'deliver' || action.type === 'request') && slow.has(`${action.from}>${action.to}`)
          ? slowEagerness
          : 1,
    };
  },
};
