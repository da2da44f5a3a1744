/** What a server saves, where servers bear other names. It knows them by their numbers, so it is these that change. */

import { byAddressee } from './pending-messages.ts';
import type { RaftSaved } from './saved.ts';

/** `places` says of each number which one takes its place. */
export function withOtherNumbers(
  saved: RaftSaved,
  places: readonly number[],
  name: (node: string) => string,
): RaftSaved {
  const { votedFor, votes, next, match, durableState, pendingMessages } = saved;
  const now = (server: number) => (server < 0 ? server : (places[server] as number));
  const moved = (of: readonly number[]) => of.map((_, at) => of[places.indexOf(at)] as number);
  return {
    ...saved,
    votedFor: now(votedFor),
    votes: places.reduce(
      (bits, place, server) => bits | (((votes >>> server) & 1) << place),
      votes & ~((1 << places.length) - 1),
    ),
    next: moved(next),
    match: moved(match),
    durableState: durableState.map((write) => ({ ...write, vote: now(write.vote) })),
    pendingMessages: byAddressee(pendingMessages.map(({ to, message }) => ({ to: name(to), message }))),
  };
}
