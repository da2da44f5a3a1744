/**
 * `replay` imitates old messages that arrive again: a retry of a request that did arrive, a route that
 * delayed a packet for minutes, an attacker who records and replays.
 */
import type { Strategy } from './strategy.ts';

export const replays: Strategy = {
  name: 'replay',
  imitates: 'old messages that arrive again, and duplicates of new ones',
  suits: ({ network, budget }) => network === 'duplicating' || budget?.duplicate !== undefined,
  begin: (_cluster, random) => ({
    rates: { redeliver: 10 ** (random.upTo(0, 200) / 100), duplicate: 10 },
  }),
};
