/**
 * The judges of liveness properties (`leadsTo` and `settles`), on the whole state graph after its
 * exploration. A counterexample is a lasso with a fair cycle, or a path to a terminal world; its stem is a
 * shortest one.
 *
 * Only maximal executions are considered: one may end only in a world where no action changes anything and no
 * bound suppressed an action.
 */
import type { NodeId } from '../actors/actor.ts';
import { BitSet } from '../values/int-lists.ts';
import type { Evaluator, Instances } from './evaluate.ts';
import { fairComponents, isEnabled, type Region } from './fair-components.ts';
import { fairCycle, type Hop } from './fair-cycle.ts';
import type { Fairness, Labels } from './fairness.ts';
import { beyond, type StateGraph } from './state-graph.ts';
import { type Explored, type Judge, notViolated, type PropertyVerdict, type StateRef } from './verdict.ts';

/** Judges a `leadsTo`: whenever `from` holds, `over` holds eventually, for each instance separately. */
export class LeadsToJudge implements Judge {
  readonly isDecided = false;
  readonly needs = 'labels';
  readonly #from: Instances;
  readonly #over: Instances;
  readonly #fairness: Fairness;
  /** By instance, the worlds in which an obligation begins, and those in which it is discharged. */
  readonly #due: readonly BitSet[];
  readonly #kept: readonly BitSet[];
  #isEverDue = false;

  constructor(from: Instances, over: Instances, fairness: Fairness) {
    this.#from = from;
    this.#over = over;
    this.#fairness = fairness;
    this.#due = from.at.map(() => new BitSet());
    this.#kept = from.at.map(() => new BitSet());
  }

  world(world: number): void {
    for (let instance = 0; instance < this.#due.length; instance++) {
      const isUp = this.#over.isUp(instance);
      const isDue = isUp && this.#from.holds(instance);
      this.#isEverDue ||= isDue;
      // A node that is not up has no obligation any more.
      if (!isUp || this.#over.holds(instance)) (this.#kept[instance] as BitSet).add(world);
      else if (isDue) (this.#due[instance] as BitSet).add(world);
    }
  }

  conclude(explored: Explored): PropertyVerdict {
    let nearest:
      | { readonly at: readonly NodeId[]; readonly where: StateRef; readonly length: number }
      | undefined;
    let cuts = 0;
    for (const [instance, at] of this.#from.at.entries()) {
      const pending = new PendingWorlds(
        explored,
        this.#due[instance] as BitSet,
        this.#kept[instance] as BitSet,
      );
      const region = regionOf(explored, this.#fairness, pending.inside, 'all');
      const components = fairComponents(region);
      const end = pending.order.find(
        (world) => components[world] !== 0 || isTerminal(explored, region, world),
      );
      if (end === undefined) {
        cuts += pending.order.filter((world) => explored.isCut(world)).length;
        continue;
      }
      const { root, hops, length } = pending.pathTo(end);
      if (nearest !== undefined && nearest.length <= length) continue;
      const loop = components[end] === 0 ? [] : fairCycle(region, components, end);
      nearest = { at, where: lasso(explored.edges, root, hops, loop), length };
    }
    if (nearest !== undefined) return { verdict: 'violated', where: nearest.where, at: nearest.at };
    if (cuts === 0 || explored.stopped !== undefined) return notViolated(explored.stopped, this.#isEverDue);
    return {
      verdict: 'inconclusive',
      because: `its goal is still due in ${cuts} worlds at a bound of the scope`,
    };
  }
}

/**
 * Judges a `settles`: from every world, after faults and inputs have stopped, it eventually holds everywhere
 * for ever; or the actions that must end do.
 */
export class SettlesJudge implements Judge {
  readonly isDecided = false;
  readonly needs = 'labels';
  readonly #evaluator: Evaluator;
  readonly #fairness: Fairness;
  readonly #ends: readonly string[] | undefined;
  readonly #failing = new BitSet();

  constructor(evaluator: Evaluator, fairness: Fairness, ends?: readonly string[]) {
    this.#evaluator = evaluator;
    this.#fairness = faultFreeFairness(fairness);
    this.#ends = ends;
  }

  world(world: number): void {
    if (this.#evaluator.fails()) this.#failing.add(world);
  }

  conclude(explored: Explored): PropertyVerdict {
    const { worlds, edges } = explored;
    const visits = (world: number) => this.#failing.has(world);
    const everywhere = new Uint8Array(worlds).fill(1);
    const whole = regionOf(explored, this.#fairness, everywhere, 'fault-free');
    const region: Region =
      this.#ends === undefined
        ? { ...whole, visits }
        : { ...whole, passes: passing(whole, explored.labels as Labels, this.#ends) };
    const components = fairComponents(region);
    let cuts = 0;
    for (let world = 0; world < worlds; world++) {
      const isEndless = components[world] !== 0;
      if (isEndless || (visits(world) && isTerminal(explored, region, world))) {
        const loop = isEndless ? fairCycle(region, components, world) : [];
        return { verdict: 'violated', where: lasso(edges, world, [], loop), at: [] };
      }
      if (world >= explored.expanded || isCutInFaultFreePhase(region, world)) cuts++;
    }
    if (cuts === 0 || explored.stopped !== undefined) return notViolated(explored.stopped, true);
    return {
      verdict: 'inconclusive',
      because: `the successors of ${cuts} worlds at a bound of the scope are unknown`,
    };
  }
}

/**
 * The fairness of the fault-free phase, in which partitions eventually heal and nodes that are down restart.
 */
export function faultFreeFairness({ weak = [], strong = [] }: Fairness): Fairness {
  return { weak: [...weak, 'restart', 'heal'], strong };
}

/** A region of the graph, with all edges or the fault-free ones. */
function regionOf(
  { worlds, edges, expanded, labels: givenLabels }: Explored,
  { weak = [], strong = [] }: Fairness,
  inside: Uint8Array,
  actions: 'all' | 'fault-free',
): Region {
  const labels = givenLabels as Labels;
  // The enabled actions of a world that was not fully expanded are unknown.
  inside.fill(0, expanded);
  const takes = actions === 'fault-free' ? labels.faultFree() : new Uint8Array(labels.count).fill(1);
  const region = { worlds, edges, inside, takes, weak: takes, strong: takes };
  return { ...region, weak: passing(region, labels, weak), strong: passing(region, labels, strong) };
}

/** By label, whether it is of one of these families and in the region. */
function passing({ takes }: Region, labels: Labels, families: readonly string[]): Uint8Array {
  return labels.among(families).map((isAmong, label) => isAmong & (takes[label] as number));
}

/** Whether no action can change this world. */
function isTerminal({ expanded }: Explored, region: Region, world: number): boolean {
  return world < expanded && !isEnabled(region, world, (label) => region.takes[label] === 1);
}

/** Whether a bound suppressed an action of the region in this world. */
function isCutInFaultFreePhase({ edges, takes }: Region, world: number): boolean {
  for (let edge = edges.from(world); edge < edges.to(world); edge++) {
    if (edges.target(edge) === beyond && takes[edges.label(edge)] === 1) return true;
  }
  return false;
}

/** A reference to a world, with a stem and a cycle from there. */
function lasso(edges: StateGraph, world: number, stem: readonly Hop[], loop: readonly Hop[]): StateRef {
  const ordinals = [...stem, ...loop].map(({ source, edge }) => edges.ordinal(source, edge));
  return { world, lassoTail: { ordinals, loop: stem.length } };
}

/** The worlds in which an obligation is pending: it began there, or in an earlier world on the path. */
class PendingWorlds {
  /** In the order of their distance from an initial world, over the world where the obligation began. */
  readonly order: number[] = [];
  readonly inside: Uint8Array;
  readonly #depths: Int32Array;
  /** By world, the edge over which the obligation reached it; -1 where it began. */
  readonly #parentEdges: Int32Array;
  readonly #edges: StateGraph;

  constructor({ worlds, edges, initial }: Explored, due: BitSet, kept: BitSet) {
    this.#edges = edges;
    this.inside = new Uint8Array(worlds);
    this.#parentEdges = new Int32Array(worlds).fill(-1);
    this.#depths = edges.depths(worlds, initial);
    let frontier: number[] = [];
    const reach = (world: number, into: number[]) => {
      if (this.inside[world] === 1 || kept.has(world)) return;
      this.inside[world] = 1;
      this.order.push(world);
      into.push(world);
    };
    let nextDue = 0;
    for (let depth = 0; frontier.length > 0 || nextDue < worlds; depth++) {
      for (; nextDue < worlds && (this.#depths[nextDue] as number) <= depth; nextDue++) {
        if (due.has(nextDue)) reach(nextDue, frontier);
      }
      const next: number[] = [];
      for (const source of frontier) {
        for (let edge = edges.from(source); edge < edges.to(source); edge++) {
          const target = edges.target(edge);
          if (target === beyond || this.inside[target] === 1) continue;
          reach(target, next);
          if (this.inside[target] === 1) this.#parentEdges[target] = edge;
        }
      }
      frontier = next;
    }
  }

  /**
   * The shortest path to a pending world, from the world where its obligation began; `length` counts the stem
   * as well.
   */
  pathTo(end: number): { readonly root: number; readonly hops: readonly Hop[]; readonly length: number } {
    const hops: Hop[] = [];
    let root = end;
    for (let edge = this.#parentEdges[root] as number; edge >= 0; edge = this.#parentEdges[root] as number) {
      root = this.#edges.source(edge);
      hops.unshift({ source: root, edge });
    }
    return { root, hops, length: (this.#depths[root] as number) + hops.length };
  }
}
