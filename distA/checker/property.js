/** A search has no time; a `settles` must say what is fair. */
export function isJudgedBySearch(property) {
    return property.kind !== 'settles' || property.fairness !== undefined;
}
/** A schedule has one continuation and an end; a `settles` must say within which time. */
export function isJudgedBySchedules(property) {
    if (property.kind === 'settles')
        return property.withinMs !== undefined;
    return !['possible', 'leadsTo', 'inductive'].includes(property.kind);
}
/** The nodes at which a condition fails (none of them, for one on the whole world), or undefined where it holds. */
export function failure(over, seen) {
    for (const { at, holds, premise } of instances(over, seen)) {
        if (premise() && !holds())
            return { at };
    }
    return undefined;
}
/** The nodes at which a condition holds, or undefined where it holds nowhere. */
export function witness(over, seen) {
    for (const { at, holds } of instances(over, seen)) {
        if (holds())
            return { at };
    }
    return undefined;
}
/** Whether the property says anything about this world. */
export function premiseOccurs(over, seen) {
    return [...instances(over, seen)].some(({ premise }) => premise());
}
function* instances(over, { views, history, all }) {
    if (over.node !== undefined) {
        for (const [self, view] of views) {
            yield {
                at: [self],
                holds: () => over.node(view, self),
                premise: () => over.premise?.(view, self) ?? true,
            };
        }
    }
    else if (over.pair !== undefined) {
        for (const [a, viewA] of views) {
            for (const [b, viewB] of views) {
                if (a === b)
                    continue;
                yield {
                    at: [a, b],
                    holds: () => over.pair(viewA, viewB),
                    premise: () => over.premise?.(viewA, viewB) ?? true,
                };
            }
        }
    }
    else {
        yield {
            at: [],
            holds: () => over.world(views, history, all),
            premise: () => over.premise?.(views, history, all) ?? true,
        };
    }
}
