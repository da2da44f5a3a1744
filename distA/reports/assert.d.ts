/** A verdict as text, and as an exception for tests. */
import { type CheckOptions, type Suite, type Verdict, type VerdictOf } from '../checker/index.ts';
import { type Palette } from './text.ts';
/** Thrown by `assert`; its message is the report. */
export declare class BrokenPromise extends Error {
    readonly name = "BrokenPromise";
    readonly verdict: Verdict;
    constructor(verdict: Verdict);
}
/**
 * Checks a suite and throws where not everything holds: also where something is not decided, because a check that cannot
 * fail proves nothing.
 *
 * @throws BrokenPromise whose message is the report; and as `check` does.
 */
export declare function assert<O extends CheckOptions>(suite: Suite, options?: O): VerdictOf<O>;
/** What is not as it should be, counterexamples included; one line where all hold. */
export declare function verdictText(verdict: Verdict, palette?: Palette): string[];
