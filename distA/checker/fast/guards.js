/**
 * What a system asks of all nodes before one may crash or come up, asked once for each way in which all of them can stand. The
 * answers are few, however many these ways are.
 */
import { canonical } from '../canonical.js';
import { drawsOf, mayCrash, mayEverCrash } from '../churn.js';
import { hashOf, Ints, Rows } from '../tables.js';
import { nodeColumn } from './parts.js';
export class Guards {
    #system;
    #parts;
    #ways;
    #way;
    /** By way of standing, the number of its answer. */
    #answerOf = new Ints();
    #answers = [];
    #known = new Map();
    #draws = new Map();
    /** The one answer, where nothing depends on how all nodes stand. */
    #always;
    constructor(system, parts) {
        this.#system = system;
        this.#parts = parts;
        this.#ways = new Rows(0, parts.names.length);
        this.#way = new Int32Array(parts.names.length);
        if (system.crash?.when === undefined && system.births === undefined)
            this.#always = {
                crashes: parts.names.map((name) => mayEverCrash(system, name)),
                births: parts.names.map(() => [undefined]),
            };
    }
    /** What may become of the nodes of a world, given as a row. */
    of(row) {
        if (this.#always !== undefined)
            return this.#always;
        let hash = 0;
        for (let node = 0; node < this.#way.length; node++) {
            const { standingNumber } = this.#parts.nodes[row[nodeColumn + node]];
            this.#way[node] = standingNumber;
            hash ^= hashOf(node, standingNumber);
        }
        const known = this.#ways.find(this.#way, hash);
        if (known >= 0)
            return this.#answers[this.#answerOf.at(known)];
        const answer = this.#asked(row);
        this.#ways.add(this.#way, hash);
        this.#answerOf.push(this.#numberOf(answer));
        return answer;
    }
    #numberOf(answer) {
        const key = canonical(answer);
        const number = this.#known.get(key) ?? this.#answers.push(answer) - 1;
        this.#known.set(key, number);
        return number;
    }
    #same(draw) {
        const key = canonical(draw);
        if (!this.#draws.has(key))
            this.#draws.set(key, draw);
        return this.#draws.get(key);
    }
    #asked(row) {
        const { names, nodes } = this.#parts;
        const parts = names.map((_, node) => nodes[row[nodeColumn + node]]);
        const all = new Map(names.map((name, node) => [name, parts[node].standing]));
        return {
            crashes: parts.map(({ isUp }, node) => isUp && mayCrash(this.#system, names[node], () => all)),
            births: parts.map(({ isUp }, node) => isUp ? [] : drawsOf(this.#system, names[node], () => all).map((draw) => this.#same(draw))),
        };
    }
}
