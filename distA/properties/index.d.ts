/** The protocols that swarmcheck brings; command, tests and docs read from here. */
import type { Suite } from '../checker/suite.ts';
export declare const suites: readonly Suite[];
