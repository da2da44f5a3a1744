/**
 * The scopes of the suite of ultrapeers. In each of them every peer begins without links; the handshakes, the
 * choice of roles and a search run at once.
 */
import { assign, enqueueActions } from 'xstate';
import type { Actor, NodeId } from '../../../checker/actors/actor.ts';
import { type LooseSystem, nodes } from '../../../checker/suite/kit.ts';
import type { Scope } from '../../../checker/suite/suite.ts';
import type { QueryHit } from '../../../models/gnutella/messages.ts';
import type { UltrapeerSetting, Ultrapeers } from '../../../models/gnutella/ultrapeers/messages.ts';
import { nodeName } from '../graphs.ts';
import { kit, peer } from './kit.ts';
import {
  everyLeafAttached,
  falsePositive,
  followsGuidance,
  handshakeEnds,
  hitArrives,
  ultrapeerRemains,
  ultrapeersLink,
} from './properties.ts';

type System = LooseSystem<Ultrapeers>;
type Role = 'peer';

const setting: UltrapeerSetting = {
  able: ['a', 'b'],
  follows: 'any',
  hosts: {},
  shares: { d: ['x'] },
  slots: {},
  leavesMax: 3,
  ultrapeersMax: 1,
  ultrapeersNeeded: 0,
  ultrapeersOfLeafMax: 1,
  ttlMax: 4,
};

interface Parts extends Partial<UltrapeerSetting> {
  readonly peers: readonly NodeId[];
  /** The peers that follow no rule, with their actors. */
  readonly adversaries?: Readonly<Record<NodeId, Actor<Ultrapeers>>>;
  readonly system?: Partial<System>;
  readonly searches?: Readonly<Record<NodeId, string>>;
  readonly ttl?: number;
  readonly says?: string;
  readonly properties?: Scope<Ultrapeers>['properties'];
}

function scope(parts: Parts): Scope<Ultrapeers, Role> {
  const { peers, adversaries = {}, system = {}, searches = {}, ttl = 4, says, properties, ...change } = parts;
  return kit.scope<Role>({
    says,
    properties,
    system: (actor) => ({
      nodes: { ...nodes(peers, actor('peer')), ...adversaries },
      adversaries: Object.keys(adversaries).length > 0 ? Object.keys(adversaries) : undefined,
      network: 'fifo',
      timersMs: Object.fromEntries(peers.map((node) => [`retry@${node}`, [10_000, 30_000]])),
      setting: { ...setting, ...change },
      inputs: ({ issued, links, isOnline }, node) => {
        const criteria = searches[node];
        const isAttached = [...links.values()].some(({ stage }) => stage === 'open');
        return criteria !== undefined && isOnline && isAttached && issued === 0
          ? [{ type: 'search', criteria, ttl }]
          : [];
      },
      ...system,
    }),
  });
}

const three: Parts = {
  peers: ['a', 'b', 'e'],
  able: ['a', 'b', 'e'],
  shares: {},
  ultrapeersMax: 2,
};

/**
 * A network of this many peers, of which the first third is able to be ultrapeers. Peers search, leave and
 * come back. The last peer that is able swallows queries, and the last leaf answers every query.
 */
export function sized(count: number): Scope<Ultrapeers, Role> {
  const peers = Array.from({ length: count }, (_, at) => nodeName(at));
  const able = peers.slice(0, Math.ceil(count / 3) + 1);
  const [dropper, liar] = [able.at(-1) as NodeId, peers.at(-1) as NodeId];
  return scope({
    says: `peers search, leave and come back; ${dropper} swallows queries, ${liar} answers every query`,
    peers,
    able,
    follows: 'older',
    shares: Object.fromEntries(peers.map((node, at) => [node, [['x'], ['y'], []][at % 3] as string[]])),
    slots: { x: 'h', z: 'h' },
    leavesMax: count,
    ultrapeersMax: count,
    ultrapeersNeeded: 2,
    ultrapeersOfLeafMax: 2,
    adversaries: { [dropper]: swallower, [liar]: answerer },
    system: {
      inputs: ({ isOnline }) =>
        isOnline
          ? [
              ...['x', 'y', 'z'].map((criteria) => ({ type: 'search', criteria, ttl: 4 }) as const),
              { type: 'leave' },
            ]
          : [{ type: 'join' }],
    },
  });
}

/** The adversary that accepts links and relays no query. */
const swallower = peer.modelWith({ root: { actions: { flood: assign({}), shield: assign({}) } } });
/** The adversary that claims to have every file. */
const answerer = peer.modelWith({
  root: { guards: { isSharingLeaf: ({ context }) => context.role === 'leaf', isSharing: () => true } },
});

/** The adversary that accepts links although it is a leaf, and answers queries that were never asked. */
const imposter = peer.modelWith({
  root: {
    guards: { isShielded: () => false, isSharingLeaf: () => true },
    actions: {
      answer: enqueueActions(({ context, event, enqueue }) => {
        if (event.type !== 'Query') return;
        const hit: QueryHit = { type: 'QueryHit', guid: 'none', ttl: 4, hops: 0, servent: context.self };
        const params = { to: event.from, message: { type: 'Forward' as const, descriptor: hit } };
        enqueue({ type: 'send', params });
      }),
    },
  },
});

const oneLeaves: Omit<Parts, 'peers'> = {
  says: 'a peer leaves, and comes back',
  shares: {},
  system: {
    bounds: { leave: 1, join: 1 },
    inputs: ({ isOnline }) => [{ type: isOnline ? 'leave' : 'join' }],
  },
};

/** The scopes by name. */
export const scopes = {
  default: scope({
    peers: ['a', 'b', 'c', 'd'],
    shares: { d: ['x', 'y'] },
    searches: { c: 'y' },
    ttl: 2,
    properties: [ultrapeerRemains, handshakeEnds, hitArrives, followsGuidance, ultrapeersLink],
  }),
  // Two peers that are able to be ultrapeers.
  pair: scope({ peers: ['a', 'b'], shares: {}, properties: [handshakeEnds] }),
  // An ultrapeer and its leaf, one of which leaves and comes back.
  'leaf-leaves': scope({ ...oneLeaves, peers: ['a', 'c'] }),
  // A search in a neighbouring ultrapeer and its leaf.
  neighbour: scope({
    peers: ['a', 'b', 'd'],
    hosts: { d: ['b'] },
    shares: { d: ['x', 'y'] },
    searches: { a: 'y' },
    ttl: 1,
    ultrapeersNeeded: 1,
  }),
  // One leaf for each ultrapeer, and only one of them is known at the start.
  full: scope({
    peers: ['a', 'b', 'c', 'd'],
    hosts: { c: ['a'], d: ['a'] },
    shares: {},
    leavesMax: 1,
    ultrapeersNeeded: 1,
    properties: [handshakeEnds],
  }),
  // One place for a leaf at each of two peers: a third peer may be refused again and again.
  'full-guided': scope({ peers: ['a', 'b', 'c'], shares: {}, leavesMax: 1 }),
  // Room for two leaves at each of two ultrapeers, until one of them becomes a leaf of the other.
  tight: scope({ peers: ['a', 'b', 'c', 'd'], shares: {}, leavesMax: 2, properties: [everyLeafAttached] }),
  // A leaf with two ultrapeers; the hash values of its keyword and of the one that is searched are equal.
  'two-ultrapeers': scope({
    peers: ['a', 'b', 'c'],
    shares: { c: ['y'] },
    slots: { x: 'h', y: 'h' },
    searches: { b: 'x' },
    ultrapeersOfLeafMax: 2,
    properties: [falsePositive],
  }),
  // Three peers, of which one is enough as an ultrapeer.
  three: scope({ ...three, follows: 'older', properties: [ultrapeerRemains] }),
  // Three peers, each of which knows the next one.
  ring: scope({
    ...three,
    ultrapeersMax: 1,
    hosts: { a: ['b'], b: ['e'], e: ['a'] },
    properties: [ultrapeerRemains],
  }),
  'three-need-one': scope({ ...three, follows: 'older', ultrapeersNeeded: 1 }),
  // Three ultrapeers that need each other, and a query that meets itself.
  flood: scope({
    peers: ['a', 'b', 'e'],
    able: ['a', 'b', 'e'],
    shares: { e: ['x'] },
    searches: { a: 'x' },
    ultrapeersMax: 2,
    ultrapeersNeeded: 2,
    properties: [handshakeEnds, hitArrives],
  }),
  churn: scope({ ...oneLeaves, peers: ['a', 'b', 'c'], shares: { c: ['x'] } }),
  imposter: scope({
    says: 'a accepts links also as a leaf, and its hits answer no query',
    peers: ['a', 'b', 'c'],
    adversaries: { a: imposter },
    shares: { a: ['x'], c: ['x'] },
    searches: { c: 'x' },
  }),
  storm: sized(8),
};
