import { failure, premiseOccurs, witness } from './property.js';
/** Asks everything each time; `seen` gives the world that is being judged, of these nodes. */
export function plainSights(nodes, seen) {
    return {
        of: (over) => ({
            fails: () => failure(over, seen()) !== undefined,
            holds: () => witness(over, seen()) !== undefined,
            premiseOccurs: () => premiseOccurs(over, seen()),
            failingAt: () => failure(over, seen())?.at ?? [],
            holdingAt: () => witness(over, seen())?.at ?? [],
        }),
        each: (over) => {
            const at = instancesOf(over, nodes);
            const viewsOf = (instance) => at[instance]?.map((node) => seen().views.get(node));
            return {
                at,
                isUp: (instance) => viewsOf(instance).every((view) => view !== undefined),
                holds: (instance) => {
                    const [a, b] = viewsOf(instance);
                    if (over.node)
                        return over.node(a, at[instance]?.[0]);
                    if (over.pair)
                        return over.pair(a, b);
                    const { views, history, all } = seen();
                    return over.world(views, history, all);
                },
            };
        },
    };
}
/** The nodes of each instance of a condition. */
export function instancesOf(over, nodes) {
    if (over.node)
        return nodes.map((node) => [node]);
    if (over.pair)
        return nodes.flatMap((a) => nodes.filter((b) => b !== a).map((b) => [a, b]));
    return [[]];
}
/** A condition that is due and the one that keeps it. Of one kind both are asked of the same node or pair. */
export function duties(sights, from, over) {
    if (kindOf(from) === kindOf(over))
        return [sights.each(from), sights.each(over)];
    return [asOne(sights.of(from, 'whole'), 'everywhere'), asOne(sights.of(over, 'whole'), 'somewhere')];
}
function kindOf(over) {
    return over.node ? 'node' : over.pair ? 'pair' : 'world';
}
/** A condition on nodes or pairs as one on the world. */
function asOne(sight, where) {
    return {
        at: [[]],
        isUp: () => true,
        holds: () => (where === 'everywhere' ? !sight.fails() : sight.holds()),
    };
}
