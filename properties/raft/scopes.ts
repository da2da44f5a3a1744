/**
 * The scopes of Raft's suite: the systems that are explored, those from which schedules are drawn, and one small system for
 * each kind of mutant. Their network is `duplicating`: a message may be delivered any number of times, in any order, or never.
 * That is the worst network on which Raft promises safety, and the cheapest to explore.
 */
import { type LooseSystem, nodes } from '../../checker/suite/kit.ts';
import type { Scope } from '../../checker/suite/suite.ts';
import type { Proposal, Raft, RaftSetting, RaftView } from '../../models/raft/messages.ts';
import { kit } from './kit.ts';
import { votesTwice } from './liar.ts';
import { leaderStillPossible, patientServerLeads } from './promises.ts';

/** The last term in which servers act in the default scopes: worlds with a later term are checked, but not expanded. */
export const lastTerm = 2;

/** Defaults of the paper (section 9.3) on one site: 150 to 300 ms, and a heartbeat at a third of it. */
const timersMs: RaftSetting['timersMs'] = { electionTimeout: [150, 300], heartbeat: [50, 50] };
/** One entry with each heartbeat, and none in between, as in `raft.tla`. */
const entries = { atHeartbeat: [1], atOnce: [0] };
const setting: RaftSetting = { refusals: 'none', entries, window: 0, timersMs };

/** Fields of a scope's system that differ from those of the other scopes. */
type Change = Partial<LooseSystem<Raft>>;
const changed = (change: Partial<RaftSetting>): Change => ({ setting: { ...setting, ...change } });
/** One entry at each proposal, and none with a heartbeat, as in the paper. */
const atProposals = changed({ entries: { atHeartbeat: [0], atOnce: [1] } });
/** Each entry at once, before those before it are acknowledged. */
const pipelined = changed({ entries: { atHeartbeat: [1], atOnce: [1] }, window: 2 });
/** The model leaves open how many entries a message has, and the implementation decides. */
const batches = { entries: { atHeartbeat: [0, 1, 2], atOnce: [0, 1, 2] }, window: 2 };
const anySends = changed({ refusals: 'all', ...batches });
/** Records become durable after the step that writes them. */
const slowDisk: Change = { persistence: 'async' };

type Limit = 'servers' | 'terms' | 'elections' | 'heartbeats' | 'crashes' | 'proposals' | 'entries';
/** The most of each; if absent, 3 servers, no crash, no proposal, and any number of the others. */
type Limits = Readonly<Partial<Record<Limit, number>>>;

const possible = leaderStillPossible(lastTerm);

function scope(limits: Limits, change: Change = {}): Scope<Raft, 'server'> {
  const { servers = 3, terms = Infinity, elections, heartbeats, crashes = 0, proposals = 0 } = limits;
  const cluster = Array.from({ length: servers }, (_, n) => (n < 26 ? String.fromCharCode(97 + n) : `n${n}`));
  const hasTerms = terms < Infinity;
  return kit.scope({
    says: hasTerms ? `terms up to ${terms}` : undefined,
    // A limit on elections can make a leader impossible, whatever the protocol does.
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

/** In a bounded scope there is one value for each index: together with its term it identifies an entry. */
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
/** Server a alone times out, once no delivery between it and b changes anything. */
const timerConstraints = { electionTimeout: { nodes: ['a'], afterQuiet: ['a', 'b'] } };

/** Of a, b, c each reaches the others; d reaches b alone, and e reaches c alone. */
const severed = 'ad da cd dc ae ea be eb de ed'.split(' ').map(([a = '', b = '']) => [a, b] as const);

export const scopes = {
  quick: scope({ terms: 2, elections: 2, proposals: 1, heartbeats: 1 }),
  default: scope({ terms: lastTerm, proposals: 2, heartbeats: 1 }),
  nightly: scope({ terms: 3, elections: 3, proposals: 2, heartbeats: 2 }),
  // Followers and candidates get proposals too, and refuse them.
  'every-rule': scope(
    { servers: 2, terms: 3, elections: 3, proposals: 2, heartbeats: 1 },
    { ...changed({ refusals: 'all' }), inputs: (view) => proposalsTo(view, { proposals: 2 }) },
  ),
  // Elections alone.
  election: scope({ terms: lastTerm, crashes: 1 }),
  'election-newer-term': scope({ terms: lastTerm, crashes: 1 }, changed({ refusals: 'newerTerm' })),
  'election-all-refusals': scope({ terms: lastTerm, crashes: 1 }, changed({ refusals: 'all' })),
  'one-term': scope({ terms: 1 }),
  'one-term-crash': scope({ terms: 1, crashes: 1 }),
  'one-term-even': scope({ servers: 4, terms: 1 }),
  'two-terms': scope({ terms: 2 }),
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
  // Figure 8: an entry of the first term is on most servers in the third, and gone in the fourth.
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
  // Without limits.
  'storm-3': sized(3),
  'storm-5': sized(5),
  omission: scope({ servers: 5, proposals: Infinity }, { ...anySends, severed }),
  'storm-slow-disk': scope(unlimited, { ...anySends, ...slowDisk }),
};
