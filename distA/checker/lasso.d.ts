/**
 * Runs that go on for ever, as a person can read them: a way into a fair component, and a short cycle in it that every
 * fairness allows.
 */
import { type Region } from './components.ts';
/** An edge with the world it leaves. */
export interface Hop {
    readonly source: number;
    readonly edge: number;
}
/** A fair cycle from a world back to itself, within the component that the world is in. */
export declare function fairLoop(region: Region, components: Int32Array, start: number): readonly Hop[];
