/**
 * Overlay graphs: every labelled connected graph of a size, one of each up to isomorphism, random ones, and
 * distances in them. A graph is the list of neighbours of each node, as in the setting of a scope.
 */
import type { NodeId } from '../../checker/actors/actor.ts';

/** The neighbours of each node; each link is listed at both of its ends. */
export type Graph = Readonly<Record<NodeId, readonly NodeId[]>>;
type Link = readonly [number, number];

/** The name of a node by its number: `a`, `b`, ..., `z`, `n26`, ... */
export function nodeName(number: number): NodeId {
  return number < 26 ? String.fromCharCode(97 + number) : `n${number}`;
}

/** The graph with these links between nodes 0 to `size` - 1. */
export function graphOf(size: number, links: readonly Link[]): Graph {
  const neighbours = Array.from({ length: size }, (): NodeId[] => []);
  for (const [a, b] of links) {
    neighbours[a]?.push(nodeName(b));
    neighbours[b]?.push(nodeName(a));
  }
  return Object.fromEntries(neighbours.map((of, node) => [nodeName(node), of]));
}

/** Every labelled connected graph of this many nodes, by its name: `ab-ac-bd`, the list of its links. */
export function connectedGraphs(size: number): ReadonlyMap<string, Graph> {
  const all = pairs(size);
  const found = new Map<string, Graph>();
  for (let chosen = 0; chosen < 2 ** all.length; chosen++) {
    const links = all.filter((_, at) => (chosen >> at) % 2 === 1);
    const graph = graphOf(size, links);
    if (distances(graph, nodeName(0)).size === size) found.set(graphName(links), graph);
  }
  return found;
}

/** One of each set of connected graphs that are equal up to names of nodes other than the first one. */
export function graphsUpToNames(size: number): ReadonlyMap<string, Graph> {
  const renamings = permutations(Array.from({ length: size - 1 }, (_, at) => at + 1));
  const seen = new Set<string>();
  const found = new Map<string, Graph>();
  for (const [name, graph] of connectedGraphs(size)) {
    if (seen.has(name)) continue;
    found.set(name, graph);
    const links = pairs(size).filter(([a, b]) => graph[nodeName(a)]?.includes(nodeName(b)));
    for (const others of renamings) {
      const renamed = [0, ...others];
      seen.add(graphName(sortedLinks(links.map(([a, b]) => [renamed[a] as number, renamed[b] as number]))));
    }
  }
  return found;
}

/** A random connected graph: a random tree, and further links between random nodes; `below(n)` draws. */
export function randomGraph(size: number, links: number, below: (n: number) => number): Graph {
  const chosen = new Map<number, Link>();
  const add = (a: number, b: number) => {
    if (a !== b) chosen.set(Math.min(a, b) * size + Math.max(a, b), [Math.min(a, b), Math.max(a, b)]);
  };
  for (let node = 1; node < size; node++) add(node, below(node));
  const most = (size * (size - 1)) / 2;
  while (chosen.size < Math.min(links, most)) add(below(size), below(size));
  return graphOf(size, [...chosen.values()]);
}

/**
 * The largest component of a graph with this many links between random nodes (Erdős and Rényi's G(n, m)). At a
 * mean degree of 4 it has all but 2 % of the nodes.
 */
export function largestComponent(size: number, links: number, below: (n: number) => number): Graph {
  const chosen = new Map<number, Link>();
  while (chosen.size < links) {
    const [a, b] = [below(size), below(size)].toSorted((one, other) => one - other) as [number, number];
    if (a !== b) chosen.set(a * size + b, [a, b]);
  }
  const graph = graphOf(size, [...chosen.values()]);
  let largest: ReadonlyMap<NodeId, number> = new Map();
  const seen = new Set<NodeId>();
  for (const node of Object.keys(graph)) {
    if (seen.has(node)) continue;
    const component = distances(graph, node);
    for (const one of component.keys()) seen.add(one);
    if (component.size > largest.size) largest = component;
  }
  return Object.fromEntries(Object.entries(graph).filter(([node]) => largest.has(node)));
}

/** The number of links from a node to each node that it can reach. */
export function distances(graph: Graph, origin: NodeId): ReadonlyMap<NodeId, number> {
  const found = new Map([[origin, 0]]);
  for (const [node, distance] of found)
    for (const next of graph[node] ?? []) if (!found.has(next)) found.set(next, distance + 1);
  return found;
}

/** The number of links of a graph. */
export function linkCount(graph: Graph): number {
  return Object.values(graph).reduce((sum, of) => sum + of.length, 0) / 2;
}

/**
 * The number of messages of a flood in rounds: the origin sends to each neighbour, and each node nearer than
 * `ttl` to each neighbour but one. With unlimited TTL that is twice the links, less the nodes, plus 1.
 */
export function floodCost(graph: Graph, origin: NodeId, ttl: number): number {
  let sent = 0;
  for (const [node, distance] of distances(graph, origin))
    if (distance < ttl) sent += (graph[node]?.length ?? 0) - (node === origin ? 0 : 1);
  return sent;
}

function pairs(size: number): readonly Link[] {
  const all: Link[] = [];
  for (let a = 0; a < size; a++) for (let b = a + 1; b < size; b++) all.push([a, b]);
  return all;
}

function graphName(links: readonly Link[]): string {
  return links.map(([a, b]) => `${nodeName(a)}${nodeName(b)}`).join('-');
}

function sortedLinks(links: readonly Link[]): readonly Link[] {
  return links.map(([a, b]): Link => (a < b ? [a, b] : [b, a])).toSorted(([a, b], [c, d]) => a - c || b - d);
}

function permutations(of: readonly number[]): readonly (readonly number[])[] {
  if (of.length <= 1) return [of];
  return of.flatMap((first) =>
    permutations(of.filter((one) => one !== first)).map((rest) => [first, ...rest]),
  );
}
