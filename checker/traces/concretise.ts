/**
 * Concretisation under symmetry: turns a path of orbit representatives into an execution from a real initial
 * world. Each action is executed in both worlds, and a renaming from the representative to the concrete world
 * is maintained.
 */
import type { NodeId } from '../actors/actor.ts';
import type { Action } from '../semantics/actions.ts';
import { actionsOf } from '../semantics/enabled.ts';
import { apply, initialWorlds } from '../semantics/successors.ts';
import { areAlike, isSymmetric, renamedAction, renamedWorld } from '../semantics/symmetry.ts';
import type { System } from '../semantics/system.ts';
import type { World } from '../semantics/world.ts';
import { canonical } from '../values/canonical.ts';
import type { Naming } from '../values/rename.ts';

/** A path of representatives, as a store knows it. */
export interface CanonicalPath {
  /** The number of its actions. */
  readonly length: number;
  /** The canonical renaming: from a world to the representative of its orbit. */
  canonicalRenaming(world: World): Naming;
  /** The action taken in a representative, after this many actions. */
  actionAt(world: World, after: number): Action;
  /** Checks each representative on the path, the last one included. */
  check?(world: World, after: number): void;
}

/** A concrete execution, and the renaming at its end. */
export interface Concretised {
  readonly actions: readonly Action[];
  /** From the node names of the last representative to the concrete ones. */
  readonly real: Naming;
}

/**
 * Executes a path from an initial world. `last` is an action in its last representative, which is renamed but
 * not executed.
 *
 * @throws Error if a representative and its concrete world behave differently: nodes are then not
 * interchangeable, or the engine that found the path is wrong.
 */
export function concretise(
  system: System,
  start: number,
  path: CanonicalPath,
  last: Action | undefined,
): Concretised {
  let world = initialWorlds(system)[start] as World;
  let representative = world;
  let real: Naming = (node) => node;
  const canonicalise = () => {
    if (!isSymmetric(system)) return;
    const rename = path.canonicalRenaming(representative);
    const [back, before] = [inverse(system, rename), real];
    representative = renamedWorld(system, representative, rename);
    real = (node) => before(back(node));
  };
  canonicalise();
  const actions: Action[] = [];
  path.check?.(representative, 0);
  while (actions.length < path.length) {
    const taken = path.actionAt(representative, actions.length);
    const action = enabledEqual(system, world, renamedAction(system, taken, real));
    actions.push(action);
    world = apply(system, world, action).world;
    representative = apply(system, representative, taken).world;
    canonicalise();
    path.check?.(representative, actions.length);
    if (!areAlike(system, renamedWorld(system, representative, real), world)) throw divergedAt(action);
  }
  return { actions: last === undefined ? actions : [...actions, renamedAction(system, last, real)], real };
}

/** The inverse of a renaming. */
function inverse({ nodes }: System, rename: Naming): Naming {
  const names = new Map<NodeId, NodeId>(Object.keys(nodes).map((node) => [rename(node), node]));
  return (node) => names.get(node) ?? node;
}

/** The enabled action of the concrete world that equals a renamed one. */
function enabledEqual(system: System, world: World, wanted: Action): Action {
  const key = canonical(wanted);
  const found = actionsOf(system, world).actions.find((action) => canonical(action) === key);
  if (found === undefined) throw divergedAt(wanted);
  return found;
}

function divergedAt({ type }: Action): Error {
  return new Error(
    `a world and the representative of its orbit diverged at '${type}': 'symmetric' lists nodes that are not interchangeable`,
  );
}
