/**
 * The watchdog: looks at heartbeats (`checker/actors/heartbeat.ts`) from another thread, and knows how long each call into code of a suite
 * has run. It has no clock of its own; time in which the whole process stood still is not held against a call.
 */
import { runningCall } from '../checker/actors/heartbeat.ts';

/** Between two looks. */
export const msBetweenLooks = 200;
/** Of a longer pause (a laptop that slept, a process that was stopped) no more counts. */
const msCountedMax = 1_000;

/** A call that runs. */
export interface Running {
  /** For instance `node 'a' at timeout 'tick'`. */
  readonly name: string;
  /** The check that makes it, for instance `raft model, scope default`. */
  readonly check?: string;
  /** For so long at least. */
  readonly ms: number;
}

export class Watchdog {
  readonly #watched = new Map<SharedArrayBuffer, { readonly call: number; ms: number } | undefined>();
  readonly #threads = new Map<SharedArrayBuffer, number>();
  #busyMs = 0;

  /** Looks at the heartbeat of a thread, from now on. */
  watch(memory: SharedArrayBuffer, thread: number): void {
    this.#watched.set(memory, undefined);
    this.#threads.set(memory, thread);
  }

  /** Forgets the threads that are not kept: one that has ended cannot end its call any more. */
  keep(isAlive: (thread: number) => boolean): void {
    for (const [memory, thread] of this.#threads) {
      if (isAlive(thread)) continue;
      this.#watched.delete(memory);
      this.#threads.delete(memory);
    }
  }

  /** Looks at all heartbeats, so long after the last time. */
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

  /** For how long some call ran whenever it was looked: time in which code of suites is at work without a pause. */
  get busyMs(): number {
    return this.#busyMs;
  }

  /** A call that runs now, however short a time. */
  get present(): Omit<Running, 'ms'> | undefined {
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

/** ` (raft model, scope default)`; nothing for a call outside of a check. */
export function whereOf({ check }: Pick<Running, 'check'>): string {
  return check === undefined ? '' : ` (${check})`;
}
