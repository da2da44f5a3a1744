/**
 * Which worlds can reach which: backward reachability over the edges of an explored graph, for `possible`.
 */

import { Ints } from './tables.ts';

/** Edges in the order in which their sources were expanded: from world `i` to `targets[offsets[i] .. offsets[i+1]]`. */
export class Edges {
  readonly #targets = new Ints();
  readonly #offsets = new Ints();

  /** The same edges by their targets, once they were asked for; none is added after that. */
  #turned: { readonly offsets: Int32Array; readonly of: Int32Array } | undefined;

  /** Says that the edges added from now on leave this world; worlds are given in increasing order. */
  leave(world: number): void {
    while (this.#offsets.size <= world) this.#offsets.push(this.#targets.size);
  }

  add(target: number): void {
    this.#targets.push(target);
  }

  /** For each of `worlds` worlds, whether it is a goal or some path leads from it to one. */
  reaching(worlds: number, isGoal: (world: number) => boolean): Uint8Array {
    this.leave(worlds);
    this.#turned ??= this.#sources(worlds);
    const sources = this.#turned;
    const reaches = new Uint8Array(worlds);
    const queue = new Int32Array(worlds);
    let queued = 0;
    const mark = (world: number) => {
      if (reaches[world] === 1) return;
      reaches[world] = 1;
      queue[queued++] = world;
    };
    for (let world = 0; world < worlds; world++) if (isGoal(world)) mark(world);
    for (let next = 0; next < queued; next++) {
      const from = sources.offsets[queue[next] as number] as number;
      const to = sources.offsets[(queue[next] as number) + 1] as number;
      for (let at = from; at < to; at++) mark(sources.of[at] as number);
    }
    return reaches;
  }

  /** The same edges by their targets: those into world `i` come from `of[offsets[i] .. offsets[i+1]]`. */
  #sources(worlds: number): { readonly offsets: Int32Array; readonly of: Int32Array } {
    const offsets = new Int32Array(worlds + 1);
    for (let at = 0; at < this.#targets.size; at++) {
      const target = this.#targets.at(at);
      offsets[target + 1] = (offsets[target + 1] as number) + 1;
    }
    for (let world = 0; world < worlds; world++)
      offsets[world + 1] = (offsets[world + 1] as number) + (offsets[world] as number);
    const filled = offsets.slice();
    const of = new Int32Array(this.#targets.size);
    for (let source = 0; source < worlds; source++) {
      for (let at = this.#offsets.at(source); at < this.#offsets.at(source + 1); at++) {
        const target = this.#targets.at(at);
        of[filled[target] as number] = source;
        filled[target] = (filled[target] as number) + 1;
      }
    }
    return { offsets, of };
  }
}
