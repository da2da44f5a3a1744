/**
 * The types of temporal properties, and which engine checks which kind.
 *
 * A property is stated once over views and checks model and implementation alike. The kinds:
 *
 * - `always`: an invariant; it holds in every world.
 * - `step`: it holds on every transition of a node, also where the target world was already visited.
 * - `sometimes`: at least one world satisfies it. Every `always` should be paired with one, for an invariant
 *   over states that are never reached holds vacuously.
 * - `possible`: from every world (where `from` holds) some execution reaches it.
 * - `leadsTo`: whenever `from` holds, it holds eventually, on every fair execution.
 * - `inductive`: every step from a listed world in which it holds preserves it, whether that world is
 *   reachable or not.
 * - `settles`: after faults and inputs have stopped, it eventually holds for ever. A search checks it on
 *   every infinite fair execution; a schedule checks it in the fault-free phase, within a time. With `ends` it
 *   is about actions in place of a condition: they eventually end.
 *
 * A condition is on one node, on two nodes, or on the whole world. Its quantifier follows from its use:
 * `always`, `settles` and `from` require it of every node or pair that is up, `sometimes` and `possible` of
 * at least one; a `leadsTo` is checked for each node or pair separately. Pairs are ordered, so one condition
 * on two nodes covers both orders.
 */
import type { AnyShape, NodeId, Of, Shape } from '../actors/actor.ts';
import type { Envelope } from '../semantics/envelope.ts';
import type { Recovery, Transition, Views } from '../semantics/views.ts';
import type { Standing } from '../semantics/world.ts';
import type { Fairness, Family } from './fairness.ts';

/** The documentation that every property carries. */
export interface Says {
  /** Unique in its suite; the command accepts it in any case, with hyphens for spaces. */
  readonly name: string;
  /** One English sentence. */
  readonly says: string;
  /** Where it is stated: paper and section, or the origin of a mistake. */
  readonly source: string;
}

/** A condition on one node, on a pair of nodes, or on the world with the monitor's history. */
export type Over<P extends Shape = AnyShape, H = unknown> =
  | (Only<'node'> & { node(view: P['view'], self: NodeId): boolean })
  | (Only<'pair'> & { pair(a: P['view'], b: P['view']): boolean })
  | (Only<'world'> & { world(views: Views<P>, history: H, all: ReadonlyMap<NodeId, Standing<P>>): boolean });

/**
 * `Over` with an optional premise. The verdict is `inconclusive`, not `holds`, where the premise never
 * occurred.
 */
export type OverGiven<P extends Shape = AnyShape, H = unknown> =
  | (Only<'node'> & {
      node(view: P['view'], self: NodeId): boolean;
      premise?(view: P['view'], self: NodeId): boolean;
    })
  | (Only<'pair'> & {
      pair(a: P['view'], b: P['view']): boolean;
      premise?(a: P['view'], b: P['view']): boolean;
    })
  | (Only<'world'> & {
      world(views: Views<P>, history: H, all: ReadonlyMap<NodeId, Standing<P>>): boolean;
      premise?(views: Views<P>, history: H, all: ReadonlyMap<NodeId, Standing<P>>): boolean;
      /** The nodes that break it, for the reader of a counterexample: no check depends on them. */
      brokenBy?(views: Views<P>, history: H): readonly NodeId[];
    });

/** Makes the unions above discriminated by their one field, so that TypeScript infers its parameters. */
type Only<K extends string> = { readonly [other in Exclude<'node' | 'pair' | 'world', K>]?: never };

/** A condition on transitions; with `survivesRestart`, also on restarts from a durable record. */
export type OverStep<P extends Shape = AnyShape> =
  | { holds(step: Transition<P>): boolean; premise?(step: Transition<P>): boolean; survivesRestart?: false }
  | {
      holds(step: Transition<P> | Recovery<P>): boolean;
      premise?(step: Transition<P> | Recovery<P>): boolean;
      survivesRestart: true;
    };

/** A property of any kind: its documentation and its condition. */
export type Property<P extends Shape = AnyShape, H = unknown> =
  | (Says & { readonly kind: 'always'; readonly over: OverGiven<P, H> })
  | (Says & { readonly kind: 'step'; readonly over: OverStep<P> })
  | (Says & { readonly kind: 'sometimes'; readonly over: Over<P, H> })
  | (Says & { readonly kind: 'possible'; readonly over: Over<P, H>; readonly from?: Over<P, H> })
  | (Says & {
      readonly kind: 'leadsTo';
      readonly over: Over<P, H>;
      readonly from: Over<P, H>;
      readonly fairness?: Fairness<P>;
    })
  | (Says & {
      readonly kind: 'inductive';
      readonly over: Over<P, H>;
      /**
       * The worlds from which every step must preserve it, reachable or not; those that violate it are left
       * out.
       */
      worlds(): Iterable<Listed<P, H>>;
    })
  | (Says & { readonly kind: 'settles'; readonly over: Over<P, H> } & Settling<P, H>);

/**
 * A world as an author lists it: the state of each node, and the other parts that differ from an initial
 * world.
 */
export interface Listed<P extends Shape = AnyShape, H = unknown> {
  readonly nodes: Readonly<Record<NodeId, ListedNode<P>>>;
  /** The messages in flight, in any order. */
  readonly inFlight?: readonly Envelope[];
  readonly history?: H;
}

/**
 * `up` is the state of the node's actor: a machine's `{ value, context }`, or the return value of an
 * implementation's `save`.
 */
export type ListedNode<P extends Shape = AnyShape> =
  | {
      readonly up: unknown;
      readonly armed?: readonly Extract<Of<P, 'timer'>, string>[];
      readonly durable?: Of<P, 'durable'>;
    }
  | { readonly down: Of<P, 'durable'> | undefined }
  | { readonly absent: true };

/** A time that depends on the world in which the faults stop. */
interface Bound<P extends Shape, H> {
  /** A time in milliseconds, above 0. */
  withinMs(views: Views<P>, history: H): number;
}

/** Which engine checks a `settles`: schedules if it has `withinMs`, a search if it has `fairness`. */
export interface Settling<P extends Shape = AnyShape, H = unknown> {
  /**
   * Virtual time after the last fault within which it must begin to hold; it must then hold for as long
   * again. A function computes it from the world in which the faults stop, for instance from the entries that
   * are still to be sent; nodes that are down have no view there.
   */
  readonly withinMs?: number | Bound<P, H>['withinMs'];
  /** The fairness that a search assumes, in addition to healing links and restarting nodes. */
  readonly fairness?: Fairness<P>;
  /**
   * Actions that must end: no fair execution takes one of them for ever, whether views change or not. Only a
   * search checks it. An action that does not change the world is none. A property has this in place of a
   * condition, and its `over` is then always true.
   */
  readonly ends?: readonly Family<P>[];
}

/** The part of a `settles` that has actions which must end, and no condition. */
export type Ending<P extends Shape = AnyShape> = Required<Pick<Settling<P>, 'ends' | 'fairness'>> & {
  readonly [K in 'node' | 'pair' | 'world' | 'withinMs']?: never;
};

/** Whether a search checks it. A search has no time, so a `settles` needs `fairness`. */
export function isJudgedBySearch(property: Property): boolean {
  return property.kind !== 'settles' || property.fairness !== undefined;
}

/** Whether schedules check it. A schedule is one finite execution, so a `settles` needs `withinMs`. */
export function isJudgedBySchedules(property: Property): boolean {
  if (property.kind === 'settles') return property.withinMs !== undefined;
  return !['possible', 'leadsTo', 'inductive'].includes(property.kind);
}
