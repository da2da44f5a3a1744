/**
 * A role of a protocol: a machine as its model, its implementation, and variants of both. A variant of the
 * model replaces guards and actions of the machine; a variant of the implementation replaces some of its
 * rules or the whole class. A mutant is a known bug: a variant of the model, of the implementation, or of
 * both.
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

/** The argument of `kit.role`: a machine, its view, and optionally an implementation with its rules. */
export interface RoleParts<P extends Shape, N extends string, M extends AnyStateMachine, Rules>
  extends MachineReading<P, M> {
  /** The key of the role in the suite's `roles`. */
  readonly name: N;
  readonly machine: MachineOf<P, M>;
  readonly implementation?: Implement<P, Rules>;
  /** Functions of the implementation, each of which a mutant may replace. */
  readonly rules?: Rules;
}

/** Guards and actions that replace those of a machine, in the form of its `provide`. */
export type Replacements<M extends AnyStateMachine> = Pick<Parameters<M['provide']>[0], 'guards' | 'actions'>;

/** The argument of a role's `mutant`: the description of the bug, and at least one replacement. */
export interface Mutation<P extends Shape, M extends AnyStateMachine, Rules, Z extends string>
  extends Pick<Bug<P, string, Z>, 'says' | 'source' | 'breaks' | 'scope' | 'equivalent'> {
  readonly guards?: Replacements<M>['guards'];
  readonly actions?: Replacements<M>['actions'];
  /** An actor that replaces the whole model, for a bug outside of guards and actions. */
  readonly model?: Actor<P>;
  readonly rules?: Partial<Rules>;
  /** Another implementation, for a bug outside of the rules. */
  readonly implementation?: Implement<P, Rules>;
}

/** The actors of a role, and variants of them. */
export class Role<P extends Shape, N extends string, M extends AnyStateMachine, Rules>
  implements RoleActors<P>
{
  readonly model: Actor<P>;
  declare readonly implementation?: Actor<P>;
  readonly #parts: RoleParts<P, N, M, Rules>;

  constructor(parts: RoleParts<P, N, M, Rules>) {
    this.#parts = parts;
    this.model = machineActor(parts.machine, parts);
    if (parts.implementation !== undefined) this.implementation = this.implementationWith({});
    else if (parts.rules !== undefined)
      throw new UsageError(
        `role '${parts.name}' has rules, but no implementation to use them; give it an 'implementation', a function of birth and rules`,
      );
  }

  get name(): N {
    return this.#parts.name;
  }

  /**
   * The model with other guards or actions.
   *
   * @throws UsageError if the machine has no guard or action of that name.
   */
  modelWith(replaced: Replacements<M>): Actor<P> {
    const machine = this.#parts.machine as M;
    for (const kind of ['guards', 'actions'] as const)
      this.#refuseUnknown(kind, replaced[kind], machine.implementations[kind]);
    return machineActor(machine.provide(replaced as object) as MachineOf<P, M>, this.#parts);
  }

  /**
   * The implementation with other rules, or another implementation.
   *
   * @throws UsageError if the role has no implementation, or no rule of that name.
   */
  implementationWith({
    rules,
    implementation,
  }: Pick<Mutation<P, M, Rules, string>, 'rules' | 'implementation'>): Actor<P> {
    const implement = implementation ?? this.#parts.implementation;
    if (implement === undefined)
      throw new UsageError(
        `role '${this.name}' has no implementation to make a variant of; give it an 'implementation', a function of birth and rules`,
      );
    this.#refuseUnknown('rules', rules, this.#parts.rules);
    const all = { ...this.#parts.rules, ...rules } as Rules;
    return implementationActor((birth: Birth<P>) => implement(birth, all)) as Actor<P>;
  }

  /**
   * A known bug: a variant of this role's model, of its implementation, or of both.
   *
   * @throws UsageError if a replacement has an unknown name, or there is no replacement.
   */
  mutant<const Z extends string>(mutation: Mutation<P, M, Rules, Z>): Bug<P, N, Z> {
    const { guards, actions, model, rules, implementation, ...description } = mutation;
    const replaced = {
      ...(guards !== undefined && { guards }),
      ...(actions !== undefined && { actions }),
    } as Replacements<M>;
    const changed = {
      ...(rules !== undefined && { rules }),
      ...(implementation !== undefined && { implementation }),
    };
    const names = Object.keys(replaced);
    if (model !== undefined && names.length > 0)
      throw new UsageError(
        `a mutant of role '${this.name}' has a 'model', so its ${names.join(' and ')} would have no effect; give one of the two`,
      );
    const hasModel = model !== undefined || names.length > 0;
    const hasImplementation = Object.keys(changed).length > 0;
    if (!hasModel && !hasImplementation)
      throw new UsageError(
        `a mutant of role '${this.name}' changes nothing; give it 'guards', 'actions', 'model', 'rules' or 'implementation'`,
      );
    const by = (actor: Actor<P>) => ({ [this.name]: actor });
    return {
      ...description,
      ...(hasModel && { model: by(model ?? this.modelWith(replaced)) }),
      ...(hasImplementation && { implementation: by(this.implementationWith(changed)) }),
    } as Bug<P, N, Z>;
  }

  /** Refuses a replacement with an unknown name, for it would have no effect. */
  #refuseUnknown(kind: 'guards' | 'actions' | 'rules', given: object | undefined, known: unknown): void {
    const names = Object.keys(known ?? {});
    const unknown = Object.keys(given ?? {}).find((name) => !names.includes(name));
    if (unknown !== undefined)
      throw new UsageError(
        `role '${this.name}' has no '${unknown}' among its ${kind}; it has ${names.join(', ') || 'none'}`,
      );
  }
}
