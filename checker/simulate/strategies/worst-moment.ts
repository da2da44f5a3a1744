/**
 * `worst-moment` imitates a crash at the worst moment: immediately after a node handed over a record or sent
 * a message, before or after the record is durable. A crash does most damage there, and a random crash rarely
 * happens there.
 */
import type { NodeId } from '../../actors/actor.ts';
import type { Strategy } from './strategy.ts';

/** The eagerness for a crash of a node whose last step wrote and sent nothing. */
const unexposedEagerness = 0.01;

export const worstMoment: Strategy = {
  name: 'worst-moment',
  imitates: 'a crash immediately after a node wrote or sent something',
  suits: ({ crash }) => crash !== undefined,
  begin(_cluster, random) {
    let exposed: NodeId | undefined;
    return {
      rates: { crash: 10 ** (random.upTo(0, 200) / 100), restart: 4 },
      eagerness: (action) => (action.type === 'crash' && action.node !== exposed ? unexposedEagerness : 1),
      after(action, { effects }) {
        const node = action.type === 'deliver' ? action.to : 'node' in action ? action.node : undefined;
        const wrote = effects.some(({ type }) => type === 'persist' || type === 'send');
        exposed = wrote || action.type === 'persisted' ? node : undefined;
      },
    };
  },
};
