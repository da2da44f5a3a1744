/** Trace records whose strings mean something to every format there is, for tests of what writes them. */
import fc from 'fast-check';
import type { TraceRecord } from '../../checker/index.ts';
export declare const hostileText: fc.Arbitrary<string>;
export declare const hostileRecord: fc.Arbitrary<TraceRecord>;
