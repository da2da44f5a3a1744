/** The state graph: the edges between explored worlds, depths, and backward reachability. */
import { IntList } from '../values/int-lists.ts';

/** The target of an edge that a bound of the scope suppressed; what lies there is unknown. */
export const beyond = -1;

/**
 * Edges in the order in which their sources were expanded: world `i` has the edges from `from(i)` to before
 * `to(i)`. Each edge has a target (`beyond` if a bound suppressed it) and, if a property needs it, a label
 * (`fairness.ts`). Edges without labels serve reachability alone, so self-loops may be left out of them.
 */
export class StateGraph {
  readonly #targets = new IntList();
  readonly #labels = new IntList();
  readonly #offsets = new IntList();

  /** The reversed edges, computed on first use; no edge is added after that. */
  #reversed: { readonly offsets: Int32Array; readonly of: Int32Array } | undefined;

  #depths: Int32Array | undefined;

  /** Makes this world the source of the edges added from now on; worlds are given in increasing order. */
  beginEdgesOf(world: number): void {
    while (this.#offsets.size <= world) this.#offsets.push(this.#targets.size);
  }

  /** Adds an edge. Either every edge has a label, or none has. */
  add(target: number, label?: number): void {
    this.#targets.push(target);
    if (label !== undefined) this.#labels.push(label);
  }

  /** The first edge of a world. */
  from(world: number): number {
    return world < this.#offsets.size ? this.#offsets.at(world) : this.#targets.size;
  }

  /** The edge behind the last one of a world. */
  to(world: number): number {
    return this.from(world + 1);
  }

  target(edge: number): number {
    return this.#targets.at(edge);
  }

  label(edge: number): number {
    return this.#labels.at(edge);
  }

  /** The source of an edge, by binary search. */
  source(edge: number): number {
    let low = 0;
    for (let high = this.#offsets.size - 1; low < high; ) {
      const middle = (low + high + 1) >>> 1;
      if (this.#offsets.at(middle) <= edge) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The depth of each of `worlds` worlds: its distance from the nearest of the first `initial` ones. */
  depths(worlds: number, initial: number): Int32Array {
    if (this.#depths !== undefined) return this.#depths;
    const depths = new Int32Array(worlds).fill(-1, initial);
    // Worlds are numbered in the order of their breadth-first discovery.
    for (let source = 0; source < worlds; source++) {
      for (let edge = this.from(source); edge < this.to(source); edge++) {
        const target = this.target(edge);
        if (target !== beyond && depths[target] === -1) depths[target] = (depths[source] as number) + 1;
      }
    }
    this.#depths = depths;
    return depths;
  }

  /** The position of an edge's action among the enabled actions of its source. */
  ordinal(source: number, edge: number): number {
    let ordinal = 0;
    for (let at = this.from(source); at < edge; at++) if (this.target(at) !== beyond) ordinal++;
    return ordinal;
  }

  /** For each of `worlds` worlds, whether it is a goal or a path leads from it to one. */
  reaching(worlds: number, isGoal: (world: number) => boolean): Uint8Array {
    this.#reversed ??= this.#reverse(worlds);
    const sources = this.#reversed;
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

  /** The reversed edges: those into world `i` have the sources `of[offsets[i] .. offsets[i+1]]`. */
  #reverse(worlds: number): { readonly offsets: Int32Array; readonly of: Int32Array } {
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
