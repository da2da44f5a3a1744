import { type Exploration, type Result } from './explore.ts';
import { type Fuzzed } from './fuzz.ts';
import { type Subject } from './subject.ts';
import type { Suite } from './suite.ts';
import { type Trace } from './trace.ts';
/** What to check, and how. */
export interface CheckOptions {
    /** Name of a scope. Absent: `default`, or the scope that a bug names. */
    readonly scope?: string;
    /** `model` (the default), `implementation`, `lockstep`, or a known bug: `bug:R3`, `bug:R3/lockstep`. */
    readonly subject?: string;
    /** Name of one property. Absent: all; for a bug the one it breaks. */
    readonly property?: string;
    /** Worlds seen before the search stops; it is inconclusive then. */
    readonly maxWorlds?: number;
    /** Draws schedules instead of exploring. */
    readonly schedules?: {
        readonly runs: number;
        /** Most actions of a storm, before the calm. */
        readonly actionsMax: number;
        /** Absent: the same each time. */
        readonly seed?: number;
    };
}
/** What became of a suite's promises in one scope. */
export interface Verdict<Seen extends Exploration | Fuzzed = Exploration | Fuzzed> {
    readonly suite: Suite;
    readonly scope: string;
    readonly subject: Subject;
    /**
     * The worst of the results. Of schedules, `holds` means that none that was drawn broke a promise; a `sometimes` that they
     * did not reach says nothing there.
     */
    readonly verdict: 'holds' | 'violated' | 'inconclusive';
    /** One a property, counterexamples included. */
    readonly results: readonly Result[];
    /** What was explored, or what was drawn. */
    readonly seen: Seen;
}
/** What was explored, or drawn where the options say `schedules`. */
export type VerdictOf<O extends CheckOptions> = Verdict<O extends {
    schedules: object;
} ? Fuzzed : Exploration>;
/**
 * Checks the promises of a suite in one scope.
 *
 * @throws UsageError where the suite lacks what the options name; CodeError, with the trace that led there, where an actor
 * or a property fails.
 */
export declare function check<O extends CheckOptions>(suite: Suite, options?: O): VerdictOf<O>;
/** What to take samples of. */
export interface SampleOptions extends Pick<CheckOptions, 'scope' | 'subject'> {
    /** How many; 3 unless given. */
    readonly count?: number;
    /** Most actions of one; 20 unless given. */
    readonly actionsMax?: number;
    /** Absent: the same each time. */
    readonly seed?: number;
}
/**
 * A few schedules with what happened at each step, to see what a scope is like.
 *
 * @throws as `check` does.
 */
export declare function sample(suite: Suite, options?: SampleOptions): readonly Trace[];
