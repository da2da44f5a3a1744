import { keyOf } from './canonical.js';
/** The messages that may be delivered next, each once. */
export function deliverable(system, world) {
    return heads(system.network, world.inFlight).filter(({ from, to }) => !isBlocked(system, world, from, to));
}
/** Whether the partition that stands holds back what goes from one node to another. */
export function isBlocked({ partitions }, world, from, to) {
    const partition = partitions?.find(({ name }) => name === world.partition);
    return partition?.blocks.some(([source, target]) => source === from && target === to) === true;
}
/** Whether what is sent from one node to another is lost, whatever happens. */
export function isSevered({ severed }, from, to) {
    return severed?.some(([source, target]) => source === from && target === to) === true;
}
/** The messages that something can happen to, each once. */
export function heads(kind, inFlight) {
    const same = kind === 'fifo' ? linkOf : envelopeKey;
    return inFlight.filter((envelope, at) => at === 0 || same(inFlight[at - 1]) !== same(envelope));
}
/** What is under way once a message was sent. */
export function sent(kind, inFlight, envelope) {
    const order = kind === 'fifo' ? linkOf : envelopeKey;
    const key = order(envelope);
    const after = inFlight.findIndex((other) => order(other) > key);
    const at = after === -1 ? inFlight.length : after;
    const before = inFlight[at - 1];
    const known = before !== undefined && (kind === 'set' || kind === 'duplicating') && order(before) === key;
    return known ? inFlight : inFlight.toSpliced(at, 0, envelope);
}
/** What is under way once a message was delivered. */
export function afterDelivery(kind, inFlight, envelope) {
    return kind === 'duplicating' ? inFlight : without(inFlight, envelope);
}
/** With `fifo` the first equal message of a link is also the oldest: equal ones are interchangeable. */
export function without(inFlight, envelope) {
    return inFlight.toSpliced(find(inFlight, envelope), 1);
}
/** The copy stands right behind its original. */
export function withCopy(inFlight, { from, to, message }) {
    const envelope = { from, to, message };
    return inFlight.toSpliced(find(inFlight, envelope), 0, envelope);
}
function find(inFlight, envelope) {
    return inFlight.findIndex((other) => isEqual(other, envelope));
}
/** Names of nodes have no `>` in them (see validate.ts). */
export function linkOf({ from, to }) {
    return `${from}>${to}`;
}
/** Equal messages on the same link. */
export function isEqual(one, other) {
    return one.from === other.from && one.to === other.to && keyOf(one.message) === keyOf(other.message);
}
const keys = new WeakMap();
/** Equal for equal messages on the same link. Remembered, because what is under way is compared again and again. */
export function envelopeKey(envelope) {
    let key = keys.get(envelope);
    if (key === undefined) {
        key = `${linkOf(envelope)}:${keyOf(envelope.message)}`;
        keys.set(envelope, key);
    }
    return key;
}
