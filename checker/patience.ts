/**
 * Timers that may not fire whenever they are armed: on some nodes never, or only once what the node sent has arrived, or nothing
 * under way would change anything. Promises that something comes to be often count on a node that waits long enough.
 */
import type { NodeId } from './actor.ts';
import * as network from './network.ts';
import { apply, opened } from './semantics.ts';
import type { Patience, System } from './system.ts';
import { isUp, type World, worldKey } from './world.ts';

/** What a system says of a timer. */
export function patienceOf({ patience }: System, timer: string): Patience | undefined {
  return (patience as Readonly<Record<string, Patience>> | undefined)?.[timer];
}

/** Whether a timer that is armed may fire. */
export function mayFire(system: System, world: World, node: NodeId, timer: string): boolean {
  const patience = patienceOf(system, timer);
  if (patience === undefined) return true;
  const { nodes, outlasts, awaitsOwn } = patience;
  if (nodes?.includes(node) === false) return false;
  if (awaitsOwn === true && world.inFlight.some(({ from }) => from === node)) return false;
  return outlasts === undefined || !someDeliveryMatters(system, world, outlasts);
}

/** Whether a delivery from one of these nodes to another would change the world. */
function someDeliveryMatters(system: System, world: World, among: readonly NodeId[]): boolean {
  const before = worldKey(world);
  return network.deliverable(system, world).some((envelope) => {
    const { from, to, message } = envelope;
    if (!among.includes(from) || !among.includes(to) || !isUp(world, to)) return false;
    const ways = opened(system, world, { type: 'deliver', ...envelope }, { type: 'message', from, message });
    return ways.some((way) => worldKey(apply(system, world, way).world) !== before);
  });
}
