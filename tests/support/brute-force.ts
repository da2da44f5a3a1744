/**
 * The verdicts of a few properties by brute force over every world and edge of the graph that `@xstate/graph`
 * finds.
 */
import type { Property } from '../../checker/property/property.ts';
import { actionsOf } from '../../checker/semantics/enabled.ts';
import { apply } from '../../checker/semantics/successors.ts';
import type { System } from '../../checker/semantics/system.ts';
import { standings, viewOf } from '../../checker/semantics/views.ts';
import type { World } from '../../checker/semantics/world.ts';
import type { Vertex } from './oracle.ts';
import type { TableState } from './random-systems.ts';

const unnamed = { says: '', source: '' };
const isAt = (target: number) => (view: object) => (view as TableState).at === target;

/** Each kind of property, about the location `target`: 0, 1 or 2. */
export function propertiesAt(target: number): readonly Property[] {
  const there = { node: isAt(target) };
  return [
    { ...unnamed, name: 'never there', kind: 'always', over: { node: (view) => !isAt(target)(view) } },
    { ...unnamed, name: 'there', kind: 'sometimes', over: there },
    { ...unnamed, name: 'no step there', kind: 'step', over: { holds: ({ after }) => !isAt(target)(after) } },
    { ...unnamed, name: 'there possible', kind: 'possible', over: there },
    { ...unnamed, name: 'there possible from 0', kind: 'possible', over: there, from: { node: isAt(0) } },
  ];
}

export type Graph = ReadonlyMap<string, Vertex>;
export type Expected = { readonly verdict: string; readonly steps?: number };

/** The verdict of each of those properties, and the length of its shortest counterexample or witness. */
export function bruteForce(system: System, graph: Graph, target: number): Expected[] {
  const isHonest = (node: string) => system.adversaries?.includes(node) !== true;
  const views = (world: World) =>
    [...standings(system, world)].flatMap(([node, one]) => ('up' in one && isHonest(node) ? [one.up] : []));
  const isThere = ({ world }: Vertex) => views(world).some(isAt(target));
  const vertices = [...graph.values()];
  const nearest = (distances: number[]) => (distances.length === 0 ? undefined : Math.min(...distances));

  const there = nearest(vertices.filter(isThere).map(({ distance }) => distance));
  const steppedEdges = vertices.flatMap(({ world, distance, edges }) =>
    edges.flatMap(({ action }) => {
      const { stepped, world: after } = apply(system, world, action);
      if (stepped === undefined || stepped.event.type === 'restart' || !isHonest(stepped.node)) return [];
      return [{ distance: distance + 1, breaks: isAt(target)(viewOf(system, after, stepped.node)) }];
    }),
  );
  const steps = nearest(steppedEdges.filter(({ breaks }) => breaks).map(({ distance }) => distance));
  const notViolated = (occurred: boolean): Expected => ({ verdict: occurred ? 'holds' : 'inconclusive' });
  const possible = (isPremise: (vertex: Vertex) => boolean): Expected => {
    const starts = vertices.filter(isPremise);
    const without = starts.filter((vertex) => !reaches(graph, vertex, isThere));
    const lost = without.filter(
      (vertex) => !reaches(graph, vertex, ({ world }) => actionsOf(system, world).cuts.length > 0),
    );
    const nearestLost = nearest(lost.map(({ distance }) => distance));
    if (nearestLost !== undefined) return { verdict: 'violated', steps: nearestLost };
    return { verdict: starts.length === 0 || without.length > 0 ? 'inconclusive' : 'holds' };
  };
  return [
    there === undefined
      ? notViolated(vertices.some(({ world }) => views(world).length > 0))
      : { verdict: 'violated', steps: there },
    there === undefined ? { verdict: 'inconclusive' } : { verdict: 'reached', steps: there },
    steps === undefined ? notViolated(steppedEdges.length > 0) : { verdict: 'violated', steps },
    possible(() => true),
    possible(({ world }) => views(world).every(isAt(0))),
  ];
}

/** Whether a forward search from a world finds a goal. */
function reaches(graph: Graph, from: Vertex, isGoal: (vertex: Vertex) => boolean): boolean {
  const seen = new Set([from]);
  for (const vertex of seen) {
    if (isGoal(vertex)) return true;
    for (const { to } of vertex.edges) seen.add(graph.get(to) as Vertex);
  }
  return false;
}
