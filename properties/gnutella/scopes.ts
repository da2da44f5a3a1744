/**
 * The scopes of Gnutella's suite. The topology is part of the setting, so a promise about every overlay is
 * checked in a family of systems, with one member for each graph and TTL. Node `a` is the origin.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import type { TimerConstraint } from '../../checker/semantics/system.ts';
import type { Scope, ScopeFamily } from '../../checker/suite/suite.ts';
import { randomOf } from '../../checker/values/random.ts';
import type {
  Descriptor,
  Gnutella,
  GnutellaInput,
  GnutellaSetting,
  GnutellaView,
} from '../../models/gnutella/messages.ts';
import { connectedGraphs, type Graph, graphsUpToNames, randomGraph } from './graphs.ts';
import { adversaries, kit } from './kit.ts';
import * as property from './properties.ts';

type Role = 'servent';
type Adversary = keyof typeof adversaries;
type Properties = NonNullable<Scope<Gnutella>['properties']>;

/** The greatest sum of TTL and Hops. On a few nodes it does not limit a flood. */
const ttlMax = 7;
/** What every file of a scope is called. */
const criteria = 'x';

/** The inputs of each servent: the nth is offered once the servent has issued n - 1 requests. */
type Inputs = Readonly<Record<NodeId, readonly GnutellaInput[]>>;

interface Overlay {
  readonly graph: Graph;
  readonly relay?: GnutellaSetting['relay'];
  readonly replyTtl?: GnutellaSetting['replyTtl'];
  /** The nodes that share the file; none unless given. */
  readonly sharers?: readonly NodeId[];
  readonly inputs: Inputs;
  readonly forgets?: boolean;
  /** Nodes that do not follow the protocol, with their roles. */
  readonly adversaries?: Readonly<Record<NodeId, Adversary>>;
  /** A descriptor that arrives once although its sender did not send it. */
  readonly stray?: { readonly from: NodeId; readonly to: NodeId; readonly message: Descriptor };
  readonly properties?: Properties;
  readonly says?: string;
}

function overlay({
  graph,
  relay = 'once',
  replyTtl = relay === 'once' ? 'path' : 'most',
  sharers = [],
  inputs,
  forgets = false,
  adversaries: hostile = {},
  stray,
  properties,
  says,
}: Overlay): Scope<Gnutella, Role> {
  const all = Object.keys(graph);
  const shares = Object.fromEntries(sharers.map((node) => [node, [criteria]]));
  // A ring waits until the last one can bring nothing more, and a generation is longer than any flood.
  const afterAll: TimerConstraint = { afterQuiet: all };
  return kit.scope({
    says,
    properties,
    system: (actor) => ({
      nodes: Object.fromEntries(
        all.map((node) => {
          const adversary = hostile[node];
          return [node, adversary === undefined ? actor('servent') : adversaries[adversary]];
        }),
      ),
      adversaries: Object.keys(hostile).length > 0 ? Object.keys(hostile) : undefined,
      setting: { neighbours: graph, relay, replyTtl, shares, ttlMax, forgets },
      network: 'fifo',
      inputs: (view, node) => (inputs[node] ?? []).filter((input, nth) => isOffered(input, nth, view)),
      injects: stray === undefined ? undefined : [stray],
      budget: { inject: stray === undefined ? undefined : 1 },
      timerConstraints: { ring: afterAll, generation: afterAll },
      timersMs: { ring: [10_000, 10_000], generation: [600_000, 600_000] },
    }),
  });
}

/** Whether an input makes sense: nothing is asked of a servent that left, and a Push needs an earlier hit. */
function isOffered(input: GnutellaInput, nth: number, view: GnutellaView): boolean {
  if (view.neighbours.length === 0) return false;
  if (input.type === 'leave') return true;
  if (input.type === 'fetch' && !view.pushRoutes.some(({ servent }) => servent === input.servent))
    return false;
  return view.issued === nth;
}

// ------------------------------------------------------------- every overlay

/** Floods from `a` with each TTL from 1 to `ttlMost`. The last node shares the file. */
function floods(
  graphs: ReadonlyMap<string, Graph>,
  relay: GnutellaSetting['relay'],
  properties: Properties,
  ttlMost = 4,
): Readonly<Record<string, Scope<Gnutella, Role>>> {
  const members: Record<string, Scope<Gnutella, Role>> = {};
  for (const [name, graph] of graphs)
    for (let ttl = 1; ttl <= ttlMost; ttl++) {
      const sharers = Object.keys(graph).slice(-1);
      const inputs: Inputs = { a: [{ type: 'search', criteria, ttl }] };
      members[`${relay}.${name}.ttl${ttl}`] = overlay({ graph, relay, sharers, inputs, properties });
    }
  return members;
}

const ofOnce: Properties = [
  property.once,
  property.cost,
  property.exactCost,
  property.replyReach,
  property.amplification,
];
const ofHigher: Properties = [property.coverage, property.rising, property.replyReach];

/** Every labelled connected graph of 2 to 4 nodes: 43 of them. */
export const smallGraphs: ReadonlyMap<string, Graph> = new Map(
  [2, 3, 4].flatMap((size) => [...connectedGraphs(size)]),
);

// ------------------------------------------------------------- single overlays

function graph(name: string): Graph {
  return smallGraphs.get(name) as Graph;
}

/** Links ab, ac, bc, bd: the smallest overlay in which a query can miss a servent. */
const tailedTriangle = graph('ab-ac-bc-bd');
const square = graph('ab-ac-bd-cd');
const star = graph('ab-bc-bd');
const line = graph('ab-bc');
const triangle = graph('ab-ac-bc');
const pair = graph('ab');

const search = (ttl: number): GnutellaInput => ({ type: 'search', criteria, ttl });
const strayHit: Descriptor = { type: 'QueryHit', guid: 'z.1', ttl: 3, hops: 0, servent: 'c' };

/** The scopes of one service each, which are also members of the default family. */
const services = {
  ping: overlay({
    graph: line,
    inputs: { a: [{ type: 'explore', ttl: 3 }] },
    properties: [property.ownAddress],
  }),
  push: overlay({
    graph: line,
    sharers: ['c'],
    inputs: { a: [search(3), { type: 'fetch', servent: 'c' }] },
    properties: [property.pushOnlyToOwner, property.pushReach, property.hitArrives],
  }),
  stray: overlay({
    graph: line,
    sharers: ['c'],
    inputs: { a: [search(3)] },
    stray: { from: 'a', to: 'b', message: strayHit },
    properties: [property.unsolicitedRepliesDie],
    says: 'a hit for a query that no servent issued',
  }),
  ring: overlay({
    graph: line,
    sharers: ['c'],
    inputs: { a: [{ type: 'expand', criteria }] },
    properties: [property.ringGrows, property.ringStops, property.ringEnds, property.coverage],
  }),
  'ring-in-vain': overlay({
    graph: pair,
    inputs: { a: [{ type: 'expand', criteria }] },
    properties: [property.ringGrows],
  }),
  leave: overlay({
    graph: triangle,
    sharers: ['c'],
    inputs: { a: [search(3)], b: [{ type: 'leave' }] },
    properties: [property.once, property.someLeave],
  }),
  generation: overlay({
    graph: triangle,
    sharers: ['c'],
    inputs: { a: [search(3)] },
    forgets: true,
    properties: [property.once, property.someForget],
  }),
} satisfies Record<string, Scope<Gnutella, Role>>;

/** The scope of an adversary, which is node `c` of its overlay. */
function against(role: Adversary, graph: Graph, more: Partial<Overlay> = {}): Scope<Gnutella, Role> {
  return overlay({
    graph,
    sharers: ['d'],
    inputs: { a: [search(4)], ...(role === 'flooder' && { c: [search(4)] }) },
    adversaries: { c: role },
    properties: [property.once, property.amplification],
    ...more,
  });
}

/** One overlay for each adversary, with what the others keep all the same; members of the default family, too. */
const adversarial = {
  flooder: against('flooder', star, {
    properties: [property.once, property.amplification, property.replyReach],
  }),
  'with-squatter': against('squatter', square),
  'with-liar': against('liar', star),
  abuser: against('abuser', tailedTriangle),
  dropper: against('dropper', square, { relay: 'higher-ttl', properties: [property.coverage] }),
} satisfies Record<string, Scope<Gnutella, Role>>;

// ------------------------------------------------------------- overlays beyond a search

/** A random overlay with twice as many links as nodes, a flooder and a dropper. */
function randomOverlay(size: number, seed: number): Scope<Gnutella, Role> {
  const random = randomOf(seed);
  const graph = randomGraph(size, 2 * size, (n) => random.below(n));
  const all = Object.keys(graph);
  const [origin, other] = all as [NodeId, NodeId];
  const [flooder, dropper] = all.slice(-2) as [NodeId, NodeId];
  return overlay({
    graph,
    sharers: all.filter((_, at) => at % 3 === 2),
    inputs: {
      [origin]: [search(ttlMax)],
      [all[2] as NodeId]: [{ type: 'leave' }],
      [other]: [
        { type: 'expand', criteria },
        { type: 'explore', ttl: 3 },
      ],
      [flooder]: [search(ttlMax)],
    },
    adversaries: { [flooder]: 'flooder', [dropper]: 'dropper' },
    properties: [property.once, property.amplification],
  });
}

/** Random overlays of this many nodes. */
export function sized(size: number): ScopeFamily<Gnutella, Role> {
  return kit.family({
    says: 'random overlays with twice as many links as nodes, one flooder and one dropper',
    members: () =>
      Object.fromEntries(
        Array.from({ length: 20 }, (_, seed) => [`seed${seed + 1}`, randomOverlay(size, seed + 1)]),
      ),
  });
}

/** The scopes by name. */
export const scopes = {
  default: kit.family({
    says: 'every connected overlay of 2 to 4 servents with TTL 1 to 4 for both ways to relay, and one overlay for each other service and each adversary',
    members: () => ({
      ...floods(smallGraphs, 'once', ofOnce),
      ...floods(smallGraphs, 'higher-ttl', ofHigher),
      ...services,
      ...adversarial,
    }),
  }),
  once: kit.family({
    says: 'every connected overlay of 2 to 4 servents with TTL 1 to 4',
    members: () => floods(smallGraphs, 'once', [property.coverage]),
  }),
  'higher-ttl': kit.family({
    says: 'every connected overlay of 2 to 4 servents with TTL 1 to 4',
    members: () => floods(smallGraphs, 'higher-ttl', [property.coverage, property.once, property.cost]),
  }),
  nightly: kit.family({
    says: 'every connected overlay of 5 servents up to names; TTL 1 to 4 where the first copy alone is relayed, TTL 1 and 2 where higher ones are, for TTL 3 takes millions of worlds',
    members: () => ({
      ...floods(graphsUpToNames(5), 'once', ofOnce),
      ...floods(graphsUpToNames(5), 'higher-ttl', ofHigher, 2),
    }),
  }),
  ...services,
  pair: overlay({
    graph: pair,
    sharers: ['b'],
    inputs: { a: [search(1)] },
    properties: [property.replyReach],
  }),
  line: overlay({
    graph: line,
    sharers: ['c'],
    inputs: { a: [search(3)] },
    properties: [property.replyReach],
  }),
  'short-line': overlay({ graph: line, inputs: { a: [search(1)] } }),
  triangle: overlay({ graph: triangle, sharers: ['c'], inputs: { a: [search(2)] }, properties: ofOnce }),
  'flood-triangle': overlay({
    graph: triangle,
    inputs: { a: [search(4)] },
    properties: [property.once, property.amplification, property.exactCost],
  }),
  'higher-square': overlay({
    graph: square,
    relay: 'higher-ttl',
    inputs: { a: [search(4)] },
    properties: [property.rising],
  }),
  star: overlay({ graph: star, sharers: ['d'], inputs: { a: [search(3)] } }),
  'three-requests': overlay({
    graph: triangle,
    inputs: { a: [search(3), { type: 'explore', ttl: 3 }], b: [{ type: 'expand', criteria }] },
    properties: ofOnce,
  }),
  'path-replies': overlay({
    graph: tailedTriangle,
    relay: 'higher-ttl',
    replyTtl: 'path',
    sharers: ['d'],
    inputs: { a: [search(2)] },
    properties: [property.replyReach],
  }),
  ...adversarial,
  squatter: against('squatter', square, { properties: [property.replyReach] }),
  liar: against('liar', star, { properties: [property.honestHits] }),
  storm: sized(8),
} satisfies Record<string, Scope<Gnutella, Role> | ScopeFamily<Gnutella, Role>>;
