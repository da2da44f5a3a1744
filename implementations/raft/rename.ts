/** Renaming for the symmetry reduction: a saved state with other servers in the places of its servers. */
import { byAddressee } from './pending-messages.ts';
import type { RaftSaved } from './saved.ts';

/**
 * The state that a server would have saved if servers had other names. Server n becomes server `places[n]`; `name` does the same for
 * the names in pending messages.
 */
export function withOtherNumbers(
  saved: RaftSaved,
  places: readonly number[],
  name: (node: string) => string,
): RaftSaved {
  const { votedFor, votes, next, match, durableState, pendingMessages } = saved;
  const renumbered = (server: number) => (server < 0 ? server : (places[server] as number));
  const permuted = (of: readonly number[]) => of.map((_, at) => of[places.indexOf(at)] as number);
  return {
    ...saved,
    votedFor: renumbered(votedFor),
    votes: places.reduce(
      (bits, place, server) => bits | (((votes >>> server) & 1) << place),
      votes & ~((1 << places.length) - 1),
    ),
    next: permuted(next),
    match: permuted(match),
    durableState: durableState.map((record) => ({ ...record, vote: renumbered(record.vote) })),
    pendingMessages: byAddressee(pendingMessages.map(({ to, message }) => ({ to: name(to), message }))),
  };
}
