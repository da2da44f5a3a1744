/**
 * The systems in which Raft leader election is checked, and one small scope for each kind of known bug.
 *
 * The network is `duplicating`: a message that was sent may arrive any number of times, in any order, or never. That is
 * the worst network Raft promises to be safe on, and the cheapest to explore.
 */
import type { Actor, NodeId } from '../../checker/actor.ts';
import { nodes, type Scope } from '../../checker/suite.ts';
import type { Raft, RaftSetting } from '../../models/raft/messages.ts';
import { votesTwice } from './liar.ts';

/** The last term in which the default scopes let servers act; worlds with a later term are checked, not expanded. */
export const lastTerm = 2;

interface Size {
  readonly servers: number;
  /** Infinity: as many as the schedule brings. */
  readonly terms: number;
  /** Infinity: any number. */
  readonly crashes: number;
  readonly refusals: RaftSetting['refusals'];
  /** The last server votes as often as it is asked. */
  readonly hasLiar?: true;
  /** Term and vote are written later than they are handed over. */
  readonly isDiskSlow?: true;
}

/** Defaults of the paper (section 9.3) on one site: 150 to 300 ms, and a heartbeat at a third of it. */
const timersMs: RaftSetting['timersMs'] = { electionTimeout: [150, 300], heartbeat: [50, 50] };

/** `a` to `z`, and then `n26` and so on. */
function nameOf(server: number): NodeId {
  return server < 26 ? String.fromCharCode('a'.charCodeAt(0) + server) : `n${server}`;
}

function scope(size: Size): Scope<Raft, 'server'> {
  const { servers, terms, crashes, refusals, isDiskSlow, hasLiar } = size;
  const cluster = Array.from({ length: servers }, (_, server) => nameOf(server));
  const liar = hasLiar ? (cluster.at(-1) as NodeId) : undefined;
  return {
    says: describe(size),
    system: (actor) => ({
      nodes: {
        ...nodes(cluster, actor('server') as Actor<Raft>),
        ...(liar !== undefined && { [liar]: votesTwice }),
      },
      ...(liar !== undefined && { adversaries: [liar] }),
      setting: { refusals, timersMs },
      timersMs,
      network: 'duplicating',
      ...(isDiskSlow && { persistence: 'async' }),
      ...(crashes > 0 && { crash: { inbox: 'kept', returns: 'recovered' } }),
      ...(Number.isFinite(crashes) && crashes > 0 && { budget: { crash: crashes } }),
      ...(Number.isFinite(terms) && { within: ({ currentTerm }) => currentTerm <= terms }),
    }),
  };
}

function describe({ servers, terms, crashes, refusals, isDiskSlow, hasLiar }: Size): string {
  return [
    servers === 1 ? '1 server' : `${servers} servers`,
    terms === 1 ? '1 term' : Number.isFinite(terms) ? `${terms} terms` : 'any number of terms',
    crashes === 0
      ? 'no crash'
      : Number.isFinite(crashes)
        ? `${crashes} crash with restart`
        : 'crashes and restarts',
    { none: 'no refusals', newerTerm: 'refusals that carry a newer term', all: 'all refusals' }[refusals],
    ...(hasLiar ? ['one of them a liar that votes as often as it is asked'] : []),
    ...(isDiskSlow ? ['a slow disk'] : []),
    'messages may be lost, doubled and reordered',
  ].join(', ');
}

/** A cluster of any size, in which nothing is bounded. */
export function sized(servers: number): Scope<Raft, 'server'> {
  return scope({ servers, terms: Infinity, crashes: Infinity, refusals: 'all' });
}

export const scopes = {
  default: scope({ servers: 3, terms: lastTerm, crashes: 1, refusals: 'none' }),
  wide: scope({ servers: 3, terms: lastTerm, crashes: 1, refusals: 'newerTerm' }),
  nightly: scope({ servers: 3, terms: lastTerm, crashes: 1, refusals: 'all' }),
  'one-term': scope({ servers: 3, terms: 1, crashes: 0, refusals: 'none' }),
  'one-term-crash': scope({ servers: 3, terms: 1, crashes: 1, refusals: 'none' }),
  'one-term-even': scope({ servers: 4, terms: 1, crashes: 0, refusals: 'none' }),
  'storm-3': sized(3),
  'storm-5': sized(5),
  liar: scope({ servers: 3, terms: lastTerm, crashes: 1, refusals: 'none', hasLiar: true }),
  'slow-disk': scope({ servers: 3, terms: lastTerm, crashes: 1, refusals: 'none', isDiskSlow: true }),
  'slow-disk-one-term': scope({ servers: 3, terms: 1, crashes: 1, refusals: 'none', isDiskSlow: true }),
  'storm-slow-disk': scope({
    servers: 3,
    terms: Infinity,
    crashes: Infinity,
    refusals: 'all',
    isDiskSlow: true,
  }),
  'two-terms': scope({ servers: 3, terms: 2, crashes: 0, refusals: 'none' }),
};
