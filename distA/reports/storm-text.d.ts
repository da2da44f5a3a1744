/** What schedules found. */
import { type Fuzzed, type FuzzProgress, type Subject, type Suite } from '../checker/index.ts';
import { type Palette } from './text.ts';
/** Schedules of a scope, played by a subject. */
export interface Stormed {
    readonly suite: Suite;
    readonly scope: string;
    readonly subject: Subject;
    readonly fuzzed: Fuzzed;
    /** Wall-clock time; and how much of it had passed when a promise broke, if one did. */
    readonly ms: number;
    readonly foundMs: number;
}
/** One line, and a counterexample below it where a promise was broken. */
export declare function stormText({ subject, scope, fuzzed, ms }: Stormed, palette?: Palette): string[];
/** A broken promise, and the schedule that broke it. */
export declare function brokenText({ runs, violation }: Fuzzed, palette?: Palette): string[];
/** One line of running schedules. */
export declare function fuzzProgressText({ runs, actions, shrinking }: FuzzProgress, ms: number): string;
