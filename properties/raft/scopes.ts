/**
 * The scopes of Raft's suite, for exploration, for schedules and for each kind of mutant. Their network is
 * `duplicating`, the weakest one on which Raft guarantees safety, and the cheapest to explore.
 */
import { type LooseSystem, nodes } from '../../checker/suite/kit.ts';
import type { Scope } from '../../checker/suite/suite.ts';
import type { Proposal, Raft, RaftSetting, RaftView } from '../../models/raft/messages.ts';
import { kit } from './kit.ts';
import { votesTwice } from './liar.ts';
import { freshReads, leaderStillPossible, patientServerLeads } from './properties.ts';

/** The last term of the default scopes: worlds with a later term are checked, but not expanded. */
export const lastTerm = 2;

/** The timeouts of the paper (section 9.3): 150 to 300 ms, and a heartbeat after a third of the shortest. */
const timersMs: RaftSetting['timersMs'] = { electionTimeout: [150, 300], heartbeat: [50, 50] };
/** One entry with each heartbeat, and none in between, as in `raft.tla`. */
const entries = { atHeartbeat: [1], atOnce: [0] };
const setting: RaftSetting = { refusals: 'none', entries, window: 0, timersMs };

/** Fields of a scope's system that differ from those of the other scopes. */
type Change = Partial<LooseSystem<Raft>>;
const changed = (change: Partial<RaftSetting>): Change => ({ setting: { ...setting, ...change } });
/** One entry at each proposal, and none with a heartbeat, as in the paper. */
const atProposals = changed({ entries: { atHeartbeat: [0], atOnce: [1] } });
/** Each entry is sent at once, before the entries before it are acknowledged. */
const pipelined = changed({ entries: { atHeartbeat: [1], atOnce: [1] }, window: 2 });
/** The number of entries in a message is a choice of the model; the implementation decides. */
const batches = { entries: { atHeartbeat: [0, 1, 2], atOnce: [0, 1, 2] }, window: 2 };
const anySends = changed({ refusals: 'all', ...batches });
/** Records become durable after the step that writes them. */
const slowDisk: Change = { persistence: 'async' };

type Limit = 'servers' | 'terms' | 'elections' | 'heartbeats' | 'crashes' | 'proposals' | 'entries';
/** The maximum of each; the defaults are 3 servers, no crash, no proposal, and any number of the others. */
type Limits = Readonly<Partial<Record<Limit, number>>>;

const possible = leaderStillPossible(lastTerm);

function scope(limits: Limits, change: Change = {}): Scope<Raft, 'server'> {
  const { servers = 3, terms = Infinity, elections, heartbeats, crashes = 0, proposals = 0 } = limits;
  const cluster = Array.from({ length: servers }, (_, n) => (n < 26 ? String.fromCharCode(97 + n) : `n${n}`));
  const hasTerms = terms < Infinity;
  return kit.scope({
    says: hasTerms ? `terms up to ${terms}` : undefined,
    // A limit on elections can make a leader impossible in any protocol.
    properties: terms === lastTerm && elections === undefined ? [possible] : undefined,
    system: (actor) => ({
      nodes: { ...nodes(cluster, actor('server')), ...nodes(change.adversaries ?? [], votesTwice) },
      symmetric: hasTerms ? [cluster] : undefined,
      setting,
      timersMs,
      network: 'duplicating',
      crash: crashes > 0 ? { inbox: 'kept', returns: 'recovered' } : undefined,
      budget: { crash: crashes || undefined },
      bounds: { electionTimeout: elections, heartbeat: heartbeats, propose: proposals || undefined },
      within: hasTerms ? ({ currentTerm }) => currentTerm <= terms : undefined,
      inputs: proposals > 0 ? (view) => (view.role === 'leader' ? proposalsTo(view, limits) : []) : undefined,
      ...change,
    }),
  });
}

/** Proposals to a leader. A bounded scope has one value an index: with its term it identifies an entry. */
function proposalsTo({ log }: RaftView, { proposals = 0, entries = Infinity }: Limits): readonly Proposal[] {
  if (log.length >= entries) return [];
  const values = proposals < Infinity ? [`v${log.length + 1}`] : ['x', 'y'];
  return values.map((value) => ({ type: 'propose', value }));
}

const unlimited = { crashes: Infinity, proposals: Infinity };

/** A cluster of any size without limits. */
export function sized(servers: number): Scope<Raft, 'server'> {
  return scope({ servers, ...unlimited }, anySends);
}

/** Durable records up to term 2: a vote for no server or for c, and a log of at most one entry. */
const records = [0, 1, 2].flatMap((currentTerm) => {
  const logs = [[], [{ term: 1, value: 'v1' }], [{ term: 2, value: 'v1' }]].slice(0, currentTerm + 1);
  const votes = currentTerm === 0 ? [null] : [null, 'c'];
  return logs.flatMap((log) => votes.map((votedFor) => ({ up: { currentTerm, votedFor, log } })));
});
type Up = (typeof records)[number];
const isUpToDate = (a: Up, b: Up) => (a.up.log[0]?.term ?? 0) >= (b.up.log[0]?.term ?? 0);
const starts = records.flatMap((a) =>
  records.filter((b) => isUpToDate(a, b)).flatMap((b) => records.map((c) => ({ a, b, c }))),
);
/** Only server a times out, and only when no delivery between a and b changes anything. */
const timerConstraints = { electionTimeout: { nodes: ['a'], afterQuiet: ['a', 'b'] } };

/** The links that lose everything: a, b and c reach each other; d reaches only b, and e reaches only c. */
const severed = 'ad da cd dc ae ea be eb de ed'.split(' ').map(([a = '', b = '']) => [a, b] as const);

/** The scopes by name. */
export const scopes = {
  quick: scope({ terms: 2, elections: 2, proposals: 1, heartbeats: 1 }),
  default: scope({ terms: lastTerm, proposals: 2, heartbeats: 1 }),
  nightly: scope({ terms: 3, elections: 3, proposals: 2, heartbeats: 2 }),
  // Followers and candidates receive proposals too, and refuse them.
  'every-rule': scope(
    { servers: 2, terms: 3, elections: 3, proposals: 2, heartbeats: 1 },
    { ...changed({ refusals: 'all' }), inputs: (view) => proposalsTo(view, { proposals: 2 }) },
  ),
  // Elections only.
  election: scope({ terms: lastTerm, crashes: 1 }),
  'election-newer-term': scope({ terms: lastTerm, crashes: 1 }, changed({ refusals: 'newerTerm' })),
  'election-all-refusals': scope({ terms: lastTerm, crashes: 1 }, changed({ refusals: 'all' })),
  'one-term': scope({ terms: 1 }),
  'one-term-crash': scope({ terms: 1, crashes: 1 }),
  'one-term-even': scope({ servers: 4, terms: 1 }),
  'two-terms': scope({ terms: 2 }),
  'two-elections': scope({ terms: 2, elections: 2, heartbeats: 0 }),
  'one-proposal': scope({ terms: 2, elections: 2, proposals: 1, heartbeats: 0 }),
  'two-terms-even': scope({ servers: 4, terms: 2, elections: 3 }, changed({ refusals: 'newerTerm' })),
  'five-servers': scope({ servers: 5, terms: 2, elections: 3 }),
  // Logs.
  'one-entry': scope({ terms: 1, elections: 1, proposals: 1, heartbeats: 1 }),
  'two-entries': scope({ terms: 1, elections: 1, proposals: 2, heartbeats: 2 }),
  'two-logs': scope({ terms: 2, elections: 2, proposals: 2, heartbeats: 2 }),
  'at-once': scope({ terms: 2, elections: 2, proposals: 2, heartbeats: 0 }, atProposals),
  'empty-heartbeats': scope({ terms: 2, elections: 2, proposals: 2, entries: 1, heartbeats: 1 }, atProposals),
  'three-logs': scope({ terms: 3, elections: 3, proposals: 2, heartbeats: 1 }),
  'three-terms': scope({ terms: 3, elections: 3, proposals: 2, entries: 1, heartbeats: 0 }, atProposals),
  // Figure 8: an entry of the first term is on a majority in the third term, and overwritten in the fourth.
  'figure-8': scope({ terms: 4, elections: 4, proposals: 2, entries: 1, heartbeats: 1 }),
  'four-servers': scope({ servers: 4, terms: 1, elections: 1, proposals: 1, heartbeats: 1 }),
  'pipelined-one-term': scope({ terms: 1, elections: 1, proposals: 3, heartbeats: 0 }, pipelined),
  pipelined: scope({ terms: 2, elections: 2, proposals: 3, heartbeats: 0 }, pipelined),
  'pipelined-heartbeat': scope(
    { terms: 2, elections: 2, proposals: 2, entries: 1, heartbeats: 1 },
    pipelined,
  ),
  batched: scope({ terms: 2, elections: 2, proposals: 1, heartbeats: 1 }, changed(batches)),
  'slow-disk-log': scope({ terms: 2, elections: 2, proposals: 1, heartbeats: 1, crashes: 1 }, slowDisk),
  patient: {
    ...scope({ proposals: 1 }, { ...changed({ refusals: 'newerTerm' }), starts, timerConstraints }),
    says: "initial terms up to 2, logs of at most one entry, a's as up to date as b's",
    properties: [patientServerLeads],
  },
  liar: scope({ terms: lastTerm, crashes: 1 }, { adversaries: ['c'], symmetric: undefined }),
  'slow-disk': scope({ terms: lastTerm, crashes: 1 }, slowDisk),
  'slow-disk-one-term': scope({ terms: 1, crashes: 1 }, slowDisk),
  'slow-disk-alone': scope({ servers: 1, terms: 2, proposals: 1, crashes: 1 }, slowDisk),
  // For adapters alone, because neither the model nor the implementation answers reads.
  reads: {
    ...scope(
      { terms: 2 },
      {
        // A server that has not committed an entry yet has nothing to read.
        inputs: ({ commitIndex }) => (commitIndex > 0 ? [{ type: 'read' }] : []),
        bounds: { electionTimeout: 2, heartbeat: 0, read: 2 },
      },
    ),
    properties: [freshReads],
    adapterInputs: ['read'],
  },
  // Without limits.
  'storm-3': sized(3),
  'storm-5': sized(5),
  omission: scope({ servers: 5, proposals: Infinity }, { ...anySends, severed }),
  'storm-slow-disk': scope(unlimited, { ...anySends, ...slowDisk }),
};
