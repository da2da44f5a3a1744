/**
 * Errors: the two kinds in which a run fails although no property is violated. Each message is one sentence:
 * what was wrong, where, and what would be right.
 */

/**
 * A mistake that is found before anything runs: a wrong name, bound, system or machine. The command exits
 * with 2.
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * A failure of code under check: an actor threw, returned a promise, returned a view that is not plain data
 * or used a feature of XState that is refused; or a property threw. The command exits with 4.
 */
export class CodeError extends Error {
  override readonly name = 'CodeError';
}

/** A failure that takes long to come again, such as a process that does not answer in time. */
export class SlowFailure extends CodeError {}

/**
 * The error for a failure of code under check, with the call that failed; errors of the checker itself are
 * returned unchanged.
 */
export function failedAt(doing: string, cause: unknown, when = ''): Error {
  if (cause instanceof CodeError || cause instanceof UsageError) return cause;
  return new CodeError(`${doing} failed${when}: ${messageOf(cause)}`, { cause });
}

/** A thrown value as text: the message of an error, any other value as a string. */
export function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return 'a value was thrown that has no text';
  }
}

/** The messages with which engines of JavaScript report that memory, or the size of a table, is exhausted. */
const allocationFailures =
  /^(Array buffer allocation failed|Invalid (typed array|array buffer|array|string) length|(Map|Set) maximum size exceeded)/;

/**
 * Whether the checker itself ran out of memory or table size; code under check fails with a `CodeError`
 * instead.
 */
export function isAllocationFailure(cause: unknown): cause is RangeError {
  return cause instanceof RangeError && allocationFailures.test(cause.message);
}
