/**
 * A trace in the Informal Trace Format (Apalache, ADR-015), which trace viewers and drivers of model-based tests read.
 *
 * The variables of a state: `nodes` maps each node to how it stands; `history` is what the monitor remembers, where the trace
 * shows it; `mbt::actionTaken` and `mbt::nondetPicks` say which action led there and with what, as Quint writes them.
 */
import type { TraceRecord } from '../checker/index.ts';
/** An expression of the format. */
export type Itf = string | number | boolean | readonly Itf[] | {
    readonly [field: string]: Itf | readonly (readonly [Itf, Itf])[];
};
/** A trace of the format. */
export interface ItfTrace {
    readonly '#meta': object;
    readonly vars: readonly string[];
    readonly states: readonly {
        readonly '#meta': {
            readonly index: number;
        };
        readonly [name: string]: unknown;
    }[];
    /** Index of the state to which a lasso returns. */
    readonly loop?: number;
}
/** The text of an `.itf.json` file. */
export declare function itfText(record: TraceRecord): string;
/** The trace as data of the format. */
export declare function itfOf({ tool, protocol, subject, scope, property, trace }: TraceRecord): ItfTrace;
/** Plain data as an expression. What the format has no word for (null, fractions, NaN) says so, and keeps its text. */
export declare function expressionOf(value: unknown): Itf;
