import type { NodeId } from '../../actors/actor.ts';
import { actingNode } from '../../semantics/actions.ts';
import type { Strategy } from './strategy.ts';

/** How readily a node fails that has just done nothing worth losing. */
const rarely = 0.01;

/**
 * Crashes at the worst moment: right after a node handed over a record or sent something, before or after the record is
 * down. That is where a real one hurts, and where a random one hardly ever comes.
 */
export const worstMoment: Strategy = {
  name: 'worst-moment',
  imitates: 'a crash right after a node wrote or sent something',
  suits: ({ crash }) => crash !== undefined,
  begin(_cluster, random) {
    let exposed: NodeId | undefined;
    return {
      rates: { crash: 10 ** (random.upTo(0, 200) / 100), restart: 4 },
      eagerness: (action) => (action.type === 'crash' && action.node !== exposed ? rarely : 1),
      after(action, { effects }) {
        const node = actingNode(action);
        const wrote = effects.some(({ type }) => type === 'persist' || type === 'send');
        exposed = wrote || action.type === 'persisted' ? node : undefined;
      },
    };
  },
};
