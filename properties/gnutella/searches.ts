/**
 * Searches in large overlays: runs searches of the suite's implementation in virtual time, and counts their
 * messages and hops. Every link has the same latency, so a flood goes in rounds.
 */
import type { Actor, NodeId } from '../../checker/actors/actor.ts';
import type { System } from '../../checker/semantics/system.ts';
import { simulateAll, type TimedStep } from '../../checker/simulate/simulate.ts';
import type { Gnutella, GnutellaInput } from '../../models/gnutella/messages.ts';
import type { Walkers, WalkInput } from '../../models/gnutella/walkers/messages.ts';
import type { Graph } from './graphs.ts';
import { servent } from './kit.ts';
import { servent as walkers } from './walkers/kit.ts';
import { walkSystem } from './walkers/scopes.ts';

const criteria = 'x';
const latencyMs = 50;
/** Longer than any flood of a ring, there and back. */
const ringMs = 10_000;

/** The search to run: a flood with a TTL, or an expanding ring. */
export type Search = { readonly type: 'search'; readonly ttl: number } | { readonly type: 'expand' };

/** The cost of one search. */
export interface SearchCost {
  /** The number of queries sent. */
  readonly messages: number;
  /** The number of servents that a query reached, the origin included. */
  readonly visited: number;
  /**
   * The latencies that passed until the query reached the first servent with a copy: the links that it crossed,
   * those of earlier rings and the questions of a walker included. Undefined if it found none.
   */
  readonly hops: number | undefined;
}

/** An overlay in which some servents share a file. The same system serves many searches. */
export function overlaySystem(graph: Graph, sharers: readonly NodeId[], ttlMax: number): System {
  const shares = Object.fromEntries(sharers.map((node) => [node, [criteria]]));
  const inputs: readonly GnutellaInput[] = [
    ...Array.from({ length: ttlMax }, (_, at): GnutellaInput => ({ type: 'search', criteria, ttl: at + 1 })),
    { type: 'expand', criteria },
  ];
  const implementation = servent.implementation as Actor<Gnutella>;
  const system: System<Gnutella> = {
    nodes: Object.fromEntries(Object.keys(graph).map((node) => [node, implementation])),
    setting: { neighbours: graph, relay: 'once', replyTtl: 'path', shares, ttlMax, forgets: false },
    network: 'fifo',
    inputs: () => inputs,
    timersMs: { ring: [ringMs, ringMs] },
  };
  // The checker is written over the shape of any protocol.
  return system as unknown as System;
}

/** Virtual time between two searches: longer than the longest one. */
const apartMs = 200_000;

/** The messages of a kind of search. */
interface Messages {
  /** Carries the query to a servent; the cost counts these. */
  readonly query: string;
  /** Goes out from a servent that has a copy. */
  readonly hit: string;
}

/** Runs floods or expanding rings, one after the other, each from its origin to its end. */
export function searchCosts(
  system: System,
  origins: readonly NodeId[],
  search: Search,
): readonly SearchCost[] {
  const input: GnutellaInput = { ...search, criteria };
  return costs(system, origins, input, { query: 'Query', hit: 'QueryHit' });
}

/** Runs searches by 32 walkers that ask at every 4th step. The cost counts their steps, as LV does. */
export function walkCosts(
  graph: Graph,
  sharers: readonly NodeId[],
  origins: readonly NodeId[],
): readonly SearchCost[] {
  const searches: Record<NodeId, number> = {};
  for (const origin of origins) searches[origin] = (searches[origin] ?? 0) + 1;
  const actor = walkers.implementation as Actor<Walkers>;
  const system = walkSystem(graph, actor, { walkers: 32, askEvery: 4, holders: sharers, searches });
  const messages = { query: 'Walk', hit: 'Hit' };
  return costs(system as unknown as System, origins, { type: 'walk', criteria }, messages);
}

function costs(
  system: System,
  origins: readonly NodeId[],
  input: GnutellaInput | WalkInput,
  messages: Messages,
): readonly SearchCost[] {
  const running = origins.map((origin) => new RunningSearch(origin, messages));
  simulateAll(system, {
    seed: 0,
    latencyMs: [latencyMs, latencyMs],
    inputs: origins.map((node, nth) => ({ atMs: nth * apartMs, node, input })),
    onStep: (step) => {
      const nth = Math.floor(step.atMs / apartMs);
      running[nth]?.observe(step, step.atMs - nth * apartMs);
      return undefined;
    },
  });
  return running.map((one) => one.cost());
}

/** Counts the messages of one search. */
class RunningSearch {
  readonly #kinds: Messages;
  readonly #visited: Set<NodeId>;
  #messages = 0;
  #hops: number | undefined;
  /** The TTLs of earlier rings, the TTL of the present one, and when it began. */
  #ringsBefore = 0;
  #ringTtl = 0;
  #ringBeganMs = 0;

  constructor(origin: NodeId, kinds: Messages) {
    this.#kinds = kinds;
    this.#visited = new Set([origin]);
  }

  observe({ action, effects }: TimedStep, atMs: number): void {
    const { query, hit } = this.#kinds;
    if (action.type === 'deliver' && action.message.type === query) this.#visited.add(action.to);
    for (const effect of effects) {
      if (effect.type !== 'send') continue;
      const { type, ttl = 0, hops = 0 } = effect.message as { type: string; ttl?: number; hops?: number };
      if (type === query) this.#messages++;
      if (type === 'Query' && hops === 0 && ttl !== this.#ringTtl) this.#beginRing(ttl, atMs);
      if (type === hit && hops === 0)
        this.#hops ??= this.#ringsBefore + (atMs - this.#ringBeganMs) / latencyMs;
    }
  }

  cost(): SearchCost {
    return { messages: this.#messages, visited: this.#visited.size, hops: this.#hops };
  }

  #beginRing(ttl: number, atMs: number): void {
    this.#ringsBefore += this.#ringTtl;
    this.#ringTtl = ttl;
    this.#ringBeganMs = atMs;
  }
}
