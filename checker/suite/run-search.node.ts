/** Runs a search with what an engine must not have: a clock, and a turn for everything else now and then. */
import { performance } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';

/** A search as a generator: it yields how far it has come, and may be told why to stop. */
export type Search<Progress, Result> = Generator<Progress, Result, string | undefined>;

/** What is asked of whoever lets a search run; times since it began. */
export interface Watch<Progress> {
  /** Before each turn of everything else. */
  look?(progress: Progress, ms: number): void;
  /** Why the search is to end here, if it is. */
  enough(progress: Progress, ms: number): string | undefined;
}

const msBetweenTurns = 50;

/** Runs a search to its end, or until there was enough of it; with the wall-clock time it took. */
export async function runSearch<Progress, Result>(
  search: Search<Progress, Result>,
  watch: Watch<Progress>,
): Promise<{ readonly result: Result; readonly ms: number }> {
  const begun = performance.now();
  let nextTurn = begun + msBetweenTurns;
  let next = search.next();
  while (next.done !== true) {
    const now = performance.now();
    if (now >= nextTurn) {
      nextTurn = now + msBetweenTurns;
      watch.look?.(next.value, now - begun);
      await turn();
    }
    next = search.next(watch.enough(next.value, now - begun));
  }
  return { result: next.value, ms: performance.now() - begun };
}
