/**
 * The check pool: runs independent checks on several threads (`--jobs`). Each thread loads the suites itself.
 * The result of a check does not depend on the thread, and results are returned in the order in which checks
 * were submitted.
 */
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { Tinypool } from 'tinypool';
import type { CodecCheck, Property, Subject, Suite } from '../checker/index.ts';
import type { CheckedCodec, DrawnSchedules, Explored } from '../reports/index.ts';
import type { CheckRunner, SchedulePlan } from './check-runner.ts';
import type { Limits } from './limits.ts';
import { youngMegabytes } from './memory.ts';
import type { Options } from './options.ts';
import type { Job, JobResult, WorkerSetup } from './pool-worker.ts';
import { ProgressLine } from './progress.ts';
import { deserialiseExploration, deserialiseSchedules } from './serialise.ts';
import { poolChannel, send } from './thread.ts';

/** With fewer checks per thread, the time to load the suites exceeds the gain. */
const checksPerThread = 8;
const msBetweenLooks = 50;

/** Waits for the result of a submitted check; undefined if the run ended before the check began. */
type PendingResult<T> = () => Promise<T | undefined>;

/** The pool threads, and what watches them. */
interface Threads {
  readonly pool: Tinypool;
  readonly watch: NodeJS.Timeout;
  readonly line: ProgressLine;
  done: number;
}

/** Runs checks: on pool threads if there are many, otherwise on this thread when their result is awaited. */
export class CheckPool {
  readonly #runner: CheckRunner;
  readonly #limits: Limits;
  readonly #options: Options;
  #threads: Threads | undefined;

  constructor(runner: CheckRunner, limits: Limits, options: Options) {
    this.#runner = runner;
    this.#limits = limits;
    this.#options = options;
  }

  /** Starts the pool threads if so many checks are worth them; called before the first check is submitted. */
  expect(checks: number): void {
    const { quiet } = this.#options;
    const jobs = jobsFor(checks, availableParallelism(), this.#options.jobs);
    if (jobs < 2) return;
    const stopMemory = new Int32Array(new SharedArrayBuffer(4));
    const setup: WorkerSetup = { options: this.#options, stop: stopMemory, channel: poolChannel() };
    const pool = new Tinypool({
      filename: new URL('./pool-worker.js', import.meta.url).href,
      // With atomics a waiting thread has no turn of its event loop: rejected promises go unnoticed, and Deno
      // hangs.
      useAtomics: false,
      minThreads: jobs,
      maxThreads: jobs,
      resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
      workerData: setup,
    });
    const line = new ProgressLine(`${checks} checks, ${jobs} at a time`, quiet === true);
    const watch = setInterval(() => {
      this.#limits.shareWith(stopMemory);
      line.update(() => `${threads.done} done`, performance.now());
    }, msBetweenLooks);
    const threads = { pool, watch, line, done: 0 };
    this.#threads = threads;
  }

  /** Submits an exploration, as of `CheckRunner.explore`. */
  explore(
    suite: Suite,
    scope: string,
    subject: Subject,
    properties: readonly Property[],
    shortestOnly = false,
  ): PendingResult<Explored> {
    const names = properties.map(({ name }) => name);
    return this.#submitted(
      { protocol: suite.name, scope, subject, properties: names, ...(shortestOnly && { shortestOnly }) },
      () => this.#runner.explore(suite, scope, subject, properties, shortestOnly),
      (result) =>
        result.kind === 'exploration'
          ? {
              ...{ suite, scope, subject, ms: result.ms },
              exploration: deserialiseExploration(result.exploration, properties),
            }
          : undefined,
    );
  }

  /** Submits the schedules of a scope. */
  drawSchedules(
    suite: Suite,
    scope: string,
    subject: Subject,
    properties: readonly Property[],
    plan: SchedulePlan,
  ): PendingResult<DrawnSchedules> {
    return this.#submitted(
      { protocol: suite.name, scope, subject, properties: properties.map(({ name }) => name), plan },
      () => this.#runner.drawSchedules(suite, scope, subject, properties, plan),
      (result) => {
        if (result.kind !== 'schedules') return undefined;
        const { ms, foundMs } = result;
        return {
          suite,
          scope,
          subject,
          fuzzed: deserialiseSchedules(result.fuzzed, properties),
          ms,
          foundMs,
        };
      },
    );
  }

  /** Submits the check of a codec. */
  checkCodec(suite: Suite, check: CodecCheck, runs: number): PendingResult<CheckedCodec> {
    const { name, bug } = check;
    return this.#submitted(
      { protocol: suite.name, codec: name, ...(bug !== undefined && { bug }), runs },
      () => this.#runner.checkCodec(suite, check, runs),
      (result) =>
        result.kind === 'codec' ? { suite, check, result: result.result, ms: result.ms } : undefined,
    );
  }

  /** Ends the threads, including those that still run a check. */
  async end(): Promise<void> {
    if (this.#threads === undefined) return;
    const { pool, watch, line } = this.#threads;
    this.#threads = undefined;
    clearInterval(watch);
    line.end();
    await pool.destroy();
    send({ kind: 'threads', alive: [] });
  }

  #submitted<T>(
    job: Job,
    here: () => Promise<T>,
    deserialise: (result: JobResult) => T | undefined,
  ): PendingResult<T> {
    const result = this.#resultOf(job);
    return async () => {
      const settled = await result;
      // An error would lose its class and trace between threads, so a check that failed there is repeated
      // here.
      if (settled === undefined || settled.kind === 'failed')
        return this.#limits.stopped === undefined ? here() : undefined;
      return deserialise(settled);
    };
  }

  async #resultOf(job: Job): Promise<JobResult | undefined> {
    const threads = this.#threads;
    if (threads === undefined) return undefined;
    const failed: JobResult = { kind: 'failed' };
    const result: JobResult = await threads.pool.run(job).catch(() => {
      // The thread has ended; the watchdog must forget the call that it was in.
      send({ kind: 'threads', alive: threads.pool.threads.map(({ threadId }) => threadId) });
      return failed;
    });
    threads.done++;
    return result;
  }
}

/** The number of threads for so many checks: the requested number, at most one per check and one per core. */
export function jobsFor(
  checks: number,
  cores: number,
  requested = Math.floor(checks / checksPerThread),
): number {
  return Math.min(requested, checks, cores);
}
