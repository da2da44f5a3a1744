/**
 * The ways to worlds. Of each world is kept where it came from, and by which of that world's actions. A way is told by replaying
 * these through the reference semantics, and every world on it is compared with its row: what is fast here cannot print a
 * plausible lie.
 */
import type { NodeId } from '../actors/actor.ts';
import type { StateRef } from '../property/verdict.ts';
import { actionsOf } from '../semantics/enabled.ts';
import type { System } from '../semantics/system.ts';
import { type World, worldKey } from '../semantics/world.ts';
import { type Concretised, concretise } from '../traces/concretise.ts';
import { explained, lassoOf, type Trace, traceOf, traceOfFailure } from '../traces/trace.ts';
import { IntList } from '../values/int-lists.ts';
import type { Naming } from '../values/rename.ts';

/** The worlds to which ways lead. */
export interface PathContext {
  /** The same system, with actors that take each step once. */
  readonly quick: System;
  /** A world as its row has it. */
  world(number: number): World;
  /** How a world is renamed to the one that stands for it. */
  standIn(world: World): Naming;
  /** Says whether what was found in a world depends on a name. */
  confirm(where: StateRef): void;
}

export class Parents {
  readonly #system: System;
  readonly #atlas: PathContext;
  /** Of each world the one it came from, or of an initial one -1 minus its position among them. */
  readonly #parents = new IntList();
  /** Which of its parent's actions led to it, in their order. */
  readonly #ordinals = new IntList();

  constructor(system: System, atlas: PathContext) {
    this.#system = system;
    this.#atlas = atlas;
  }

  /** The way to the next world. */
  add(parent: number, ordinal: number): void {
    this.#parents.push(parent);
    this.#ordinals.push(ordinal);
  }

  traceTo(where: StateRef, at: readonly NodeId[]): { trace: Trace; at: readonly NodeId[] } {
    this.#atlas.confirm(where);
    const { start, actions, real } = this.#to(where);
    const trace =
      where.lassoTail === undefined
        ? traceOf(this.#system, start, actions)
        : lassoOf(this.#system, start, actions, where.lassoTail);
    return { trace, at: at.map(real) };
  }

  /** An error with the trace that led there. */
  explained(cause: unknown, where: StateRef): Error {
    return explained(cause, () => {
      const { start, actions } = this.#to(where);
      return traceOfFailure(this.#system, start, actions);
    });
  }

  #to({ world: place, action: last }: StateRef): Concretised & { readonly start: number } {
    const chain = [place];
    let first = place;
    for (; this.#parents.at(first) >= 0; chain.push(first)) first = this.#parents.at(first);
    chain.reverse();
    const start = -1 - this.#parents.at(first);
    const { quick } = this.#atlas;
    const way = {
      length: chain.length - 1,
      canonicalRenaming: (world: World) => this.#atlas.standIn(world),
      actionAt: (world: World, after: number) => {
        const number = chain[after + 1] as number;
        const action = actionsOf(quick, world).actions[this.#ordinals.at(number)];
        if (action === undefined) throw lost(number);
        return action;
      },
      check: (world: World, after: number) => {
        const number = chain[after] as number;
        if (worldKey(this.#atlas.world(number)) !== worldKey(world)) throw lost(number);
      },
    };
    return { start, ...concretise(quick, start, way, last) };
  }
}

function lost(number: number): Error {
  return new Error(
    `the fast explorer disagrees with the reference semantics about world ${number}; please report it with the suite`,
  );
}
