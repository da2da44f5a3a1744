/** The edges between the worlds of an explored graph, and which worlds can reach which. */
import { Ints } from './tables.js';
/** The target of an edge that a bound of the scope held back: what lies there is not known. */
export const beyond = -1;
/**
 * Edges in the order in which their sources were expanded: those that leave world `i` are the ones from `from(i)` to before
 * `to(i)`. Each has a target, `beyond` where a bound held it back, and where a property asks for it a label
 * (`fairness.ts`).
 */
export class Edges {
    #targets = new Ints();
    #labels = new Ints();
    #offsets = new Ints();
    /** The same edges by their targets, once they were asked for; none is added after that. */
    #turned;
    #depths;
    /** Says that the edges added from now on leave this world; worlds are given in increasing order. */
    leave(world) {
        while (this.#offsets.size <= world)
            this.#offsets.push(this.#targets.size);
    }
    /** Every edge has a label, or none has. */
    add(target, label) {
        this.#targets.push(target);
        if (label !== undefined)
            this.#labels.push(label);
    }
    from(world) {
        return world < this.#offsets.size ? this.#offsets.at(world) : this.#targets.size;
    }
    to(world) {
        return this.from(world + 1);
    }
    target(edge) {
        return this.#targets.at(edge);
    }
    label(edge) {
        return this.#labels.at(edge);
    }
    /** The world that an edge leaves. */
    source(edge) {
        let low = 0;
        for (let high = this.#offsets.size - 1; low < high;) {
            const middle = (low + high + 1) >>> 1;
            if (this.#offsets.at(middle) <= edge)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }
    /** For each of `worlds` worlds, of which the first are initial, how many steps it is from the nearest of these. */
    depths(worlds, initial) {
        if (this.#depths !== undefined)
            return this.#depths;
        const depths = new Int32Array(worlds).fill(-1, initial);
        // Worlds are numbered in the order in which they were first reached, breadth-first.
        for (let source = 0; source < worlds; source++) {
            for (let edge = this.from(source); edge < this.to(source); edge++) {
                const target = this.target(edge);
                if (target !== beyond && depths[target] === -1)
                    depths[target] = depths[source] + 1;
            }
        }
        this.#depths = depths;
        return depths;
    }
    /** Of an edge, which of the actions of its source it is, in their order. */
    ordinal(source, edge) {
        let ordinal = 0;
        for (let at = this.from(source); at < edge; at++)
            if (this.target(at) !== beyond)
                ordinal++;
        return ordinal;
    }
    /** For each of `worlds` worlds, whether it is a goal or some path leads from it to one. */
    reaching(worlds, isGoal) {
        this.#turned ??= this.#sources(worlds);
        const sources = this.#turned;
        const reaches = new Uint8Array(worlds);
        const queue = new Int32Array(worlds);
        let queued = 0;
        const mark = (world) => {
            if (reaches[world] === 1)
                return;
            reaches[world] = 1;
            queue[queued++] = world;
        };
        for (let world = 0; world < worlds; world++)
            if (isGoal(world))
                mark(world);
        for (let next = 0; next < queued; next++) {
            const from = sources.offsets[queue[next]];
            const to = sources.offsets[queue[next] + 1];
            for (let at = from; at < to; at++)
                mark(sources.of[at]);
        }
        return reaches;
    }
    /** The same edges by their targets: those into world `i` come from `of[offsets[i] .. offsets[i+1]]`. */
    #sources(worlds) {
        const offsets = new Int32Array(worlds + 1);
        for (let at = 0; at < this.#targets.size; at++) {
            const target = this.#targets.at(at);
            if (target !== beyond)
                offsets[target + 1] = offsets[target + 1] + 1;
        }
        for (let world = 0; world < worlds; world++)
            offsets[world + 1] = offsets[world + 1] + offsets[world];
        const filled = offsets.slice();
        const of = new Int32Array(this.#targets.size);
        for (let source = 0; source < worlds; source++) {
            for (let at = this.from(source); at < this.to(source); at++) {
                const target = this.#targets.at(at);
                if (target === beyond)
                    continue;
                of[filled[target]] = source;
                filled[target] = filled[target] + 1;
            }
        }
        return { offsets, of };
    }
}
