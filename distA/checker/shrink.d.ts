import type { Property } from './property.ts';
import { type Schedule } from './schedule.ts';
import type { System } from './system.ts';
/** How far it has come. */
export interface ShrinkProgress {
    readonly tries: number;
    /** Actions of the storm, as few as were found. */
    readonly actions: number;
}
/** The simplest schedule that was found. */
export interface Shrunk extends ShrinkProgress {
    readonly schedule: Schedule;
    /** Why it was not tried further, if so. */
    readonly stopped?: string;
}
/**
 * Shrinks a schedule. `fresh` gives the system anew for each walk; `properties` are asked in each, and what must settle brings
 * the calm about; `property` is the one of them that the schedule breaks, undefined where an actor or a property fails.
 */
export declare function shrink(system: System, fresh: () => System, properties: readonly Property[], property: Property | undefined, schedule: Schedule): Generator<ShrinkProgress, Shrunk, string | undefined>;
