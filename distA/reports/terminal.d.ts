import { type Exploration, type Progress, type Result, type Subject, type Suite } from '../checker/index.ts';
import { type Palette } from './text.ts';
/** What was explored: a scope of a suite, played by a subject. */
export interface Explored {
    readonly suite: Suite;
    readonly scope: string;
    readonly subject: Subject;
    readonly exploration: Exploration;
    /** Wall-clock time. */
    readonly ms: number;
}
/** The name of a protocol, what it is for, and where it comes from. */
export declare function protocolHead({ name, says, source }: Suite, palette?: Palette): string[];
/** The block of one exploration. */
export declare function explorationText(explored: Explored, palette?: Palette): string[];
/** A broken promise, the step that broke it, and the way there, as a search found it. */
export declare function violationText(result: Result, palette?: Palette): string[];
/** One known bug on every side it was built into: whether it was caught, and the outline of the first trace. */
export declare function bugText(id: string, hunts: readonly Explored[], palette?: Palette): string[];
/** The first property that was found broken. */
export declare function violation({ results }: Exploration): Result | undefined;
/** One line of a running search. */
export declare function progressText({ worlds, transitions, depth, queue }: Progress, ms: number, megabytes: number): string;
/** What a scope holds and a suite promises, for `list`. */
export declare function suiteText(suite: Suite, palette?: Palette): string[];
/** What nobody should read into a green run: of a search, and of schedules alone. */
export declare const caveats: {
    search: string;
    schedules: string;
};
