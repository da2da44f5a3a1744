/**
 * The watchdog: measures how long each call into code of a suite runs, by the heartbeats of other threads
 * (`checker/actors/heartbeat.ts`). It has no clock of its own, and does not count time in which the whole
 * process stood still.
 */
import { runningCall } from '../checker/actors/heartbeat.ts';

/** Time between two looks. */
export const msBetweenLooks = 200;
/**
 * The longest time that is counted between two looks, because a laptop may sleep or a process may be stopped.
 */
const msCountedMax = 1_000;

/** A running call. */
export interface Running {
  /** For instance `node 'a' at timeout 'tick'`. */
  readonly name: string;
  /** The check that makes it, for instance `raft model, scope default`. */
  readonly check?: string;
  /** The least time for which it has run. */
  readonly ms: number;
}

/** Watches the heartbeats of several threads. */
export class Watchdog {
  readonly #watched = new Map<SharedArrayBuffer, { readonly call: number; ms: number } | undefined>();
  readonly #threads = new Map<SharedArrayBuffer, number>();
  #busyMs = 0;

  /** Adds the heartbeat of a thread. */
  watch(memory: SharedArrayBuffer, thread: number): void {
    this.#watched.set(memory, undefined);
    this.#threads.set(memory, thread);
  }

  /** Removes threads that are not alive, because an ended thread cannot end its call. */
  keep(isAlive: (thread: number) => boolean): void {
    for (const [memory, thread] of this.#threads) {
      if (isAlive(thread)) continue;
      this.#watched.delete(memory);
      this.#threads.delete(memory);
    }
  }

  /** Reads all heartbeats; `msSince` is the time since the last look. */
  look(msSince: number): void {
    const ms = Math.min(msSince, msCountedMax);
    let isBusy = false;
    for (const [memory, before] of this.#watched) {
      const running = runningCall(memory);
      if (running !== undefined) isBusy = true;
      if (running === undefined) this.#watched.set(memory, undefined);
      else if (before?.call === running.call) before.ms += ms;
      else this.#watched.set(memory, { call: running.call, ms: 0 });
    }
    this.#busyMs = isBusy ? this.#busyMs + ms : 0;
  }

  /** The time for which every look found some call running. */
  get busyMs(): number {
    return this.#busyMs;
  }

  /** A call that runs now. */
  get current(): Omit<Running, 'ms'> | undefined {
    for (const memory of this.#watched.keys()) {
      const running = runningCall(memory);
      if (running !== undefined) return running;
    }
    return undefined;
  }

  /** The call that has run for the longest time. */
  get longest(): Running | undefined {
    let longest: Running | undefined;
    for (const [memory, seen] of this.#watched) {
      const running = seen === undefined ? undefined : runningCall(memory);
      if (seen === undefined || running?.call !== seen.call || seen.ms < (longest?.ms ?? 0)) continue;
      const { name, check } = running;
      longest = { name, ...(check !== undefined && { check }), ms: seen.ms };
    }
    return longest;
  }
}

/** ` (raft model, scope default)`; empty for a call outside of a check. */
export function whereOf({ check }: Pick<Running, 'check'>): string {
  return check === undefined ? '' : ` (${check})`;
}
