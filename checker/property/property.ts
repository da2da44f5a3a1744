/**
 * Promises, and what it means for one to be kept.
 *
 * A property is stated once over views and runs against model and implementation alike. The kinds:
 *
 * - `always`: holds in every world.
 * - `step`: holds on every transition of a node, also where the world it leads to is already known.
 * - `sometimes`: is reached at least once. Paired with every `always`, or a property over states that nothing reaches
 *   would look kept.
 * - `possible`: from every world (where `from` holds) some continuation reaches it.
 * - `leadsTo`: whenever `from` holds, it holds in the end, on every run that the fairness allows.
 * - `inductive`: from every listed world in which it holds, reachable or not, every step keeps it.
 * - `settles`: once faults and inputs stop, it comes to hold and stays. A search asks it of every run without end that the
 *   fairness allows; schedules ask it in the calm after the storm, within a time.
 *
 * What a property looks at is one node, two nodes, or the whole world. The quantifier follows from its use: what must
 * hold (`always`, `settles`, `from`) is asked of every node or pair that is up, what must be reached (`sometimes`, `possible`) of
 * some; a `leadsTo` is due, and kept, by each node or pair for itself. Pairs are ordered, so a condition on two nodes need not be
 * written both ways round.
 */
import type { AnyShape, NodeId, Of, Shape } from '../actors/actor.ts';
import type { Recovery, Transition, Views } from '../semantics/views.ts';
import type { Envelope, Standing } from '../semantics/world.ts';
import type { Fairness } from './fairness.ts';

/** What every property carries for its reader. */
export interface Says {
  /** Unique in its suite; the command accepts it in any case, with hyphens for spaces. */
  readonly name: string;
  /** One English sentence. */
  readonly says: string;
  /** Where the promise is made: paper and section, or the origin of a mistake. */
  readonly source: string;
}

/** A condition on one node, on a pair of nodes, or on the world with the monitor's history. */
export type Over<P extends Shape = AnyShape, H = unknown> =
  | (Only<'node'> & { node(view: P['view'], self: NodeId): boolean })
  | (Only<'pair'> & { pair(a: P['view'], b: P['view']): boolean })
  | (Only<'world'> & { world(views: Views<P>, history: H, all: ReadonlyMap<NodeId, Standing<P>>): boolean });

/**
 * `Over`, with the condition under which it says anything. Where the premise never occurred the verdict is
 * inconclusive, not a pass.
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
    });

/** Lets TypeScript tell by the one field that is there what the others take. */
type Only<K extends string> = { readonly [other in Exclude<'node' | 'pair' | 'world', K>]?: never };

/** A condition on steps; with `survivesRestart`, on restarts from a durable record as well. */
export type OverStep<P extends Shape = AnyShape> =
  | { holds(step: Transition<P>): boolean; premise?(step: Transition<P>): boolean; survivesRestart?: false }
  | {
      holds(step: Transition<P> | Recovery<P>): boolean;
      premise?(step: Transition<P> | Recovery<P>): boolean;
      survivesRestart: true;
    };

/** A promise of any kind: what it says, and the condition it is about. */
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
      /** The worlds from which one step must keep it, reachable or not; those in which it does not hold are left out. */
      worlds(): Iterable<Listed<P, H>>;
    })
  | (Says & { readonly kind: 'settles'; readonly over: Over<P, H> } & Settling<P>);

/** A world as an author lists it: how each node stands, and what else is not as at the beginning. */
export interface Listed<P extends Shape = AnyShape, H = unknown> {
  readonly nodes: Readonly<Record<NodeId, ListedNode<P>>>;
  /** In any order. */
  readonly inFlight?: readonly Envelope[];
  readonly history?: H;
}

/** `up` is the state of the node's actor: of a machine `{ value, context }`, of an implementation what it saves. */
export type ListedNode<P extends Shape = AnyShape> =
  | {
      readonly up: unknown;
      readonly armed?: readonly Extract<Of<P, 'timer'>, string>[];
      readonly durable?: Of<P, 'durable'>;
    }
  | { readonly down: Of<P, 'durable'> | undefined }
  | { readonly absent: true };

/** By whom a `settles` is judged: by schedules if it says within which time, by a search if it says what is fair. */
export interface Settling<P extends Shape = AnyShape> {
  /** Virtual time from the last fault within which it must come to hold; it must then stay for as long again. */
  readonly withinMs?: number;
  /** What a search counts on; that links heal and nodes that are down come back goes without saying. */
  readonly fairness?: Fairness<P>;
}

/** A search has no time; a `settles` must say what is fair. */
export function isJudgedBySearch(property: Property): boolean {
  return property.kind !== 'settles' || property.fairness !== undefined;
}

/** A schedule has one continuation and an end; a `settles` must say within which time. */
export function isJudgedBySchedules(property: Property): boolean {
  if (property.kind === 'settles') return property.withinMs !== undefined;
  return !['possible', 'leadsTo', 'inductive'].includes(property.kind);
}
