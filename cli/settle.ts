/**
 * The wait for what code of suites left behind: a promise that is rejected, or a callback that throws, some time after the last check
 * must be noticed before the verdict is printed. Where nothing is pending the wait is two turns of the event loop.
 */
import { performance } from 'node:perf_hooks';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { isSupervised, strayed } from './thread.ts';

/** A thread waits no longer than this in all: a timer or a connection of a suite may stay for good. */
const msMax = 1_000;
const msBetweenLooks = 5;
/** Requests to files and networks, child processes, and timers; ports, servers and watchers stay open while nothing is asked of them. */
const isPending = /Req|^(?:Timeout|Immediate|TCPSocketWrap|TLSWrap|ProcessWrap)$/;

let msLeft = msMax;

/** Two turns: a promise that was rejected before is noticed in them. */
export async function turns(): Promise<void> {
  await turn();
  await turn();
}

/** Waits for what is pending in this thread; no handle of the command's own may be pending then. Never ends once the run is over. */
export async function settled(): Promise<void> {
  await turns();
  while (isSupervised() && !strayed() && msLeft > 0 && isAnyPending()) {
    const before = performance.now();
    await pause(msBetweenLooks);
    msLeft -= performance.now() - before;
  }
  if (msLeft < msMax) await turns();
  // The supervisor ends the run; this thread must not write a report of its own.
  if (strayed()) await new Promise(() => {});
}

/** Not every runtime tells. */
function isAnyPending(): boolean {
  const names: readonly string[] = process.getActiveResourcesInfo?.() ?? [];
  return names.some((name) => isPending.test(name));
}
