import { canonical } from './canonical.js';
/** The kinds of action that a family may name. */
export const fairKinds = [
    ...['deliver', 'timeout', 'input', 'persisted'],
    ...['request', 'reply', 'restart', 'heal'],
];
/** The families an action belongs to. */
function familiesOf(action) {
    switch (action.type) {
        case 'deliver':
            return ['deliver', `deliver ${action.message.type}`];
        case 'timeout':
            return ['timeout', `timeout ${action.timer}`];
        case 'input':
            return ['input', `input ${action.input.type}`];
        default:
            return [action.type];
    }
}
/** Faults and what the outside asks end when calm comes; a node that was never there does not join then either. */
function isCalmAction(action, before) {
    switch (action.type) {
        case 'deliver':
        case 'timeout':
        case 'persisted':
        case 'request':
        case 'reply':
        case 'heal':
            return true;
        case 'restart':
            return before !== undefined && 'down' in before;
        default:
            return false;
    }
}
/** The label of what may happen in calm and belongs to no family that a property names. */
export const calmLabel = 0;
const otherLabel = 1;
/**
 * Labels for the edges of a graph of worlds: one for each member of a family that some property names, and two for all that
 * is in none.
 */
export class Labels {
    #families;
    #numbers = new Map();
    #kinds = [
        { families: [], isCalm: true },
        { families: [], isCalm: false },
    ];
    constructor(families) {
        this.#families = new Set(families);
    }
    get count() {
        return this.#kinds.length;
    }
    /** The label of an action; `before` is how the node stood that restarts. A draw or choice makes no other member of it. */
    of(action, before) {
        const isCalm = isCalmAction(action, before);
        const families = familiesOf(action);
        if (!families.some((family) => this.#families.has(family)))
            return isCalm ? calmLabel : otherLabel;
        const { draw: _, choice: __, ...member } = action;
        const key = canonical([member, isCalm]);
        const known = this.#numbers.get(key);
        if (known !== undefined)
            return known;
        const label = this.#kinds.push({ families, isCalm }) - 1;
        this.#numbers.set(key, label);
        return label;
    }
    /** By label, whether it may happen in calm. */
    calm() {
        return Uint8Array.from(this.#kinds, ({ isCalm }) => Number(isCalm));
    }
    /** By label, whether it belongs to one of these families. */
    among(families) {
        return Uint8Array.from(this.#kinds, (kind) => Number(kind.families.some((family) => families.includes(family))));
    }
}
