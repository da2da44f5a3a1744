/**
 * The two ways in which a run can fail without a promise being broken. Each message is one sentence that says what was
 * wrong, where, and what would be right.
 */
/** Seen before anything ran: a wrong name, bound, system or machine. The command exits with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Code under check did what it may not: an actor threw, returned a promise, showed a view that is not plain data or used
 * a feature of XState that is refused; or a property threw. The command exits with 4.
 */
export class CodeError extends Error {
  override readonly name = 'CodeError';
}

/** What code under check threw, with what it was doing; sentences of our own stay as they are. */
export function failedAt(doing: string, cause: unknown, when = ''): Error {
  if (cause instanceof CodeError || cause instanceof UsageError) return cause;
  return new CodeError(`${doing} failed${when}: ${messageOf(cause)}`, { cause });
}

/** What was thrown, as a sentence: the message of an error, anything else as text. */
export function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown);
  } catch {
    return 'something was thrown that has no text';
  }
}

/** What an engine of JavaScript says where it has no more memory to give, or a table none of its slots. */
const allocationFailures =
  /^(Array buffer allocation failed|Invalid (typed array|array buffer|array|string) length|(Map|Set) maximum size exceeded)/;

/** Whether swarmcheck itself ran out of memory, or of the size that a table may have; code under check fails with a `CodeError`. */
export function isAllocationFailure(cause: unknown): cause is RangeError {
  return cause instanceof RangeError && allocationFailures.test(cause.message);
}
