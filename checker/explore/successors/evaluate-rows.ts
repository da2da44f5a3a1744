/**
 * What properties see, asked once for each thing they can see: a condition on one node once for each view, on a pair once for
 * each two views, on the world once for each combination of standings and history, however many worlds show it.
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

/** What is known of a condition somewhere; a number made of these. */
const occurs = 1;
const holds = 2;

/** So many of the first questions are looked at closely. */
const lookedAt = 2_000;

/** The world that is being judged. */
export interface EvaluationContext {
  /** Its number. */
  world: number;
  row: Int32Array;
  /** Index of the node whose standing is new in this world; -1 where none is, -2 where all are. */
  changed: number;
  /** What the monitor remembers is new. */
  isHistoryNew: boolean;
}

export class RowEvaluators implements Evaluators {
  readonly #parts: Interner;
  readonly #scene: () => EvaluationContext;
  /** Indices of the nodes of which anything is promised. */
  readonly #honest: readonly number[];
  /** Whether some condition is on the whole world. */
  #asksForWorlds = false;
  readonly #projections: RowTable;
  readonly #projection: Int32Array;
  /** The world that was projected last, and the number that came out. */
  #projected = -1;
  #projectedTo = -1;
  /** No world before was projected to the same. */
  #isProjectionNew = false;
  /** The world that was seen last. */
  #seenWorld = -1;
  /** How often conditions were asked. */
  #times = 0;
  #seen: Seen = { views: new Map() as Views, all: new Map(), history: undefined };

  constructor(parts: Interner, scene: () => EvaluationContext) {
    this.#parts = parts;
    this.#scene = scene;
    this.#honest = honestNodes(parts.system).map((name) => parts.names.indexOf(name));
    const width = this.#honest.length + 1;
    this.#projections = new RowTable(0, width);
    this.#projection = new Int32Array(width);
  }

  of(over: OverGiven | Over, extent: Extent): Evaluator {
    const given = over as OverGiven;
    const tells = given.node
      ? this.#ofNodes(given, extent)
      : given.pair
        ? this.#ofPairs(given, extent)
        : this.#ofWorlds(given);
    return {
      fails: () => tells(occurs | holds, occurs),
      holds: () => tells(holds, holds),
      premiseOccurs: () => tells(occurs, occurs),
      failingAt: () => failure(given, this.seen())?.at ?? [],
      holdingAt: () => witness(over, this.seen())?.at ?? [],
    };
  }

  /** Nodes that stand as they did in another world, with the same to remember, were shown to the judges there. */
  get hasChanges(): boolean {
    const { changed, isHistoryNew } = this.#scene();
    if (changed === -1 && !isHistoryNew) return false;
    // Where nobody looks at the whole world, to remember all of it would cost more than it saves.
    if (!this.#asksForWorlds) return changed !== -1;
    this.#project();
    return this.#isProjectionNew;
  }

  each(over: Over): Instances {
    const { names, nodes } = this.#parts;
    const at = instancesOf(over, honestNodes(this.#parts.system));
    const columns = at.map((one) => one.map((name) => nodeColumn + names.indexOf(name)));
    /** The number of the part that the first or second node of an instance is. */
    const part = (instance: number, which: number) =>
      this.#scene().row[(columns[instance] as number[])[which] as number] as number;
    const isUp = (instance: number) => {
      for (let which = 0; which < (at[instance] as readonly NodeId[]).length; which++)
        if (!(nodes[part(instance, which)] as NodePart).isUp) return false;
      return true;
    };
    if (over.world) {
      const tells = this.#ofWorlds(over);
      return { at, isUp, holds: () => tells(holds, holds) };
    }
    if (over.node) {
      const ask = this.#askingNode(over.node as never, undefined);
      return { at, isUp, holds: (instance) => (ask(part(instance, 0)) & holds) !== 0 };
    }
    const ask = this.#askingPair(over.pair as never, undefined);
    return {
      at,
      isUp,
      holds: (instance) =>
        (ask(nodes[part(instance, 0)] as NodePart, nodes[part(instance, 1)] as NodePart) & holds) !== 0,
    };
  }

  /** What properties on the whole world see of this one. */
  seen(): Seen {
    const { row, world } = this.#scene();
    if (world === this.#seenWorld) return this.#seen;
    const all = new Map<NodeId, Standing>();
    const views = new Map<NodeId, object>();
    for (const at of this.#honest) {
      const name = this.#parts.names[at] as string;
      const { standing } = this.#parts.nodes[row[nodeColumn + at] as number] as NodePart;
      all.set(name, standing);
      if ('up' in standing) views.set(name, standing.up);
    }
    this.#seenWorld = world;
    this.#seen = {
      views: views as Views,
      all,
      history: this.#parts.histories[row[this.#parts.historyColumn] as number],
    };
    return this.#seen;
  }

  /** Asks a condition; the first times twice, and seeing that it leaves alone what it is `given`. */
  #asked(given: () => readonly unknown[], ask: () => number): number {
    if (this.#times >= lookedAt) return ask();
    this.#times++;
    const before = given();
    const keys = before.map(keyOf);
    const answer = ask();
    const again = ask();
    const after = given();
    if (after.length !== before.length || after.some((one, at) => canonical(one) !== keys[at]))
      throw new Error('it changed what it was given; a property must leave it alone');
    if (again === answer) return answer;
    throw new Error(
      'it said something else the second time; a property must depend on what it is given alone',
    );
  }

  /** Asks a condition on one node, by the number of the part that it is. */
  #askingNode(
    condition: (view: never, self: NodeId) => boolean,
    premise: ((view: never, self: NodeId) => boolean) | undefined,
  ): (part: number) => number {
    const known: number[] = [];
    const ask = (part: number): number => {
      const { node, standing } = this.#parts.nodes[part] as NodePart;
      const view = (standing as { readonly up: never }).up;
      const self = this.#parts.names[node] as string;
      return this.#asked(
        () => [view],
        () => {
          const isPremise = premise === undefined || truth(premise(view, self));
          return told(isPremise, isPremise && truth(condition(view, self)));
        },
      );
    };
    return (part) => {
      known[part] ??= ask(part);
      return known[part] as number;
    };
  }

  #ofNodes(over: Extract<OverGiven, { node: unknown }>, extent: Extent): Tells {
    const ask = this.#askingNode(over.node as never, over.premise as never);
    return (mask, wanted) => {
      const { row, changed } = this.#scene();
      const isNews = extent === 'changes' && changed !== -2;
      for (let one = 0; one < this.#honest.length; one++) {
        const at = this.#honest[one] as number;
        if (isNews && at !== changed) continue;
        const part = row[nodeColumn + at] as number;
        if (!(this.#parts.nodes[part] as NodePart).isUp) continue;
        if ((ask(part) & mask) === wanted) return true;
      }
      return false;
    };
  }

  #askingPair(
    condition: (a: never, b: never) => boolean,
    premise: ((a: never, b: never) => boolean) | undefined,
  ): (a: NodePart, b: NodePart) => number {
    const known = new SmallPairMap();
    return (a, b) => {
      const before = known.get(a.viewNumber, b.viewNumber);
      if (before >= 0) return before;
      const viewA = (a.standing as { readonly up: never }).up;
      const viewB = (b.standing as { readonly up: never }).up;
      const now = this.#asked(
        () => [viewA, viewB],
        () => {
          const isPremise = premise === undefined || truth(premise(viewA, viewB));
          return told(isPremise, isPremise && truth(condition(viewA, viewB)));
        },
      );
      known.set(a.viewNumber, b.viewNumber, now);
      return now;
    };
  }

  #ofPairs(over: Extract<OverGiven, { pair: unknown }>, extent: Extent): Tells {
    const ask = this.#askingPair(over.pair as never, over.premise as never);
    return (mask, wanted) => {
      const { row, changed } = this.#scene();
      const { nodes } = this.#parts;
      const isNews = extent === 'changes' && changed !== -2;
      for (let one = 0; one < this.#honest.length; one++) {
        const i = this.#honest[one] as number;
        if (isNews && i !== changed) continue;
        const a = nodes[row[nodeColumn + i] as number] as NodePart;
        if (!a.isUp) continue;
        for (let other = 0; other < this.#honest.length; other++) {
          const j = this.#honest[other] as number;
          const b = nodes[row[nodeColumn + j] as number] as NodePart;
          if (i === j || !b.isUp) continue;
          if ((ask(a, b) & mask) === wanted || (isNews && (ask(b, a) & mask) === wanted)) return true;
        }
      }
      return false;
    };
  }

  #ofWorlds({ world, premise }: Extract<OverGiven, { world: unknown }>): Tells {
    this.#asksForWorlds = true;
    const asked = new BitSet();
    const occurring = new BitSet();
    const holding = new BitSet();
    return (mask, wanted) => {
      const at = this.#project();
      if (!asked.has(at)) {
        const { views, history, all } = this.seen();
        const given = () => [...views.values(), ...all.values(), history];
        const now = this.#asked(given, () => {
          const isPremise = premise === undefined || truth(premise(views as never, history, all as never));
          return told(isPremise, isPremise && truth(world(views as never, history, all as never)));
        });
        asked.add(at);
        if ((now & occurs) !== 0) occurring.add(at);
        if ((now & holds) !== 0) holding.add(at);
      }
      return (((occurring.has(at) ? occurs : 0) | (holding.has(at) ? holds : 0)) & mask) === wanted;
    };
  }

  /** The number of what properties on the whole world can see of this one. */
  #project(): number {
    const { row, world } = this.#scene();
    if (world === this.#projected) return this.#projectedTo;
    const projection = this.#projection;
    const last = projection.length - 1;
    let hash = 0;
    for (let at = 0; at <= last; at++) {
      const value =
        at === last
          ? (row[this.#parts.historyColumn] as number)
          : (this.#parts.nodes[row[nodeColumn + (this.#honest[at] as number)] as number] as NodePart)
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

/** Whether somewhere, of what is known, the parts in the mask are what is wanted. */
type Tells = (mask: number, wanted: number) => boolean;

/** A condition does not hold where its premise does not occur, and is not asked there. */
function told(isPremise: boolean, condition: boolean): number {
  return (isPremise ? occurs : 0) | (condition ? holds : 0);
}
