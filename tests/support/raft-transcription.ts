/**
 * A second, independent transcription of Raft's leader election, without XState, actors or systems: arrays of
 * servers and a set of message strings. It counts the worlds of a scope, for comparison with the model, and
 * has switches for the granularity of actions in other models of the protocol.
 */

/** The differences between models in what one action is. */
export interface Granularity {
  /** A leader sends its first heartbeats in the action of its election. */
  readonly heartbeatsWithElection: boolean;
  /** A crash and the restart after it are one action. */
  readonly crashIsOneAction: boolean;
  readonly refusals: 'none' | 'newerTerm';
}

interface Server {
  readonly role: 'follower' | 'candidate' | 'leader' | 'down';
  readonly term: number;
  readonly votedFor: number;
  readonly votes: readonly number[];
}

interface State {
  readonly servers: readonly Server[];
  readonly sent: ReadonlySet<string>;
  readonly crashes: number;
}

const down = (server: Server): Server => ({ ...server, role: 'down', votes: [] });
const follower = (term: number, votedFor: number): Server => ({
  role: 'follower',
  term,
  votedFor,
  votes: [],
});

/** The number of worlds of a cluster up to a term, with at most one crash. */
export function countWorlds(servers: number, terms: number, how: Granularity): number {
  const others = (self: number) => [...Array(servers).keys()].filter((other) => other !== self);
  const key = (world: State) => JSON.stringify([world.servers, [...world.sent].sort(), world.crashes]);

  function* successors({ servers: all, sent, crashes }: State): Generator<State> {
    const changed = (self: number, server: Server, messages: readonly string[] = [], crashed = 0): State => ({
      servers: all.with(self, server),
      sent: new Set([...sent, ...messages]),
      crashes: crashes + crashed,
    });
    for (const [self, server] of all.entries()) {
      const { role, term, votedFor } = server;
      if (role === 'down') {
        yield changed(self, follower(term, votedFor));
        continue;
      }
      if (crashes < 1) {
        yield changed(self, how.crashIsOneAction ? follower(term, votedFor) : down(server), [], 1);
      }
      if (role === 'leader') {
        if (!how.heartbeatsWithElection) yield changed(self, server, heartbeats(self, term));
      } else if (term < terms) {
        const requests = others(self).map((other) => `ask ${self} ${other} ${term + 1}`);
        yield changed(self, { role: 'candidate', term: term + 1, votedFor: self, votes: [self] }, requests);
      }
    }
    for (const message of sent) {
      const [kind, from, to, term] = message
        .split(' ')
        .map((word, at) => (at === 0 ? word : Number(word))) as [string, number, number, number];
      const before = all[to] as Server;
      if (before.role === 'down') continue;
      yield changed(to, ...received(kind, from, to, term, term > before.term ? follower(term, -1) : before));
    }
  }

  const heartbeats = (self: number, term: number) =>
    others(self).map((other) => `beat ${self} ${other} ${term}`);

  function received(
    kind: string,
    from: number,
    self: number,
    term: number,
    server: Server,
  ): [Server, string[]] {
    if (term < server.term) {
      const isRequest = kind === 'ask' || kind === 'beat';
      return [
        server,
        isRequest && how.refusals === 'newerTerm' ? [`no-${kind} ${self} ${from} ${server.term}`] : [],
      ];
    }
    if (kind === 'ask' && (server.votedFor === -1 || server.votedFor === from)) {
      return [{ ...server, votedFor: from }, [`yes ${self} ${from} ${term}`]];
    }
    if (kind === 'beat') return [{ ...server, role: 'follower', votes: [] }, []];
    if (kind !== 'yes' || server.role !== 'candidate') return [server, []];
    const votes = [...new Set([...server.votes, from])].sort();
    if (votes.length * 2 <= servers) return [{ ...server, votes }, []];
    return [{ ...server, role: 'leader', votes }, how.heartbeatsWithElection ? heartbeats(self, term) : []];
  }

  const first: State = {
    servers: Array.from({ length: servers }, () => follower(0, -1)),
    sent: new Set(),
    crashes: 0,
  };
  const seen = new Set([key(first)]);
  const queue = [first];
  for (const world of queue) {
    for (const next of successors(world)) {
      const known = seen.size;
      if (seen.add(key(next)).size > known) queue.push(next);
    }
  }
  return seen.size;
}
