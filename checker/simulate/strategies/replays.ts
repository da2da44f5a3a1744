import type { Strategy } from './strategy.ts';

/**
 * Old messages that come again: a retry whose first try did arrive, a route that held a packet for minutes, somebody who
 * records and plays back.
 */
export const replays: Strategy = {
  name: 'replay',
  imitates: 'old messages that come again, and copies of new ones',
  suits: ({ network, budget }) => network === 'duplicating' || budget?.duplicate !== undefined,
  begin: (_cluster, random) => ({
    rates: { redeliver: 10 ** (random.upTo(0, 200) / 100), duplicate: 10 },
  }),
};
