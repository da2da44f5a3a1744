/** How far something has come, for whoever waits for it; never on standard output. */
/** On a terminal one line that is rewritten every second; elsewhere a line at the start. */
export declare class ProgressLine {
    #private;
    constructor(title: string, quiet: boolean);
    update(text: () => string, now: number): void;
    end(): void;
}
