import * as network from './network.js';
import { apply, opened } from './semantics.js';
import { isUp, worldKey } from './world.js';
/** What a system says of a timer. */
export function patienceOf({ patience }, timer) {
    return patience?.[timer];
}
/** Whether a timer that is armed may fire. */
export function mayFire(system, world, node, timer) {
    const patience = patienceOf(system, timer);
    if (patience === undefined)
        return true;
    const { nodes, outlasts, awaitsOwn } = patience;
    if (nodes?.includes(node) === false)
        return false;
    if (awaitsOwn === true && world.inFlight.some(({ from }) => from === node))
        return false;
    return outlasts === undefined || !someDeliveryMatters(system, world, outlasts);
}
/** Whether a delivery from one of these nodes to another would change the world. */
function someDeliveryMatters(system, world, among) {
    const before = worldKey(world);
    return network.deliverable(system, world).some((envelope) => {
        const { from, to, message } = envelope;
        if (!among.includes(from) || !among.includes(to) || !isUp(world, to))
            return false;
        const ways = opened(system, world, { type: 'deliver', ...envelope }, { type: 'message', from, message });
        return ways.some((way) => worldKey(apply(system, world, way).world) !== before);
    });
}
