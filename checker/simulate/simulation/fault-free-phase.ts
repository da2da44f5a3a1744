/**
 * The fault-free phase of a schedule, after the storm (after GST, the global stabilisation time). Partitions
 * heal, nodes that are down restart, there are no more faults and inputs, and virtual time passes: timers run
 * as long as `timersMs` of the system says, and each message has a random latency below half the shortest
 * duration. The same world and seed have the same phase.
 */
import type { Action } from '../../semantics/actions.ts';
import type { System } from '../../semantics/system.ts';
import type { NodeState } from '../../semantics/world.ts';
import { canonical } from '../../values/canonical.ts';
import { UsageError } from '../../values/errors.ts';
import type { Random } from '../../values/random.ts';
import type { Simulation, Taken } from './simulation.ts';
import { VirtualTime } from './virtual-time.ts';

/**
 * Lets virtual time pass until `untilMs`, or until no event is due. `take` takes each action at its time; the
 * phase ends if it returns undefined.
 */
export function faultFreePhase(
  system: System,
  simulation: Simulation,
  random: Random,
  untilMs: number,
  take: (action: Action, atMs: number) => Taken | undefined,
): void {
  const time = new VirtualTime(system, random, [1, latencyLimit(system)]);
  const continues = (action: Action): boolean => {
    const taken = take(action, time.nowMs);
    if (taken !== undefined) time.addEffects(action, taken.effects);
    return taken !== undefined;
  };
  simulation.stopFaults();
  const world = simulation.world();
  time.addWorld(world);
  const down = Object.keys(world.nodes).filter((node) => 'down' in (world.nodes[node] as NodeState));
  for (const action of [
    ...down.map((node): Action => ({ type: 'restart', node })),
    { type: 'heal' } as const,
  ])
    for (const outcome of simulation.outcomes(action)) if (!continues(outcome)) return;
  for (;;) {
    const action = time.next(simulation, untilMs);
    if (action === undefined || !continues(action)) return;
  }
}

/** Half the shortest timer, so that a heartbeat and its reply fit in. */
function latencyLimit({ timersMs }: System): number {
  const shortest = Math.min(
    ...Object.values((timersMs ?? {}) as Record<string, readonly number[]>).map(([minMs]) => minMs as number),
  );
  if (!Number.isFinite(shortest) || shortest < 2) {
    throw new UsageError(
      `system: 'settles' needs timersMs with a shortest timeout of 2 ms or more; it has ${canonical(timersMs)}`,
    );
  }
  return shortest / 2;
}
