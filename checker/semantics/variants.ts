import type { Actor } from '../actors/actor.ts';
import { memoised } from '../actors/memoised-actor.ts';
import type { System } from './system.ts';

/** The system without its cuts: where a scope ends, time does not. */
export function withoutCuts({ within: _, bounds: __, ...system }: System): System {
  return system;
}

/** The system in calm: a failure detector that may lie does so in a storm, and when a timer fires time decides. */
export function faultFreeSystem(system: System): System {
  const { failureDetector: _, timerConstraints: __, ...faithful } = withoutCuts(system);
  return faithful;
}

/** The system in which a real run goes on: what is within is asked of the worlds that are explored, not of those that they stand for. */
export function withoutWithin({ within: _, ...system }: System): System {
  return system;
}

/** The system with each actor remembering. Nodes that share an actor share what it remembers. */
export function memoisedSystem(system: System): System {
  const actors = new Map(Object.values(system.nodes).map((actor) => [actor, memoised(actor)]));
  const nodes = Object.entries(system.nodes).map(([node, actor]) => [node, actors.get(actor) as Actor]);
  return { ...system, nodes: Object.fromEntries(nodes) };
}

/** The same system, in which each node is taken for itself. */
export function asymmetric({ symmetric: _, ...system }: System): System {
  return system;
}
