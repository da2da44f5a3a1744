/** A flooding protocol on a random connected graph: each node relays a query once, to all other neighbours. */
import type { Birth, Core, NodeId, Outbox, Received } from '../../checker/actors/actor.ts';
import { implementationActor } from '../../checker/actors/implementation-actor.ts';
import type { System } from '../../checker/semantics/system.ts';
import { nodes } from '../../checker/suite/kit.ts';
import { randomOf } from '../../checker/values/random.ts';

/** The neighbours of each node. */
export type Links = Readonly<Record<NodeId, readonly NodeId[]>>;

export interface Flooding {
  message: { type: 'Query'; id: number };
  view: { reached: number };
  input: { type: 'search'; id: number };
  setting: { links: Links };
}

/** A node, which remembers the last query: queries come one after the other. */
class FloodingNode implements Core<Flooding, { last: number; reached: number }> {
  readonly #neighbours: readonly NodeId[];
  #last = -1;
  #reached = 0;

  constructor({ self, setting }: Birth<Flooding>) {
    this.#neighbours = setting.links[self] as readonly NodeId[];
  }

  start(): void {}

  handle(event: Received<Flooding>, out: Outbox<Flooding>): void {
    const { id } = event.type === 'message' ? event.message : event.input;
    if (id === this.#last) return;
    this.#last = id;
    this.#reached++;
    for (const to of this.#neighbours)
      if (event.type === 'input' || to !== event.from) out.send(to, { type: 'Query', id });
  }

  view() {
    return { reached: this.#reached };
  }

  save() {
    return { last: this.#last, reached: this.#reached };
  }

  load({ last, reached }: { last: number; reached: number }): void {
    this.#last = last;
    this.#reached = reached;
  }
}

/** A random connected graph: a random tree, and links at random until there are enough. */
export function randomLinks(nodeCount: number, linkCount: number, seed: number): Links {
  const random = randomOf(seed);
  const neighbours = Array.from({ length: nodeCount }, () => new Set<number>());
  let links = 0;
  const link = (a: number, b: number) => {
    if (a === b || neighbours[a]?.has(b)) return;
    neighbours[a]?.add(b);
    neighbours[b]?.add(a);
    links++;
  };
  for (let node = 1; node < nodeCount; node++) link(node, random.below(node));
  while (links < linkCount) link(random.below(nodeCount), random.below(nodeCount));
  return Object.fromEntries(neighbours.map((others, node) => [`n${node}`, [...others].map((n) => `n${n}`)]));
}

/** The flooding protocol on a graph. Every node can begin the queries 0 to 9. */
export function floodingSystem(links: Links): System {
  const actor = implementationActor<Flooding, { last: number; reached: number }>(
    (birth) => new FloodingNode(birth),
  );
  return {
    nodes: nodes(Object.keys(links), actor),
    setting: { links },
    network: 'fifo',
    inputs: () => Array.from({ length: 10 }, (_, id) => ({ type: 'search', id })),
  } satisfies System<Flooding> as unknown as System;
}
