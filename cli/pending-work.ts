/**
 * Waits for work that code of suites left pending. A promise that is rejected, or a callback that throws,
 * after the last check must be noticed before the verdict is printed. If nothing is pending the wait takes
 * two turns of the event loop.
 */
import { performance } from 'node:perf_hooks';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { hasUncaughtError, isSupervised } from './thread.ts';

/** The longest wait of a thread in all, because a timer or a connection of a suite may stay for ever. */
const msMax = 1_000;
const msBetweenChecks = 5;
/** Resources that mean pending work; ports, servers and watchers stay open without any. */
const isPending = /Req|^(?:Timeout|Immediate|TCPSocketWrap|TLSWrap|ProcessWrap)$/;

let msLeft = msMax;

/** Waits for two turns of the event loop, in which Node reports promises that were rejected before. */
export async function twoTurns(): Promise<void> {
  await turn();
  await turn();
}

/**
 * Waits for the pending work of this thread. It never returns after an uncaught error, because then the
 * supervisor ends the run.
 */
export async function awaitPendingWork(): Promise<void> {
  await twoTurns();
  while (isSupervised() && !hasUncaughtError() && msLeft > 0 && isAnyPending()) {
    const before = performance.now();
    await pause(msBetweenChecks);
    msLeft -= performance.now() - before;
  }
  if (msLeft < msMax) await twoTurns();
  // The supervisor ends the run, so this thread must not write a report.
  if (hasUncaughtError()) await new Promise(() => {});
}

/** Whether work is pending; not every runtime can list it. */
function isAnyPending(): boolean {
  const names: readonly string[] = process.getActiveResourcesInfo?.() ?? [];
  return names.some((name) => isPending.test(name));
}
