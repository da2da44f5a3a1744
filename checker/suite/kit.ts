/**
 * The kit makes the parts of a suite. `protocol<P>()` fixes the protocol's shape once, and the types of the
 * returned kit check every part against it.
 *
 * ```ts
 * const kit = protocol<Raft>().monitor(first, next);
 * const server = kit.role({ name: 'server', machine, view, implementation, rules });
 * const electionSafety = kit.always({ name, says, source, pair: (a, b) => ... });
 * const votesTwice = server.mutant({ says, source, breaks: electionSafety, scope, guards: { ... } });
 * export const suite = kit.suite({ name: 'raft', roles: { server }, ... });
 * ```
 */
import type { AnyStateMachine } from 'xstate';
import type { Actor, Birth, Core, NodeId, Shape } from '../actors/actor.ts';
import { type ImplementationState, implementationActor } from '../actors/implementation-actor.ts';
import {
  type MachineOf,
  type MachineReading,
  type MachineState,
  machineActor,
} from '../actors/xstate-actor.ts';
import { type Codec, type CodecBug, codec, type MutableCodec } from '../codecs/codec.ts';
import type { Fairness } from '../property/fairness.ts';
import type {
  Ending,
  Listed,
  Over,
  OverGiven,
  OverStep,
  Property,
  Says,
  Settling,
} from '../property/property.ts';
import type { Monitor, MonitorEvent, System } from '../semantics/system.ts';
import { UsageError } from '../values/errors.ts';
import { isRecord } from '../values/shapes.ts';
import { CompositeRole, type CompositeRoleParts, type MachineParts, Role, type RoleParts } from './role.ts';
import {
  type Bug,
  compareIds,
  type Members,
  type Refuted,
  type RoleActors,
  type Scope,
  type ScopeFamily,
  type ScopeName,
  type Storm,
  type Suite,
} from './suite.ts';
import { validateSuite } from './validate-suite.ts';

/** Makes the parts of a suite of protocol P, whose monitor keeps a history H. */
export interface Kit<P extends Shape, H> {
  /**
   * A role, for the suite's `roles`: an XState machine as its model, the view that properties read, and
   * optionally an implementation with rules that mutants may replace. `mutant` of a role makes a known bug.
   *
   * @throws UsageError if the machine uses a feature that models do not support (see `machineFeatures`).
   */
  role<N extends string, M extends AnyStateMachine, Rules = unknown>(
    parts: RoleParts<P, N, M, Rules>,
  ): Role<P, N, M, Rules>;
  /**
   * A role whose model is an actor of several machines, such as a `composite`; make each part with `part`. A
   * mutant replaces guards and actions of a part by its name: `peer.mutant({ connection: { guards } })`.
   *
   * @throws UsageError as `role` does.
   */
  compositeRole<N extends string, Ms extends MachineParts, Rules = unknown>(
    parts: CompositeRoleParts<P, N, Ms, Rules>,
  ): CompositeRole<P, N, Ms, Rules>;
  /** A scope. Its system omits fields that are undefined and limits that are infinite. */
  scope<R extends string>(parts: {
    readonly says?: string | undefined;
    readonly properties?: Scope<P, R>['properties'] | undefined;
    readonly adapterInputs?: Scope<P, R>['adapterInputs'] | undefined;
    system(actor: (role: R) => Actor<P>): LooseSystem<P>;
  }): Scope<P, R>;
  /**
   * A family of scopes, for instance one for each graph: `members` has the scopes by name, each as
   * `kit.scope` returns it.
   */
  family<R extends string>(parts: {
    readonly says?: string | undefined;
    readonly properties?: ScopeFamily<P, R>['properties'] | undefined;
    readonly members: Members<P, R> | (() => Members<P, R>);
  }): ScopeFamily<P, R>;
  /** An XState machine as an actor of this protocol, without a role; see `machineActor`. */
  model<M extends AnyStateMachine>(
    machine: MachineOf<P, M>,
    reading: MachineReading<P, M>,
  ): Actor<P, MachineState>;
  /** An optimised implementation as an actor of this protocol, without a role; see `implementationActor`. */
  implementation<Saved>(make: (birth: Birth<P>) => Core<P, Saved>): Actor<P, ImplementationState<Saved>>;
  /** A codec, for the suite's `codecs`; `mutant` of a codec makes a known bug. */
  codec<T>(parts: Codec<T>): MutableCodec<T>;
  /**
   * The kit with a monitor, which observes every scope of the suite; with `observesSends` also the messages
   * that nodes send.
   */
  monitor<G>(
    first: G,
    next: (history: G, happened: MonitorEvent<P>) => G,
    observed?: Pick<Monitor, 'observesSends'>,
  ): Kit<P, G>;
  always(property: Says & OverGiven<P, H>): Property<P, H>;
  step(property: Says & OverStep<P>): Property<P, H>;
  sometimes(property: Says & Over<P, H>): Property<P, H>;
  possible(property: Says & Over<P, H> & { from?: Over<P, H> }): Property<P, H>;
  leadsTo(
    property: Says & Over<P, H> & { readonly from: Over<P, H>; readonly fairness?: Fairness<P> },
  ): Property<P, H>;
  /** Give it a condition, or in its place `ends`: actions of which no fair execution takes one for ever. */
  settles(property: Says & (Over<P, H> | Ending<P>) & Settling<P, H>): Property<P, H>;
  inductive(property: Says & Over<P, H> & { worlds(): Iterable<Listed<P, H>> }): Property<P, H>;
  /**
   * The suite, with its bugs sorted by number: R2 before R10, R22a after R22. Its `bugs` lists mutants of
   * roles and of codecs. The names of its roles are in its type.
   *
   * @throws UsageError if the suite lacks a part, or a name in it refers to nothing.
   */
  suite<R extends string, Z extends string>(
    suite: Omit<Suite<P, R, Z, H>, 'monitor' | 'bugs' | 'codecBugs' | 'refuted' | 'storms'> & {
      readonly storms?: readonly Storm<ScopeName<NoInfer<Z>>>[];
      readonly bugs?: Readonly<Record<string, Bug<P, NoInfer<R>, ScopeName<NoInfer<Z>>> | CodecBug>>;
      readonly refuted?: Readonly<Record<string, Refuted<P, NoInfer<R>, ScopeName<NoInfer<Z>>, H>>>;
    },
  ): Suite & { readonly roles: Readonly<Record<R, RoleActors>> };
}

type Loose<T> = { readonly [K in keyof T]: T[K] | undefined };
type Limits = 'budget' | 'bounds';

/** The system of a `kit.scope`: a field may be undefined, a limit undefined or infinite. */
export type LooseSystem<P extends Shape> = Loose<Omit<System<P>, 'monitor' | Limits>> & {
  readonly [K in Limits]?: Loose<NonNullable<System<P>[K]>> | undefined;
};

/** The kit of one protocol: `protocol<Raft>()`. */
export function protocol<P extends Shape>(): Kit<P, undefined> {
  return kit<P, undefined>();
}

function kit<P extends Shape, H>(monitor?: Monitor<P, H>): Kit<P, H> {
  return {
    role: (parts) => new Role(parts),
    compositeRole: (parts) => new CompositeRole(parts),
    scope: ({ system, ...rest }) =>
      ({
        ...defined(rest),
        system: (actor: Parameters<typeof system>[0]) => strictSystem(system(actor) as object),
      }) as never,
    family: (parts) => defined(parts) as never,
    model: (machine, reading) => machineActor(machine, reading),
    implementation: (make) => implementationActor(make),
    codec,
    monitor: (first, next, observed) => kit({ first, next, ...observed }),
    always: (property) => ({ ...says(property), kind: 'always', over: property }),
    step: (property) => ({ ...says(property), kind: 'step', over: property }),
    sometimes: (property) => ({ ...says(property), kind: 'sometimes', over: property }),
    possible: (property) => ({
      ...says(property),
      kind: 'possible',
      over: property,
      ...(property.from !== undefined && { from: property.from }),
    }),
    leadsTo: (property) => ({
      ...says(property),
      kind: 'leadsTo',
      over: property,
      from: property.from,
      ...(property.fairness !== undefined && { fairness: property.fairness }),
    }),
    settles: (property) => ({
      ...says(property),
      kind: 'settles',
      over: isEnding(property) ? { world: () => true } : property,
      ...(property.withinMs !== undefined && { withinMs: property.withinMs }),
      ...(property.fairness !== undefined && { fairness: property.fairness }),
      ...(property.ends !== undefined && { ends: property.ends }),
    }),
    inductive: (property) => ({
      ...says(property),
      kind: 'inductive',
      over: property,
      worlds: () => property.worlds(),
    }),
    suite: (parts) => {
      const suite = {
        ...withCodecBugs({ bugs: {}, ...parts }),
        ...(monitor !== undefined && { monitor }),
      } as unknown as Suite;
      validateSuite(suite);
      return { ...suite, bugs: sortedById(suite.bugs) };
    },
  };
}

/** Whether a `settles` has actions that must end in place of a condition. */
function isEnding<P extends Shape, H>(property: Over<P, H> | Ending<P>): property is Ending<P> {
  return !('node' in property || 'pair' in property || 'world' in property) && 'ends' in property;
}

function says({ name, says, source }: Says): Says {
  return { name, says, source };
}

/** A record without the fields that are undefined. */
function defined(record: object): object {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

/**
 * A system without undefined fields and infinite limits. Any value that is not a record is returned as it is;
 * `systemOf` refuses it.
 */
function strictSystem(system: object): object {
  if (!isRecord(system) || system instanceof Promise) return system;
  return defined({ ...system, budget: finiteLimits(system.budget), bounds: finiteLimits(system.bounds) });
}

/** The finite limits; undefined if there are none. */
function finiteLimits(limits: unknown): unknown {
  if (!isRecord(limits)) return limits;
  const effective = Object.entries(limits).filter(([, most]) => most !== undefined && most !== Infinity);
  return effective.length === 0 ? undefined : Object.fromEntries(effective);
}

/** Bugs sorted by id, with numbers in numeric order. */
function sortedById<T>(bugs: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(bugs).sort(([a], [b]) => compareIds(a, b)));
}

/** A suite whose known bugs of codecs are listed apart from those of roles. */
function withCodecBugs(suite: {
  readonly bugs: Readonly<Record<string, unknown>>;
  readonly codecBugs?: Readonly<Record<string, CodecBug>>;
}): object {
  if (!isRecord(suite.bugs)) return suite;
  const isOfCodec = ([, bug]: readonly [string, unknown]) => isRecord(bug) && 'variant' in bug;
  const all = Object.entries(suite.bugs);
  const codecBugs = { ...suite.codecBugs, ...Object.fromEntries(all.filter(isOfCodec)) };
  if (Object.keys(codecBugs).length === 0) return suite;
  return { ...suite, bugs: Object.fromEntries(all.filter((one) => !isOfCodec(one))), codecBugs };
}

/**
 * Nodes of one role, for a scope: `nodes(['a', 'b'], actor('server'))`.
 *
 * @throws UsageError if a name occurs twice.
 */
export function nodes<P extends Shape>(names: readonly NodeId[], actor: Actor<P>): Record<NodeId, Actor<P>> {
  const known = new Set<NodeId>();
  const duplicate = names.find((name) => known.size === known.add(name).size);
  if (duplicate !== undefined)
    throw new UsageError(`nodes() names '${duplicate}' twice; each node has a name of its own`);
  return Object.fromEntries(names.map((name) => [name, actor]));
}
