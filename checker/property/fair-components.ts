/**
 * The fair strongly connected components (SCCs) of a region of the state graph, in which a fair infinite
 * execution can stay.
 *
 * An infinite execution eventually stays in one SCC, where it visits the worlds and takes the edges of some
 * cycle infinitely often. An SCC is fair if it has a cycle that satisfies every fairness assumption.
 *
 * - Weak fairness: a label that is enabled in every world of the SCC, and that no edge inside has, makes all
 *   its cycles unfair.
 * - Strong fairness: a label that is enabled in some world, and that no edge inside has, makes the cycles
 *   through this world unfair; the SCC is decomposed again without such worlds.
 *
 * A self-loop does not change the world: it counts neither as enabled nor as taken. A suppressed edge counts
 * as enabled.
 */
import { beyond, type StateGraph } from './state-graph.ts';

/** A subgraph with its fairness assumptions. */
export interface Region {
  /** Worlds are numbered below this. */
  readonly worlds: number;
  readonly edges: StateGraph;
  /** By world, whether it is in the region. */
  readonly inside: Uint8Array;
  /** By label, whether its edges are in the region. */
  readonly takes: Uint8Array;
  /** By label, whether it is weakly fair, and below whether it is strongly fair. */
  readonly weak: Uint8Array;
  readonly strong: Uint8Array;
  /** If given, a cycle must pass one of these worlds. */
  readonly visits?: (world: number) => boolean;
  /** By label, if given: a cycle must take one of these labels. */
  readonly passes?: Uint8Array;
}

/** For each world the number of its fair component, or 0. */
export function fairComponents(region: Region): Int32Array {
  const found = new Int32Array(region.worlds);
  const search = new ComponentSearch(region);
  const fairness = new FairnessCheck(region);
  let fair = 0;
  const unexamined: ArrayLike<number>[] = [membersOf(region.inside)];
  for (let subgraph = unexamined.pop(); subgraph !== undefined; subgraph = unexamined.pop()) {
    for (const members of search.in(subgraph)) {
      const verdict = fairness.of(members, search.component);
      if (verdict === 'fair') {
        fair++;
        for (const world of members) found[world] = fair;
      } else if (verdict !== 'unfair') unexamined.push(verdict);
    }
  }
  return found;
}

function membersOf(inside: Uint8Array): Int32Array {
  const members: number[] = [];
  for (let world = 0; world < inside.length; world++) if (inside[world] === 1) members.push(world);
  return Int32Array.from(members);
}

/**
 * Tarjan's algorithm (1972) for strongly connected components, with an explicit stack, for graphs are deep.
 */
class ComponentSearch {
  readonly #region: Region;
  /** The number of the last subgraph that a world belonged to; 0 is none. */
  readonly #subgraphs: Int32Array;
  #lastSubgraph = 0;
  /** The index of a world in the order of discovery, from 1; 0 is undiscovered. */
  readonly #index: Int32Array;
  /** The smallest index on the stack known to be reachable from a world. */
  readonly #lowlink: Int32Array;
  #lastIndex = 0;
  /** The number of the last component that a world belonged to; 0 while it is on the stack. */
  readonly component: Int32Array;
  #components = 0;

  constructor(region: Region) {
    this.#region = region;
    this.#subgraphs = new Int32Array(region.worlds);
    this.#index = new Int32Array(region.worlds);
    this.#lowlink = new Int32Array(region.worlds);
    this.component = new Int32Array(region.worlds);
  }

  /** The components of more than one world, in the subgraph of these members. */
  *in(members: ArrayLike<number>): Generator<number[]> {
    const { edges, takes } = this.#region;
    const subgraphs = this.#subgraphs;
    const index = this.#index;
    const lowlink = this.#lowlink;
    const subgraph = ++this.#lastSubgraph;
    for (let at = 0; at < members.length; at++) {
      subgraphs[members[at] as number] = subgraph;
      index[members[at] as number] = 0;
    }
    /**
     * Tarjan's stack: discovered worlds without a component; and the depth-first path, with the next edge of
     * each world.
     */
    const stack: number[] = [];
    const path: number[] = [];
    const nextEdge: number[] = [];
    const discover = (world: number) => {
      this.#lastIndex++;
      index[world] = this.#lastIndex;
      lowlink[world] = this.#lastIndex;
      this.component[world] = 0;
      stack.push(world);
      path.push(world);
      nextEdge.push(edges.from(world));
    };
    for (let at = 0; at < members.length; at++) {
      if (index[members[at] as number] !== 0) continue;
      discover(members[at] as number);
      while (path.length > 0) {
        const world = path[path.length - 1] as number;
        const edge = nextEdge[nextEdge.length - 1] as number;
        if (edge < edges.to(world)) {
          nextEdge[nextEdge.length - 1] = edge + 1;
          const target = edges.target(edge);
          if (target === beyond || subgraphs[target] !== subgraph || takes[edges.label(edge)] === 0) continue;
          if (index[target] === 0) discover(target);
          else if (this.component[target] === 0)
            lowlink[world] = Math.min(lowlink[world] as number, index[target] as number);
          continue;
        }
        path.pop();
        nextEdge.pop();
        const from = path[path.length - 1];
        if (from !== undefined) lowlink[from] = Math.min(lowlink[from] as number, lowlink[world] as number);
        if (lowlink[world] === index[world]) yield* this.#popComponent(stack, world);
      }
    }
  }

  /** Pops the component whose first discovered world is `root`. */
  *#popComponent(stack: number[], root: number): Generator<number[]> {
    const from = stack.lastIndexOf(root);
    const members = stack.splice(from);
    this.#components++;
    for (const world of members) this.component[world] = this.#components;
    if (members.length > 1) yield members;
  }
}

/** Classifies components by the fairness assumptions of their region. */
class FairnessCheck {
  readonly #region: Region;
  /**
   * By label: in how many worlds it is enabled, the last world counted, and whether an edge inside has it.
   */
  readonly #enabledIn: Int32Array;
  readonly #lastCounted: Int32Array;
  readonly #taken: Uint8Array;

  constructor(region: Region) {
    this.#region = region;
    const labels = region.takes.length;
    this.#enabledIn = new Int32Array(labels);
    this.#lastCounted = new Int32Array(labels);
    this.#taken = new Uint8Array(labels);
  }

  /**
   * `fair` if some cycle is, `unfair` if none can be, or otherwise the worlds that remain to be decomposed
   * again. `component` holds the number of each world's component.
   */
  of(members: readonly number[], component: Int32Array): 'fair' | 'unfair' | readonly number[] {
    const { weak, strong, visits, passes } = this.#region;
    if (visits !== undefined && !members.some(visits)) return 'unfair';
    this.#count(members, component);
    if (passes?.every((isPassed, label) => isPassed === 0 || this.#taken[label] === 0)) return 'unfair';
    const isPostponed = (label: number, enabledMin: number) =>
      (this.#enabledIn[label] as number) >= enabledMin && this.#taken[label] === 0;
    const postponed = new Set<number>();
    for (let label = 0; label < weak.length; label++) {
      if (weak[label] === 1 && isPostponed(label, members.length)) return 'unfair';
      if (strong[label] === 1 && isPostponed(label, 1)) postponed.add(label);
    }
    if (postponed.size === 0) return 'fair';
    return members.filter((world) => !isEnabled(this.#region, world, (label) => postponed.has(label)));
  }

  #count(members: readonly number[], component: Int32Array): void {
    const { edges } = this.#region;
    const number = component[members[0] as number];
    this.#enabledIn.fill(0);
    this.#taken.fill(0);
    this.#lastCounted.fill(-1);
    for (const world of members) {
      for (let edge = edges.from(world); edge < edges.to(world); edge++) {
        const label = edges.label(edge);
        const target = edges.target(edge);
        if (target === world) continue;
        if (target !== beyond && component[target] === number) this.#taken[label] = 1;
        if (this.#lastCounted[label] === world) continue;
        this.#lastCounted[label] = world;
        this.#enabledIn[label] = (this.#enabledIn[label] as number) + 1;
      }
    }
  }
}

/** Whether an edge that changes the world, with such a label, leaves a world. */
export function isEnabled({ edges }: Region, world: number, wanted: (label: number) => boolean): boolean {
  for (let edge = edges.from(world); edge < edges.to(world); edge++) {
    if (edges.target(edge) !== world && wanted(edges.label(edge))) return true;
  }
  return false;
}
