/**
 * Numbers that only grow (terms, ballots, versions) keep a world from ever coming back, though it behaves as one before it. A
 * system that says how to `rebase` a world takes each to one that behaves alike with smaller numbers, and of all that are
 * alike only that one is explored.
 *
 * That they are alike is checked: the world and what it is rebased to must lead to the same worlds, rebased again, and no
 * property may tell them apart. What is found is told as it really happens, with the numbers that grow.
 */
import { canonical } from './canonical.ts';
import { CodeError, UsageError } from './errors.ts';
import { seenIn } from './observe.ts';
import { failure, type Over, type Property, witness } from './property.ts';
import { actionsOf, apply, initialWorlds } from './semantics.ts';
import type { System } from './system.ts';
import { calling, object } from './user-code.ts';
import { type Action, type World, worldKey } from './world.ts';

/** The world that stands for all that behave as this one does. */
export function rebased(system: System, world: World): World {
  if (system.rebase === undefined) return world;
  const { views } = seenIn(system, world);
  const low = calling("'rebase'", () => object('a world', system.rebase?.(world, views) as World));
  if (Object.keys(low?.nodes ?? {}).join() !== Object.keys(world.nodes).join())
    throw new UsageError('system: rebase must return a world of the same nodes');
  return low;
}

/** Of the worlds that are rebased, so many are looked at closely, and then one in so many. */
const lookedAt = { first: 300, oneIn: 100 };

/** Rebases the worlds of one search, and looks at some of them closely. */
export class Rebasing {
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

  /** @throws CodeError where a world and what it is rebased to are not alike. */
  of(world: World): World {
    const low = rebased(this.#system, world);
    if (low === world || worldKey(low) === worldKey(world)) return low;
    this.#count++;
    if (this.#count <= lookedAt.first || this.#count % lookedAt.oneIn === 0) this.#compare(world, low);
    return low;
  }

  #compare(high: World, low: World): void {
    if (worldKey(rebased(this.#system, low)) !== worldKey(low))
      throw new CodeError('rebase takes a world that it has rebased to yet another one; once must be enough');
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
        throw new CodeError(`rebase: property '${name}' tells a world from what it is rebased to`);
    }
    const [ahead, below] = [high, low].map((world) => this.#successors(world, worldKey(low)));
    for (const [key, action] of [...(ahead ?? []), ...(below ?? [])])
      if (ahead?.has(key) !== below?.has(key))
        throw new CodeError(
          `rebase: a world and what it is rebased to do not lead to the same worlds; they differ in '${action.type}'`,
        );
  }

  /** Where a world leads to other than to `own`, with an action that does. */
  #successors(world: World, own: string): ReadonlyMap<string, Action> {
    const free = withoutWithin(this.#system);
    const found = new Map<string, Action>();
    for (const action of actionsOf(free, world).actions)
      found.set(worldKey(rebased(free, apply(free, world, action).world)), action);
    found.delete(own);
    return found;
  }
}

/** The system in which a real run goes on: what is within is asked of the worlds that are explored, not of those that they stand for. */
export function withoutWithin({ within: _, ...system }: System): System {
  return system;
}

/**
 * Actions as they are really taken, from those that were taken among rebased worlds: first the given ones, then by their
 * positions among the actions of each world.
 */
export function unfolded(
  system: System,
  start: number,
  actions: readonly Action[],
  ordinals: readonly number[] = [],
): Action[] {
  const free = withoutWithin(system);
  let high = initialWorlds(system)[start] as World;
  let low = rebased(system, high);
  const taken: Action[] = [];
  for (const wanted of [...actions, ...ordinals]) {
    const action = typeof wanted === 'number' ? (actionsOf(system, low).actions[wanted] as Action) : wanted;
    const after = rebased(system, apply(system, low, action).world);
    const real = system.rebase === undefined ? action : counterpart(free, high, action, after);
    taken.push(real);
    high = apply(free, high, real).world;
    low = after;
  }
  return taken;
}

/** The action of a world that does there what another does in a world like it, and leads to one like `after`. */
function counterpart(system: System, world: World, action: Action, after: World): Action {
  const key = worldKey(after);
  const outline = outlineOf(action);
  const found = actionsOf(system, world).actions.find(
    (one) => outlineOf(one) === outline && worldKey(rebased(system, apply(system, world, one).world)) === key,
  );
  if (found !== undefined) return found;
  throw new CodeError(
    `rebase: '${action.type}' can be taken in a world, but not in one that behaves as it does`,
  );
}

/** An action without the numbers that it may bear: of what it carries the type alone. */
function outlineOf(action: Action): string {
  const fields = Object.entries(action).map(([field, part]) => [
    field,
    typeof part === 'object' && part !== null ? (part as { type?: string }).type : part,
  ]);
  return canonical(Object.fromEntries(fields));
}

/** A real run among rebased worlds: the same actions under their names there. */
export function folded(
  system: System,
  worlds: readonly World[],
  actions: readonly Action[],
): { readonly worlds: readonly World[]; readonly actions: readonly Action[] } {
  if (system.rebase === undefined) return { worlds, actions };
  const low = worlds.map((world) => rebased(system, world));
  const taken = actions.map((action, at) =>
    counterpart(system, low[at] as World, action, low[at + 1] as World),
  );
  return { worlds: low, actions: taken };
}

/** @throws UsageError where worlds stand for others by a rule of the system, and a search does not ask for it. */
export function refuseRebase({ rebase }: System, how: string): void {
  if (rebase !== undefined)
    throw new UsageError(`a system with 'rebase' is searched breadth-first alone, not ${how}`);
}
