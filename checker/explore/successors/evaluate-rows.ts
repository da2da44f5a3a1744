/**
 * Row evaluators: they evaluate the conditions of properties on worlds given as rows, and memoise each
 * result. A condition on one node is evaluated once for each view, on a pair once for each pair of views, on
 * the whole world once for each combination of standings and history.
 */
import type { NodeId } from '../../actors/actor.ts';
import { truth } from '../../actors/user-code.ts';
import {
  type Evaluator,
  type Evaluators,
  type Extent,
  failure,
  type Instances,
  instancesOf,
  witness,
} from '../../property/evaluate.ts';
import type { Over, OverGiven } from '../../property/property.ts';
import { honestNodes, type Seen, type Views } from '../../semantics/views.ts';
import type { Standing } from '../../semantics/world.ts';
import { canonical, keyOf } from '../../values/canonical.ts';
import { BitSet } from '../../values/int-lists.ts';
import { hashOf, SmallPairMap } from '../tables/hash-tables.ts';
import { type Interner, type NodePart, nodeColumn } from '../tables/interning.ts';
import { RowTable } from '../tables/row-table.ts';

/** Results of a condition as bits: its premise occurs; it holds. */
const occurs = 1;
const holds = 2;

/** The first evaluations, as many as this, are checked: they are repeated, and their arguments compared. */
const checkedMax = 2_000;

/** The world whose properties are evaluated. */
export interface EvaluationContext {
  /** The number of the world. */
  world: number;
  row: Int32Array;
  /** Index of the node whose standing changed on the step to this world; -1 for none, -2 for all. */
  changed: number;
  /** Whether the history of the monitor changed on the step to this world. */
  isHistoryNew: boolean;
}

/** Evaluators of the properties of one search. */
export class RowEvaluators implements Evaluators {
  readonly #interner: Interner;
  readonly #context: () => EvaluationContext;
  /** Indices of the nodes that properties cover: those that are no adversaries. */
  readonly #honest: readonly number[];
  /** Whether any condition is on the whole world. */
  #hasWorldConditions = false;
  readonly #projections: RowTable;
  readonly #projection: Int32Array;
  /** The world that was projected last, and the number of its projection. */
  #projected = -1;
  #projectedTo = -1;
  /** Whether that projection is the first of its kind. */
  #isProjectionNew = false;
  /** The world that `#seen` shows. */
  #seenWorld = -1;
  /** The number of evaluations so far, up to `checkedMax`. */
  #evaluations = 0;
  #seen: Seen = { views: new Map() as Views, all: new Map(), history: undefined };

  constructor(interner: Interner, context: () => EvaluationContext) {
    this.#interner = interner;
    this.#context = context;
    this.#honest = honestNodes(interner.system).map((name) => interner.names.indexOf(name));
    const width = this.#honest.length + 1;
    this.#projections = new RowTable(0, width);
    this.#projection = new Int32Array(width);
  }

  /** The evaluator of a condition, on all instances or on those that the last step changed. */
  of(over: OverGiven | Over, extent: Extent): Evaluator {
    const given = over as OverGiven;
    const test = given.node
      ? this.#forNodes(given, extent)
      : given.pair
        ? this.#forPairs(given, extent)
        : this.#forWorld(given);
    return {
      fails: () => test(occurs | holds, occurs),
      holds: () => test(holds, holds),
      premiseOccurs: () => test(occurs, occurs),
      failingAt: () => failure(given, this.seen())?.at ?? [],
      holdingAt: () => witness(over, this.seen())?.at ?? [],
    };
  }

  /**
   * Whether a property can have another value than in the worlds before. It cannot if no standing and no
   * history is new, for the judges have evaluated those.
   */
  get hasChanges(): boolean {
    const { changed, isHistoryNew } = this.#context();
    if (changed === -1 && !isHistoryNew) return false;
    // Without a condition on the whole world projections are not needed, and each costs a look-up.
    if (!this.#hasWorldConditions) return changed !== -1;
    this.#project();
    return this.#isProjectionNew;
  }

  /** The evaluator of a condition on each instance by itself. */
  each(over: Over): Instances {
    const { names, nodes } = this.#interner;
    const at = instancesOf(over, honestNodes(this.#interner.system));
    const columns = at.map((one) => one.map((name) => nodeColumn + names.indexOf(name)));
    /** The component of the first or second node of an instance. */
    const part = (instance: number, which: number) =>
      this.#context().row[(columns[instance] as number[])[which] as number] as number;
    const isUp = (instance: number) => {
      for (let which = 0; which < (at[instance] as readonly NodeId[]).length; which++)
        if (!(nodes[part(instance, which)] as NodePart).isUp) return false;
      return true;
    };
    if (over.world) {
      const test = this.#forWorld(over);
      return { at, isUp, holds: () => test(holds, holds) };
    }
    if (over.node) {
      const evaluate = this.#onNode(over.node as never, undefined);
      return { at, isUp, holds: (instance) => (evaluate(part(instance, 0)) & holds) !== 0 };
    }
    const evaluate = this.#onPair(over.pair as never, undefined);
    return {
      at,
      isUp,
      holds: (instance) =>
        (evaluate(nodes[part(instance, 0)] as NodePart, nodes[part(instance, 1)] as NodePart) & holds) !== 0,
    };
  }

  /** The arguments of a condition on the whole world. */
  seen(): Seen {
    const { row, world } = this.#context();
    if (world === this.#seenWorld) return this.#seen;
    const all = new Map<NodeId, Standing>();
    const views = new Map<NodeId, object>();
    for (const at of this.#honest) {
      const name = this.#interner.names[at] as string;
      const { standing } = this.#interner.nodes[row[nodeColumn + at] as number] as NodePart;
      all.set(name, standing);
      if ('up' in standing) views.set(name, standing.up);
    }
    this.#seenWorld = world;
    this.#seen = {
      views: views as Views,
      all,
      history: this.#interner.histories[row[this.#interner.historyColumn] as number],
    };
    return this.#seen;
  }

  /** Evaluates a condition; the first times twice, and refuses one that changes what it is `given`. */
  #evaluate(given: () => readonly unknown[], evaluate: () => number): number {
    if (this.#evaluations >= checkedMax) return evaluate();
    this.#evaluations++;
    const before = given();
    const keys = before.map(keyOf);
    const answer = evaluate();
    const again = evaluate();
    const after = given();
    if (after.length !== before.length || after.some((one, at) => canonical(one) !== keys[at]))
      throw new Error('it changed what it was given; a property must leave it alone');
    if (again === answer) return answer;
    throw new Error(
      'it returned another value the second time; a property must depend on what it is given alone',
    );
  }

  /** The memoised condition on one node, by the number of the node's component. */
  #onNode(
    condition: (view: never, self: NodeId) => boolean,
    premise: ((view: never, self: NodeId) => boolean) | undefined,
  ): (part: number) => number {
    const results: number[] = [];
    const evaluate = (part: number): number => {
      const { node, standing } = this.#interner.nodes[part] as NodePart;
      const view = (standing as { readonly up: never }).up;
      const self = this.#interner.names[node] as string;
      return this.#evaluate(
        () => [view],
        () => {
          const isPremise = premise === undefined || truth(premise(view, self));
          return resultBits(isPremise, isPremise && truth(condition(view, self)));
        },
      );
    };
    return (part) => {
      results[part] ??= evaluate(part);
      return results[part] as number;
    };
  }

  #forNodes(over: Extract<OverGiven, { node: unknown }>, extent: Extent): Test {
    const evaluate = this.#onNode(over.node as never, over.premise as never);
    return (mask, wanted) => {
      const { row, changed } = this.#context();
      const onlyChanged = extent === 'changes' && changed !== -2;
      for (let one = 0; one < this.#honest.length; one++) {
        const at = this.#honest[one] as number;
        if (onlyChanged && at !== changed) continue;
        const part = row[nodeColumn + at] as number;
        if (!(this.#interner.nodes[part] as NodePart).isUp) continue;
        if ((evaluate(part) & mask) === wanted) return true;
      }
      return false;
    };
  }

  /** The memoised condition on a pair of nodes, by the numbers of their views. */
  #onPair(
    condition: (a: never, b: never) => boolean,
    premise: ((a: never, b: never) => boolean) | undefined,
  ): (a: NodePart, b: NodePart) => number {
    const results = new SmallPairMap();
    return (a, b) => {
      const before = results.get(a.viewNumber, b.viewNumber);
      if (before >= 0) return before;
      const viewA = (a.standing as { readonly up: never }).up;
      const viewB = (b.standing as { readonly up: never }).up;
      const result = this.#evaluate(
        () => [viewA, viewB],
        () => {
          const isPremise = premise === undefined || truth(premise(viewA, viewB));
          return resultBits(isPremise, isPremise && truth(condition(viewA, viewB)));
        },
      );
      results.set(a.viewNumber, b.viewNumber, result);
      return result;
    };
  }

  #forPairs(over: Extract<OverGiven, { pair: unknown }>, extent: Extent): Test {
    const evaluate = this.#onPair(over.pair as never, over.premise as never);
    return (mask, wanted) => {
      const { row, changed } = this.#context();
      const { nodes } = this.#interner;
      const onlyChanged = extent === 'changes' && changed !== -2;
      for (let one = 0; one < this.#honest.length; one++) {
        const i = this.#honest[one] as number;
        if (onlyChanged && i !== changed) continue;
        const a = nodes[row[nodeColumn + i] as number] as NodePart;
        if (!a.isUp) continue;
        for (let other = 0; other < this.#honest.length; other++) {
          const j = this.#honest[other] as number;
          const b = nodes[row[nodeColumn + j] as number] as NodePart;
          if (i === j || !b.isUp) continue;
          if ((evaluate(a, b) & mask) === wanted || (onlyChanged && (evaluate(b, a) & mask) === wanted))
            return true;
        }
      }
      return false;
    };
  }

  #forWorld({ world, premise }: Extract<OverGiven, { world: unknown }>): Test {
    this.#hasWorldConditions = true;
    const evaluated = new BitSet();
    const occurring = new BitSet();
    const holding = new BitSet();
    return (mask, wanted) => {
      const at = this.#project();
      if (!evaluated.has(at)) {
        const { views, history, all } = this.seen();
        const given = () => [...views.values(), ...all.values(), history];
        const result = this.#evaluate(given, () => {
          const isPremise = premise === undefined || truth(premise(views as never, history, all as never));
          return resultBits(isPremise, isPremise && truth(world(views as never, history, all as never)));
        });
        evaluated.add(at);
        if ((result & occurs) !== 0) occurring.add(at);
        if ((result & holds) !== 0) holding.add(at);
      }
      return (((occurring.has(at) ? occurs : 0) | (holding.has(at) ? holds : 0)) & mask) === wanted;
    };
  }

  /** The number of the world's projection: the standings of all nodes, and the history. */
  #project(): number {
    const { row, world } = this.#context();
    if (world === this.#projected) return this.#projectedTo;
    const projection = this.#projection;
    const last = projection.length - 1;
    let hash = 0;
    for (let at = 0; at <= last; at++) {
      const value =
        at === last
          ? (row[this.#interner.historyColumn] as number)
          : (this.#interner.nodes[row[nodeColumn + (this.#honest[at] as number)] as number] as NodePart)
              .standingNumber;
      projection[at] = value;
      hash ^= hashOf(at, value);
    }
    const known = this.#projections.find(projection, hash);
    this.#projected = world;
    this.#isProjectionNew = known < 0;
    this.#projectedTo = this.#isProjectionNew ? this.#projections.add(projection, hash) : known;
    return this.#projectedTo;
  }
}

/** Whether for some instance the bits of the result in `mask` equal `wanted`. */
type Test = (mask: number, wanted: number) => boolean;

/** The result as bits. A condition is not evaluated where its premise does not occur. */
function resultBits(isPremise: boolean, condition: boolean): number {
  return (isPremise ? occurs : 0) | (condition ? holds : 0);
}
