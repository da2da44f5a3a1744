/**
 * The scopes of the random walkers' suite: small overlays for searches and for each kind of mutant, storms of
 * 8 to 12 servents, and the system for an overlay of any size.
 */
import type { Actor, NodeId } from '../../../checker/actors/actor.ts';
import type { System } from '../../../checker/semantics/system.ts';
import { type LooseSystem, nodes } from '../../../checker/suite/kit.ts';
import type { Scope } from '../../../checker/suite/suite.ts';
import { randomOf } from '../../../checker/values/random.ts';
import type { Walkers, WalkersSetting } from '../../../models/gnutella/walkers/messages.ts';
import { type Graph, graphOf, linkCount, nodeName, randomGraph } from '../graphs.ts';
import { insatiable, trap } from './adversaries.ts';
import { drawsOf } from './draws.ts';
import { kit } from './kit.ts';
import { overshootIsTight, replyReach, stateIsFull, stateKeepsItsQuery } from './properties.ts';

/** The criteria of every query: a scope has one file. */
const wanted = 'x';

/** The origin a, b and c beside it, and d behind both. */
const diamond = graphOf(4, [
  [0, 1],
  [0, 2],
  [1, 3],
  [2, 3],
]);

/** The origin a between b and c. */
const fork = graphOf(3, [
  [0, 1],
  [0, 2],
]);

/** Servents in a line, the origin at one end. */
function line(size: number): Graph {
  return graphOf(
    size,
    Array.from({ length: size - 1 }, (_, at) => [at, at + 1] as const),
  );
}

/** The last node of a graph. */
function lastOf(graph: Graph): NodeId {
  return nodeName(Object.keys(graph).length - 1);
}

/** How walkers search an overlay. */
export interface WalkOptions {
  /** The number of walkers. */
  readonly walkers?: number;
  /** A walker asks after this number of links. */
  readonly askEvery?: number;
  readonly ttl?: number;
  readonly reply?: WalkersSetting['reply'];
  readonly keepsState?: boolean;
  /** The nodes with a matching file; the last one unless given. */
  readonly holders?: readonly NodeId[];
  /** The nodes that search, and how often each; the first node once unless given. */
  readonly searches?: Readonly<Record<NodeId, number>>;
}

/** The smallest exhaustive searches: 2 walkers, a question after every second link, at most 6 links. */
const small = { walkers: 2, askEvery: 2, ttl: 6 } as const;

/** The system in which one actor plays every servent of an overlay: for searches, schedules, and virtual time. */
export function walkSystem(
  graph: Graph,
  actor: Actor<Walkers>,
  search: WalkOptions = {},
): Omit<System<Walkers>, 'monitor'> {
  const { walkers = 32, askEvery = 4, ttl = 1024, reply = 'direct', keepsState = false } = search;
  const { holders = [lastOf(graph)], searches = { [nodeName(0)]: 1 } } = search;
  const shares = Object.fromEntries(holders.map((node) => [node, [wanted]]));
  return {
    nodes: nodes(Object.keys(graph), actor),
    setting: { neighbours: graph, shares, walkers, askEvery, ttl, reply, keepsState },
    network: 'unordered',
    inputs: (view, node) =>
      view.searches.length < (searches[node] ?? 0) ? [{ type: 'walk', criteria: wanted }] : [],
    draws: (view, event) => drawsOf(view, event, keepsState),
    timersMs: { answerTimeout: [10_000, 10_000] },
  };
}

/** Fields of a system that differ from those of `walkSystem`. */
type Change = Partial<LooseSystem<Walkers>>;
type Properties = NonNullable<Scope<Walkers, 'servent'>['properties']>;

function scope(
  says: string,
  graph: Graph,
  search: WalkOptions,
  change: Change = {},
  properties?: Properties,
): Scope<Walkers, 'servent'> {
  return kit.scope({
    says,
    properties,
    system: (actor) => ({ ...walkSystem(graph, actor('servent'), search), ...change }),
  });
}

const unknown = { guid: 'z1', walker: 0 } as const;
const strays: NonNullable<Change['injects']> = [
  { from: 'c', to: 'b', message: { type: 'Hit', guid: unknown.guid, servent: 'c' } },
  { from: 'c', to: 'a', message: { type: 'Ask', ...unknown } },
  { from: 'a', to: 'c', message: { type: 'GoOn', ...unknown, more: true } },
];
const oneLoss: Change = { lossy: true, budget: { drop: 1 } };

/** A random overlay with a mean degree of 3; the same at each call. */
function overlay(size: number): Graph {
  const random = randomOf(size);
  return randomGraph(size, Math.floor(1.5 * size), (limit) => random.below(limit));
}

/** Three walkers that ask as in LV: after every fourth link. */
const large = { walkers: 3, askEvery: 4, ttl: 32 } as const;
const faults: Change = {
  lossy: true,
  crash: { inbox: 'lost', returns: 'absent' },
  budget: { crash: 2, restart: 0 },
};

/** A random overlay in which two servents search twice; without faults unless the change has some. */
function storm(
  size: number,
  change: Change,
  search: WalkOptions = {},
  properties?: Properties,
): Scope<Walkers, 'servent'> {
  const graph = overlay(size);
  const searches = { [nodeName(0)]: 2, [nodeName(1)]: 2 };
  return scope(
    `a random overlay with ${linkCount(graph)} links`,
    graph,
    { ...large, searches, ...search },
    { timersMs: { answerTimeout: [1_000, 1_000] }, ...change },
    properties,
  );
}

/** The scope with this number of servents, for schedules: messages are lost, and servents crash. */
export function sized(size: number): Scope<Walkers, 'servent'> {
  return storm(size, faults);
}

/** A scope in which an adversary plays some of the servents. */
function against(
  adversary: Actor<Walkers>,
  adversaries: readonly NodeId[],
  { system, ...rest }: Scope<Walkers, 'servent'>,
): Scope<Walkers, 'servent'> {
  return {
    ...rest,
    system: (actor) => {
      const honest = system(actor);
      return { ...honest, nodes: { ...honest.nodes, ...nodes(adversaries, adversary) }, adversaries };
    },
  };
}

const memory = { keepsState: true, reply: 'path' } as const;
const one = { ...small, walkers: 1 } as const;

/** The scopes by name. */
export const scopes = {
  default: scope('a diamond, searched from tip to tip', diamond, small, oneLoss, [overshootIsTight]),
  lossless: scope('a diamond, searched from tip to tip', diamond, small, {}, [replyReach]),
  line: scope('a line, searched from end to end', line(4), small, {}, [replyReach]),
  state: scope('a diamond whose servents remember walkers', diamond, { ...small, ...memory }, {}, [
    ...[stateKeepsItsQuery, stateIsFull, replyReach],
  ]),
  // Messages that no servent sent: for an unknown query, and for a walker that does not wait.
  'every-rule': scope(
    'a line of three whose servents remember walkers',
    line(3),
    { ...one, ...memory },
    { injects: strays, budget: { inject: 1 } },
  ),
  // Adversaries.
  trap: against(trap, ['b'], scope('b swallows walkers', diamond, small)),
  insatiable: against(
    insatiable,
    ['b'],
    scope('a and b search; b says "go on" for ever', diamond, { ...one, ttl: 5, searches: { a: 1, b: 1 } }),
  ),
  // The smallest overlays for each kind of mutant.
  pair: scope('two servents', line(2), one),
  'pair-state': scope('two servents that remember walkers', line(2), { ...small, keepsState: true }),
  fork: scope('a with b and c beside it', fork, small),
  'fork-twice': scope(
    'a with b and c beside it; a searches twice',
    fork,
    { ...small, keepsState: true, ttl: 1, searches: { a: 2 } },
    {},
    [stateKeepsItsQuery],
  ),
  'holder-between': scope('a line of three, with the file in the middle', line(3), {
    ...one,
    holders: ['b'],
  }),
  'no-holder-loss': scope('a line of three without the file', line(3), { ...one, holders: [] }, oneLoss),
  'holder-aside': scope(
    'the file at b beside a, and c and d behind a',
    graphOf(4, [
      [0, 1],
      [0, 2],
      [2, 3],
    ]),
    { ...small, holders: ['b'] },
  ),
  // Without exhaustion.
  'storm-8': storm(8, faults),
  'storm-12': storm(12, {}, memory, [replyReach, stateKeepsItsQuery]),
  'storm-trap': against(trap, ['c'], storm(10, { lossy: true })),
  'storm-insatiable': against(insatiable, ['b'], storm(10, faults)),
};
