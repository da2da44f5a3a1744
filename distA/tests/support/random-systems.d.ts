/**
 * Small random systems that end: actors read off a table, on any network, with any mix of faults. What they send uses up
 * fuel, so only finitely many worlds are reachable (unless a network holds what is never taken out).
 */
import fc from 'fast-check';
import type { System } from '../../checker/system.ts';
export interface TableState {
    readonly at: number;
    readonly fuel: number;
}
/** A table may send without end only into networks that merge equal messages, so the others live on fuel alone. */
export declare const randomSystem: fc.Arbitrary<System>;
