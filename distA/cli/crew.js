/**
 * Checks that do not depend on each other, some at a time: each in a thread, which loads the suites as this process did. What a
 * check finds is the same wherever it runs, and results are told in the order in which they were asked for.
 */
import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';
import { Tinypool } from 'tinypool';
import { unpacked, unpackedStorm } from './parcel.js';
import { ProgressLine } from './progress.js';
/** For fewer checks a thread is not worth that it loads everything. */
const checksAThread = 8;
const msBetweenLooks = 50;
/** Most of what a check makes is garbage at once; in a heap this young it is collected a tenth faster than in Node's own. */
const youngMegabytes = 64;
/** Where checks are made: here, each when somebody waits for it, unless there are many. */
export class Crew {
    #driver;
    #limits;
    #options;
    #threads;
    constructor(driver, limits, options) {
        this.#driver = driver;
        this.#limits = limits;
        this.#options = options;
    }
    /** Is told how many checks will be asked for, before the first. */
    expect(checks) {
        const { jobs = Math.min(availableParallelism(), Math.floor(checks / checksAThread)), quiet } = this.#options;
        if (jobs < 2)
            return;
        const stop = new Int32Array(new SharedArrayBuffer(4));
        const briefing = { options: this.#options, stop };
        const pool = new Tinypool({
            filename: new URL('./helper.js', import.meta.url).href,
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
    explore(suite, scope, subject, properties) {
        return this.#asked({ protocol: suite.name, scope, subject, properties: properties.map(({ name }) => name) }, () => this.#driver.explore(suite, scope, subject, properties), (sent) => sent.kind === 'exploration'
            ? { suite, scope, subject, exploration: unpacked(sent.exploration, properties), ms: sent.ms }
            : undefined);
    }
    storm(suite, scope, subject, properties, storm) {
        return this.#asked({ protocol: suite.name, scope, subject, properties: properties.map(({ name }) => name), storm }, () => this.#driver.storm(suite, scope, subject, properties, storm), (sent) => {
            if (sent.kind !== 'storm')
                return undefined;
            const { ms, foundMs } = sent;
            return { suite, scope, subject, fuzzed: unpackedStorm(sent.fuzzed, properties), ms, foundMs };
        });
    }
    /** Ends the threads, whatever they are about. */
    async end() {
        if (this.#threads === undefined)
            return;
        const { pool, watch, line } = this.#threads;
        clearInterval(watch);
        line.end();
        await pool.destroy();
    }
    #asked(job, here, unpack) {
        const sent = this.#sent(job);
        return async () => {
            const what = await sent;
            // An error would lose what it is on its way here; what failed there fails again.
            if (what === undefined || what.kind === 'failed')
                return this.#limits.stopped === undefined ? here() : undefined;
            return unpack(what);
        };
    }
    async #sent(job) {
        const threads = this.#threads;
        if (threads === undefined)
            return undefined;
        const failed = { kind: 'failed' };
        const sent = await threads.pool.run(job).catch(() => failed);
        threads.done++;
        return sent;
    }
}
