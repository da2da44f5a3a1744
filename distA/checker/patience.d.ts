/**
 * Timers that may not fire whenever they are armed: on some nodes never, or only once what the node sent has arrived, or nothing
 * under way would change anything. Promises that something comes to be often count on a node that waits long enough.
 */
import type { NodeId } from './actor.ts';
import type { Patience, System } from './system.ts';
import { type World } from './world.ts';
/** What a system says of a timer. */
export declare function patienceOf({ patience }: System, timer: string): Patience | undefined;
/** Whether a timer that is armed may fire. */
export declare function mayFire(system: System, world: World, node: NodeId, timer: string): boolean;
