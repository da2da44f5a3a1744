/**
 * A run under way: one world that goes forward, and what may happen in it.
 *
 * A schedule takes one action of many, again and again. A walk lets it choose without listing them: `count` says how many
 * there are of a kind, and `at` gives one of them. There are two: this file's asks the reference semantics for everything,
 * and is what the other must equal; `in-place.ts` changes a world in place.
 */
import type { Effect, NodeId } from '../../actors/actor.ts';
import { actionKinds } from '../../semantics/actions.ts';
import type { Recovery, Seen, Transition } from '../../semantics/views.ts';
import type { Action, Nondeterminism, World } from '../../semantics/world.ts';

/**
 * What kinds of action there are to choose from. To deliver a message for the first time is another kind than to deliver
 * it again, which only a `duplicating` network does: old messages are many, and most of them change nothing.
 */
export type Kind = Action['type'] | 'redeliver';

/** Every kind in the order of the table of actions; redeliveries come before the faults. */
export const kinds: readonly Kind[] = actionKinds.flatMap((kind): Kind[] =>
  kind === 'drop' ? ['redeliver', kind] : [kind],
);

/** What came of an action. */
export interface Taken {
  readonly effects: readonly Effect[];
  readonly ignored?: true;
  /** Absent where no honest node took a step, or one came up without a record. */
  readonly transition?: Transition | Recovery;
}

/** One world after the other. */
export interface Simulation {
  /** How many actions of a kind to choose from, those counted in that are not possible just now; 0 where none is. */
  count(kind: Kind): number;
  /** One of them, of which `ways` gives the others that differ only in detail; undefined where it is not possible just now. */
  at(kind: Kind, index: number): Action | undefined;
  /**
   * An action in every way it may go now, none where it may not: under each draw of the environment and choice of the model; a
   * crash for each number of records that got down before; a call with each outcome.
   */
  outcomes(action: Action): readonly Action[];
  /** @throws CodeError where the actor that takes the step fails. */
  take(action: Action): Taken;
  /** Whether the scope ends here: nothing may happen, because it is not followed further. */
  readonly isCut: boolean;
  /** From now on nothing is suppressed by a bound, and a failure detector tells the truth. */
  stopFaults(): void;
  /** The world as properties see it; the same object for the whole run. */
  readonly seen: Seen;
  /** The nodes that look otherwise than before the last action; in the beginning all. */
  readonly changed: readonly NodeId[];
  /** The world as the reference semantics has it. */
  world(): World;
}

/** An action without what was drawn or chosen. */
export function bare(action: Action): Action {
  if (!('draw' in action || 'choice' in action)) return action;
  const { draw: _draw, choice: _choice, ...rest } = action as Action & Nondeterminism;
  return rest as Action;
}
