import { plainSights } from './sight.js';
/** Sights of a walk; whoever needs the whole of each world is shown it the plain way. */
export function newsSights(nodes, walk) {
    const plain = plainSights(nodes, () => walk.seen);
    return {
        each: (over) => plain.each(over),
        of: (over, extent) => {
            const sight = plain.of(over, extent);
            return extent === 'whole' ? sight : { ...sight, ...newsSight(over, walk) };
        },
    };
}
function newsSight(over, walk) {
    const { views, all } = walk.seen;
    const { premise } = over;
    if (over.node !== undefined) {
        const some = (is) => {
            for (const node of walk.changed) {
                const view = views.get(node);
                if (view !== undefined && is(view, node))
                    return true;
            }
            return false;
        };
        return questions(some, (view, node) => over.node(view, node), premise && ((view, node) => over.premise?.(view, node) === true));
    }
    if (over.pair !== undefined) {
        return questions((is) => someNewPair(views, walk.changed, is), (a, b) => over.pair(a, b), premise && ((a, b) => over.premise?.(a, b) === true));
    }
    return questions((is) => is(), () => over.world(views, walk.seen.history, all), premise && (() => over.premise?.(views, walk.seen.history, all) === true));
}
/** The three questions, each asked where `some` looks. */
function questions(some, holds, premise) {
    const fails = (...of) => (premise === undefined || premise(...of)) && !holds(...of);
    return {
        fails: () => some(fails),
        holds: () => some(holds),
        premiseOccurs: () => some(premise ?? (() => true)),
    };
}
function someNewPair(views, changed, is) {
    for (const node of changed) {
        const view = views.get(node);
        if (view === undefined)
            continue;
        for (const [other, otherView] of views)
            if (other !== node && (is(view, otherView) || is(otherView, view)))
                return true;
    }
    return false;
}
