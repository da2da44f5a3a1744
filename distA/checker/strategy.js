import { kinds } from './walk.js';
/** Several at once: rates and eagerness multiply. */
export function together(biases) {
    const rates = Object.fromEntries(kinds.map((kind) => [kind, biases.reduce((rate, bias) => rate * (bias.rates?.[kind] ?? 1), 1)]));
    const eager = biases.filter(({ eagerness }) => eagerness !== undefined);
    const listening = biases.filter(({ after }) => after !== undefined);
    return {
        rates,
        isByCount: biases.some(({ isByCount }) => isByCount === true),
        ...(eager.length > 0 && {
            eagerness: (action) => {
                let product = 1;
                for (const bias of eager)
                    product *= bias.eagerness?.(action);
                return product;
            },
        }),
        ...(listening.length > 0 && {
            after: (action, taken) => {
                for (const bias of listening)
                    bias.after?.(action, taken);
            },
        }),
    };
}
/** Draws before everything that may happen is listed and weighed. */
const drawsMax = 16;
/** Actions of a kind that are weighed at most. */
const sampleMax = 16;
/** Chooses actions for one run. */
export class Chooser {
    #walk;
    #bias;
    #random;
    #rates;
    /** Positions of the kinds that ever get a turn. */
    #wanted;
    #isByCount;
    #weights = new Float64Array(kinds.length);
    /** Of what was chosen last. */
    kind = 'deliver';
    constructor(walk, bias, random) {
        this.#walk = walk;
        this.#bias = bias;
        this.#random = random;
        this.#rates = kinds.map((kind) => bias.rates?.[kind] ?? 1);
        this.#wanted = [...kinds.keys()].filter((at) => this.#rates[at] > 0);
        this.#isByCount = bias.isByCount === true;
    }
    /** What happens next; undefined where nothing may. */
    next() {
        const total = this.#weigh();
        for (let draws = 0; draws < drawsMax && total > 0; draws++) {
            this.kind = kinds[this.#draw(this.#weights, total)];
            const action = this.#walk.at(this.kind, this.#random.below(this.#walk.count(this.kind)));
            if (action === undefined)
                continue;
            const eagerness = this.#bias.eagerness?.(action) ?? 1;
            if (eagerness >= 1 || this.#random.chance(eagerness))
                return this.#oneWay(action);
        }
        return this.#outOfAll();
    }
    #weigh() {
        let total = 0;
        for (const at of this.#wanted) {
            const count = this.#walk.count(kinds[at]);
            const weight = count === 0 ? 0 : this.#rates[at] * (this.#isByCount ? count : 1);
            this.#weights[at] = weight;
            total += weight;
        }
        return total;
    }
    /** The position of one of these weights. */
    #draw(weights, total) {
        let left = (this.#random.below(0x40000000) / 0x40000000) * total;
        let last = 0;
        for (let at = 0; at < weights.length; at++) {
            const weight = weights[at];
            if (weight === 0)
                continue;
            if (left < weight)
                return at;
            left -= weight;
            last = at;
        }
        return last;
    }
    #oneWay(action) {
        const ways = this.#walk.ways(action);
        return ways[this.#random.below(ways.length)];
    }
    /** As if it were drawn for as long as it takes; where all is held back, whatever may happen. Of very many, a sample is weighed. */
    #outOfAll() {
        const found = [];
        const weights = [];
        let total = 0;
        const weigh = (at, index, count) => {
            const kind = kinds[at];
            const action = this.#walk.at(kind, index);
            if (action === undefined)
                return;
            const weight = (this.#weights[at] / count) * (this.#bias.eagerness?.(action) ?? 1);
            found.push({ kind, action });
            weights.push(weight);
            total += weight;
        };
        const counts = kinds.map((kind) => this.#walk.count(kind));
        for (const [at, count] of counts.entries())
            for (let look = 0; look < Math.min(count, sampleMax); look++)
                weigh(at, count <= sampleMax ? look : this.#random.below(count), count);
        if (found.length === 0)
            for (const [at, count] of counts.entries())
                for (let index = 0; index < count; index++)
                    weigh(at, index, count);
        if (found.length === 0)
            return undefined;
        const at = total > 0 ? this.#draw(weights, total) : this.#random.below(found.length);
        const { kind, action } = found[at];
        this.kind = kind;
        return this.#oneWay(action);
    }
}
