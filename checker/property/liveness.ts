/**
 * Judges of what must happen in the end: they look at the whole graph once it is explored. A counterexample is a lasso, or a
 * way to a world in which nothing can change any more; no other has a shorter way there.
 *
 * Only runs count that go on as long as anything can change the world: standing still is a run only where nothing is
 * left to happen and no bound held anything back.
 */
import type { NodeId } from '../actors/actor.ts';
import { BitSet } from '../values/int-lists.ts';
import type { Evaluator, Instances } from './evaluate.ts';
import { fairComponents, isPossible, type Region } from './fair-components.ts';
import { fairCycle, type Hop } from './fair-cycle.ts';
import type { Fairness, Labels } from './fairness.ts';
import { beyond, type StateGraph } from './state-graph.ts';
import { type Explored, type Judge, notViolated, type PropertyVerdict, type StateRef } from './verdict.ts';

/** Whenever `from` holds, `over` holds in the end: for each of their instances by itself. */
export class LeadsToJudge implements Judge {
  readonly settled = false;
  readonly needs = 'labels';
  readonly #from: Instances;
  readonly #over: Instances;
  readonly #fairness: Fairness;
  /** By instance, the worlds in which it begins to be due, and those in which it is kept. */
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
    for (let one = 0; one < this.#due.length; one++) {
      const isUp = this.#over.isUp(one);
      const isDue = isUp && this.#from.holds(one);
      this.#isEverDue ||= isDue;
      // A node that is not up owes nothing any more.
      if (!isUp || this.#over.holds(one)) (this.#kept[one] as BitSet).add(world);
      else if (isDue) (this.#due[one] as BitSet).add(world);
    }
  }

  conclude(explored: Explored): PropertyVerdict {
    let nearest:
      | { readonly at: readonly NodeId[]; readonly where: StateRef; readonly length: number }
      | undefined;
    let cuts = 0;
    for (const [one, at] of this.#from.at.entries()) {
      const pending = new Pending(explored, this.#due[one] as BitSet, this.#kept[one] as BitSet);
      const region = regionOf(explored, this.#fairness, pending.inside, 'all');
      const components = fairComponents(region);
      const end = pending.order.find((world) => components[world] !== 0 || isLast(explored, region, world));
      if (end === undefined) {
        cuts += pending.order.filter((world) => explored.isCut(world)).length;
        continue;
      }
      const { root, hops, length } = pending.wayTo(end);
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

/** From every world, once faults and inputs have stopped, it comes to hold everywhere and stays. */
export class SettlesJudge implements Judge {
  readonly settled = false;
  readonly needs = 'labels';
  readonly #sight: Evaluator;
  readonly #fairness: Fairness;
  readonly #failing = new BitSet();

  constructor(sight: Evaluator, fairness: Fairness) {
    this.#sight = sight;
    this.#fairness = faultFreeFairness(fairness);
  }

  world(world: number): void {
    if (this.#sight.fails()) this.#failing.add(world);
  }

  conclude(explored: Explored): PropertyVerdict {
    const { worlds, edges } = explored;
    const visits = (world: number) => this.#failing.has(world);
    const everywhere = new Uint8Array(worlds).fill(1);
    const region = { ...regionOf(explored, this.#fairness, everywhere, 'calm'), visits };
    const components = fairComponents(region);
    let unknown = 0;
    for (let world = 0; world < worlds; world++) {
      const isEndless = components[world] !== 0;
      if (isEndless || (visits(world) && isLast(explored, region, world))) {
        const loop = isEndless ? fairCycle(region, components, world) : [];
        return { verdict: 'violated', where: lasso(edges, world, [], loop), at: [] };
      }
      if (world >= explored.expanded || isCutInFaultFreePhase(region, world)) unknown++;
    }
    if (unknown === 0 || explored.stopped !== undefined) return notViolated(explored.stopped, true);
    return {
      verdict: 'inconclusive',
      because: `what comes after ${unknown} worlds at a bound of the scope is not known`,
    };
  }
}

/** In calm, links that are cut heal and nodes that are down come back, if not at once. */
export function faultFreeFairness({ weak = [], strong = [] }: Fairness): Fairness {
  return { weak: [...weak, 'restart', 'heal'], strong };
}

/** A part of the graph, with edges of every kind or of those that calm leaves. */
function regionOf(
  { worlds, edges, expanded, labels: known }: Explored,
  { weak = [], strong = [] }: Fairness,
  inside: Uint8Array,
  kinds: 'all' | 'calm',
): Region {
  const labels = known as Labels;
  // Of what was not expanded, or not to its end, nobody knows what else is possible there.
  inside.fill(0, expanded);
  const takes = kinds === 'calm' ? labels.calm() : new Uint8Array(labels.count).fill(1);
  const taken = (families: readonly string[]) =>
    labels.among(families).map((isAmong, label) => isAmong & (takes[label] as number));
  return { worlds, edges, inside, takes, weak: taken(weak), strong: taken(strong) };
}

/** Whether nothing can change this world any more. */
function isLast({ expanded }: Explored, region: Region, world: number): boolean {
  return world < expanded && !isPossible(region, world, (label) => region.takes[label] === 1);
}

function isCutInFaultFreePhase({ edges, takes }: Region, world: number): boolean {
  for (let edge = edges.from(world); edge < edges.to(world); edge++) {
    if (edges.target(edge) === beyond && takes[edges.label(edge)] === 1) return true;
  }
  return false;
}

function lasso(edges: StateGraph, world: number, stem: readonly Hop[], loop: readonly Hop[]): StateRef {
  const ordinals = [...stem, ...loop].map(({ source, edge }) => edges.ordinal(source, edge));
  return { world, onward: { ordinals, loop: stem.length } };
}

/** The worlds in which something is due: since they were reached, or since one before them. */
class Pending {
  /** In the order of the shortest way there. */
  readonly order: number[] = [];
  readonly inside: Uint8Array;
  readonly #depths: Int32Array;
  /** By world, the hop over which it was reached since it is due; none where it began to be due. */
  readonly #via: Int32Array;
  readonly #edges: StateGraph;

  constructor({ worlds, edges, initial }: Explored, due: BitSet, kept: BitSet) {
    this.#edges = edges;
    this.inside = new Uint8Array(worlds);
    this.#via = new Int32Array(worlds).fill(-1);
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
          if (this.inside[target] === 1) this.#via[target] = edge;
        }
      }
      frontier = next;
    }
  }

  wayTo(end: number): { readonly root: number; readonly hops: readonly Hop[]; readonly length: number } {
    const hops: Hop[] = [];
    let root = end;
    for (let edge = this.#via[root] as number; edge >= 0; edge = this.#via[root] as number) {
      root = this.#edges.source(edge);
      hops.unshift({ source: root, edge });
    }
    return { root, hops, length: (this.#depths[root] as number) + hops.length };
  }
}
