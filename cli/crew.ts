/**
 * Checks that do not depend on each other, some at a time: each in a thread, which loads the suites as this process did. What a
 * check finds is the same wherever it runs, and results are told in the order in which they were asked for.
 */
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { Tinypool } from 'tinypool';
import type { Property, Subject, Suite } from '../checker/index.ts';
import type { Explored, Stormed } from '../reports/index.ts';
import type { Driver, StormPlan } from './drive.ts';
import type { Briefing, Job, Sent } from './helper.ts';
import type { Limits } from './limits.ts';
import { youngMegabytes } from './memory.ts';
import type { Options } from './options.ts';
import { unpacked, unpackedStorm } from './parcel.ts';
import { ProgressLine } from './progress.ts';
import { channelOfHelpers, say } from './thread.ts';

/** For fewer checks a thread is not worth that it loads everything. */
const checksAThread = 8;
const msBetweenLooks = 50;

/** A check that was asked for: what came of it, or undefined where the run was over before it was its turn. */
type Asked<T> = () => Promise<T | undefined>;

interface Threads {
  readonly pool: Tinypool;
  readonly watch: NodeJS.Timeout;
  readonly line: ProgressLine;
  done: number;
}

/** Where checks are made: here, each when somebody waits for it, unless there are many. */
export class Crew {
  readonly #driver: Driver;
  readonly #limits: Limits;
  readonly #options: Options;
  #threads: Threads | undefined;

  constructor(driver: Driver, limits: Limits, options: Options) {
    this.#driver = driver;
    this.#limits = limits;
    this.#options = options;
  }

  /** Is told how many checks will be asked for, before the first. */
  expect(checks: number): void {
    const { quiet } = this.#options;
    const jobs = jobsFor(checks, availableParallelism(), this.#options.jobs);
    if (jobs < 2) return;
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const briefing: Briefing = { options: this.#options, stop, channel: channelOfHelpers() };
    const pool = new Tinypool({
      filename: new URL('./helper.js', import.meta.url).href,
      // A thread that waits by atomics gets no turn of its event loop: promises left behind go unnoticed, and Deno waits for ever.
      useAtomics: false,
      minThreads: jobs,
      maxThreads: jobs,
      resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
      workerData: briefing,
    });
    const line = new ProgressLine(`${checks} checks, ${jobs} at a time`, quiet === true);
    const watch = setInterval(() => {
      this.#limits.tell(stop);
      line.update(() => `${threads.done} done`, performance.now());
    }, msBetweenLooks);
    const threads = { pool, watch, line, done: 0 };
    this.#threads = threads;
  }

  explore(suite: Suite, scope: string, subject: Subject, properties: readonly Property[]): Asked<Explored> {
    return this.#asked(
      { protocol: suite.name, scope, subject, properties: properties.map(({ name }) => name) },
      () => this.#driver.explore(suite, scope, subject, properties),
      (sent) =>
        sent.kind === 'exploration'
          ? { suite, scope, subject, exploration: unpacked(sent.exploration, properties), ms: sent.ms }
          : undefined,
    );
  }

  storm(
    suite: Suite,
    scope: string,
    subject: Subject,
    properties: readonly Property[],
    storm: StormPlan,
  ): Asked<Stormed> {
    return this.#asked(
      { protocol: suite.name, scope, subject, properties: properties.map(({ name }) => name), storm },
      () => this.#driver.storm(suite, scope, subject, properties, storm),
      (sent) => {
        if (sent.kind !== 'storm') return undefined;
        const { ms, foundMs } = sent;
        return { suite, scope, subject, fuzzed: unpackedStorm(sent.fuzzed, properties), ms, foundMs };
      },
    );
  }

  /** Ends the threads, whatever they are about. */
  async end(): Promise<void> {
    if (this.#threads === undefined) return;
    const { pool, watch, line } = this.#threads;
    this.#threads = undefined;
    clearInterval(watch);
    line.end();
    await pool.destroy();
    say({ kind: 'threads', alive: [] });
  }

  #asked<T>(job: Job, here: () => Promise<T>, unpack: (sent: Sent) => T | undefined): Asked<T> {
    const sent = this.#sent(job);
    return async () => {
      const what = await sent;
      // An error would lose what it is on its way here; what failed there fails again.
      if (what === undefined || what.kind === 'failed')
        return this.#limits.stopped === undefined ? here() : undefined;
      return unpack(what);
    };
  }

  async #sent(job: Job): Promise<Sent | undefined> {
    const threads = this.#threads;
    if (threads === undefined) return undefined;
    const failed: Sent = { kind: 'failed' };
    const sent: Sent = await threads.pool.run(job).catch(() => {
      // The thread is gone, and with it the call that it was in.
      say({ kind: 'threads', alive: threads.pool.threads.map(({ threadId }) => threadId) });
      return failed;
    });
    threads.done++;
    return sent;
  }
}

/** Threads for so many checks: as many as are asked for, but no more than there are checks or cores. */
export function jobsFor(checks: number, cores: number, asked = Math.floor(checks / checksAThread)): number {
  return Math.min(asked, checks, cores);
}
