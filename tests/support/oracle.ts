/**
 * The state graph of a system as `@xstate/graph` finds it: the reference semantics with another search and
 * another serialiser, independent of the checker's encoding, keys and caches.
 */
import { getAdjacencyMap } from '@xstate/graph';
import type { Action } from '../../checker/semantics/actions.ts';
import { actionsOf } from '../../checker/semantics/enabled.ts';
import { apply, initialWorlds } from '../../checker/semantics/successors.ts';
import type { System } from '../../checker/semantics/system.ts';
import type { World } from '../../checker/semantics/world.ts';

/** Plain data as nested JSON arrays with a tag for each type; written for clarity, not speed. */
export function naive(data: unknown): string {
  const tagged = (one: unknown): unknown => {
    if (one instanceof Map) return ['map', [...one].map((entry) => JSON.stringify(entry.map(tagged))).sort()];
    if (one instanceof Set) return ['set', [...one].map((member) => JSON.stringify(tagged(member))).sort()];
    if (Array.isArray(one)) return ['list', one.map(tagged)];
    if (typeof one === 'object' && one !== null) {
      const record = one as Record<string, unknown>;
      return [
        'record',
        Object.keys(record)
          .sort()
          .map((key) => [key, tagged(record[key])]),
      ];
    }
    return [typeof one, String(one)];
  };
  return JSON.stringify(tagged(data));
}

/** One world of the graph. */
export interface Vertex {
  readonly world: World;
  /** Steps from the nearest initial world. */
  readonly distance: number;
  readonly edges: readonly { readonly action: Action; readonly to: string }[];
}

type Adjacency = Readonly<
  Record<
    string,
    { readonly state: World; readonly transitions: Readonly<Record<string, { event: Action; state: World }>> }
  >
>;

/**
 * Every world by its naive key.
 *
 * @throws Error if the traversal finds more than `limit` worlds and transitions.
 */
export function graphOf(system: System, limit = 500_000): ReadonlyMap<string, Vertex> {
  const starts = initialWorlds(system);
  const adjacency: Adjacency = Object.assign(
    {},
    ...starts.map((start) => adjacencyFrom(system, start, limit)),
  );
  const graph = new Map<string, Vertex>();
  let level = starts.map(naive);
  for (let distance = 0; level.length > 0; distance++) {
    const next: string[] = [];
    for (const key of level) {
      if (graph.has(key)) continue;
      const { state, transitions } = adjacency[key] as Adjacency[string];
      const edges = Object.values(transitions).map((edge) => ({ action: edge.event, to: naive(edge.state) }));
      graph.set(key, { world: state, distance, edges });
      next.push(...edges.map(({ to }) => to));
    }
    level = next;
  }
  return graph;
}

/**
 * The adjacency map from one initial world: worlds are snapshots, and actions are events of an actor logic.
 */
function adjacencyFrom(system: System, fromState: World, limit: number): Adjacency {
  const logic = {
    transition: (world: World, action: Action) => apply(system, world, action).world,
    getInitialSnapshot: () => fromState,
    getPersistedSnapshot: (world: World) => world,
  };
  const options = {
    fromState,
    events: (world: World) => actionsOf(system, world).actions,
    serializeState: naive,
    serializeEvent: naive,
    limit,
  };
  return getAdjacencyMap(logic as never, options as never) as never;
}
