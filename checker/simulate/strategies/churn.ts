import type { Strategy } from './strategy.ts';

/** How readily somebody fails who is not among the fragile. */
const rarely = 0.05;

/** Churn: some nodes come and go all the time, as on laptops and phones, or under a supervisor that restarts what fails. */
export const churn: Strategy = {
  name: 'churn',
  imitates: 'nodes that come and go all the time',
  suits: ({ crash, starts }) => crash !== undefined || starts !== undefined,
  begin({ nodes }, random) {
    const fragile = new Set(nodes.filter(() => random.chance(0.5)));
    return {
      rates: { crash: 10, restart: 4 },
      eagerness: (action) => (action.type === 'crash' && !fragile.has(action.node) ? rarely : 1),
    };
  },
};
