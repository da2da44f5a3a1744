/**
 * The check of `rebase`: a world and its rebased world must have the same successors and the same values of
 * all properties. It compares the first rebased worlds of a search and a sample of the others.
 */
import { calling } from '../actors/user-code.ts';
import { failure, witness } from '../property/evaluate.ts';
import type { Over, Property } from '../property/property.ts';
import type { Action } from '../semantics/actions.ts';
import { actionsOf } from '../semantics/enabled.ts';
import { rebased } from '../semantics/rebase.ts';
import { apply } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import { withoutWithin } from '../semantics/variants.ts';
import { seenIn } from '../semantics/views.ts';
import { type World, worldKey } from '../semantics/world.ts';
import { CodeError } from '../values/errors.ts';

/** The first rebased worlds are all compared; after them one in this many. */
const sample = { first: 300, oneIn: 100 };

/** Rebases the worlds of one search. */
export class RebaseCheck {
  readonly #system: System;
  readonly #conditions: readonly (readonly [name: string, over: Over])[];
  #count = 0;

  constructor(system: System, properties: readonly Property[]) {
    this.#system = system;
    this.#conditions = properties.flatMap((property) =>
      property.kind === 'step'
        ? []
        : [property.over as Over, ...('from' in property && property.from ? [property.from] : [])].map(
            (over) => [property.name, over] as const,
          ),
    );
  }

  /** @throws CodeError if the world and its rebased world are compared and differ. */
  of(world: World): World {
    const low = rebased(this.#system, world);
    if (low === world || worldKey(low) === worldKey(world)) return low;
    this.#count++;
    if (this.#count <= sample.first || this.#count % sample.oneIn === 0) this.#compare(world, low);
    return low;
  }

  #compare(high: World, low: World): void {
    if (worldKey(rebased(this.#system, low)) !== worldKey(low))
      throw new CodeError('rebase changes a world that it has rebased before; once must be enough');
    for (const [name, over] of this.#conditions) {
      const [one, other] = [high, low].map((world) => seenIn(this.#system, world));
      if (one === undefined || other === undefined) continue;
      const isAlike = calling(
        `property '${name}'`,
        () =>
          (witness(over, one) === undefined) === (witness(over, other) === undefined) &&
          (failure(over, one) === undefined) === (failure(over, other) === undefined),
      );
      if (!isAlike)
        throw new CodeError(
          `rebase: property '${name}' has another value in the rebased world; the two must agree`,
        );
    }
    const [ofHigh, ofLow] = [high, low].map((world) => this.#successors(world, worldKey(low)));
    for (const [key, action] of [...(ofHigh ?? []), ...(ofLow ?? [])])
      if (ofHigh?.has(key) !== ofLow?.has(key))
        throw new CodeError(
          `rebase: a world and its rebased world do not have the same successors; they differ in '${action.type}'`,
        );
  }

  /** The keys of the successors, rebased, each with an action that leads there; `own` is left out. */
  #successors(world: World, own: string): ReadonlyMap<string, Action> {
    const free = withoutWithin(this.#system);
    const found = new Map<string, Action>();
    for (const action of actionsOf(free, world).actions)
      found.set(worldKey(rebased(free, apply(free, world, action).world)), action);
    found.delete(own);
    return found;
  }
}
