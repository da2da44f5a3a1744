/** What a suite promises, and where. */
/**
 * A suite is one protocol's model, properties, scopes and known bugs in one value: what the command, the tests and the
 * docs read. `protocol<P>()` fixes the protocol's shape once, and everything written with the kit it returns is checked
 * against it.
 *
 * ```ts
 * const kit = protocol<Raft>().monitor(first, next);
 * const electionSafety = kit.always({ name, says, source, pair: (a, b) => ... });
 * export const suite = kit.suite({ name: 'raft', ... });
 * ```
 *
 * Types are exact at this edge and erased behind it: the checker is written over `AnyShape`.
 */

import type { AnyStateMachine } from 'xstate';
import type { Actor, AnyShape, Birth, Core, NodeId, Shape } from '../actors/actor.ts';
import { type ImplementationState, implementationActor } from '../actors/implementation-actor.ts';
import {
  type MachineOf,
  type MachineReading,
  type MachineState,
  machineActor,
} from '../actors/xstate-actor.ts';
import type { Fairness } from '../property/fairness.ts';
import type { Listed, Over, OverGiven, OverStep, Property, Says, Settling } from '../property/property.ts';
import type { Monitor, MonitorEvent, System } from '../semantics/system.ts';
import type { Statistic } from '../simulate/statistics.ts';
import { UsageError } from '../values/errors.ts';
import { refuseUnsound } from './validate-suite.ts';

/** The scopes that promise it though the suite as a whole does not; none for what is promised in all. */
export function scopesOf({ scopes }: Suite, property: Property): readonly string[] {
  return Object.entries(scopes).flatMap(([name, { properties = [] }]) =>
    properties.includes(property) ? [name] : [],
  );
}

/** Everything that a suite promises, wherever it does. */
export function allProperties({ properties, scopes }: Suite): readonly Property[] {
  return [...new Set([...properties, ...Object.values(scopes).flatMap((scope) => scope?.properties ?? [])])];
}

/** The actors that play a role. */
export interface Cast<P extends Shape = AnyShape> {
  readonly model: Actor<P>;
  readonly implementation?: Actor<P>;
}

/** A named system. `actor` gives whoever plays a role: model, implementation or both, or a variant with a known bug. */
export interface Scope<P extends Shape = AnyShape, R extends string = string> {
  /** One line: how many nodes, what bounds, what faults. */
  readonly says: string;
  system(actor: (role: R) => Actor<P>): Omit<System<P>, 'monitor'>;
  /** What is promised in this scope alone, besides what the suite promises in all. */
  readonly properties?: readonly Property<P>[];
}

/** A known mistake, the property it breaks, and the scope in which it does. */
export interface Bug<P extends Shape = AnyShape, R extends string = string, Z extends string = string> {
  readonly says: string;
  readonly source: string;
  /** Name of the property it breaks. */
  readonly breaks: string;
  readonly scope: Z;
  /** The actors that play a role in place of the model; absent where only an implementation can make the mistake. */
  readonly model?: Readonly<Partial<Record<R, Actor<P>>>>;
  /** The actors that play a role in place of the implementation; absent where the mistake cannot be made there. */
  readonly implementation?: Readonly<Partial<Record<R, Actor<P>>>>;
  /** Why it is no mistake after all, though it looks like one: it must not be caught, or the reason is wrong. */
  readonly equivalent?: string;
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
  /** Scopes too large to explore, in which `verify` draws adversarial schedules. */
  readonly storms?: readonly Storm<Z | 'default'>[];
  /** The scope with so many nodes, for schedules: `fuzz --nodes 7`. Replays know it as scope `nodes-7`. */
  sized?(nodes: number): Scope<P, R>;
  /** What tells the runs of schedules apart, worth knowing the spread of. */
  readonly statistics?: readonly Statistic<P['view'], H>[];
}

/** How a scope is sampled: how many schedules, and how many actions each has before the calm. */
export interface Storm<Z extends string = string> {
  readonly scope: Z;
  readonly runs: number;
  readonly actions: number;
}

/** Makes the parts of a suite of protocol P, whose monitor keeps a history H. */
export interface Kit<P extends Shape, H> {
  /** An XState machine as an actor of this protocol; see `machineActor`. */
  model<M extends AnyStateMachine>(
    machine: MachineOf<P, M>,
    reading: MachineReading<P, M>,
  ): Actor<P, MachineState>;
  /** An optimised implementation as an actor of this protocol; see `implementationActor`. */
  implementation<Saved>(make: (birth: Birth<P>) => Core<P, Saved>): Actor<P, ImplementationState<Saved>>;
  /** The kit with a monitor, which every scope of the suite then runs. */
  monitor<G>(first: G, next: (history: G, happened: MonitorEvent<P>) => G): Kit<P, G>;
  always(property: Says & OverGiven<P, H>): Property<P, H>;
  step(property: Says & OverStep<P>): Property<P, H>;
  sometimes(property: Says & Over<P, H>): Property<P, H>;
  possible(property: Says & Over<P, H> & { from?: Over<P, H> }): Property<P, H>;
  leadsTo(
    property: Says & Over<P, H> & { readonly from: Over<P, H>; readonly fairness?: Fairness<P> },
  ): Property<P, H>;
  settles(property: Says & Over<P, H> & Settling<P>): Property<P, H>;
  inductive(property: Says & Over<P, H> & { worlds(): Iterable<Listed<P, H>> }): Property<P, H>;
  /**
   * @throws UsageError where the suite lacks a part, or names what it does not have.
   */
  suite<R extends string, Z extends string>(
    suite: Omit<Suite<P, R, Z, H>, 'monitor' | 'bugs' | 'storms'> & {
      readonly storms?: readonly Storm<NoInfer<Z> | 'default'>[];
      readonly bugs?: Readonly<Record<string, Bug<P, NoInfer<R>, NoInfer<Z> | 'default'>>>;
    },
  ): Suite;
}

/** The kit of one protocol: `protocol<Raft>()`. */
export function protocol<P extends Shape>(): Kit<P, undefined> {
  return kit<P, undefined>();
}

function kit<P extends Shape, H>(monitor?: Monitor<P, H>): Kit<P, H> {
  return {
    model: (machine, reading) => machineActor(machine, reading),
    implementation: (make) => implementationActor(make),
    monitor: (first, next) => kit({ first, next }),
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
      over: property,
      ...(property.withinMs !== undefined && { withinMs: property.withinMs }),
      ...(property.fairness !== undefined && { fairness: property.fairness }),
    }),
    inductive: (property) => ({
      ...says(property),
      kind: 'inductive',
      over: property,
      worlds: () => property.worlds(),
    }),
    suite: (parts) => {
      const suite = { bugs: {}, ...parts, ...(monitor !== undefined && { monitor }) } as unknown as Suite;
      refuseUnsound(suite);
      return suite;
    },
  };
}

function says({ name, says, source }: Says): Says {
  return { name, says, source };
}

/** The nodes of a scope that all play one role: `nodes(['a', 'b'], actor('server'))`. */
export function nodes<P extends Shape>(names: readonly NodeId[], actor: Actor<P>): Record<NodeId, Actor<P>> {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw new UsageError(`nodes() names '${twice}' twice; each node has a name of its own`);
  return Object.fromEntries(names.map((name) => [name, actor]));
}
