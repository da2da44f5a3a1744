/**
 * The system factory returns the system of each run: with live actors if they are possible, and otherwise
 * with memoised actors that all runs share.
 */
import { memoised } from '../actors/memoised-actor.ts';
import type { System } from '../semantics/system.ts';

/**
 * A function that returns the system with actors for one run; a live actor (`Actor.live`) serves one run
 * only.
 */
export function systemFactory(system: System): () => System {
  // A live actor only goes forward. A node that calls itself reads the state before the step, and a timer
  // constraint tries out deliveries; neither is possible with a live actor.
  const mayLive = system.calls !== 'atomic' && system.timerConstraints === undefined;
  const shared = new Map(
    Object.values(system.nodes).map((actor) => [
      actor,
      mayLive && actor.live !== undefined ? actor : memoised(actor),
    ]),
  );
  return () => {
    const actors = new Map(
      [...shared].map(([actor, kept]) => [actor, mayLive ? (kept.live?.() ?? kept) : kept]),
    );
    const nodes = Object.entries(system.nodes).map(([node, actor]) => [node, actors.get(actor)]);
    return { ...system, nodes: Object.fromEntries(nodes) };
  };
}
