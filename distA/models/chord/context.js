/** One that joins knows nobody but its contact; a member of a ring that stands already knows its neighbours. */
export function born({ self, setting, draw }) {
    const place = draw !== undefined && 'successors' in draw ? draw : { successors: [], predecessor: null };
    const via = draw !== undefined && 'via' in draw ? draw.via : null;
    return { self, setting, via, ...place, candidate: null, notifier: null };
}
/** The first entry of its list. A member always has one. */
export function successorOf({ successors }) {
    return successors[0];
}
/** What lies open between two operations: in the original protocol nothing but its neighbours. */
export function viewOfOriginal({ successors, predecessor }) {
    return { successors, predecessor };
}
export function viewOfCorrected(context) {
    const { successors, predecessor, candidate, notifier, setting } = context;
    return { successors, predecessor, candidate, ...(setting.inbox === 'slot' && { notifier }) };
}
/** What it replies: that it lives, or its neighbours. */
export function answered({ successors, predecessor }, { type }) {
    return type === 'Ping' ? { type: 'Alive' } : { type: 'Neighbours', successors, predecessor };
}
