import type { NodeId } from '../../actors/actor.ts';
import type { Strategy } from './strategy.ts';

/** How readily something happens that is held back. */
const reluctance = 0.02;

/**
 * Split votes: several clocks run out together, before anybody has heard of it, and then the answers come late. A wave of
 * timeouts, mostly two, then a lull in which messages of one type are held back. Every other run begins with a lull, so that
 * there is something to lose.
 */
export const splitVote: Strategy = {
  name: 'split-vote',
  imitates: 'clocks that run out together, and votes that come late',
  begin({ nodes, actionsMax }, random) {
    const types = new Set<string>();
    let fired = new Set<NodeId>();
    const waveOf = () => (random.chance(0.5) ? 2 : random.upTo(2, nodes.length));
    const longest = Math.min(6 * nodes.length, actionsMax / 2);
    const lullOf = () => random.upTo(Math.min(nodes.length, longest), longest);
    let wave = waveOf();
    let lull = random.chance(0.5) ? 0 : lullOf();
    let held: string | undefined;
    return {
      eagerness(action) {
        if (lull === 0) return action.type === 'timeout' && !fired.has(action.node) ? 1 : reluctance;
        if (action.type === 'timeout') return reluctance;
        return action.type === 'deliver' && action.message.type === held ? reluctance : 1;
      },
      after(action, { effects }) {
        for (const effect of effects) if (effect.type === 'send') types.add(effect.message.type);
        if (lull > 0) {
          lull--;
          return;
        }
        if (action.type === 'timeout') fired.add(action.node);
        if (fired.size < wave) return;
        fired = new Set();
        wave = waveOf();
        lull = lullOf();
        held = random.chance(0.5) ? [...types][random.below(types.size)] : undefined;
      },
    };
  },
};
