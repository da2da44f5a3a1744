/** What a suite promises, and where. */
/**
 * The types of a suite: one protocol's roles, properties, scopes and known bugs in one value, which the command, the tests
 * and the docs read. `protocol<P>()` of `kit.ts` makes suites whose parts are checked against the protocol's shape. Types
 * are exact there and erased here: the checker is written over `AnyShape`.
 */
import type { Actor, AnyShape, Shape } from '../actors/actor.ts';
import type { Property } from '../property/property.ts';
import type { Monitor, System } from '../semantics/system.ts';
import type { Statistic } from '../simulate/statistics.ts';
import type { Picture } from './picture.ts';

/** The actors that play a role. */
export interface Cast<P extends Shape = AnyShape> {
  readonly model: Actor<P>;
  readonly implementation?: Actor<P>;
}

/** A named system. `actor` gives the actor of a role: its model, its implementation or both in lockstep, or a mutant. */
export interface Scope<P extends Shape = AnyShape, R extends string = string> {
  /** A few words that are shown after the description of the system, for what that cannot know. */
  readonly says?: string;
  system(actor: (role: R) => Actor<P>): Omit<System<P>, 'monitor'>;
  /** Properties of this scope alone, besides those that the suite promises in all scopes. */
  readonly properties?: readonly Property<P>[];
}

/** A known mistake, the property it breaks, and the scope in which it does. */
export interface Bug<P extends Shape = AnyShape, R extends string = string, Z extends string = string> {
  readonly says: string;
  readonly source: string;
  /** A property that the suite promises, or the bug's scope. */
  readonly breaks: Property<P>;
  readonly scope: Z;
  /** The actors that play a role in place of the model; absent where only an implementation can make the mistake. */
  readonly model?: Readonly<Partial<Record<R, Actor<P>>>>;
  /** The actors that play a role in place of the implementation; absent where the mistake cannot be made there. */
  readonly implementation?: Readonly<Partial<Record<R, Actor<P>>>>;
  /** Why it is no mistake after all, though it looks like one: it must not be caught, or the reason is wrong. */
  readonly equivalent?: string;
}

/** The length of a counterexample: its steps, or for a run without end the steps of its stem and of its loop. */
export type TraceLength = number | { readonly stem: number; readonly loop: number };

/**
 * A claim that a published protocol does not keep. No mutant is built in: the protocol as published breaks the property, or the
 * scope drops a premise of its proof.
 */
export interface Refuted<
  P extends Shape = AnyShape,
  R extends string = string,
  Z extends string = string,
  H = unknown,
> {
  readonly says: string;
  readonly source: string;
  /** The property that the claim states, and that the model breaks. */
  readonly breaks: Property<P, H>;
  readonly scope: Z;
  /** The length of the shortest counterexample; `verify` counts the claim as refuted by one of exactly this length. */
  readonly shortest: TraceLength;
  /** The actors that play a role in place of its model. */
  readonly roles?: Readonly<Partial<Record<R, Actor<P>>>>;
  /** The setting in place of that of the scope. */
  readonly setting?: P['setting'];
}

/** One protocol: its roles, promises, scopes and known bugs. */
export interface Suite<
  P extends Shape = AnyShape,
  R extends string = string,
  Z extends string = string,
  H = unknown,
> {
  readonly name: string;
  /** One line: what the protocol is for. */
  readonly says: string;
  readonly source: string;
  readonly roles: Readonly<Record<R, Cast<P>>>;
  readonly monitor?: Monitor<P, H>;
  readonly properties: readonly Property<P, H>[];
  /** `default` is what `verify` explores. */
  readonly scopes: Readonly<Record<Z | 'default', Scope<P, R>>>;
  readonly bugs: Readonly<Record<string, Bug<P, R, Z | 'default'>>>;
  /** Published claims that the model must break; their ids differ from those of the bugs. */
  readonly refuted?: Readonly<Record<string, Refuted<P, R, Z | 'default', H>>>;
  /** Scopes too large to explore, in which `verify` draws adversarial schedules. */
  readonly storms?: readonly Storm<Z | 'default'>[];
  /** The scope with so many nodes, for schedules: `fuzz --nodes 7`. Replays know it as scope `nodes-7`. */
  sized?(nodes: number): Scope<P, R>;
  /** What tells the runs of schedules apart, worth knowing the spread of. */
  readonly statistics?: readonly Statistic<P['view'], H>[];
  /** How the worlds of a trace are drawn, by the word that `show --as` takes. */
  readonly pictures?: Readonly<Record<string, Picture>>;
}

/** How a scope is sampled: how many schedules, and how many actions each has before the calm. */
export interface Storm<Z extends string = string> {
  readonly scope: Z;
  readonly runs: number;
  readonly actions: number;
}

/** The scopes that promise a property though the suite as a whole does not; none for what is promised in all. */
export function scopesOf({ scopes }: Suite, property: Property): readonly string[] {
  return Object.entries(scopes).flatMap(([name, { properties = [] }]) =>
    properties.includes(property) ? [name] : [],
  );
}

/** All properties that a suite promises, in some scope or in all. */
export function allProperties({ properties, scopes }: Suite): readonly Property[] {
  return [...new Set([...properties, ...Object.values(scopes).flatMap((scope) => scope?.properties ?? [])])];
}
