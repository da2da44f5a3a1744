import type { Property } from '../checker/property.ts';
import type { System } from '../checker/system.ts';
/** A hunt for a broken promise. */
export interface Hunt {
    readonly fresh: () => System;
    readonly property: Property;
    readonly seed: number;
    readonly runsMax: number;
    readonly secondsMax: number;
    readonly actionsMax: number;
}
/** What it came to; lengths of shrunk traces only where something was caught. */
export interface Caught {
    /** Executions and steps to the first catch, shrinking not counted; Infinity where nothing was caught. */
    readonly runs: number;
    readonly steps: number;
    readonly length?: number;
}
/** A plain `fc.commands` test. */
export declare function byCommands(hunt: Hunt): Caught;
/** Everything that may happen is a task; `fc.scheduler()` decides which is next. */
export declare function byScheduler(hunt: Hunt): Promise<Caught>;
