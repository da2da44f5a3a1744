/** Runs a search that is a generator to its end, for callers that need no progress. */

/** `reasonToStop` sees each progress; a text that it returns ends the search. */
export function drain<Progress, Result>(
  search: Generator<Progress, Result, string | undefined>,
  reasonToStop: (progress: Progress) => string | undefined = () => undefined,
): Result {
  let next = search.next();
  while (next.done !== true) next = search.next(reasonToStop(next.value));
  return next.value;
}
