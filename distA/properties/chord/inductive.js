import { between } from '../../models/chord/identifiers.js';
import { kit } from './kit.js';
import { circle, isSound, skips } from './ring.js';
/** Every way in which nodes of a circle can be members with lists that satisfy the invariant. */
export function* soundLists(identifiers, listLength) {
    const all = circle(identifiers);
    const lists = listsOf(all, listLength);
    for (const members of subsets(all))
        yield* completed(members, lists, new Map(), members, listLength);
}
/** `principals`: the members that no list so far passes over. */
function* completed(members, lists, sofar, principals, listLength) {
    if (principals.length <= listLength)
        return;
    const node = members[sofar.size];
    if (node === undefined)
        return yield sofar;
    for (const successors of lists) {
        if (!successors.some((entry) => members.includes(entry)))
            continue;
        const left = principals.filter((principal) => !skips(node, { successors }, principal));
        yield* completed(members, lists, new Map(sofar).set(node, successors), left, listLength);
    }
}
function listsOf(all, length) {
    if (length === 0)
        return [[]];
    return all.flatMap((first) => listsOf(all, length - 1).map((rest) => [first, ...rest]));
}
function subsets([node, ...others]) {
    if (node === undefined)
        return [[]];
    const without = subsets(others);
    return [...without, ...without.map((subset) => [node, ...subset])];
}
/** A candidate lies between a member and its first successor. */
function isNearer(self, { candidate, successors }) {
    return candidate == null || between(self, candidate, successors[0]);
}
/** The invariant's inductiveness, by size of the circle. */
export function keepsItself(name, identifiers, listLength) {
    return kit.inductive({
        name,
        says: `From every sound ring on a circle of ${identifiers}, reachable or not, every step leads to a sound ring.`,
        source: 'Zave, "Reasoning about identifier spaces: how to make Chord correct", 2017',
        world: (members) => isSound(members, listLength) && [...members].every(([node, view]) => isNearer(node, view)),
        *worlds() {
            for (const lists of soundLists(identifiers, listLength)) {
                for (const other of circle(identifiers)) {
                    yield worldOf(identifiers, lists, () => ({ predecessor: other, candidate: null }));
                    yield worldOf(identifiers, lists, () => ({ predecessor: null, candidate: other }));
                }
            }
        },
    });
}
/** The world in which members have these lists, and remember besides what is said of each. A candidate that is not nearer is none. */
export function worldOf(identifiers, lists, besides) {
    const member = (self, successors) => {
        const { predecessor, candidate } = besides(self);
        const improves = candidate !== null && isNearer(self, { successors, predecessor, candidate });
        const context = {
            self,
            setting: { identifiers, checksAdopted: true, inbox: 'none' },
            via: null,
            successors,
            predecessor,
            candidate: improves ? candidate : null,
            notifier: null,
        };
        return {
            up: {
                value: { member: { successors: improves ? 'improving' : 'resting', predecessor: 'resting' } },
                context,
            },
            armed: [improves ? 'adopt' : 'stabilize'],
        };
    };
    const all = circle(identifiers);
    const standing = (node) => {
        const list = lists.get(node);
        return list === undefined ? { absent: true } : member(node, list);
    };
    return {
        nodes: Object.fromEntries(all.map((node) => [node, standing(node)])),
        inFlight: [...lists.keys()].flatMap((to) => all.map((from) => ({ from, to, message: { type: 'Notify' } }))),
    };
}
