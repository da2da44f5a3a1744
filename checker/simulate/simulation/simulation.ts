/**
 * The interface of a simulation: one execution of a system, with its present world and its enabled actions.
 *
 * A schedule takes one of many enabled actions, again and again. A simulation lets the schedule choose
 * without a list of all of them: `count` is the number of actions of a kind, and `at` returns one of them.
 * There are two simulations: `reference.ts` calls the reference semantics for every action, and `in-place.ts`
 * changes one world in place; tests hold the second equal to the first.
 */
import type { Effect, NodeId } from '../../actors/actor.ts';
import { type Action, actionKinds, type Nondeterminism } from '../../semantics/actions.ts';
import type { Recovery, Seen, Transition } from '../../semantics/views.ts';
import type { World } from '../../semantics/world.ts';

/**
 * The kinds of actions between which a schedule chooses. The first delivery of a message and a repeated
 * delivery, which only a `duplicating` network has, are two kinds: delivered messages are many, and most of
 * them change nothing.
 */
export type Kind = Action['type'] | 'redeliver';

/** Every kind in the order of the table of actions; redeliveries come before the faults. */
export const kinds: readonly Kind[] = actionKinds.flatMap((kind): Kind[] =>
  kind === 'drop' ? ['redeliver', kind] : [kind],
);

/** The result of an action. */
export interface Taken {
  readonly effects: readonly Effect[];
  readonly ignored?: true;
  /** Absent if no honest node took a step, or if a node started without a record. */
  readonly transition?: Transition | Recovery;
}

/** One execution of a system. */
export interface Simulation {
  /**
   * The number of actions of a kind, including those that are disabled in the present world; 0 if no action
   * of the kind is enabled.
   */
  count(kind: Kind): number;
  /**
   * One action of a kind without its draw and choice; undefined if it is disabled. `outcomes` completes it.
   */
  at(kind: Kind, index: number): Action | undefined;
  /**
   * The enabled actions that complete this one: one for each draw of the environment and each choice of the
   * model; of a crash, one for each number of records that became durable before it; of a call, one for each
   * outcome. The list is empty if the action is disabled.
   */
  outcomes(action: Action): readonly Action[];
  /** The enabled requests, and after them the replies, of the open calls of a node, each with its outcomes. */
  progressOf(node: NodeId): readonly Action[];
  /**
   * Takes an enabled action.
   *
   * @throws CodeError if the actor that takes the step fails.
   */
  take(action: Action): Taken;
  /** True if the present world is a cut: the scope ends here, so no action is enabled. */
  readonly isCut: boolean;
  /** From here on no bound suppresses an action, and the failure detector is accurate. */
  stopFaults(): void;
  /** The world as properties see it; the same object during the whole execution. */
  readonly seen: Seen;
  /** The nodes whose visible state the last action changed; before the first action, all nodes. */
  readonly changed: readonly NodeId[];
  /** The present world as an immutable value of the reference semantics. */
  world(): World;
}

/** The action without its draw and its choice. */
export function withoutDetails(action: Action): Action {
  if (!('draw' in action || 'choice' in action)) return action;
  const { draw: _draw, choice: _choice, ...rest } = action as Action & Nondeterminism;
  return rest as Action;
}
