/**
 * A way among representatives, each of which stands for its orbit, as it really goes: from a real initial world, with the
 * names that nodes have there. It is found by taking each action in both worlds, and keeping track of who is who.
 */
import type { NodeId } from '../actors/actor.ts';
import { actionsOf } from '../semantics/enabled.ts';
import { apply, initialWorlds } from '../semantics/successors.ts';
import { areAlike, isSymmetric, renamedAction, renamedWorld } from '../semantics/symmetry.ts';
import type { System } from '../semantics/system.ts';
import type { Action, World } from '../semantics/world.ts';
import { canonical } from '../values/canonical.ts';
import type { Naming } from '../values/rename.ts';

/** A way as a space knows it. */
export interface CanonicalPath {
  /** So many actions were taken. */
  readonly length: number;
  /** How a world is renamed to the one that stands for it. */
  standIn(world: World): Naming;
  /** The action that was taken in a representative, after so many. */
  taken(world: World, after: number): Action;
  /** Is shown each representative on the way, the last one included. */
  passes?(world: World, after: number): void;
}

/** A way as it really goes, and who is who where it ends. */
export interface Concretised {
  readonly actions: readonly Action[];
  /** From the names in the representative there to the real ones. */
  readonly real: Naming;
}

/**
 * Follows a way from an initial world; `last` is an action in the representative where it ends, which is not taken any more.
 *
 * @throws Error where a representative and the world for which it stands do not behave alike: then whoever found the way is mistaken.
 */
export function concretise(
  system: System,
  start: number,
  way: CanonicalPath,
  last: Action | undefined,
): Concretised {
  let world = initialWorlds(system)[start] as World;
  let low = world;
  let real: Naming = (node) => node;
  const represent = () => {
    if (!isSymmetric(system)) return;
    const name = way.standIn(low);
    const [back, before] = [inverse(system, name), real];
    low = renamedWorld(system, low, name);
    real = (node) => before(back(node));
  };
  represent();
  const actions: Action[] = [];
  way.passes?.(low, 0);
  while (actions.length < way.length) {
    const taken = way.taken(low, actions.length);
    const action = counterpart(system, world, renamedAction(system, taken, real));
    actions.push(action);
    world = apply(system, world, action).world;
    low = apply(system, low, taken).world;
    represent();
    way.passes?.(low, actions.length);
    if (!areAlike(system, renamedWorld(system, low, real), world)) throw strayed(action);
  }
  return { actions: last === undefined ? actions : [...actions, renamedAction(system, last, real)], real };
}

/** The names that a renaming gives, back to what they were. */
function inverse({ nodes }: System, name: Naming): Naming {
  const names = new Map<NodeId, NodeId>(Object.keys(nodes).map((node) => [name(node), node]));
  return (node) => names.get(node) ?? node;
}

/** The action as the world itself offers it. */
function counterpart(system: System, world: World, wanted: Action): Action {
  const key = canonical(wanted);
  const found = actionsOf(system, world).actions.find((action) => canonical(action) === key);
  if (found === undefined) throw strayed(wanted);
  return found;
}

function strayed({ type }: Action): Error {
  return new Error(
    `a world and the one that stands for it came apart at '${type}': 'symmetric' takes nodes for interchangeable that are not`,
  );
}
