/**
 * Which transitions of a machine a step takes, and how its guards come out: so that a search can say what it never saw. A
 * transition that is never taken is tested by nothing.
 */
import type { AnyStateMachine } from 'xstate';
/** Notes what the steps of one machine take. */
export declare class Recorder {
    #private;
    /** Everything a step of this machine could take, in words: a transition each, and each guard true and false. */
    readonly rules: readonly string[];
    /** Changes the machine, which must be a copy of the author's. */
    constructor(machine: AnyStateMachine);
    /** Runs a step; `taken` is what it took of the rules. */
    during<T>(run: () => T): {
        readonly result: T;
        readonly taken: readonly string[];
    };
}
