import { type Rendering } from '../reports/index.ts';
export interface Options {
    readonly scope?: string;
    readonly property?: string;
    readonly subject?: string;
    readonly seed: number;
    /** Worlds of one exploration. */
    readonly maxStates?: number;
    /** Steps from an initial world beyond which nothing is expanded. */
    readonly maxDepth?: number;
    /** Megabytes of the process. */
    readonly memory?: number;
    /** Seconds of the whole command. */
    readonly time?: number;
    /** Schedules to draw; of each seed, where there are several. */
    readonly runs?: number;
    /** Most actions of a storm. */
    readonly actions?: number;
    readonly nodes?: number;
    readonly strategy?: readonly string[];
    /** Seconds for which a broken schedule is shrunk. */
    readonly shrinkTime?: number;
    /** Checks that are made at a time. */
    readonly jobs?: number;
    /** Ids of known bugs; absent: all. */
    readonly bug?: readonly string[];
    /** How many seeds a known bug is hunted with. */
    readonly seeds?: number;
    /** Folder of traces that must not break anything any more. */
    readonly regressions?: string;
    readonly out: string;
    /** Files that export suites. */
    readonly suite?: readonly string[];
    /** Absent: text. */
    readonly format?: readonly Format[];
    readonly as: Rendering;
    readonly quiet?: boolean;
    readonly color: boolean;
}
/** How a run is reported: the first is for people, the others for machines. */
export declare const formats: readonly ['text', 'json', 'junit'];
export type Format = (typeof formats)[number];
/** `json`, `text,junit`; may be given several times. */
export declare function formatList(words: string, before: readonly Format[] | undefined): readonly Format[];
export declare function rendering(word: string): Rendering;
export declare function file(text: string, before?: readonly string[]): readonly string[];
/** `split-vote,churn`; may be given several times. */
export declare function nameList(words: string, before?: readonly string[]): readonly string[];
export declare function folder(flag: string, example: string): (text: string) => string;
/** `1000`, `1_000` and `0x3e8` alike. */
export declare function wholeNumber(flag: string, least: number): (text: string) => number;
export declare function positiveNumber(flag: string, unit: string): (text: string) => number;
