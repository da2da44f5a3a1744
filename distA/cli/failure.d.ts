import { type Exit } from './exit.ts';
export interface Failure {
    readonly exit: Exit;
    /** For standard error; absent where everything has been said. */
    readonly text?: string;
}
/** `debugs`: with the stack, and that of what caused it. */
export declare function explain(error: unknown, debugs?: boolean): Failure;
