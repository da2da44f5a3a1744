import { type Suite, type TraceRecord } from '../checker/index.ts';
import type { Options } from './options.ts';
/** The suites a command can speak of: one's own before those that come with swarmcheck. */
export declare class Catalogue {
    #private;
    /** What a command without names means: the suites of `--suite`, else of the configuration, else those included. */
    readonly suites: readonly Suite[];
    private constructor();
    /** @throws UsageError where a file of suites cannot be used. */
    static of({ suite: paths }: Options): Promise<Catalogue>;
    /**
     * The suites of those names; or, where none is named, those that have what is asked for. Where none has it all are meant, so
     * that the first one can say what it has instead.
     */
    all(names: readonly string[], asked?: Options | undefined): readonly Suite[];
    /** The one suite that is meant where none is named. */
    only(): Suite;
    /** `where` tells where the name stands, if not on the command line. */
    named(name: string, where?: string): Suite;
}
/** @throws UsageError before anything ran, so that a wrong scope of the second protocol does not waste the first. */
export declare function refuseUnknownScope(suite: Suite, scope: string | undefined): void;
/** @throws UsageError where the file cannot be read, or is no trace. */
export declare function traceAt(path: string): TraceRecord;
