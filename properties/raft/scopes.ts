/**
 * The systems in which Raft is checked, and one small scope for each kind of known bug.
 *
 * The network is `duplicating`: a message that was sent may arrive any number of times, in any order, or never. That is
 * the worst network Raft promises to be safe on, and the cheapest to explore.
 */
import type { Actor, NodeId } from '../../checker/actors/actor.ts';
import { nodes, type Scope } from '../../checker/suite/suite.ts';
import type { Proposal, Raft, RaftDurable, RaftSetting, RaftView } from '../../models/raft/messages.ts';
import { votesTwice } from './liar.ts';
import { leaderStillPossible, patientServerLeads } from './promises.ts';

/** The last term in which the default scopes let servers act; worlds with a later term are checked, not expanded. */
export const lastTerm = 2;

interface Size {
  readonly servers: number;
  /** Infinity: as many as the schedule brings; so everywhere below. */
  readonly terms: number;
  readonly crashes: number;
  readonly refusals: RaftSetting['refusals'];
  /** Election timeouts, in all; any number unless given. */
  readonly elections?: number;
  /** Commands of clients, in all; none unless given. */
  readonly proposals?: number;
  /** Leaders are asked only as long as their logs have fewer entries; however many they have unless given. */
  readonly entries?: number;
  /** Heartbeats, in all, with which entries go out; any number unless given. */
  readonly heartbeats?: number;
  /** One entry a message and heartbeat unless given. */
  readonly sends?: Pick<RaftSetting, 'entries' | 'window'>;
  /** Links that never work, both ways. */
  readonly without?: readonly (readonly [NodeId, NodeId])[];
  /** Those who do not lead are asked, too, and refuse. */
  readonly asksEverybody?: true;
  /** The last server votes as often as it is asked. */
  readonly hasLiar?: true;
  /** Records are written later than they are handed over. */
  readonly isDiskSlow?: true;
}

/** Defaults of the paper (section 9.3) on one site: 150 to 300 ms, and a heartbeat at a third of it. */
const timersMs: RaftSetting['timersMs'] = { electionTimeout: [150, 300], heartbeat: [50, 50] };

/** As `raft.tla` sends: an entry with each heartbeat, and none in between. */
const plainly: NonNullable<Size['sends']> = { entries: { atHeartbeat: [1], atOnce: [0] }, window: 0 };
/** As the paper has it: entries go out when they come, and heartbeats carry nothing. */
const withEmptyHeartbeats: NonNullable<Size['sends']> = {
  entries: { atHeartbeat: [0], atOnce: [1] },
  window: 0,
};
/** Each entry goes out at once, before those before it are acknowledged. */
const pipelined = {
  sends: { entries: { atHeartbeat: [1], atOnce: [1] }, window: 2 },
  heartbeats: 0,
} satisfies Partial<Size>;
/** As an implementation sends that batches and pipelines; the model leaves open how much. */
const eagerly: NonNullable<Size['sends']> = {
  entries: { atHeartbeat: [0, 1, 2], atOnce: [0, 1, 2] },
  window: 2,
};

const unlessGiven = {
  elections: Infinity,
  proposals: 0,
  entries: Infinity,
  heartbeats: Infinity,
  sends: plainly,
};

/** `a` to `z`, and then `n26` and so on. */
function nameOf(server: number): NodeId {
  return server < 26 ? String.fromCharCode('a'.charCodeAt(0) + server) : `n${server}`;
}

const possible = leaderStillPossible(lastTerm);

function scope(size: Size): Scope<Raft, 'server'> {
  const whole = { ...unlessGiven, ...size };
  const { servers, terms, crashes, refusals, isDiskSlow, hasLiar, without } = whole;
  const { elections, proposals, entries, heartbeats, sends, asksEverybody = false } = whole;
  const cluster = Array.from({ length: servers }, (_, server) => nameOf(server));
  const liar = hasLiar ? (cluster.at(-1) as NodeId) : undefined;
  const bounds = Object.fromEntries(
    Object.entries({ electionTimeout: elections, heartbeat: heartbeats, propose: proposals }).filter(
      ([name, most]) => Number.isFinite(most) && (name !== 'propose' || proposals > 0),
    ),
  );
  return {
    says: describe(whole),
    system: (actor) => ({
      nodes: {
        ...nodes(cluster, actor('server') as Actor<Raft>),
        ...(liar !== undefined && { [liar]: votesTwice }),
      },
      ...(liar !== undefined && { adversaries: [liar] }),
      // What is not bounded is never explored.
      ...(Number.isFinite(terms) && liar === undefined && { symmetric: [cluster] }),
      setting: { refusals, ...sends, timersMs },
      timersMs,
      network: 'duplicating',
      ...(without !== undefined && {
        severed: without.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]),
      }),
      ...(isDiskSlow && { persistence: 'async' }),
      ...(crashes > 0 && { crash: { inbox: 'kept', returns: 'recovered' } }),
      ...(Number.isFinite(crashes) && crashes > 0 && { budget: { crash: crashes } }),
      ...(Object.keys(bounds).length > 0 && { bounds }),
      ...(Number.isFinite(terms) && { within: ({ currentTerm }) => currentTerm <= terms }),
      ...(proposals > 0 && { inputs: (view) => asked(view, proposals, entries, asksEverybody) }),
    }),
    // Where elections are counted, that nobody can be elected any more is the scope's doing.
    ...(terms === lastTerm && elections === Infinity && { properties: [possible] }),
  };
}

/**
 * Leaders are asked, for in the others nothing comes of it but a refusal. In a bounded scope for one value at each index: with their terms that
 * tells entries apart.
 */
function asked(
  { role, log }: RaftView,
  proposals: number,
  entries: number,
  asksEverybody: boolean,
): readonly Proposal[] {
  if ((role !== 'leader' && !asksEverybody) || log.length >= entries) return [];
  const values = Number.isFinite(proposals) ? [`v${log.length + 1}`] : ['x', 'y'];
  return values.map((value) => ({ type: 'propose', value }));
}

function saysOfSends({ entries, window }: NonNullable<Size['sends']>): readonly string[] {
  const most = Math.max(...entries.atHeartbeat, ...entries.atOnce);
  const least = Math.min(...entries.atHeartbeat);
  if (least === 0 && most === 1) return ['empty heartbeats'];
  if (most === 1 && window === 0) return [];
  const counts = least === most ? `${most}` : `${least} to ${most}`;
  return [`${counts} ${most === 1 ? 'entry' : 'entries'} a message${window > 0 ? ', pipelined' : ''}`];
}

function describe(size: Size & typeof unlessGiven): string {
  const { servers, terms, crashes, refusals, isDiskSlow, hasLiar, without, asksEverybody } = size;
  const { elections, proposals, entries, heartbeats, sends } = size;
  const upTo = (most: number, one: string, many: string) =>
    Number.isFinite(most) ? [`${most} ${most === 1 ? one : many}`] : [];
  return [
    servers === 1 ? '1 server' : `${servers} servers`,
    terms === 1 ? '1 term' : Number.isFinite(terms) ? `${terms} terms` : 'any number of terms',
    ...upTo(elections, 'election timeout', 'election timeouts'),
    ...(proposals === Infinity ? ['any number of proposals'] : []),
    ...(proposals > 0 ? upTo(proposals, 'proposal', 'proposals') : []),
    ...upTo(entries, 'entry a log', 'entries a log'),
    ...(proposals > 0 ? upTo(heartbeats, 'heartbeat', 'heartbeats') : []),
    ...saysOfSends(sends),
    crashes === 0
      ? 'no crash'
      : Number.isFinite(crashes)
        ? `${crashes} crash${crashes === 1 ? '' : 'es'} with restart`
        : 'crashes and restarts',
    { none: 'no refusals', newerTerm: 'refusals that carry a newer term', all: 'all refusals' }[refusals],
    ...(without ? [`no link ${without.map((link) => link.join('-')).join(', ')}`] : []),
    ...(asksEverybody ? ['whoever is asked'] : []),
    ...(hasLiar ? ['one of them a liar that votes as often as it is asked'] : []),
    ...(isDiskSlow ? ['a slow disk'] : []),
    'messages may be lost, doubled and reordered',
  ].join(', ');
}

const unbounded = { terms: Infinity, crashes: Infinity, refusals: 'all', proposals: Infinity } as const;

/** A cluster of any size, in which nothing is bounded. */
export function sized(servers: number): Scope<Raft, 'server'> {
  return scope({ servers, ...unbounded, sends: eagerly });
}

const three = { servers: 3, crashes: 0, refusals: 'none' } as const;
const election = { servers: 3, terms: lastTerm, crashes: 1, refusals: 'none' } as const;

/**
 * The durable records with which a server may come up: any term up to this, in which it voted for nobody or for the last server,
 * and a log of at most one entry.
 */
function records(terms: number, last: NodeId): readonly RaftDurable[] {
  return Array.from({ length: terms + 1 }, (_, currentTerm) => {
    const logs = [[], ...Array.from({ length: currentTerm }, (_, at) => [{ term: at + 1, value: 'v1' }])];
    const votes = currentTerm === 0 ? [null] : [null, last];
    return logs.flatMap((log) => votes.map((votedFor) => ({ currentTerm, votedFor, log })));
  }).flat();
}

/**
 * Every cluster of three that comes up with such records, where the first server's log is as up to date as the second's; the first
 * alone times out, once nothing between the two is left to say.
 */
function patient(terms: number): Scope<Raft, 'server'> {
  const [a, b, c] = ['a', 'b', 'c'] as const;
  const whole = scope({ ...three, terms: Infinity, refusals: 'newerTerm', proposals: 1 });
  const lastTerm = ({ log }: RaftDurable) => log.at(-1)?.term ?? 0;
  const each = records(terms, c);
  const starts = each.flatMap((first) =>
    each
      .filter((second) => lastTerm(first) >= lastTerm(second))
      .flatMap((second) =>
        each.map((third) => ({ [a]: { up: first }, [b]: { up: second }, [c]: { up: third } })),
      ),
  );
  return {
    says: `${whole.says}; begins with any terms up to ${terms}, votes and logs of one entry; a alone times out, once nothing between it and b is left to say, and its log is as up to date as b's`,
    system: (actor) => ({
      ...whole.system(actor),
      starts,
      timerConstraints: { electionTimeout: { nodes: [a], afterQuiet: [a, b] } },
    }),
    properties: [patientServerLeads],
  };
}

export const scopes = {
  quick: scope({ ...three, terms: 2, elections: 2, proposals: 1, heartbeats: 1 }),
  default: scope({ ...three, terms: lastTerm, proposals: 2, heartbeats: 1 }),
  nightly: scope({ ...three, terms: 3, elections: 3, proposals: 2, heartbeats: 2 }),
  'every-rule': scope({
    ...{ servers: 2, terms: 3, crashes: 0, refusals: 'all' },
    ...{ elections: 3, proposals: 2, heartbeats: 1, asksEverybody: true },
  }),
  // Elections alone.
  election: scope(election),
  'election-newer-term': scope({ ...election, refusals: 'newerTerm' }),
  'election-all-refusals': scope({ ...election, refusals: 'all' }),
  'one-term': scope({ servers: 3, terms: 1, crashes: 0, refusals: 'none' }),
  'one-term-crash': scope({ servers: 3, terms: 1, crashes: 1, refusals: 'none' }),
  'one-term-even': scope({ servers: 4, terms: 1, crashes: 0, refusals: 'none' }),
  'two-terms': scope({ servers: 3, terms: 2, crashes: 0, refusals: 'none' }),
  'two-terms-even': scope({ servers: 4, terms: 2, elections: 3, crashes: 0, refusals: 'newerTerm' }),
  'five-servers': scope({ servers: 5, terms: 2, elections: 3, crashes: 0, refusals: 'none' }),
  // Logs.
  'one-entry': scope({ ...three, terms: 1, elections: 1, proposals: 1, heartbeats: 1 }),
  'two-entries': scope({ ...three, terms: 1, elections: 1, proposals: 2, heartbeats: 2 }),
  'two-logs': scope({ ...three, terms: 2, elections: 2, proposals: 2, heartbeats: 2 }),
  'at-once': scope({
    ...three,
    ...{ terms: 2, elections: 2, proposals: 2, heartbeats: 0, sends: withEmptyHeartbeats },
  }),
  'empty-heartbeats': scope({
    ...three,
    ...{ terms: 2, elections: 2, proposals: 2, entries: 1, heartbeats: 1, sends: withEmptyHeartbeats },
  }),
  'three-logs': scope({ ...three, terms: 3, elections: 3, proposals: 2, heartbeats: 1 }),
  'three-terms': scope({
    ...three,
    ...{ terms: 3, elections: 3, proposals: 2, entries: 1, heartbeats: 0, sends: withEmptyHeartbeats },
  }),
  // Figure 8: an entry of the first term is on most servers in the third, and gone in the fourth.
  'figure-8': scope({ ...three, terms: 4, elections: 4, proposals: 2, entries: 1, heartbeats: 1 }),
  'four-servers': scope({ ...three, servers: 4, terms: 1, elections: 1, proposals: 1, heartbeats: 1 }),
  'pipelined-one-term': scope({ ...three, ...pipelined, terms: 1, elections: 1, proposals: 3 }),
  pipelined: scope({ ...three, ...pipelined, terms: 2, elections: 2, proposals: 3 }),
  'pipelined-heartbeat': scope({
    ...three,
    ...{ ...pipelined, terms: 2, elections: 2, proposals: 2, entries: 1, heartbeats: 1 },
  }),
  batched: scope({ ...three, terms: 2, elections: 2, proposals: 1, heartbeats: 1, sends: eagerly }),
  'slow-disk-log': scope({
    ...three,
    ...{ terms: 2, elections: 2, proposals: 1, heartbeats: 1, crashes: 1, isDiskSlow: true },
  }),
  patient: patient(2),
  liar: scope({ ...election, hasLiar: true }),
  'slow-disk': scope({ ...election, isDiskSlow: true }),
  'slow-disk-one-term': scope({ servers: 3, terms: 1, crashes: 1, refusals: 'none', isDiskSlow: true }),
  // Nothing is bounded.
  'storm-3': sized(3),
  'storm-5': sized(5),
  // Of a, b, c each reaches the others; d reaches b alone, and e reaches c alone.
  omission: scope({
    ...{ servers: 5, ...unbounded, crashes: 0, sends: eagerly },
    without: [
      ['a', 'd'],
      ['c', 'd'],
      ['a', 'e'],
      ['b', 'e'],
      ['d', 'e'],
    ],
  }),
  'storm-slow-disk': scope({ servers: 3, ...unbounded, sends: eagerly, isDiskSlow: true }),
};
