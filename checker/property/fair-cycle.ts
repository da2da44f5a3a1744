/**
 * Runs that go on for ever, as a person can read them: a way into a fair component, and a short cycle in it that every
 * fairness allows.
 */
import { isPossible, type Region } from './fair-components.ts';
import { beyond } from './state-graph.ts';

/** An edge with the world it leaves. */
export interface Hop {
  readonly source: number;
  readonly edge: number;
}

/** A fair cycle from a world back to itself, within the component that the world is in. */
export function fairCycle(region: Region, components: Int32Array, start: number): readonly Hop[] {
  const isInside = (world: number) => components[world] === components[start];
  let way: readonly Hop[] = [];
  let end = start;
  for (;;) {
    const back = shortest(
      region,
      end,
      isInside,
      ({ source, edge }) => targetOf(region, { source, edge }) === start,
    );
    const loop = [...way, ...back];
    const duties = dutiesLeft(region, loop);
    if (duties === undefined) return loop;
    const on = shortest(region, end, isInside, (hop) => duties(hop));
    way = [...way, ...on];
    end = targetOf(region, way.at(-1) as Hop);
  }
}

function targetOf({ edges }: Region, { edge }: Hop): number {
  return edges.target(edge);
}

/** What a cycle puts off for ever: says of a hop whether it would do some of it. Undefined where nothing is put off. */
function dutiesLeft(region: Region, loop: readonly Hop[]): ((hop: Hop) => boolean) | undefined {
  const { edges, weak, strong, visits } = region;
  const worlds = loop.map(({ source }) => source);
  const taken = new Set(loop.map(({ edge }) => edges.label(edge)));
  const isIn = (label: number) => (world: number) => isPossible(region, world, (one) => one === label);
  const fair = [...weak.keys()].filter((label) => weak[label] === 1 || strong[label] === 1);
  const putOff = fair.filter((label) => {
    if (taken.has(label)) return false;
    return strong[label] === 1 ? worlds.some(isIn(label)) : worlds.every(isIn(label));
  });
  const seesNone = visits !== undefined && !worlds.some(visits);
  if (putOff.length === 0 && !seesNone) return undefined;
  return (hop) => {
    const target = targetOf(region, hop);
    return (
      (seesNone && visits(target)) ||
      putOff.some((label) => edges.label(hop.edge) === label || (strong[label] !== 1 && !isIn(label)(target)))
    );
  };
}

/** The shortest way from a world whose last hop is wanted, of one hop or more. There is one. */
function shortest(
  { edges, takes }: Region,
  start: number,
  isInside: (world: number) => boolean,
  isWanted: (hop: Hop) => boolean,
): readonly Hop[] {
  const via = new Map<number, Hop>();
  const queue = [start];
  for (let next = 0; next < queue.length; next++) {
    const source = queue[next] as number;
    for (let edge = edges.from(source); edge < edges.to(source); edge++) {
      const target = edges.target(edge);
      if (target === beyond || target === source || !isInside(target) || takes[edges.label(edge)] === 0)
        continue;
      const hop = { source, edge };
      if (isWanted(hop)) return wayTo(via, start, hop);
      if (target === start || via.has(target)) continue;
      via.set(target, hop);
      queue.push(target);
    }
  }
  throw new Error('a component that was found fair has no fair cycle; please report it with the suite');
}

/** The hops from a start to this one, by the hop over which each world was first reached. */
function wayTo(via: ReadonlyMap<number, Hop>, start: number, last: Hop): readonly Hop[] {
  const way = [last];
  for (let at = last.source; at !== start; at = (way[0] as Hop).source) way.unshift(via.get(at) as Hop);
  return way;
}
