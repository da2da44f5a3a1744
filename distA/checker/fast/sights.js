import { honestNodes } from '../observe.js';
import { failure, witness } from '../property.js';
import { instancesOf } from '../sight.js';
import { Bits, hashOf, Rows, Square } from '../tables.js';
import { nodeColumn } from './parts.js';
/** What is known of a condition somewhere; a number made of these. */
const occurs = 1;
const holds = 2;
export class FastSights {
    #parts;
    #scene;
    /** Indices of the nodes of which anything is promised. */
    #honest;
    #projections;
    #projection;
    /** The world that was projected last, and the number that came out. */
    #projected = -1;
    #projectedTo = -1;
    /** The world that was seen last. */
    #seenWorld = -1;
    #seen = { views: new Map(), all: new Map(), history: undefined };
    constructor(parts, scene) {
        this.#parts = parts;
        this.#scene = scene;
        this.#honest = honestNodes(parts.system).map((name) => parts.names.indexOf(name));
        const width = this.#honest.length + 1;
        this.#projections = new Rows(0, width);
        this.#projection = new Int32Array(width);
    }
    of(over, extent) {
        const given = over;
        const tells = given.node
            ? this.#ofNodes(given, extent)
            : given.pair
                ? this.#ofPairs(given, extent)
                : this.#ofWorlds(given, extent);
        return {
            fails: () => tells(occurs | holds, occurs),
            holds: () => tells(holds, holds),
            premiseOccurs: () => tells(occurs, occurs),
            failingAt: () => failure(given, this.seen())?.at ?? [],
            holdingAt: () => witness(over, this.seen())?.at ?? [],
        };
    }
    each(over) {
        const { names, nodes } = this.#parts;
        const at = instancesOf(over, honestNodes(this.#parts.system));
        const columns = at.map((one) => one.map((name) => nodeColumn + names.indexOf(name)));
        /** The number of the part that the first or second node of an instance is. */
        const part = (instance, which) => this.#scene().row[columns[instance][which]];
        const isUp = (instance) => {
            for (let which = 0; which < at[instance].length; which++)
                if (!nodes[part(instance, which)].isUp)
                    return false;
            return true;
        };
        if (over.world) {
            const tells = this.#ofWorlds(over, 'whole');
            return { at, isUp, holds: () => tells(holds, holds) };
        }
        if (over.node) {
            const ask = this.#askingNode(over.node, undefined);
            return { at, isUp, holds: (instance) => (ask(part(instance, 0)) & holds) !== 0 };
        }
        const ask = this.#askingPair(over.pair, undefined);
        return {
            at,
            isUp,
            holds: (instance) => (ask(nodes[part(instance, 0)], nodes[part(instance, 1)]) & holds) !== 0,
        };
    }
    /** What properties on the whole world see of this one. */
    seen() {
        const { row, world } = this.#scene();
        if (world === this.#seenWorld)
            return this.#seen;
        const all = new Map();
        const views = new Map();
        for (const at of this.#honest) {
            const name = this.#parts.names[at];
            const { standing } = this.#parts.nodes[row[nodeColumn + at]];
            all.set(name, standing);
            if ('up' in standing)
                views.set(name, standing.up);
        }
        this.#seenWorld = world;
        this.#seen = { views: views, all, history: this.#parts.pasts[row[this.#parts.past]] };
        return this.#seen;
    }
    /** Asks a condition on one node, by the number of the part that it is. */
    #askingNode(condition, premise) {
        const known = [];
        const ask = (part) => {
            const { node, standing } = this.#parts.nodes[part];
            const view = standing.up;
            const self = this.#parts.names[node];
            const isPremise = premise === undefined || premise(view, self);
            return told(isPremise, isPremise && condition(view, self));
        };
        return (part) => {
            known[part] ??= ask(part);
            return known[part];
        };
    }
    #ofNodes(over, extent) {
        const ask = this.#askingNode(over.node, over.premise);
        return (mask, wanted) => {
            const { row, changed } = this.#scene();
            const isNews = extent === 'news' && changed !== -2;
            for (let one = 0; one < this.#honest.length; one++) {
                const at = this.#honest[one];
                if (isNews && at !== changed)
                    continue;
                const part = row[nodeColumn + at];
                if (!this.#parts.nodes[part].isUp)
                    continue;
                if ((ask(part) & mask) === wanted)
                    return true;
            }
            return false;
        };
    }
    #askingPair(condition, premise) {
        const known = new Square();
        return (a, b) => {
            const before = known.get(a.viewNumber, b.viewNumber);
            if (before >= 0)
                return before;
            const viewA = a.standing.up;
            const viewB = b.standing.up;
            const isPremise = premise === undefined || premise(viewA, viewB);
            const now = told(isPremise, isPremise && condition(viewA, viewB));
            known.set(a.viewNumber, b.viewNumber, now);
            return now;
        };
    }
    #ofPairs(over, extent) {
        const ask = this.#askingPair(over.pair, over.premise);
        return (mask, wanted) => {
            const { row, changed } = this.#scene();
            const { nodes } = this.#parts;
            const isNews = extent === 'news' && changed !== -2;
            for (let one = 0; one < this.#honest.length; one++) {
                const i = this.#honest[one];
                if (isNews && i !== changed)
                    continue;
                const a = nodes[row[nodeColumn + i]];
                if (!a.isUp)
                    continue;
                for (let other = 0; other < this.#honest.length; other++) {
                    const j = this.#honest[other];
                    const b = nodes[row[nodeColumn + j]];
                    if (i === j || !b.isUp)
                        continue;
                    if ((ask(a, b) & mask) === wanted || (isNews && (ask(b, a) & mask) === wanted))
                        return true;
                }
            }
            return false;
        };
    }
    #ofWorlds({ world, premise }, extent) {
        const asked = new Bits();
        const occurring = new Bits();
        const holding = new Bits();
        return (mask, wanted) => {
            const { changed, isHistoryNew } = this.#scene();
            if (extent === 'news' && changed === -1 && !isHistoryNew)
                return false;
            const at = this.#project();
            if (!asked.has(at)) {
                const { views, history, all } = this.seen();
                const isPremise = premise?.(views, history, all) ?? true;
                const now = told(isPremise, isPremise && world(views, history, all));
                asked.add(at);
                if ((now & occurs) !== 0)
                    occurring.add(at);
                if ((now & holds) !== 0)
                    holding.add(at);
            }
            return (((occurring.has(at) ? occurs : 0) | (holding.has(at) ? holds : 0)) & mask) === wanted;
        };
    }
    /** The number of what properties on the whole world can see of this one. */
    #project() {
        const { row, world } = this.#scene();
        if (world === this.#projected)
            return this.#projectedTo;
        const projection = this.#projection;
        const last = projection.length - 1;
        let hash = 0;
        for (let at = 0; at <= last; at++) {
            const value = at === last
                ? row[this.#parts.past]
                : this.#parts.nodes[row[nodeColumn + this.#honest[at]]]
                    .standingNumber;
            projection[at] = value;
            hash ^= hashOf(at, value);
        }
        const known = this.#projections.find(projection, hash);
        this.#projected = world;
        this.#projectedTo = known >= 0 ? known : this.#projections.add(projection, hash);
        return this.#projectedTo;
    }
}
/** A condition does not hold where its premise does not occur, and is not asked there. */
function told(isPremise, condition) {
    return (isPremise ? occurs : 0) | (condition ? holds : 0);
}
