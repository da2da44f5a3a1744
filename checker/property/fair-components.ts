/**
 * Where an infinite run can stay: the fair components of a part of the graph of worlds.
 *
 * A run that goes on for ever ends up in one strongly connected component, and sees again and again the worlds and takes
 * again and again the edges of some cycle through it. A component is fair if it has a cycle that every fairness allows.
 *
 * - Weak: a label that is possible in every world of the component, and that no edge inside bears, makes all its
 *   cycles unfair.
 * - Strong: a label that is possible in some world, and that no edge inside bears, makes those cycles unfair that pass such a
 *   world; so the component is looked through again without them.
 *
 * What leads back to the same world changes nothing, and counts neither as possible nor as done. What a bound held back
 * counts as possible.
 */
import { beyond, type StateGraph } from './state-graph.ts';

/** The part of a graph that is asked about, and what is fair there. */
export interface Region {
  /** Worlds are numbered below this. */
  readonly worlds: number;
  readonly edges: StateGraph;
  /** By world, whether it is in the region. */
  readonly inside: Uint8Array;
  /** By label, whether an edge that bears it is in the region. */
  readonly takes: Uint8Array;
  /** By label, whether it must not be put off for ever. */
  readonly weak: Uint8Array;
  readonly strong: Uint8Array;
  /** Worlds of which a run must see some again and again, if it asks for that. */
  readonly visits?: (world: number) => boolean;
}

/** For each world the number of the fair component it is in, or 0. */
export function fairComponents(region: Region): Int32Array {
  const found = new Int32Array(region.worlds);
  const walk = new ComponentSearch(region);
  const survey = new Survey(region);
  let fair = 0;
  const waiting: ArrayLike<number>[] = [membersOf(region.inside)];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    for (const members of walk.in(part)) {
      const verdict = survey.of(members, walk.component);
      if (verdict === 'fair') {
        fair++;
        for (const world of members) found[world] = fair;
      } else if (verdict !== 'unfair') waiting.push(verdict);
    }
  }
  return found;
}

function membersOf(inside: Uint8Array): Int32Array {
  const members: number[] = [];
  for (let world = 0; world < inside.length; world++) if (inside[world] === 1) members.push(world);
  return Int32Array.from(members);
}

/** Finds strongly connected components (Tarjan 1972), with a stack of its own: graphs are deep. */
class ComponentSearch {
  readonly #region: Region;
  /** Of each world the part that it is looked for in; 0 is none. A part is walked once. */
  readonly #parts: Int32Array;
  #lastPart = 0;
  /** When a world was first met, from 1; 0 is not yet. */
  readonly #met: Int32Array;
  /** The earliest world met that it leads back to, as far as is known. */
  readonly #low: Int32Array;
  #clock = 0;
  /** The number of the component a world was last found in. */
  readonly component: Int32Array;
  #components = 0;

  constructor(region: Region) {
    this.#region = region;
    this.#parts = new Int32Array(region.worlds);
    this.#met = new Int32Array(region.worlds);
    this.#low = new Int32Array(region.worlds);
    this.component = new Int32Array(region.worlds);
  }

  /** The components of more than one world of the part that these worlds are. */
  *in(members: ArrayLike<number>): Generator<number[]> {
    const { edges, takes } = this.#region;
    const parts = this.#parts;
    const met = this.#met;
    const low = this.#low;
    const part = ++this.#lastPart;
    for (let at = 0; at < members.length; at++) {
      parts[members[at] as number] = part;
      met[members[at] as number] = 0;
    }
    /** Worlds that are met and in no component yet; the worlds on the way here, and the next edge of each. */
    const open: number[] = [];
    const way: number[] = [];
    const nextEdge: number[] = [];
    const meet = (world: number) => {
      this.#clock++;
      met[world] = this.#clock;
      low[world] = this.#clock;
      this.component[world] = 0;
      open.push(world);
      way.push(world);
      nextEdge.push(edges.from(world));
    };
    for (let at = 0; at < members.length; at++) {
      if (met[members[at] as number] !== 0) continue;
      meet(members[at] as number);
      while (way.length > 0) {
        const world = way[way.length - 1] as number;
        const edge = nextEdge[nextEdge.length - 1] as number;
        if (edge < edges.to(world)) {
          nextEdge[nextEdge.length - 1] = edge + 1;
          const target = edges.target(edge);
          if (target === beyond || parts[target] !== part || takes[edges.label(edge)] === 0) continue;
          if (met[target] === 0) meet(target);
          else if (this.component[target] === 0)
            low[world] = Math.min(low[world] as number, met[target] as number);
          continue;
        }
        way.pop();
        nextEdge.pop();
        const from = way[way.length - 1];
        if (from !== undefined) low[from] = Math.min(low[from] as number, low[world] as number);
        if (low[world] === met[world]) yield* this.#closed(open, world);
      }
    }
  }

  /** The component that a world was the first to be met of. */
  *#closed(open: number[], first: number): Generator<number[]> {
    const from = open.lastIndexOf(first);
    const members = open.splice(from);
    this.#components++;
    for (const world of members) this.component[world] = this.#components;
    if (members.length > 1) yield members;
  }
}

/** What a component is like under the fairness of its region. */
class Survey {
  readonly #region: Region;
  /** By label, in how many worlds it is possible; the world where that was last seen; and whether an edge inside bears it. */
  readonly #possible: Int32Array;
  readonly #seenAt: Int32Array;
  readonly #taken: Uint8Array;

  constructor(region: Region) {
    this.#region = region;
    const labels = region.takes.length;
    this.#possible = new Int32Array(labels);
    this.#seenAt = new Int32Array(labels);
    this.#taken = new Uint8Array(labels);
  }

  /**
   * `fair`, `unfair` with all its cycles, or the worlds without which it has to be looked through again. `component` says of
   * each world which one it is in.
   */
  of(members: readonly number[], component: Int32Array): 'fair' | 'unfair' | readonly number[] {
    const { weak, strong, visits } = this.#region;
    if (visits !== undefined && !members.some(visits)) return 'unfair';
    this.#look(members, component);
    const putOff = (label: number, possibleIn: number) =>
      (this.#possible[label] as number) >= possibleIn && this.#taken[label] === 0;
    const bad = new Set<number>();
    for (let label = 0; label < weak.length; label++) {
      if (weak[label] === 1 && putOff(label, members.length)) return 'unfair';
      if (strong[label] === 1 && putOff(label, 1)) bad.add(label);
    }
    if (bad.size === 0) return 'fair';
    return members.filter((world) => !isPossible(this.#region, world, (label) => bad.has(label)));
  }

  #look(members: readonly number[], component: Int32Array): void {
    const { edges } = this.#region;
    const own = component[members[0] as number];
    this.#possible.fill(0);
    this.#taken.fill(0);
    this.#seenAt.fill(-1);
    for (const world of members) {
      for (let edge = edges.from(world); edge < edges.to(world); edge++) {
        const label = edges.label(edge);
        const target = edges.target(edge);
        if (target === world) continue;
        if (target !== beyond && component[target] === own) this.#taken[label] = 1;
        if (this.#seenAt[label] === world) continue;
        this.#seenAt[label] = world;
        this.#possible[label] = (this.#possible[label] as number) + 1;
      }
    }
  }
}

/** Whether something is possible in a world that bears such a label. */
export function isPossible({ edges }: Region, world: number, wanted: (label: number) => boolean): boolean {
  for (let edge = edges.from(world); edge < edges.to(world); edge++) {
    if (edges.target(edge) !== world && wanted(edges.label(edge))) return true;
  }
  return false;
}
