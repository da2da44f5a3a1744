/**
 * The types of scopes: a scope is a named system of a suite, and a family is a set of named scopes, its
 * members, that is checked as one scope.
 */
import type { Actor, AnyShape, Shape } from '../../actors/actor.ts';
import type { Property } from '../../property/property.ts';
import type { System } from '../../semantics/system.ts';

/** A named system: the nodes, the network and the limits within which a check runs. */
export interface Scope<P extends Shape = AnyShape, R extends string = string> {
  /** Text that follows the generated description of the system: facts which the system does not contain. */
  readonly says?: string;
  /**
   * Builds the system. `actor` returns the actor of a role: its model, its implementation, both in lockstep,
   * or a mutant.
   */
  system(actor: (role: R) => Actor<P>): Omit<System<P>, 'monitor'>;
  /** Properties of this scope only; those of the suite hold in all scopes. */
  readonly properties?: readonly Property<P>[];
  /**
   * Types of inputs that neither the model nor the implementation of the suite handles, and an adapter may: a
   * protocol's code often offers more than its model. Only an adapter plays a scope that has some.
   */
  readonly adapterInputs?: readonly string[];
}

/** Scopes by their names. */
export type Members<P extends Shape = AnyShape, R extends string = string> = Readonly<
  Record<string, Scope<P, R>>
>;

/**
 * A family: scopes that are checked as one, for instance the same protocol on every connected graph of four
 * nodes. It means the disjoint union of the systems of its members: it has all their worlds and transitions,
 * and each property has one verdict. Each member is a scope too, named `<family>/<member>`.
 */
export interface ScopeFamily<P extends Shape = AnyShape, R extends string = string> {
  /** Text that follows the generated description: what the members are. */
  readonly says?: string;
  /** Properties of every member, besides those of the suite. */
  readonly properties?: readonly Property<P>[];
  /**
   * The members by name; each may have properties of its own. A function is called once, when a check first
   * needs the members.
   */
  readonly members: Members<P, R> | (() => Members<P, R>);
}

/** Whether an entry of `scopes` is a family; validation decides whether it is a valid one. */
export function isFamily(entry: Scope | ScopeFamily | undefined): entry is ScopeFamily {
  return typeof entry === 'object' && entry !== null && 'members' in entry;
}
