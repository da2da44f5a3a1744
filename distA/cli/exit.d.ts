/** Exit codes, and what each tells a script. Where several apply the first of this list wins. */
export declare const exits: {
    /** An actor or property failed, or swarmcheck itself. */
    readonly internal: 4;
    /** A flag, name or bound that makes no sense; nothing was written. */
    readonly usage: 2;
    /** A property was violated; the counterexample was printed and written. */
    readonly violated: 1;
    /** A limit cut the search short, something was never reached, or a known bug was not caught. */
    readonly inconclusive: 3;
    readonly allHold: 0;
};
export type Exit = (typeof exits)[keyof typeof exits];
/** The exit code of a run with several outcomes. */
export declare function worst(codes: readonly Exit[]): Exit;
