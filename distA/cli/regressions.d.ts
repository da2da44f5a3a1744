import { type Suite } from '../checker/index.ts';
import type { Ended, Run } from './checks.ts';
/**
 * Replays what the folder holds of these suites, each on what it was recorded on, made right: a trace of a known bug on the
 * code without it.
 */
export declare function replayRegressions(run: Run, suites: readonly Suite[]): readonly Ended[];
