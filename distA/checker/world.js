import { canonical, keyOf } from './canonical.js';
import { CodeError, messageOf } from './errors.js';
import { envelopeKey } from './network.js';
/** Equal for two worlds of one system exactly if nothing that can behave differently differs. */
export function worldKey({ nodes, inFlight, partition, spent, history }) {
    const states = Object.values(nodes).map(nodeKey);
    return [...states, inFlight.map(envelopeKey), canonical(partition), keyOf(spent), keyOf(history)].join('|');
}
/** As `worldKey`, for one node. */
export function nodeKey(node) {
    if (!('up' in node))
        return keyOf(node);
    const { up, armed, durable, pending = [], calls = [] } = node;
    const later = pending.length + calls.length === 0 ? '' : canonical([pending, calls]);
    return `${keyOf(up)};${canonical(armed)};${keyOf(durable)};${later}`;
}
/** Whether a node is up. */
export function isUp(world, node) {
    return 'up' in world.nodes[node];
}
/** Every node as properties see it, in the system's order. */
export function standings(system, world) {
    return new Map(Object.keys(world.nodes).map((node) => [node, standingOf(system, world, node)]));
}
/** One node as properties see it. */
export function standingOf(system, world, node) {
    const state = world.nodes[node];
    if (!('up' in state))
        return state;
    const divergence = divergenceOf(system, node, state.up);
    const { durable } = state;
    const up = viewOf(system, world, node);
    return { up, ...(durable && { durable }), ...(divergence && { divergence }) };
}
/** Whether what a node should do is still known; where it is not, nothing that comes after means anything. */
export function divergenceOf(system, node, state) {
    return system.nodes[node]?.divergence?.(state);
}
/** What a node that is up shows. */
export function viewOf(system, world, node) {
    const { up: state } = world.nodes[node];
    return guarded(node, 'its view', () => {
        const view = object('a view', system.nodes[node].view(state));
        keyOf(view);
        return view;
    });
}
/** Runs what an actor answers for; whatever goes wrong in it is told with the node's name and what it was doing. */
export function guarded(node, doing, run) {
    try {
        return run();
    }
    catch (cause) {
        throw nodeFailed(node, doing, cause);
    }
}
/** What a node threw, with its name and what it was doing. */
export function nodeFailed(node, doing, cause) {
    return new CodeError(`node '${node}' failed at ${doing}: ${messageOf(cause)}`, { cause });
}
/** The result of an actor, where it is an object; a promise or nothing is refused with a sentence. */
export function object(what, result) {
    if (typeof result?.then === 'function') {
        throw new CodeError('it returned a promise, but an actor is a pure step: let it send what it waits for as an effect, and take the ' +
            'answer as an event');
    }
    if (typeof result !== 'object' || result === null) {
        throw new CodeError(`it returned ${String(result)} where ${what} was due, which is an object`);
    }
    return result;
}
