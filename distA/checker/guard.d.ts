import type { System } from './system.ts';
import type { Action } from './world.ts';
/**
 * Makes a run again, as often as it takes to see a difference; `calm` says after how many actions its calm began.
 *
 * @throws CodeError, with the trace up to the step that differs.
 */
export declare function refuseChance(system: System, fresh: () => System, start: number, actions: readonly Action[], calm?: number): void;
