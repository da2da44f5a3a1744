/** Whether the crash rule ever lets this node crash. */
export function mayEverCrash({ crash }, node) {
    return crash !== undefined && (crash.nodes?.includes(node) ?? true);
}
/** Whether a node that is up may crash now. */
export function mayCrash(system, node, all) {
    const { when } = system.crash ?? {};
    return mayEverCrash(system, node) && (when === undefined || when(node, all()));
}
/** A crash for each number of records that got down before it. */
export function crashesOf(node, { pending }) {
    if (pending === undefined)
        return [{ type: 'crash', node }];
    return [...pending.keys(), pending.length].map((kept) => ({ type: 'crash', node, kept }));
}
/** What a node that is not up may be handed if it comes up now; `undefined` is nothing. */
export function drawsOf(system, node, all) {
    return system.births === undefined ? [undefined] : system.births(node, all());
}
/** The coming up of a node that was handed this. */
export function birthOf(node, draw) {
    return draw === undefined ? { type: 'restart', node } : { type: 'restart', node, draw };
}
