/**
 * Numbers that only grow (terms, ballots, versions) keep a world from ever coming back, though it behaves as one before it. A
 * system that says how to `rebase` a world takes each to one that behaves alike with smaller numbers, and of all that are
 * alike only that one is explored.
 *
 * That they are alike is checked: the world and what it is rebased to must lead to the same worlds, rebased again, and no
 * property may tell them apart. What is found is told as it really happens, with the numbers that grow.
 */
import { calling, object } from '../actors/user-code.ts';
import { canonical } from '../values/canonical.ts';
import { CodeError, UsageError } from '../values/errors.ts';
import { actionsOf } from './enabled.ts';
import { apply, initialWorlds } from './successors.ts';
import type { System } from './system.ts';
import { withoutWithin } from './variants.ts';
import { seenIn } from './views.ts';
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
