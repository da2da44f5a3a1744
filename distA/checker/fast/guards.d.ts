import type { System } from '../system.ts';
import { type Parts } from './parts.ts';
/** What may become of each node, by index. */
export interface Guarded {
    /** Whether it may crash, if it is up. */
    readonly crashes: readonly boolean[];
    /** What it may be handed if it comes up, if it is not up; equal draws are one object. */
    readonly births: readonly (readonly unknown[])[];
}
export declare class Guards {
    #private;
    constructor(system: System, parts: Parts);
    /** What may become of the nodes of a world, given as a row. */
    of(row: Int32Array): Guarded;
}
