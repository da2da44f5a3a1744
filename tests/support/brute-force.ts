/** What becomes of a few properties, by looking at every world and edge of the graph that `@xstate/graph` found. */
import type { Property } from '../../checker/property/property.ts';
import { actionsOf } from '../../checker/semantics/enabled.ts';
import { apply } from '../../checker/semantics/successors.ts';
import type { System } from '../../checker/semantics/system.ts';
import { standings, viewOf } from '../../checker/semantics/views.ts';
import type { World } from '../../checker/semantics/world.ts';
import type { Vertex } from './oracle.ts';
import type { TableState } from './random-systems.ts';

const says = { says: '', source: '' };
const isAt = (target: number) => (view: object) => (view as TableState).at === target;

/** Each kind of property, about the place `target`; places are 0, 1 and 2. */
export function propertiesAt(target: number): readonly Property[] {
  const there = { node: isAt(target) };
  return [
    { ...says, name: 'never there', kind: 'always', over: { node: (view) => !isAt(target)(view) } },
    { ...says, name: 'there', kind: 'sometimes', over: there },
    { ...says, name: 'no step there', kind: 'step', over: { holds: ({ after }) => !isAt(target)(after) } },
    { ...says, name: 'there possible', kind: 'possible', over: there },
    { ...says, name: 'there possible from 0', kind: 'possible', over: there, from: { node: isAt(0) } },
  ];
}

export type Graph = ReadonlyMap<string, Vertex>;
export type Expected = { readonly verdict: string; readonly steps?: number };

/** What each of those properties comes to, by looking at every world and edge of the graph. */
export function bruteForce(system: System, graph: Graph, target: number): Expected[] {
  const isHonest = (node: string) => system.adversaries?.includes(node) !== true;
  const views = (world: World) =>
    [...standings(system, world)].flatMap(([node, one]) => ('up' in one && isHonest(node) ? [one.up] : []));
  const isThere = ({ world }: Vertex) => views(world).some(isAt(target));
  const vertices = [...graph.values()];
  const nearest = (distances: number[]) => (distances.length === 0 ? undefined : Math.min(...distances));

  const there = nearest(vertices.filter(isThere).map(({ distance }) => distance));
  const judged = vertices.flatMap(({ world, distance, edges }) =>
    edges.flatMap(({ action }) => {
      const { stepped, world: after } = apply(system, world, action);
      if (stepped === undefined || stepped.event.type === 'restart' || !isHonest(stepped.node)) return [];
      return [{ distance: distance + 1, breaks: isAt(target)(viewOf(system, after, stepped.node)) }];
    }),
  );
  const steps = nearest(judged.filter(({ breaks }) => breaks).map(({ distance }) => distance));
  const unbroken = (occurred: boolean): Expected => ({ verdict: occurred ? 'holds' : 'inconclusive' });
  const possible = (isAsked: (vertex: Vertex) => boolean): Expected => {
    const asked = vertices.filter(isAsked);
    const without = asked.filter((vertex) => !reaches(graph, vertex, isThere));
    const lost = without.filter(
      (vertex) => !reaches(graph, vertex, ({ world }) => actionsOf(system, world).cuts.length > 0),
    );
    const nearestLost = nearest(lost.map(({ distance }) => distance));
    if (nearestLost !== undefined) return { verdict: 'violated', steps: nearestLost };
    return { verdict: asked.length === 0 || without.length > 0 ? 'inconclusive' : 'holds' };
  };
  return [
    there === undefined
      ? unbroken(vertices.some(({ world }) => views(world).length > 0))
      : { verdict: 'violated', steps: there },
    there === undefined ? { verdict: 'inconclusive' } : { verdict: 'reached', steps: there },
    steps === undefined ? unbroken(judged.length > 0) : { verdict: 'violated', steps },
    possible(() => true),
    possible(({ world }) => views(world).every(isAt(0))),
  ];
}

/** A plain forward search, anew for each world. */
function reaches(graph: Graph, from: Vertex, isGoal: (vertex: Vertex) => boolean): boolean {
  const seen = new Set([from]);
  for (const vertex of seen) {
    if (isGoal(vertex)) return true;
    for (const { to } of vertex.edges) seen.add(graph.get(to) as Vertex);
  }
  return false;
}
