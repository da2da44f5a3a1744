/**
 * Rebasing: a normal form for worlds with numbers that only grow (terms, ballots, versions). Such a world
 * never recurs, although it behaves as an earlier one. A system with `rebase` maps each world to a
 * representative with smaller numbers, and only representatives are explored.
 *
 * A search checks the rule: a world and its representative must have the same successors after rebasing, and
 * no property may distinguish them. A counterexample is a concrete run, with the numbers that grow:
 * `concreteActions` computes it.
 */
import { calling, object } from '../actors/user-code.ts';
import { canonical } from '../values/canonical.ts';
import { CodeError, UsageError } from '../values/errors.ts';
import type { Action } from './actions.ts';
import { actionsOf } from './enabled.ts';
import { apply, initialWorlds } from './successors.ts';
import type { System } from './system.ts';
import { withoutWithin } from './variants.ts';
import { seenIn } from './views.ts';
import { type World, worldKey } from './world.ts';

/** The representative of a world; without `rebase` the world itself. */
export function rebased(system: System, world: World): World {
  if (system.rebase === undefined) return world;
  const { views } = seenIn(system, world);
  const representative = calling("'rebase'", () => object('a world', system.rebase?.(world, views) as World));
  if (Object.keys(representative?.nodes ?? {}).join() !== Object.keys(world.nodes).join())
    throw new UsageError('system: rebase must return a world of the same nodes');
  return representative;
}

/**
 * The actions of the concrete run, for a run among representatives: first for the given actions, then for
 * positions among the enabled actions of each representative.
 */
export function concreteActions(
  system: System,
  start: number,
  actions: readonly Action[],
  ordinals: readonly number[] = [],
): Action[] {
  const uncut = withoutWithin(system);
  let concrete = initialWorlds(system)[start] as World;
  let representative = rebased(system, concrete);
  const taken: Action[] = [];
  for (const wanted of [...actions, ...ordinals]) {
    const action =
      typeof wanted === 'number' ? (actionsOf(system, representative).actions[wanted] as Action) : wanted;
    const after = rebased(system, apply(system, representative, action).world);
    const concreteAction = system.rebase === undefined ? action : counterpart(uncut, concrete, action, after);
    taken.push(concreteAction);
    concrete = apply(uncut, concrete, concreteAction).world;
    representative = after;
  }
  return taken;
}

/**
 * The action of a world that corresponds to an action of an equivalent world: its successor has the
 * representative `after`.
 */
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

/** The key of an action without numbers that may grow: of a message or record only its type. */
function outlineOf(action: Action): string {
  const fields = Object.entries(action).map(([field, part]) => [
    field,
    typeof part === 'object' && part !== null ? (part as { type?: string }).type : part,
  ]);
  return canonical(Object.fromEntries(fields));
}

/** A concrete run among representatives: its rebased worlds, and the corresponding actions. */
export function rebasedRun(
  system: System,
  worlds: readonly World[],
  actions: readonly Action[],
): { readonly worlds: readonly World[]; readonly actions: readonly Action[] } {
  if (system.rebase === undefined) return { worlds, actions };
  const representatives = worlds.map((world) => rebased(system, world));
  const taken = actions.map((action, at) =>
    counterpart(system, representatives[at] as World, action, representatives[at + 1] as World),
  );
  return { worlds: representatives, actions: taken };
}

/**
 * @throws UsageError if the system has `rebase`: only the breadth-first search supports it. `how` names the
 * other search.
 */
export function refuseRebase({ rebase }: System, how: string): void {
  if (rebase !== undefined)
    throw new UsageError(`a system with 'rebase' is searched breadth-first alone, not ${how}`);
}
