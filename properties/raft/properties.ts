/** The properties of Raft: of elections, of the log and of commitment, then of what must be reachable. */
import type { Standing } from '../../checker/index.ts';
import type { Entry, Raft, RaftDurable, RaftView } from '../../models/raft/messages.ts';
import { kit } from './kit.ts';
import type { Reading, Reads } from './reads.ts';

const paper = 'Ongaro & Ousterhout 2014';

export const electionSafety = kit.always({
  name: 'Election Safety',
  says: 'At most one leader is elected in a term.',
  source: `${paper}, Figure 3; history form: Ongaro 2014, appendix B`,
  world: (_views, { elections }) => [...elections.values()].every((leaders) => leaders.size <= 1),
  premise: (_views, { elections }) => elections.size > 0,
  brokenBy: (_views, { elections }) =>
    [...elections.values()].flatMap((leaders) => (leaders.size > 1 ? [...leaders] : [])),
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
  says: "A server's current term never decreases, and a restart restores the durable term.",
  source: `${paper}, Figure 2: currentTerm increases monotonically`,
  survivesRestart: true,
  holds: ({ before, after }) => after.currentTerm >= before.currentTerm,
});

const durableFirst = kit.step({
  name: 'Durable Before Answering',
  says: 'A server sends no message before its term and vote are durable, and acknowledges no entry before it is durable.',
  source: `${paper}, Figure 2: persistent state is updated on stable storage before responding to RPCs`,
  premise: ({ effects }) => effects.some(({ type }) => type === 'send'),
  holds: ({ after, durable, effects }) =>
    (durable?.currentTerm ?? 0) === after.currentTerm &&
    (durable?.votedFor ?? null) === after.votedFor &&
    effects.every(
      (effect) =>
        effect.type !== 'send' ||
        effect.message.type !== 'AppendEntriesReply' ||
        !effect.message.success ||
        effect.message.matchIndex <= (durable?.log.length ?? 0),
    ),
});

const oneVoteATerm = kit.step({
  name: 'One Vote A Term',
  says: 'Within a term a server neither changes nor loses its vote, and a restart restores the durable vote.',
  source: `${paper}, section 5.2`,
  survivesRestart: true,
  premise: ({ before }) => before.votedFor !== null,
  holds: ({ before, after }) =>
    after.currentTerm !== before.currentTerm || after.votedFor === before.votedFor,
});

const candidateYields = kit.step({
  name: 'Candidate Yields',
  says: 'A candidate that receives an AppendEntries of its own term becomes a follower.',
  source: `${paper}, section 5.2`,
  premise: ({ before, event }) =>
    before.role === 'candidate' &&
    event.type === 'message' &&
    event.message.type === 'AppendEntries' &&
    event.message.term === before.currentTerm,
  holds: ({ after }) => after.role === 'follower',
});

// ------------------------------------------------------------------- the log

export const logMatching = kit.always({
  name: 'Log Matching',
  says: 'Two logs that have an entry with the same index and term are identical up to it.',
  source: `${paper}, Figure 3`,
  pair: (a, b) => {
    const last = lastCommonTerm(a.log, b.log);
    for (let at = 0; at < last; at++) if (!isSame(a.log[at], b.log[at])) return false;
    return true;
  },
  premise: (a, b) => lastCommonTerm(a.log, b.log) > 0,
});

export const termsOfLog = kit.always({
  name: 'Terms Of The Log',
  says: 'Terms never decrease along a log, and none exceeds the current term of the server.',
  source: 'Ongaro 2014, appendix B',
  node: ({ log, currentTerm }) =>
    log.every(({ term }, at) => term >= (log[at - 1]?.term ?? 1) && term <= currentTerm),
  premise: ({ log }) => log.length > 0,
});

export const nextAfterMatch = kit.always({
  name: 'Next After Match',
  says: 'The next entry that a leader sends to a server comes after the last one known to be there.',
  source: `${paper}, Figure 2: nextIndex, matchIndex`,
  node: ({ nextIndex, matchIndex }) =>
    Object.entries(nextIndex).every(([node, next]) => next > (matchIndex[node] as number)),
  premise: ({ matchIndex }, self) =>
    Object.entries(matchIndex).some(([node, match]) => node !== self && match > 0),
});

export const leaderAppendOnly = kit.step({
  name: 'Leader Append Only',
  says: 'A leader never overwrites or deletes entries, and appends only entries of its own term.',
  source: `${paper}, Figure 3`,
  premise: ({ before, after }) => leads(before) && before.log.length > 0 && leads(after),
  holds: ({ before, after }) =>
    isPrefix(before.log, after.log) &&
    after.log.slice(before.log.length).every(({ term }) => term === after.currentTerm),
});

export const matchNeverDecreases = kit.step({
  name: 'Match Never Decreases',
  says: 'The match index of each server never decreases within the term of a leader.',
  source: `${paper}, Figure 2: matchIndex increases monotonically`,
  premise: ({ before, after }) =>
    leads(before) && leads(after) && Object.values(before.matchIndex).some((match) => match > 0),
  holds: ({ before, after }) =>
    Object.entries(before.matchIndex).every(([node, match]) => (after.matchIndex[node] as number) >= match),
});

// ---------------------------------------------------------------- commitment

export const stateMachineSafety = kit.always({
  name: 'State Machine Safety',
  says: 'No two servers ever apply different entries at the same index.',
  source: `${paper}, Figure 3`,
  world: (_views, { committed }) => [...committed.values()].every((entries) => entries.length === 1),
  premise: (_views, { committed }) => committed.size > 0,
});

export const leaderCompleteness = kit.always({
  name: 'Leader Completeness',
  says: 'An entry that was committed in a term is in the log of the leader of every later term.',
  source: `${paper}, Figure 3`,
  world: (views, { committed }) =>
    [...views.values()].every(
      (view) =>
        !leads(view) ||
        [...committed].every(([index, entries]) =>
          entries.every((entry) => entry.inTerm >= view.currentTerm || isSame(view.log[index - 1], entry)),
        ),
    ),
  premise: (_views, { committed }) => committed.size > 0,
});

export const committedIsKept = kit.always({
  name: 'Committed Is Kept',
  says: 'Every committed entry is durable on so many servers that every majority includes one of them.',
  source: `${paper}, section 5.4.3`,
  world: (_views, { committed }, all) => {
    const servers = [...all.values()].map((standing): RaftDurable | undefined =>
      'up' in standing ? standing.durable : 'down' in standing ? standing.down : undefined,
    );
    const quorum = Math.floor(servers.length / 2) + 1;
    return [...committed].every(([index, entries]) =>
      entries.every(
        (entry) =>
          servers.filter((record) => isSame(record?.log[index - 1], entry)).length > servers.length - quorum,
      ),
    );
  },
  premise: (_views, { committed }) => committed.size > 0,
});

export const commitWithinLog = kit.always({
  name: 'Commit Within The Log',
  says: 'The commit index of a server is within its log.',
  source: `${paper}, Figure 2: commitIndex`,
  node: ({ commitIndex, log }) => commitIndex <= log.length,
  premise: ({ commitIndex }) => commitIndex > 0,
});

export const commitsWhatItMay = kit.always({
  name: 'Commits What It May',
  says: 'A leader has committed every entry of its term that is on a majority of servers.',
  source: `${paper}, Figure 2, Rules for Servers, Leaders`,
  node: (view) => view.commitIndex >= onMajorityOfItsTerm(view),
  premise: (view) => onMajorityOfItsTerm(view) > 0,
});

export const commitNeverDecreases = kit.step({
  name: 'Commit Never Decreases',
  says: 'The commit index of a server never decreases while it is up.',
  source: `${paper}, Figure 2: commitIndex increases monotonically`,
  premise: ({ before }) => before.commitIndex > 0,
  holds: ({ before, after }) => after.commitIndex >= before.commitIndex,
});

export const commitsOwnTerm = kit.step({
  name: 'Commits Own Term',
  says: 'A leader advances its commit index only to an entry of its own term.',
  source: `${paper}, section 5.4.2; Figure 8`,
  premise: ({ before, after }) => leads(after) && after.commitIndex > before.commitIndex,
  holds: ({ after: { log, commitIndex, currentTerm } }) => log[commitIndex - 1]?.term === currentTerm,
});

export const overwritesUncommitted = kit.step({
  name: 'Overwrites Uncommitted',
  says: 'A server removes only uncommitted entries from its log.',
  source: `${paper}, section 5.4`,
  premise: ({ before, after }) => !isPrefix(before.log, after.log),
  holds: ({ before, after }) => isPrefix(before.log.slice(0, before.commitIndex), after.log),
});

/** A property of scopes with reads alone. */
export const freshReads = kit.always({
  name: 'Fresh Reads',
  says: 'A read is answered at an index at least as high as each one that was committed when it was asked for.',
  source: 'Ongaro 2014, section 6.4: linearizable reads',
  world: (_views, { reads }) => readingsIn(reads).every((reading) => reading !== 'stale'),
  premise: (_views, { reads }) => readingsIn(reads).some((reading) => typeof reading === 'string'),
});

function readingsIn(reads: Reads | undefined): readonly Reading[] {
  return [...(reads?.values() ?? [])].flat();
}

// ------------------------------------------------------ what must be reachable

const leaderElected = kit.sometimes({
  name: 'Leader Elected',
  says: 'Some server becomes leader.',
  source: `${paper}, section 5.2`,
  node: leads,
});

const splitVote = kit.sometimes({
  name: 'Split Vote',
  says: 'Every server has voted in one term, and no server has a majority.',
  source: `${paper}, section 5.2`,
  world: (_views, _history, all) => {
    const servers = [...all.values()].map(recordOf);
    const term = servers[0]?.currentTerm;
    return servers.every(
      (server) =>
        server !== undefined &&
        server.currentTerm === term &&
        server.votedFor !== null &&
        servers.filter((other) => other?.votedFor === server.votedFor).length * 2 <= servers.length,
    );
  },
});

const laterLeader = kit.sometimes({
  name: 'Later Leader',
  says: 'Leaders are elected in two terms.',
  source: `${paper}, section 5.1`,
  world: (_views, { elections }) => elections.size >= 2,
});

const entryCommitted = kit.sometimes({
  name: 'Entry Committed',
  says: 'Some entry is committed.',
  source: `${paper}, section 5.3`,
  node: ({ commitIndex }) => commitIndex > 0,
});

/**
 * The property excludes worlds that have reached the last term of a scope, because a split vote is final
 * there.
 */
export function leaderStillPossible(lastTerm: number) {
  return kit.possible({
    name: 'Leader Still Possible',
    says: 'From every world below the last term of the scope a leader can still be elected.',
    source: `${paper}, section 5.2`,
    node: leads,
    from: {
      world: (_views, _history, all) =>
        [...all.values()].every((standing) => (recordOf(standing)?.currentTerm ?? 0) < lastTerm),
    },
  });
}

export const leaderSettles = kit.settles({
  name: 'Leader Settles',
  says: 'Once faults stop, every server that is up eventually follows one leader, and this stays so.',
  source: `${paper}, section 5.6: as long as broadcasts are much faster than election timeouts`,
  withinMs: 2_000,
  world: followsOneLeader,
});

export const logSettles = kit.settles({
  name: 'Log Settles',
  says: 'Once faults stop, every server that is up eventually commits the entries of the last leader.',
  source: `${paper}, sections 5.3 and 5.4.2`,
  // An election, and two heartbeats for each entry that a server may lack.
  withinMs: (views) => 4_000 + 100 * Math.max(0, ...[...views.values()].map(({ log }) => log.length)),
  world: hasCommittedItsEntries,
});

export const patientServerLeads = kit.settles({
  name: 'Patient Server Leads',
  says: 'A server eventually leads every server and commits its entries on all, if its log is up to date with a majority and it alone times out, each time after all messages between them took effect.',
  source: `${paper}, section 5.6; Ongaro 2014, sections 3.9 and 9.1`,
  fairness: { weak: ['deliver', 'timeout'] },
  world: (views) => followsOneLeader(views) && hasCommittedItsEntries(views),
});

function followsOneLeader(views: ReadonlyMap<string, RaftView>): boolean {
  const servers = [...views.values()];
  const terms = new Set(servers.map(({ currentTerm }) => currentTerm));
  return (
    terms.size === 1 &&
    servers.filter(leads).length === 1 &&
    servers.every(({ role }) => role !== 'candidate')
  );
}

function hasCommittedItsEntries(views: ReadonlyMap<string, RaftView>): boolean {
  const servers = [...views.values()];
  // A leader of an older term may not have received a message of the newer term yet.
  const [leader] = servers.filter(leads).sort((a, b) => b.currentTerm - a.currentTerm);
  if (leader === undefined) return false;
  // Entries of older terms are committed only together with an entry of this term.
  const lastOwn = leader.log.findLastIndex(({ term }) => term === leader.currentTerm) + 1;
  return servers.every(
    ({ commitIndex, log }) => commitIndex >= lastOwn && isPrefix(leader.log.slice(0, lastOwn), log),
  );
}

/** The term and vote of a server: the current ones while it is up, the durable ones while it is down. */
function recordOf(standing: Standing<Raft>): Pick<RaftDurable, 'currentTerm' | 'votedFor'> | undefined {
  return 'up' in standing ? standing.up : 'down' in standing ? standing.down : undefined;
}

function leads({ role }: RaftView): boolean {
  return role === 'leader';
}

/** The index of the last entry that a majority has, if it is of the leader's term; otherwise 0. */
function onMajorityOfItsTerm({ log, currentTerm, matchIndex }: RaftView): number {
  const match = Object.values(matchIndex).sort((a, b) => b - a);
  const onMajority = match[Math.floor(match.length / 2)] ?? 0;
  return log[onMajority - 1]?.term === currentTerm ? onMajority : 0;
}

function isSame(one: Entry | undefined, other: Entry | undefined): boolean {
  return one !== undefined && one.term === other?.term && one.value === other.value;
}

function isPrefix(log: readonly Entry[], of: readonly Entry[]): boolean {
  return log.length <= of.length && log.every((entry, at) => isSame(entry, of[at]));
}

/** The last index at which two logs have entries of the same term; 0 if there is none. */
function lastCommonTerm(a: readonly Entry[], b: readonly Entry[]): number {
  let index = Math.min(a.length, b.length);
  while (index > 0 && a[index - 1]?.term !== b[index - 1]?.term) index--;
  return index;
}

const ofElections = [
  electionSafety,
  oneLeaderAtATime,
  termNeverDecreases,
  oneVoteATerm,
  durableFirst,
  candidateYields,
];
const ofTheLog = [
  logMatching,
  termsOfLog,
  nextAfterMatch,
  leaderAppendOnly,
  matchNeverDecreases,
  stateMachineSafety,
  leaderCompleteness,
  committedIsKept,
  commitWithinLog,
  commitsWhatItMay,
  commitNeverDecreases,
  commitsOwnTerm,
  overwritesUncommitted,
];

/** All properties of the suite; a scope may add its own. */
export const properties = [
  ...ofElections,
  ...ofTheLog,
  leaderElected,
  splitVote,
  laterLeader,
  entryCommitted,
  leaderSettles,
  logSettles,
];
