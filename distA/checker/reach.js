/**
 * Which worlds can reach which: backward reachability over the edges of an explored graph, for `possible`.
 */
import { Ints } from './tables.js';
/** Edges in the order in which their sources were expanded: from world `i` to `targets[offsets[i] .. offsets[i+1]]`. */
export class Edges {
    #targets = new Ints();
    #offsets = new Ints();
    /** The same edges by their targets, once they were asked for; none is added after that. */
    #turned;
    /** Says that the edges added from now on leave this world; worlds are given in increasing order. */
    leave(world) {
        while (this.#offsets.size <= world)
            this.#offsets.push(this.#targets.size);
    }
    add(target) {
        this.#targets.push(target);
    }
    /** For each of `worlds` worlds, whether it is a goal or some path leads from it to one. */
    reaching(worlds, isGoal) {
        this.leave(worlds);
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
            offsets[target + 1] = offsets[target + 1] + 1;
        }
        for (let world = 0; world < worlds; world++)
            offsets[world + 1] = offsets[world + 1] + offsets[world];
        const filled = offsets.slice();
        const of = new Int32Array(this.#targets.size);
        for (let source = 0; source < worlds; source++) {
            for (let at = this.#offsets.at(source); at < this.#offsets.at(source + 1); at++) {
                const target = this.#targets.at(at);
                of[filled[target]] = source;
                filled[target] = filled[target] + 1;
            }
        }
        return { offsets, of };
    }
}
