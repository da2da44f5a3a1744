/**
 * A role of a protocol: its model, its implementation, and variants of both. The model is one machine, or an
 * actor of several machines (`CompositeRole`). A variant of the model replaces guards and actions of machines;
 * a variant of the implementation replaces some of its rules or the whole class. A mutant is a known bug: a
 * variant of the model, of the implementation, or of both.
 */
import type { AnyStateMachine } from 'xstate';
import type { Actor, Birth, Core, Shape } from '../actors/actor.ts';
import { implementationActor } from '../actors/implementation-actor.ts';
import { type MachineOf, type MachineReading, machineActor } from '../actors/xstate-actor.ts';
import { UsageError } from '../values/errors.ts';
import type { Bug, RoleActors } from './suite.ts';

/**
 * Makes the implementation of one node: `(birth, rules) => new Server(birth, rules)`. Mutants replace some of
 * the rules.
 */
export type Implement<P extends Shape, Rules> = (birth: Birth<P>, rules: Rules) => Core<P>;

/** The name of a role, and optionally its implementation with its rules. */
interface Named<P extends Shape, N extends string, Rules> {
  /** The key of the role in the suite's `roles`. */
  readonly name: N;
  readonly implementation?: Implement<P, Rules>;
  /** Functions of the implementation, each of which a mutant may replace. */
  readonly rules?: Rules;
}

/** The argument of `kit.role`: a machine, its view, and optionally an implementation with its rules. */
export interface RoleParts<P extends Shape, N extends string, M extends AnyStateMachine, Rules>
  extends MachineReading<P, M>,
    Named<P, N, Rules> {
  readonly machine: MachineOf<P, M>;
}

/** Guards and actions that replace those of a machine, in the form of its `provide`. */
export type Replacements<M extends AnyStateMachine> = Pick<Parameters<M['provide']>[0], 'guards' | 'actions'>;

/** What the mutants of all roles have: the description of the bug, and replacements of a whole side or of rules. */
interface AnyMutation<P extends Shape, Rules, Z extends string>
  extends Pick<Bug<P, string, Z>, 'says' | 'source' | 'breaks' | 'scope' | 'equivalent'> {
  /** An actor that replaces the whole model, for a bug outside of guards and actions. */
  readonly model?: Actor<P>;
  readonly rules?: Partial<Rules>;
  /** Another implementation, for a bug outside of the rules. */
  readonly implementation?: Implement<P, Rules>;
}

/** The argument of a role's `mutant`: the description of the bug, and at least one replacement. */
export interface Mutation<P extends Shape, M extends AnyStateMachine, Rules, Z extends string>
  extends AnyMutation<P, Rules, Z> {
  readonly guards?: Replacements<M>['guards'];
  readonly actions?: Replacements<M>['actions'];
}

/** One machine of a node that consists of several, with its own shape Q. */
export interface MachinePart<Q extends Shape, M extends AnyStateMachine> {
  readonly machine: M;
  /** The actor of the machine, or of one with other guards and actions. */
  actorOf(machine: M): Actor<Q>;
}

/**
 * A machine as a part of a role: `part<ConnectionPart, typeof connectionMachine>(connectionMachine, { view })`.
 */
export function part<Q extends Shape, M extends AnyStateMachine>(
  machine: MachineOf<Q, M>,
  reading: MachineReading<Q, M>,
): MachinePart<Q, M> {
  return {
    machine: machine as M,
    actorOf: (one) => machineActor<Q, M>(one as MachineOf<Q, M>, reading),
  };
}

/** The parts of a role by name. */
export type MachineParts = Readonly<
  Record<string, { readonly machine: AnyStateMachine; actorOf(machine: never): unknown }>
>;

/** For some parts, guards and actions that replace those of its machine. */
export type PartReplacements<Ms extends MachineParts> = {
  readonly [K in keyof Ms]?: Replacements<Ms[K]['machine']>;
};

/** The argument of `kit.compositeRole`: the machines of a node, and the actor that is made of them. */
export interface CompositeRoleParts<P extends Shape, N extends string, Ms extends MachineParts, Rules>
  extends Named<P, N, Rules> {
  readonly parts: Ms;
  /** The actor of a node, for instance a `composite`, from the actors of its parts. */
  actor(parts: { readonly [K in keyof Ms]: ReturnType<Ms[K]['actorOf']> }): Actor<P>;
}

/** The parts of both kinds of roles that concern the implementation, and the making of known bugs. */
abstract class AnyRole<P extends Shape, N extends string, Rules> implements RoleActors<P> {
  abstract readonly model: Actor<P>;
  declare readonly implementation?: Actor<P>;
  readonly #name: N;
  readonly #implement: Implement<P, Rules> | undefined;
  readonly #rules: Rules | undefined;

  constructor({ name, implementation, rules }: Named<P, N, Rules>) {
    this.#name = name;
    this.#implement = implementation;
    this.#rules = rules;
    if (implementation !== undefined) this.implementation = this.implementationWith({});
    else if (rules !== undefined)
      throw new UsageError(
        `role '${name}' has rules, but no implementation to use them; give it an 'implementation', a function of birth and rules`,
      );
  }

  get name(): N {
    return this.#name;
  }

  /**
   * The implementation with other rules, or another implementation.
   *
   * @throws UsageError if the role has no implementation, or no rule of that name.
   */
  implementationWith({
    rules,
    implementation,
  }: Pick<AnyMutation<P, Rules, string>, 'rules' | 'implementation'>): Actor<P> {
    const implement = implementation ?? this.#implement;
    if (implement === undefined)
      throw new UsageError(
        `role '${this.name}' has no implementation to make a variant of; give it an 'implementation', a function of birth and rules`,
      );
    this.refuseUnknown('rules', rules, this.#rules);
    const all = { ...this.#rules, ...rules } as Rules;
    return implementationActor((birth: Birth<P>) => implement(birth, all)) as Actor<P>;
  }

  /** A known bug. `replaced` names what the mutation replaces in the model, and `variant` makes that model. */
  protected bugOf<Z extends string>(
    { model, rules, implementation, ...description }: AnyMutation<P, Rules, Z>,
    replaced: readonly string[],
    variant: () => Actor<P>,
    due: string,
  ): Bug<P, N, Z> {
    const changed = {
      ...(rules !== undefined && { rules }),
      ...(implementation !== undefined && { implementation }),
    };
    if (model !== undefined && replaced.length > 0)
      throw new UsageError(
        `a mutant of role '${this.name}' has a 'model', so its ${replaced.join(' and ')} would have no effect; give one of the two`,
      );
    const hasModel = model !== undefined || replaced.length > 0;
    const hasImplementation = Object.keys(changed).length > 0;
    if (!hasModel && !hasImplementation)
      throw new UsageError(
        `a mutant of role '${this.name}' changes nothing; give it ${due}, 'model', 'rules' or 'implementation'`,
      );
    return {
      ...description,
      ...(hasModel && { model: model === undefined ? this.#onDemand(variant) : { [this.name]: model } }),
      ...(hasImplementation && { implementation: { [this.name]: this.implementationWith(changed) } }),
    } as Bug<P, N, Z>;
  }

  /**
   * The actor of this role, made when it is first read. A run reads few of the known bugs, and the machines of
   * all would take most of the time and of the memory of a start.
   */
  #onDemand(make: () => Actor<P>): Readonly<Record<string, Actor<P>>> {
    let made: Actor<P> | undefined;
    const get = () => {
      made ??= make();
      return made;
    };
    return Object.defineProperty({}, this.name, { enumerable: true, get });
  }

  /** The machine with other guards or actions, each of which it must have. */
  protected provided<M extends AnyStateMachine>(machine: M, replaced: Replacements<M>): M {
    this.refuseUnknownIn(machine, replaced);
    return machine.provide(replaced as object) as M;
  }

  /** Refuses guards and actions that a machine does not have. */
  protected refuseUnknownIn<M extends AnyStateMachine>(machine: M, replaced: Replacements<M>): void {
    for (const kind of ['guards', 'actions'] as const)
      this.refuseUnknown(kind, replaced[kind], machine.implementations[kind]);
  }

  /** Refuses a replacement with an unknown name, for it would have no effect. */
  protected refuseUnknown(
    kind: 'guards' | 'actions' | 'rules',
    given: object | undefined,
    known: unknown,
  ): void {
    const names = Object.keys(known ?? {});
    const unknown = Object.keys(given ?? {}).find((name) => !names.includes(name));
    if (unknown !== undefined)
      throw new UsageError(
        `role '${this.name}' has no '${unknown}' among its ${kind}; it has ${names.join(', ') || 'none'}`,
      );
  }
}

/** A role with one machine: its actors, and variants of them. */
export class Role<P extends Shape, N extends string, M extends AnyStateMachine, Rules> extends AnyRole<
  P,
  N,
  Rules
> {
  readonly model: Actor<P>;
  readonly #parts: RoleParts<P, N, M, Rules>;

  constructor(parts: RoleParts<P, N, M, Rules>) {
    super(parts);
    this.#parts = parts;
    this.model = machineActor(parts.machine, parts);
  }

  /**
   * The model with other guards or actions.
   *
   * @throws UsageError if the machine has no guard or action of that name.
   */
  modelWith(replaced: Replacements<M>): Actor<P> {
    const machine = this.provided(this.#parts.machine as M, replaced);
    return machineActor(machine as MachineOf<P, M>, this.#parts);
  }

  /**
   * A known bug: a variant of this role's model, of its implementation, or of both.
   *
   * @throws UsageError if a replacement has an unknown name, or there is no replacement.
   */
  mutant<const Z extends string>(mutation: Mutation<P, M, Rules, Z>): Bug<P, N, Z> {
    const { guards, actions, ...others } = mutation;
    const replaced = {
      ...(guards !== undefined && { guards }),
      ...(actions !== undefined && { actions }),
    } as Replacements<M>;
    this.refuseUnknownIn(this.#parts.machine as M, replaced);
    return this.bugOf(others, Object.keys(replaced), () => this.modelWith(replaced), "'guards', 'actions'");
  }
}

/** A role with several machines, such as one for each connection: its actors, and variants of them. */
export class CompositeRole<P extends Shape, N extends string, Ms extends MachineParts, Rules> extends AnyRole<
  P,
  N,
  Rules
> {
  readonly model: Actor<P>;
  readonly #parts: CompositeRoleParts<P, N, Ms, Rules>;

  constructor(parts: CompositeRoleParts<P, N, Ms, Rules>) {
    super(parts);
    this.#parts = parts;
    this.model = this.modelWith({});
  }

  /**
   * The model with other guards or actions of its parts.
   *
   * @throws UsageError if a machine has no guard or action of that name.
   */
  modelWith(replaced: PartReplacements<Ms>): Actor<P> {
    const machines = Object.entries(this.#parts.parts).map(([name, { machine }]) => [
      name,
      this.provided(machine, replaced[name] ?? {}),
    ]);
    return this.modelOf(Object.fromEntries(machines));
  }

  /** The model with other machines in place of some. */
  modelOf(machines: { readonly [K in keyof Ms]?: Ms[K]['machine'] }): Actor<P> {
    const actors = Object.entries(this.#parts.parts).map(([name, { machine, actorOf }]) => [
      name,
      actorOf((machines[name] ?? machine) as never),
    ]);
    return this.#parts.actor(Object.fromEntries(actors));
  }

  /**
   * A known bug: a variant of this role's model, by the names of its parts, of its implementation, or of both.
   *
   * @throws UsageError if a replacement has an unknown name, or there is no replacement.
   */
  mutant<const Z extends string>(mutation: AnyMutation<P, Rules, Z> & PartReplacements<Ms>): Bug<P, N, Z> {
    const names = Object.keys(this.#parts.parts);
    const isPart = ([name]: readonly [string, unknown]) => names.includes(name);
    const fields = Object.entries(mutation).filter(([, value]) => value !== undefined);
    const replaced = Object.fromEntries(fields.filter(isPart)) as PartReplacements<Ms>;
    const others = Object.fromEntries(fields.filter((field) => !isPart(field)));
    for (const [name, one] of Object.entries(replaced))
      this.refuseUnknownIn((this.#parts.parts[name] as Ms[string]).machine, one ?? {});
    return this.bugOf(
      others as unknown as AnyMutation<P, Rules, Z>,
      Object.keys(replaced),
      () => this.modelWith(replaced),
      names.map((name) => `'${name}'`).join(', '),
    );
  }
}

/** Known bugs of a role with the implementations that have them, too; both are listed by id. */
export function withImplementations<
  P extends Shape,
  N extends string,
  T extends Readonly<Record<string, Bug<P, N>>>,
>({ name }: { readonly name: N }, bugs: T, implementations: Readonly<Record<string, Actor<P>>>): T {
  const unknown = Object.keys(implementations).find((id) => !Object.hasOwn(bugs, id));
  if (unknown !== undefined)
    throw new UsageError(`there is an implementation of bug ${unknown}, and no such bug of role '${name}'`);
  return Object.fromEntries(
    Object.entries(bugs).map(([id, bug]) => {
      const actor = implementations[id];
      return [id, actor === undefined ? bug : { ...bug, implementation: { [name]: actor } }];
    }),
  ) as unknown as T;
}
