/**
 * A role of a protocol: the machine that is its model, its implementation, and variants of both. A variant of the model
 * replaces guards and actions of the machine; a variant of the implementation replaces rules, or all of it. A mutant is a
 * variant of one or both, as a known bug.
 */
import type { AnyStateMachine } from 'xstate';
import type { Actor, Birth, Core, Shape } from '../actors/actor.ts';
import { implementationActor } from '../actors/implementation-actor.ts';
import { type MachineOf, type MachineReading, machineActor } from '../actors/xstate-actor.ts';
import { UsageError } from '../values/errors.ts';
import type { Bug, Cast } from './suite.ts';

/** Makes an implementation of one node: `(birth, rules) => new Server(birth, rules)`. Mutants replace some of the rules. */
export type Implement<P extends Shape, Rules> = (birth: Birth<P>, rules: Rules) => Core<P>;

/** What `kit.role` takes: the machine first, so that its type is known where it is read. */
export interface RoleParts<P extends Shape, N extends string, M extends AnyStateMachine, Rules>
  extends MachineReading<P, M> {
  /** The key of the role in the suite's `roles`. */
  readonly name: N;
  readonly machine: MachineOf<P, M>;
  readonly implementation?: Implement<P, Rules>;
  /** Functions of the implementation that a mutant may replace one by one. */
  readonly rules?: Rules;
}

/** Guards and actions that replace those of a machine, as its `provide` takes them. */
export type Replaced<M extends AnyStateMachine> = Pick<Parameters<M['provide']>[0], 'guards' | 'actions'>;

/** What `mutant` of a role takes: what every bug says, and at least one replacement. */
export interface Mutation<P extends Shape, M extends AnyStateMachine, Rules, Z extends string>
  extends Pick<Bug<P, string, Z>, 'says' | 'source' | 'breaks' | 'scope' | 'equivalent'> {
  readonly guards?: Replaced<M>['guards'];
  readonly actions?: Replaced<M>['actions'];
  /** An actor in place of the model, for what no guard and no action decides. */
  readonly model?: Actor<P>;
  readonly rules?: Partial<Rules>;
  /** Another implementation, for what no rule decides. */
  readonly implementation?: Implement<P, Rules>;
}

/** The actors of a role, and variants of them. */
export class Role<P extends Shape, N extends string, M extends AnyStateMachine, Rules> implements Cast<P> {
  readonly model: Actor<P>;
  declare readonly implementation?: Actor<P>;
  readonly #parts: RoleParts<P, N, M, Rules>;

  constructor(parts: RoleParts<P, N, M, Rules>) {
    this.#parts = parts;
    this.model = machineActor(parts.machine, parts);
    if (parts.implementation !== undefined) this.implementation = this.implementationWith({});
    else if (parts.rules !== undefined)
      throw new UsageError(
        `role '${parts.name}' has rules, but nothing that takes them; give it an 'implementation', a function of birth and rules`,
      );
  }

  get name(): N {
    return this.#parts.name;
  }

  /**
   * The model with other guards or actions.
   *
   * @throws UsageError where the machine has no guard or action of that name.
   */
  modelWith(replaced: Replaced<M>): Actor<P> {
    const machine = this.#parts.machine as M;
    for (const kind of ['guards', 'actions'] as const)
      this.#refuseUnknown(kind, replaced[kind], machine.implementations[kind]);
    return machineActor(machine.provide(replaced as object) as MachineOf<P, M>, this.#parts);
  }

  /**
   * The implementation with other rules, or another one.
   *
   * @throws UsageError where the role has no implementation, or no rule of that name.
   */
  implementationWith({
    rules,
    implementation,
  }: Pick<Mutation<P, M, Rules, string>, 'rules' | 'implementation'>): Actor<P> {
    const implement = implementation ?? this.#parts.implementation;
    if (implement === undefined)
      throw new UsageError(
        `role '${this.name}' has no implementation of which a variant could be made; give it an 'implementation', a function of birth and rules`,
      );
    this.#refuseUnknown('rules', rules, this.#parts.rules);
    const all = { ...this.#parts.rules, ...rules } as Rules;
    return implementationActor((birth: Birth<P>) => implement(birth, all)) as Actor<P>;
  }

  /**
   * The known bug that a variant of this role is: of its model, of its implementation, or of both.
   *
   * @throws UsageError where it replaces what the role does not have, or nothing at all.
   */
  mutant<const Z extends string>(mutation: Mutation<P, M, Rules, Z>): Bug<P, N, Z> {
    const { guards, actions, model, rules, implementation, ...story } = mutation;
    const replaced = {
      ...(guards !== undefined && { guards }),
      ...(actions !== undefined && { actions }),
    } as Replaced<M>;
    const changed = {
      ...(rules !== undefined && { rules }),
      ...(implementation !== undefined && { implementation }),
    };
    const names = Object.keys(replaced);
    if (model !== undefined && names.length > 0)
      throw new UsageError(
        `a mutant of role '${this.name}' has a 'model', so that its ${names.join(' and ')} would change nothing; give one of the two`,
      );
    const hasModel = model !== undefined || names.length > 0;
    const hasImplementation = Object.keys(changed).length > 0;
    if (!hasModel && !hasImplementation)
      throw new UsageError(
        `a mutant of role '${this.name}' changes nothing; give it 'guards', 'actions', 'model', 'rules' or 'implementation'`,
      );
    const by = (actor: Actor<P>) => ({ [this.name]: actor });
    return {
      ...story,
      ...(hasModel && { model: by(model ?? this.modelWith(replaced)) }),
      ...(hasImplementation && { implementation: by(this.implementationWith(changed)) }),
    } as Bug<P, N, Z>;
  }

  /** A replacement under a name that nothing looks up would change nothing. */
  #refuseUnknown(kind: 'guards' | 'actions' | 'rules', given: object | undefined, known: unknown): void {
    const names = Object.keys(known ?? {});
    const unknown = Object.keys(given ?? {}).find((name) => !names.includes(name));
    if (unknown !== undefined)
      throw new UsageError(
        `role '${this.name}' has no '${unknown}' among its ${kind}; it has ${names.join(', ') || 'none'}`,
      );
  }
}
