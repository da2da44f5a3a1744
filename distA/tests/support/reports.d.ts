/** Reports whose strings mean something to every format there is. */
import fc from 'fast-check';
import type { Report } from '../../reports/index.ts';
export declare const hostileReport: fc.Arbitrary<Report>;
/** What every report of a run with a broken promise has. */
export declare const brokenRun: {
    readonly format: 'swarmcheck-report';
    readonly version: 1;
    readonly tool: '';
    readonly seed: '0x1';
    readonly verdict: 'broken';
    readonly exit: 1;
    readonly seconds: 1;
};
