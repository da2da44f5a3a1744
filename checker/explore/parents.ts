/**
 * The parent pointers of a search: the world from which each world was first reached, and the position of the
 * action among that world's. A path is made by replaying these through the reference semantics, and each
 * world on it is compared with its row, so that a mistake in the engine cannot produce a plausible trace.
 */
import type { NodeId } from '../actors/actor.ts';
import type { StateRef } from '../property/verdict.ts';
import type { Action } from '../semantics/actions.ts';
import { actionsOf } from '../semantics/enabled.ts';
import { concreteActions, rebased } from '../semantics/rebase.ts';
import { apply, initialWorlds } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import { type World, worldKey } from '../semantics/world.ts';
import { type Concretised, concretise } from '../traces/concretise.ts';
import { explained, lassoOf, type Trace, traceOf, traceOfFailure } from '../traces/trace.ts';
import { CodeError } from '../values/errors.ts';
import { IntList } from '../values/int-lists.ts';
import type { Naming } from '../values/rename.ts';

/** The worlds that the paths lead through. */
export interface PathContext {
  /** The system, with actors that take each step once. */
  readonly system: System;
  /** A world as its row has it. */
  world(number: number): World;
  /** The renaming of a world to its representative. */
  canonicalRenaming(world: World): Naming;
  /** Refuses a finding that depends on the name of a node. */
  confirm(ref: StateRef): void;
}

export class Parents {
  readonly #system: System;
  readonly #context: PathContext;
  /** The parent of each world; for an initial world -1 minus its position among these. */
  readonly #parents = new IntList();
  /** The position of the action among those of the parent. */
  readonly #ordinals = new IntList();

  /** `system` is the one under check, through which the traces are made. */
  constructor(system: System, context: PathContext) {
    this.#system = system;
    this.#context = context;
  }

  /** Adds the next world. */
  add(parent: number, ordinal: number): void {
    this.#parents.push(parent);
    this.#ordinals.push(ordinal);
  }

  /** The trace to a finding, and the real names of the nodes at which it was found. */
  traceTo(ref: StateRef, at: readonly NodeId[]): { trace: Trace; at: readonly NodeId[] } {
    try {
      this.#context.confirm(ref);
    } catch (cause) {
      throw cause instanceof CodeError ? this.explained(cause, ref.world, ref.action) : cause;
    }
    const { start, actions, real } = this.#pathTo(ref.world, ref.action);
    const trace =
      ref.lassoTail === undefined
        ? traceOf(this.#system, start, this.#asTaken(start, actions))
        : lassoOf(this.#system, start, actions, ref.lassoTail);
    return { trace, at: at.map(real) };
  }

  /** The error with the trace to the world where it occurred, and the action that failed there. */
  explained(cause: unknown, world: number, action?: Action): Error {
    return explained(cause, () => {
      const { start, actions } = this.#pathTo(world, action);
      if (action === undefined) return traceOfFailure(this.#system, start, this.#asTaken(start, actions));
      const taken = this.#asTaken(start, actions.slice(0, -1));
      return traceOfFailure(this.#system, start, [...taken, actions.at(-1) as Action]);
    });
  }

  /** Actions among rebased worlds as they are taken in the worlds themselves. */
  #asTaken(start: number, actions: readonly Action[]): readonly Action[] {
    return this.#system.rebase === undefined ? actions : concreteActions(this.#system, start, actions);
  }

  #pathTo(world: number, last: Action | undefined): Concretised & { readonly start: number } {
    const chain = [world];
    let first = world;
    for (; this.#parents.at(first) >= 0; chain.push(first)) first = this.#parents.at(first);
    chain.reverse();
    const start = -1 - this.#parents.at(first);
    const { system } = this.#context;
    const path = {
      length: chain.length - 1,
      canonicalRenaming: (one: World) => this.#context.canonicalRenaming(one),
      actionAt: (one: World, after: number) => {
        const number = chain[after + 1] as number;
        const action = actionsOf(system, one).actions[this.#ordinals.at(number)];
        if (action === undefined) throw disagreement(number);
        return action;
      },
      check: (one: World, after: number) => {
        const number = chain[after] as number;
        if (worldKey(this.#context.world(number)) !== worldKey(one)) throw disagreement(number);
      },
    };
    if (system.rebase === undefined) return { start, ...concretise(system, start, path, last) };
    const actions: Action[] = [];
    let low = rebased(system, initialWorlds(system)[start] as World);
    path.check(low, 0);
    while (actions.length < path.length) {
      const action = path.actionAt(low, actions.length);
      actions.push(action);
      low = rebased(system, apply(system, low, action).world);
      path.check(low, actions.length);
    }
    return { start, actions: last === undefined ? actions : [...actions, last], real: (node) => node };
  }
}

function disagreement(number: number): Error {
  return new Error(
    `the search disagrees with the reference semantics about world ${number}; please report it with the suite`,
  );
}
