/**
 * The worlds of a system as `@xstate/graph` finds them: the same world logic, but another search, keyed by a serialiser
 * of its own that knows nothing of the checker's encoding, keys or caches.
 */
import { getAdjacencyMap } from '@xstate/graph';
import { actionsOf, apply, initialWorlds } from '../../checker/semantics.js';
/** The structure of plain data as nested JSON arrays, told apart by a tag each; written for clarity, not speed. */
export function naive(data) {
    const plain = (one) => {
        if (one instanceof Map)
            return ['map', [...one].map((entry) => JSON.stringify(entry.map(plain))).sort()];
        if (one instanceof Set)
            return ['set', [...one].map((member) => JSON.stringify(plain(member))).sort()];
        if (Array.isArray(one))
            return ['list', one.map(plain)];
        if (typeof one === 'object' && one !== null) {
            const record = one;
            return [
                'record',
                Object.keys(record)
                    .sort()
                    .map((key) => [key, plain(record[key])]),
            ];
        }
        return [typeof one, String(one)];
    };
    return JSON.stringify(plain(data));
}
/**
 * Every world by its naive key.
 *
 * @throws Error where the traversal meets more than `limit` worlds and transitions.
 */
export function graphOf(system, limit = 500_000) {
    const starts = initialWorlds(system);
    const adjacency = Object.assign({}, ...starts.map((start) => adjacencyFrom(system, start, limit)));
    const graph = new Map();
    let level = starts.map(naive);
    for (let distance = 0; level.length > 0; distance++) {
        const next = [];
        for (const key of level) {
            if (graph.has(key))
                continue;
            const { state, transitions } = adjacency[key];
            const edges = Object.values(transitions).map((edge) => ({ action: edge.event, to: naive(edge.state) }));
            graph.set(key, { world: state, distance, edges });
            next.push(...edges.map(({ to }) => to));
        }
        level = next;
    }
    return graph;
}
/** `getAdjacencyMap` takes actor logic; worlds and actions are its snapshots and events. */
function adjacencyFrom(system, fromState, limit) {
    const logic = {
        transition: (world, action) => apply(system, world, action).world,
        getInitialSnapshot: () => fromState,
        getPersistedSnapshot: (world) => world,
    };
    const options = {
        fromState,
        events: (world) => actionsOf(system, world).actions,
        serializeState: naive,
        serializeEvent: naive,
        limit,
    };
    return getAdjacencyMap(logic, options);
}
