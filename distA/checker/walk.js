import { calmed } from './calm.js';
import { canonical } from './canonical.js';
import { honestNodes, seenIn, transitionOf } from './observe.js';
import { actionsOf, apply, initialWorlds } from './semantics.js';
/** Every kind, what moves a protocol forward first. */
export const kinds = [
    'deliver',
    'timeout',
    'input',
    'persisted',
    'request',
    'reply',
    'redeliver',
    'drop',
    'duplicate',
    'inject',
    'crash',
    'restart',
    'partition',
    'heal',
];
/** An action without what was drawn or chosen. */
export function bare(action) {
    if (!('draw' in action || 'choice' in action))
        return action;
    const { draw: _draw, choice: _choice, ...rest } = action;
    return rest;
}
/** A walk that lists what may happen. */
export class PlainWalk {
    seen;
    changed;
    #system;
    #world;
    /** Keys of messages that were delivered before. */
    #known = new Set();
    #menu;
    constructor(system, start) {
        this.#system = system;
        this.#world = initialWorlds(system)[start];
        this.#menu = this.#listed();
        this.seen = seenIn(system, this.#world);
        this.changed = honestNodes(system);
    }
    count(kind) {
        return this.#menu.get(kind)?.length ?? 0;
    }
    at(kind, index) {
        return this.#menu.get(kind)?.[index];
    }
    ways(action) {
        const key = sortKey(action);
        return actionsOf(this.#system, this.#world).actions.filter((one) => sortKey(one) === key);
    }
    get isCut() {
        const { actions, cuts } = actionsOf(this.#system, this.#world);
        return actions.length === 0 && (cuts.includes('within') || cuts.includes('divergence'));
    }
    take(action) {
        const before = this.#world;
        const outcome = apply(this.#system, before, action);
        this.#world = outcome.world;
        if (action.type === 'deliver' && this.#system.network === 'duplicating')
            this.#known.add(canonical(bare(action)));
        this.#menu = this.#listed();
        Object.assign(this.seen, seenIn(this.#system, this.#world));
        const transition = transitionOf(this.#system, before, outcome);
        return {
            effects: outcome.effects,
            ...(outcome.ignored && { ignored: true }),
            ...(transition !== undefined && { transition }),
        };
    }
    calmDown() {
        this.#system = calmed(this.#system);
        this.#menu = this.#listed();
    }
    world() {
        return this.#world;
    }
    #listed() {
        const menu = new Map(kinds.map((kind) => [kind, new Map()]));
        for (const action of actionsOf(this.#system, this.#world).actions) {
            const kind = this.#known.has(canonical(bare(action))) ? 'redeliver' : action.type;
            const known = menu.get(kind);
            const key = sortKey(action);
            if (!known.has(key))
                known.set(key, bare(action));
        }
        return new Map([...menu].map(([kind, actions]) => [kind, [...actions.values()]]));
    }
}
/** Equal for actions that are ways of one another. */
function sortKey(action) {
    switch (action.type) {
        case 'crash':
            return canonical(['crash', action.node]);
        case 'reply':
            return canonical(['reply', action.node, action.id]);
        default:
            return canonical(bare(action));
    }
}
