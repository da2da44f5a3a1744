/** Values and numbers as a person reads them, and colours as a palette that may be blank. */
/** How a report marks its words; `plain` leaves them as they are. */
export interface Palette {
    bold(text: string): string;
    dim(text: string): string;
    green(text: string): string;
    red(text: string): string;
    yellow(text: string): string;
    cyan(text: string): string;
}
/** Without colours. */
export declare const plain: Palette;
/** `1,234` */
export declare function count(n: number): string;
/** `1 step`, `1,234 steps` */
export declare function counted(n: number, noun: string, plural?: string): string;
/** `0.8 s` */
export declare function seconds(ms: number): string;
/** Breaks a line at spaces, and a word that is longer than a whole line wherever it must; what follows is indented by two more. */
export declare function wrapped(line: string, columns: number): string[];
/** Plain data in one line: `{term: 1, entries: [x, y]}`, `Set {a, b}`. Words stand without quotes. */
export declare function value(data: unknown): string;
/** A tagged value by its type: `RequestVote {term: 1}`. */
export declare function tagged(data: {
    readonly type: string;
}): string;
