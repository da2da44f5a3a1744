/**
 * `split-vote` imitates split votes: timers of several nodes fire together, before a message reaches any of
 * them, and the replies arrive late. Waves of timeouts, mostly two, alternate with lulls in which messages of
 * one type are delayed. Half of the runs start with a lull, so that there is an elected leader to lose.
 */
import type { NodeId } from '../../actors/actor.ts';
import type { Strategy } from './strategy.ts';

/** The eagerness for a delayed action. */
const delayedEagerness = 0.02;

export const splitVote: Strategy = {
  name: 'split-vote',
  imitates: 'election timeouts that fire together, and votes that arrive late',
  begin({ nodes, actionsMax }, random) {
    const types = new Set<string>();
    let fired = new Set<NodeId>();
    const drawWave = () => (random.chance(0.5) ? 2 : random.upTo(2, nodes.length));
    const longest = Math.min(6 * nodes.length, actionsMax / 2);
    const drawLull = () => random.upTo(Math.min(nodes.length, longest), longest);
    let wave = drawWave();
    let lull = random.chance(0.5) ? 0 : drawLull();
    let delayedType: string | undefined;
    return {
      eagerness(action) {
        if (lull === 0) return action.type === 'timeout' && !fired.has(action.node) ? 1 : delayedEagerness;
        if (action.type === 'timeout') return delayedEagerness;
        return action.type === 'deliver' && action.message.type === delayedType ? delayedEagerness : 1;
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
        wave = drawWave();
        lull = drawLull();
        delayedType = random.chance(0.5) ? [...types][random.below(types.size)] : undefined;
      },
    };
  },
};
