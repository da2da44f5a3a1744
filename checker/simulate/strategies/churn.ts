/**
 * `churn` imitates nodes that leave and return all the time, as laptops and phones do, and processes under a
 * supervisor that restarts them after each failure.
 */
import type { Strategy } from './strategy.ts';

/** The eagerness for a crash of a node that is not fragile. */
const sturdyEagerness = 0.05;

export const churn: Strategy = {
  name: 'churn',
  imitates: 'nodes that crash and restart all the time',
  suits: ({ crash, starts }) => crash !== undefined || starts !== undefined,
  begin({ nodes }, random) {
    const fragile = new Set(nodes.filter(() => random.chance(0.5)));
    return {
      rates: { crash: 10, restart: 4 },
      eagerness: (action) => (action.type === 'crash' && !fragile.has(action.node) ? sturdyEagerness : 1),
    };
  },
};
