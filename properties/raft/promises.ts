/** What Raft leader election promises: states first, then steps, then what must be reachable. */
import type { RaftView } from '../../models/raft/messages.ts';
import { kit } from './kit.ts';

const paper = 'Ongaro & Ousterhout 2014';

export const electionSafety = kit.always({
  name: 'Election Safety',
  says: 'At most one leader is elected in a term.',
  source: `${paper}, Figure 3; history form: Ongaro 2014, appendix B`,
  world: (_views, elections) => [...elections.values()].every((leaders) => leaders.size <= 1),
  premise: (_views, elections) => elections.size > 0,
});

const oneLeaderAtATime = kit.always({
  name: 'One Leader At A Time',
  says: 'No two servers lead in the same term at the same moment.',
  source: `${paper}, section 5.2`,
  pair: (a, b) => !(leads(a) && leads(b) && a.currentTerm === b.currentTerm),
  premise: (a, b) => leads(a) || leads(b),
});

const termNeverDecreases = kit.step({
  name: 'Term Never Decreases',
  says: "A server's current term never goes back, and a restart brings back the one that was durable.",
  source: `${paper}, Figure 2: currentTerm increases monotonically`,
  survivesRestart: true,
  holds: ({ before, after }) => after.currentTerm >= before.currentTerm,
});

const durableFirst = kit.step({
  name: 'Durable Before Answering',
  says: 'A server says nothing before its term and vote are durable.',
  source: `${paper}, Figure 2: persistent state is updated on stable storage before responding to RPCs`,
  premise: ({ effects }) => effects.some(({ type }) => type === 'send'),
  holds: ({ after, durable }) =>
    (durable?.currentTerm ?? 0) === after.currentTerm && (durable?.votedFor ?? null) === after.votedFor,
});

const oneVoteATerm = kit.step({
  name: 'One Vote A Term',
  says: 'Within a term a server neither changes nor forgets its vote, and a restart brings back the one that was durable.',
  source: `${paper}, section 5.2`,
  survivesRestart: true,
  premise: ({ before }) => before.votedFor !== null,
  holds: ({ before, after }) =>
    after.currentTerm !== before.currentTerm || after.votedFor === before.votedFor,
});

const candidateYields = kit.step({
  name: 'Candidate Yields',
  says: 'A candidate that hears from a leader of its own term becomes a follower.',
  source: `${paper}, section 5.2`,
  premise: ({ before, event }) =>
    before.role === 'candidate' &&
    event.type === 'message' &&
    event.message.type === 'AppendEntries' &&
    event.message.term === before.currentTerm,
  holds: ({ after }) => after.role === 'follower',
});

const leaderElected = kit.sometimes({
  name: 'Leader Elected',
  says: 'Some server becomes leader.',
  source: `${paper}, section 5.2`,
  node: leads,
});

const splitVote = kit.sometimes({
  name: 'Split Vote',
  says: 'Every server has voted in one term, and nobody can win it.',
  source: `${paper}, section 5.2`,
  world: (views) => {
    const servers = [...views.values()];
    const term = servers[0]?.currentTerm;
    return servers.every(
      ({ currentTerm, votedFor }) =>
        currentTerm === term &&
        votedFor !== null &&
        servers.filter((other) => other.votedFor === votedFor).length * 2 <= servers.length,
    );
  },
});

const laterLeader = kit.sometimes({
  name: 'Later Leader',
  says: 'A leader is elected in a later term than one before.',
  source: `${paper}, section 5.1`,
  world: (_views, elections) => elections.size >= 2,
});

/** In the last term of a scope a split vote is final, so nothing is asked of worlds that have reached it. */
export function leaderStillPossible(lastTerm: number) {
  return kit.possible({
    name: 'Leader Still Possible',
    says: 'From every world below the last term of the scope a leader can still be elected.',
    source: `${paper}, section 5.2`,
    node: leads,
    from: {
      world: (_views, _elections, all) =>
        [...all.values()].every((standing) => {
          const known = 'up' in standing ? standing.up : 'down' in standing ? standing.down : undefined;
          return (known?.currentTerm ?? 0) < lastTerm;
        }),
    },
  });
}

export const leaderSettles = kit.settles({
  name: 'Leader Settles',
  says: 'Once faults stop, one leader comes to be followed by every server that is up, and stays.',
  source: `${paper}, section 5.6: as long as broadcasts are much faster than election timeouts`,
  withinMs: 2_000,
  world: (views) => {
    const servers = [...views.values()];
    const terms = new Set(servers.map(({ currentTerm }) => currentTerm));
    return (
      terms.size === 1 &&
      servers.filter(leads).length === 1 &&
      servers.every(({ role }) => role !== 'candidate')
    );
  },
});

function leads({ role }: RaftView): boolean {
  return role === 'leader';
}

export const promises = [
  electionSafety,
  oneLeaderAtATime,
  termNeverDecreases,
  oneVoteATerm,
  durableFirst,
  candidateYields,
  leaderElected,
  splitVote,
  laterLeader,
  leaderSettles,
];
