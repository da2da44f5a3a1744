/**
 * A fair cycle: a short cycle in a fair component that satisfies every fairness assumption, for a readable
 * counterexample.
 */
import { isEnabled, type Region } from './fair-components.ts';
import { beyond } from './state-graph.ts';

/** An edge with its source. */
export interface Hop {
  readonly source: number;
  readonly edge: number;
}

/**
 * A fair cycle through a world, within its component: the shortest closing paths after the shortest detours
 * that fairness needs.
 */
export function fairCycle(region: Region, components: Int32Array, start: number): readonly Hop[] {
  const isInside = (world: number) => components[world] === components[start];
  let path: readonly Hop[] = [];
  let end = start;
  for (;;) {
    const back = shortest(
      region,
      end,
      isInside,
      ({ source, edge }) => targetOf(region, { source, edge }) === start,
    );
    const cycle = [...path, ...back];
    const helps = missingFairness(region, cycle);
    if (helps === undefined) return cycle;
    const detour = shortest(region, end, isInside, (hop) => helps(hop));
    path = [...path, ...detour];
    end = targetOf(region, path.at(-1) as Hop);
  }
}

function targetOf({ edges }: Region, { edge }: Hop): number {
  return edges.target(edge);
}

/**
 * A predicate on hops that would satisfy an assumption which the cycle violates; undefined if the cycle is
 * fair.
 */
function missingFairness(region: Region, cycle: readonly Hop[]): ((hop: Hop) => boolean) | undefined {
  const { edges, weak, strong, visits, passes } = region;
  const worlds = cycle.map(({ source }) => source);
  const taken = new Set(cycle.map(({ edge }) => edges.label(edge)));
  const enables = (label: number) => (world: number) => isEnabled(region, world, (other) => other === label);
  const fair = [...weak.keys()].filter((label) => weak[label] === 1 || strong[label] === 1);
  const postponed = fair.filter((label) => {
    if (taken.has(label)) return false;
    return strong[label] === 1 ? worlds.some(enables(label)) : worlds.every(enables(label));
  });
  const visitsNone = visits !== undefined && !worlds.some(visits);
  const passesNone = passes !== undefined && ![...taken].some((label) => passes[label] === 1);
  if (postponed.length === 0 && !visitsNone && !passesNone) return undefined;
  return (hop) => {
    const target = targetOf(region, hop);
    return (
      (visitsNone && visits(target)) ||
      (passesNone && passes[edges.label(hop.edge)] === 1) ||
      postponed.some(
        (label) => edges.label(hop.edge) === label || (strong[label] !== 1 && !enables(label)(target)),
      )
    );
  };
}

/** The shortest path of at least one hop from a world to a wanted hop. A fair component has one. */
function shortest(
  { edges, takes }: Region,
  start: number,
  isInside: (world: number) => boolean,
  isWanted: (hop: Hop) => boolean,
): readonly Hop[] {
  const parents = new Map<number, Hop>();
  const queue = [start];
  for (let next = 0; next < queue.length; next++) {
    const source = queue[next] as number;
    for (let edge = edges.from(source); edge < edges.to(source); edge++) {
      const target = edges.target(edge);
      if (target === beyond || target === source || !isInside(target) || takes[edges.label(edge)] === 0)
        continue;
      const hop = { source, edge };
      if (isWanted(hop)) return pathTo(parents, start, hop);
      if (target === start || parents.has(target)) continue;
      parents.set(target, hop);
      queue.push(target);
    }
  }
  throw new Error(
    'a component that was classified as fair has no fair cycle; please report it with the suite',
  );
}

/** The path from a start to its last hop, by the hop over which each world was discovered. */
function pathTo(parents: ReadonlyMap<number, Hop>, start: number, last: Hop): readonly Hop[] {
  const path = [last];
  for (let at = last.source; at !== start; at = (path[0] as Hop).source) path.unshift(parents.get(at) as Hop);
  return path;
}
