/** Traces that the checker finds, for tests of what shows them. */
import { type TraceRecord } from '../../checker/index.ts';
import type { Suite } from '../../checker/suite.ts';
/** The counterexample of a known bug of Raft. */
export declare function raftRecord(bug: string): TraceRecord;
/** The counterexample of a known bug. */
export declare function recordOfBug(suite: Suite, bug: string): TraceRecord;
