/**
 * The two ways in which a run can fail without a promise being broken. Each message is one sentence that says what was
 * wrong, where, and what would be right.
 */
import type { Trace } from './trace.ts';
/** Seen before anything ran: a wrong name, bound, system or machine. The command exits with 2. */
export declare class UsageError extends Error {
    readonly name = "UsageError";
}
/**
 * Code under check did what it may not: an actor threw, returned a promise, showed a view that is not plain data or used
 * a feature of XState that is refused; or a property threw. The command exits with 4.
 */
export declare class CodeError extends Error {
    readonly name = "CodeError";
    /** What led there; the last step is the one that failed. Absent until an engine that knows the way adds it. */
    trace?: Trace;
}
/** What code under check threw, with what it was doing; sentences of our own stay as they are. */
export declare function failedAt(doing: string, cause: unknown): Error;
/** As `failedAt`, for what the system under check did; `trace` tells what led there. */
export declare function explained(cause: unknown, trace: () => Trace): Error;
/** What was thrown, as a sentence: the message of an error, anything else as text. */
export declare function messageOf(thrown: unknown): string;
