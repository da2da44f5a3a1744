/**
 * A page of documentation as something that can be run. Of its fenced blocks
 *
 * - one with a file name after its language (```` ```ts my.suite.ts ````) is that file,
 * - a `console` block is a transcript: after each `$` a command, then what it prints; a line `...` leaves some of it out.
 *
 * The blocks of a page share one folder in which swarmcheck is installed, in the order in which they stand.
 */
import { type Ran } from './command.ts';
export type Block = FileBlock | Transcript;
export interface FileBlock {
    readonly kind: 'file';
    readonly name: string;
    readonly text: string;
}
export interface Transcript {
    readonly kind: 'transcript';
    readonly commands: readonly Command[];
    /** Where the block's lines begin and end in the page. */
    readonly from: number;
    readonly to: number;
}
export interface Command {
    /** As it stands after the `$`. */
    readonly words: string;
    /** What the page says it prints, without the line break at the end. */
    readonly prints: string;
}
export declare function blocksOf(page: string): Block[];
/** Runs `swarmcheck ...`, `npx swarmcheck ...` or `node <file>`, output redirected with `>` or not. */
export declare function run(command: string, folder: string): Ran & {
    written?: {
        name: string;
        text: string;
    };
};
/** What a reader sees: the output, and what was wrong, without the lines that tell of progress. */
export declare function seenOf({ out, err }: Ran): string;
/** The exit code that a reader would expect of what was printed. */
export declare function codeExpected(seen: string): number;
/** Times and rates differ from run to run. */
export declare function masked(text: string): string;
/**
 * What the page should say: what was printed, with what the page leaves out left out. Where nothing but times differs the
 * page's own words are kept.
 *
 * @returns undefined where a part of the page is printed nowhere, so that it is not clear what to leave out.
 */
export declare function retold(page: string, printed: string): string | undefined;
