import { canonical } from './canonical.js';
/** Counts as a series goes on. */
export class Tallies {
    /** How often each kind of action was taken in storms. */
    taken = {};
    /** In how many runs each strategy had a part. */
    strategies = new Map();
    /** By statistic, how many runs were of each class. */
    classes = new Map();
    #worlds;
    #statistics;
    constructor({ countsWorlds = false, statistics = [] }) {
        this.#worlds = countsWorlds ? new Worlds() : undefined;
        this.#statistics = statistics;
    }
    /** Undefined where worlds are not counted. */
    get worlds() {
        return this.#worlds?.seen;
    }
    begins(strategies, walk) {
        for (const name of strategies)
            increment(this.strategies, name);
        this.#worlds?.look(walk.seen, [...walk.seen.all.keys()]);
    }
    took(kind, walk) {
        this.taken[kind] = (this.taken[kind] ?? 0) + 1;
        this.#worlds?.look(walk.seen, walk.changed);
    }
    ends({ views, history }) {
        for (const { name, of } of this.#statistics) {
            const classes = this.classes.get(name) ?? new Map();
            this.classes.set(name, classes);
            increment(classes, String(of(views, history)));
        }
    }
}
function increment(counts, key) {
    counts.set(key, (counts.get(key) ?? 0) + 1);
}
/** Worlds told apart by a number of 53 bits each: one in a million is taken for another where there are some 90 million. */
class Worlds {
    /** Whether a world was seen more than once. */
    #again = new Map();
    #nodes = new Map();
    #history;
    #historyKey = '';
    #looks = 0;
    #once = 0;
    get seen() {
        const unseen = this.#looks === 0 ? 1 : this.#once / this.#looks;
        return { distinct: this.#again.size, once: this.#once, looks: this.#looks, unseen };
    }
    look({ all, history }, changed) {
        for (const node of changed)
            this.#nodes.set(node, canonical(all.get(node)));
        if (history !== this.#history) {
            this.#history = history;
            this.#historyKey = canonical(history);
        }
        let text = this.#historyKey;
        for (const key of this.#nodes.values())
            text += `|${key}`;
        const world = hashOf(text);
        const again = this.#again.get(world);
        this.#looks++;
        if (again === undefined)
            this.#once++;
        else if (!again)
            this.#once--;
        this.#again.set(world, again !== undefined);
    }
}
/** Two hashes of 32 bits with multipliers of their own (after MurmurHash2's), joined to 53 bits. */
function hashOf(text) {
    let low = 0x9747b28c;
    let high = 0x1b873593;
    for (let at = 0; at < text.length; at++) {
        const code = text.charCodeAt(at);
        low = Math.imul(low ^ code, 0x5bd1e995);
        low ^= low >>> 15;
        high = Math.imul(high ^ code, 0x85ebca6b);
        high ^= high >>> 13;
    }
    return (high & 0x1fffff) * 0x100000000 + (low >>> 0);
}
