/** The edges between the worlds of an explored graph, and which worlds can reach which. */
import { IntList } from '../values/int-lists.ts';

/** The target of an edge that a bound of the scope held back: what lies there is not known. */
export const beyond = -1;

/**
 * Edges in the order in which their sources were expanded: those that leave world `i` are the ones from `from(i)` to before
 * `to(i)`. Each has a target, `beyond` where a bound held it back, and where a property asks for it a label
 * (`fairness.ts`). Without labels they tell who can reach whom, and one that leads back to its source may be left out.
 */
export class StateGraph {
  readonly #targets = new IntList();
  readonly #labels = new IntList();
  readonly #offsets = new IntList();

  /** The same edges by their targets, once they were asked for; none is added after that. */
  #turned: { readonly offsets: Int32Array; readonly of: Int32Array } | undefined;

  #depths: Int32Array | undefined;

  /** Says that the edges added from now on leave this world; worlds are given in increasing order. */
  leave(world: number): void {
    while (this.#offsets.size <= world) this.#offsets.push(this.#targets.size);
  }

  /** Every edge has a label, or none has. */
  add(target: number, label?: number): void {
    this.#targets.push(target);
    if (label !== undefined) this.#labels.push(label);
  }

  from(world: number): number {
    return world < this.#offsets.size ? this.#offsets.at(world) : this.#targets.size;
  }

  to(world: number): number {
    return this.from(world + 1);
  }

  target(edge: number): number {
    return this.#targets.at(edge);
  }

  label(edge: number): number {
    return this.#labels.at(edge);
  }

  /** The world that an edge leaves. */
  source(edge: number): number {
    let low = 0;
    for (let high = this.#offsets.size - 1; low < high; ) {
      const middle = (low + high + 1) >>> 1;
      if (this.#offsets.at(middle) <= edge) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** For each of `worlds` worlds, of which the first are initial, how many steps it is from the nearest of these. */
  depths(worlds: number, initial: number): Int32Array {
    if (this.#depths !== undefined) return this.#depths;
    const depths = new Int32Array(worlds).fill(-1, initial);
    // Worlds are numbered in the order in which they were first reached, breadth-first.
    for (let source = 0; source < worlds; source++) {
      for (let edge = this.from(source); edge < this.to(source); edge++) {
        const target = this.target(edge);
        if (target !== beyond && depths[target] === -1) depths[target] = (depths[source] as number) + 1;
      }
    }
    this.#depths = depths;
    return depths;
  }

  /** Of an edge, which of the actions of its source it is, in their order. */
  ordinal(source: number, edge: number): number {
    let ordinal = 0;
    for (let at = this.from(source); at < edge; at++) if (this.target(at) !== beyond) ordinal++;
    return ordinal;
  }

  /** For each of `worlds` worlds, whether it is a goal or some path leads from it to one. */
  reaching(worlds: number, isGoal: (world: number) => boolean): Uint8Array {
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
      if (target !== beyond) offsets[target + 1] = (offsets[target + 1] as number) + 1;
    }
    for (let world = 0; world < worlds; world++)
      offsets[world + 1] = (offsets[world + 1] as number) + (offsets[world] as number);
    const filled = offsets.slice();
    const of = new Int32Array(this.#targets.size);
    for (let source = 0; source < worlds; source++) {
      for (let at = this.from(source); at < this.to(source); at++) {
        const target = this.#targets.at(at);
        if (target === beyond) continue;
        of[filled[target] as number] = source;
        filled[target] = (filled[target] as number) + 1;
      }
    }
    return { offsets, of };
  }
}
