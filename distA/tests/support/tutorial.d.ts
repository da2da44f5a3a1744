import type { Suite, System } from '../../checker/index.ts';
/** Two-phase commit with so many managers, at most 26. */
export declare function twoPhaseCommit(managers: number): Promise<{
    system: System;
    suite: Suite;
}>;
