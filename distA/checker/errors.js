/** Seen before anything ran: a wrong name, bound, system or machine. The command exits with 2. */
export class UsageError extends Error {
    name = 'UsageError';
}
/**
 * Code under check did what it may not: an actor threw, returned a promise, showed a view that is not plain data or used
 * a feature of XState that is refused; or a property threw. The command exits with 4.
 */
export class CodeError extends Error {
    name = 'CodeError';
    /** What led there; the last step is the one that failed. Absent until an engine that knows the way adds it. */
    trace;
}
/** What code under check threw, with what it was doing; sentences of our own stay as they are. */
export function failedAt(doing, cause) {
    if (cause instanceof CodeError || cause instanceof UsageError)
        return cause;
    return new CodeError(`${doing} failed: ${messageOf(cause)}`, { cause });
}
/** As `failedAt`, for what the system under check did; `trace` tells what led there. */
export function explained(cause, trace) {
    const error = failedAt('the system', cause);
    if (error instanceof CodeError)
        error.trace ??= trace();
    return error;
}
/** What was thrown, as a sentence: the message of an error, anything else as text. */
export function messageOf(thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
}
