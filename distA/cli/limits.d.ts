import type { Options } from './options.ts';
/** Tells whether nothing more is to be begun, and why. */
export interface Stop {
    readonly stopped: string | undefined;
}
export declare class Limits implements Stop {
    #private;
    /** The time limit starts to run now. */
    constructor(options: Options);
    /** Time since the run began. */
    get seconds(): number;
    get isOverTime(): boolean;
    get stopped(): string | undefined;
    /** Hands the reason, if there is one, to the threads that share this memory. */
    tell(memory: Int32Array): void;
}
/** What a thread hears of them. */
export declare function heard(memory: Int32Array, options: Options): Stop;
export declare function megabytesOfProcess(): number;
