import { type TraceRecord } from '../checker/index.ts';
import type { Explored, Palette, Stormed } from '../reports/index.ts';
import type { Options } from './options.ts';
export declare class Output {
    #private;
    readonly palette: Palette;
    /** The traces that were written, by the paths of their files. */
    readonly records: Map<string, TraceRecord>;
    constructor(options: Options);
    /** @throws UsageError before anything ran, where counterexamples could not be written. */
    refuseUnwritable(): void;
    /** What `--quiet` leaves out. */
    lines(...lines: readonly string[]): void;
    /** What is not as it should be is printed in any case. */
    report(isFine: boolean, lines: readonly string[]): void;
    /** How to run again what was written. */
    replayable(paths: readonly string[]): void;
    /** A whole document, for a program; it stands alone on standard output. */
    document(text: string): void;
    /** A file beside the traces. */
    file(name: string, text: string): void;
    /** Writes each counterexample of an exploration to a file of its own; returns their paths. */
    keep({ suite, scope, subject, exploration }: Explored): string[];
    /** Writes what schedules broke, if anything; returns the path. */
    keepStorm({ suite, scope, subject, fuzzed: { violation } }: Stormed): string[];
}
