/**
 * Runs a search with a clock, and yields to the event loop at intervals; the engines themselves have neither.
 */
import { performance } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';

/** A search as a generator: it yields its progress and accepts a reason to stop. */
export type Search<Progress, Result> = Generator<Progress, Result, string | undefined>;

/** The observer of a running search; times are since its start. */
export interface Watch<Progress> {
  /** Reports progress, before each turn of the event loop. */
  onProgress?(progress: Progress, ms: number): void;
  /** The reason to stop the search now, if there is one. */
  stopReason(progress: Progress, ms: number): string | undefined;
}

const msBetweenTurns = 50;

/** Runs a search until it ends or is stopped; returns its result and the wall-clock time. */
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
      watch.onProgress?.(next.value, now - begun);
      await turn();
    }
    next = search.next(watch.stopReason(next.value, now - begun));
  }
  return { result: next.value, ms: performance.now() - begun };
}
