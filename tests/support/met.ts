/** Worlds of `nameSets` in which given nodes have met given others, for tests of symmetry. */
import { initialWorlds } from '../../checker/semantics/successors.ts';
import type { System } from '../../checker/semantics/system.ts';
import type { NodeState, UpNode, World } from '../../checker/semantics/world.ts';

/** The state of a node that has met others. */
export function stateOf(system: System, node: string, met: readonly string[]): NodeState {
  const [world] = initialWorlds(system) as [World];
  const state = world.nodes[node] as UpNode;
  return { ...state, up: { ...(state.up as object), met: new Set(met) } } as UpNode;
}

/** The world in which each node has met those that `met` lists. */
export function worldOf(system: System, met: Readonly<Record<string, readonly string[]>>): World {
  const [world] = initialWorlds(system) as [World];
  const nodes = Object.keys(system.nodes).map((node) => [node, stateOf(system, node, met[node] ?? [])]);
  return { ...world, nodes: Object.fromEntries(nodes) };
}
