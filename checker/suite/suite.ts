/**
 * The types of a suite: one protocol's roles, properties, scopes and known bugs in one value, which the
 * command, the tests and the docs read. `protocol<P>()` of `kit.ts` makes suites and checks their parts
 * against the protocol's shape. Types are exact there and erased here: the checker is written over
 * `AnyShape`.
 */
import type { Actor, AnyShape, Shape } from '../actors/actor.ts';
import type { Codec, CodecBug } from '../codecs/codec.ts';
import type { Property } from '../property/property.ts';
import type { Monitor } from '../semantics/system.ts';
import type { StormLength } from '../simulate/draw.ts';
import type { Statistic } from '../simulate/statistics.ts';
import { UsageError } from '../values/errors.ts';
import { isRecord } from '../values/shapes.ts';
import { slug } from '../values/text.ts';
import { ownProperties } from './families/members.ts';
import { isFamily, type Scope, type ScopeFamily } from './families/scope.ts';
import type { Picture } from './picture.ts';

export { isFamily, type Members, type Scope, type ScopeFamily } from './families/scope.ts';

/** The actors of a role. */
export interface RoleActors<P extends Shape = AnyShape> {
  readonly model: Actor<P>;
  readonly implementation?: Actor<P>;
}

/** A known bug, the property that it breaks, and the scope in which it breaks it. */
export interface Bug<P extends Shape = AnyShape, R extends string = string, Z extends string = string> {
  readonly says: string;
  readonly source: string;
  /** A property of the suite, or of the bug's scope. */
  readonly breaks: Property<P>;
  readonly scope: Z;
  /** Actors that replace the models of their roles; absent if only an implementation can have the bug. */
  readonly model?: Readonly<Partial<Record<R, Actor<P>>>>;
  /** Actors that replace the implementations of their roles; absent if no implementation can have the bug. */
  readonly implementation?: Readonly<Partial<Record<R, Actor<P>>>>;
  /** The reason why the change is an equivalent mutant: no check may catch it. */
  readonly equivalent?: string;
}

/** The name of a scope, of a family, or of a member of a family. */
export type ScopeName<Z extends string> = Z | 'default' | `${Z | 'default'}/${string}`;

/** The length of a counterexample: its steps, or those of the stem and of the loop of a lasso. */
export type TraceLength = number | { readonly stem: number; readonly loop: number };

/**
 * A published claim that a counterexample refutes. It needs no mutant: the protocol as published violates the
 * property, or the scope drops a premise of its proof.
 */
export interface Refuted<
  P extends Shape = AnyShape,
  R extends string = string,
  Z extends string = string,
  H = unknown,
> {
  readonly says: string;
  readonly source: string;
  /** The property that the claim states and the model violates. */
  readonly breaks: Property<P, H>;
  readonly scope: Z;
  /** The length of the shortest counterexample; `verify` accepts only one of exactly this length. */
  readonly shortest: TraceLength;
  /** Actors that replace the models of their roles. */
  readonly roles?: Readonly<Partial<Record<R, Actor<P>>>>;
  /** A setting that replaces that of the scope. */
  readonly setting?: P['setting'];
}

/** One protocol: its roles, properties, scopes and known bugs. */
export interface Suite<
  P extends Shape = AnyShape,
  R extends string = string,
  Z extends string = string,
  H = unknown,
> {
  readonly name: string;
  /** The purpose of the protocol, in one line. */
  readonly says: string;
  readonly source: string;
  readonly roles: Readonly<Record<R, RoleActors<P>>>;
  readonly monitor?: Monitor<P, H>;
  readonly properties: readonly Property<P, H>[];
  /** Scopes, and families of scopes. `verify` explores the one named `default`. */
  readonly scopes: Readonly<Record<Z | 'default', Scope<P, R> | ScopeFamily<P, R>>>;
  readonly bugs: Readonly<Record<string, Bug<P, R, ScopeName<Z>>>>;
  /** Published claims that the model must violate; their ids differ from those of the bugs. */
  readonly refuted?: Readonly<Record<string, Refuted<P, R, ScopeName<Z>, H>>>;
  /** Encoders and decoders of the protocol's messages, which must keep the laws of codecs. */
  readonly codecs?: Readonly<Record<string, Codec>>;
  /** Known bugs of codecs; `kit.suite` takes them from `bugs`, and their ids differ from those there. */
  readonly codecBugs?: Readonly<Record<string, CodecBug>>;
  /** Scopes too large to explore; `verify` draws adversarial schedules in them. */
  readonly storms?: readonly Storm<ScopeName<Z>>[];
  /**
   * Builds the scope, or a family of scopes, of a given size for schedules: `fuzz --nodes 7`. Trace files
   * name it `nodes-7`.
   */
  sized?(nodes: number): Scope<P, R> | ScopeFamily<P, R>;
  /** Measurements of drawn schedules, reported as distributions. */
  readonly statistics?: readonly Statistic<P['view'], H>[];
  /** Drawings of a trace's worlds, by the name that `show --as` accepts. */
  readonly pictures?: Readonly<Record<string, Picture>>;
}

/** The sampling of a scope: the number of schedules, and of actions in each before its fault-free phase. */
export interface Storm<Z extends string = string> {
  readonly scope: Z;
  readonly runs: number;
  /** The most actions of a storm; of several numbers each storm draws one, for instance 60, 150 or 400. */
  readonly actions: StormLength;
}

const { compare } = new Intl.Collator('en', { numeric: true });

/** Compares the ids of known bugs, with numbers in numeric order: R2 before R10, R22a after R22. */
export function compareIds(a: string, b: string): number {
  return compare(a, b);
}

/** The scopes and families that list a property as their own; none if it is a property of the whole suite. */
export function scopesOf({ scopes }: Suite, property: Property): readonly string[] {
  return Object.entries(scopes).flatMap(([name, entry]) =>
    ownProperties(name, entry).includes(property) ? [name] : [],
  );
}

/**
 * All properties of a suite: those of every scope, and those of single scopes.
 *
 * @throws UsageError if the function `members` of a family returns a property with the name of another one;
 * all others are compared when the suite is made.
 */
export function allProperties({ name, properties, scopes }: Suite): readonly Property[] {
  const entries = Object.entries(scopes);
  const own = entries.flatMap(([scope, entry]) => ownProperties(scope, entry));
  const all = [...new Set([...properties, ...own])];
  if (entries.some(([, entry]) => isFamily(entry) && typeof entry.members === 'function')) {
    const words = all.map((property) => slug(property.name));
    const twice = all.find((_, at) => words.indexOf(words[at] as string) !== at);
    if (twice !== undefined)
      throw new UsageError(`suite '${name}': it has two properties named '${twice.name}'; rename one`);
  }
  return all;
}

/** Whether a value is intended as a suite; `validateSuite` checks whether it is a valid one. */
export function looksLikeSuite(value: unknown): value is Suite {
  return isRecord(value) && 'roles' in value && 'scopes' in value && 'properties' in value;
}

/** A suite that a module exports: the name of the export, and its index if the export is a list. */
export interface ExportedSuite {
  readonly suite: Suite;
  readonly name: string;
  readonly at?: number;
}

/**
 * The suites that a module exports: each export that is a suite or a list of suites, in the order of the
 * module. If a suite has two names, one of them `default`, it is returned with the other one.
 */
export function exportedSuites(module: object): readonly ExportedSuite[] {
  const found = new Map<Suite, ExportedSuite>();
  for (const [name, exported] of Object.entries(module)) {
    for (const [at, suite] of [exported].flat().entries()) {
      if (!looksLikeSuite(suite) || (found.has(suite) && name === 'default')) continue;
      found.set(suite, { suite, name, ...(Array.isArray(exported) && { at }) });
    }
  }
  return [...found.values()];
}
