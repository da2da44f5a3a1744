/** More than half of the cluster (section 5.2). */
export function majority(servers) {
    return Math.floor(servers / 2) + 1;
}
export function peersOf({ nodes, self }) {
    return nodes.filter((node) => node !== self);
}
/** The term of the entry at an index; 0 before the first, undefined beyond the last. */
export function termAt(log, index) {
    return index === 0 ? 0 : log[index - 1]?.term;
}
/** How many entries two logs have in common, from the first on. */
export function inCommon(one, other) {
    const parts = one.findIndex(({ term, value }, at) => other[at]?.term !== term || other[at]?.value !== value);
    return parts === -1 ? one.length : parts;
}
/** What is unsaid once these are to be told something; what waits to be said already need not be said twice. */
export function saying({ unsaid }, to, messageFor) {
    const all = [...unsaid];
    for (const node of to) {
        const message = messageFor(node);
        if (message === undefined)
            continue;
        const text = JSON.stringify({ to: node, message });
        if (!all.some((one) => JSON.stringify(one) === text))
            all.push({ to: node, message });
    }
    return all;
}
export function senderOf(event) {
    return 'from' in event ? [event.from] : [];
}
