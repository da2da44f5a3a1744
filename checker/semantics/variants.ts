/**
 * Variants of a system: the same system without cuts, timer constraints or symmetry, or with memoised actors.
 */
import type { Actor } from '../actors/actor.ts';
import { memoised } from '../actors/memoised-actor.ts';
import type { System } from './system.ts';

/** The system without its cuts: a schedule may go beyond the end of a scope. */
export function withoutCuts({ within: _, bounds: __, ...system }: System): System {
  return system;
}

/**
 * The system of the fault-free phase: its failure detector does not lie, and virtual time decides when a
 * timer fires, in place of timer constraints.
 */
export function faultFreeSystem(system: System): System {
  const { failureDetector: _, timerConstraints: __, ...faithful } = withoutCuts(system);
  return faithful;
}

/**
 * The system without `within`, for concrete runs of a system with `rebase`: `within` applies to the rebased
 * worlds that are explored, not to the worlds of the concrete run.
 */
export function withoutWithin({ within: _, ...system }: System): System {
  return system;
}

/** The system with memoised actors. Nodes that share an actor share its memo. */
export function memoisedSystem(system: System): System {
  const actors = new Map(Object.values(system.nodes).map((actor) => [actor, memoised(actor)]));
  const nodes = Object.entries(system.nodes).map(([node, actor]) => [node, actors.get(actor) as Actor]);
  return { ...system, nodes: Object.fromEntries(nodes) };
}

/** The system without symmetry: no two nodes are interchangeable. */
export function asymmetric({ symmetric: _, ...system }: System): System {
  return system;
}
