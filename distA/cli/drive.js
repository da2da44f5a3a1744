/** Runs a search with what an engine must not have: a clock, limits and a progress line. */
import { performance } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import { explore, fuzz, subjectText, systemOf, } from '../checker/index.js';
import { fuzzProgressText, progressText } from '../reports/index.js';
import { megabytesOfProcess } from './limits.js';
import { ProgressLine } from './progress.js';
const msBetweenTurns = 50;
/** How long a broken schedule is shrunk unless told otherwise. */
export const shrinkSecondsMax = 10;
export class Driver {
    #options;
    #limits;
    constructor(options, limits) {
        this.#options = options;
        this.#limits = limits;
    }
    /** Explores a subject to the end, or to the first limit. */
    async explore(suite, scope, subject, properties) {
        const { maxStates, maxDepth } = this.#options;
        const search = explore(systemOf(suite, scope, subject), properties, {
            ...(maxStates !== undefined && { maxWorlds: maxStates }),
            ...(maxDepth !== undefined && { maxDepth }),
        });
        const title = `exploring ${suite.name} ${subjectText(subject)}, scope ${scope}`;
        const { result, ms } = await this.#drive(title, search, progressText);
        return { suite, scope, subject, exploration: result, ms };
    }
    /** Draws schedules until one breaks a promise, or there were enough; what broke is shrunk for a while. */
    async storm(suite, scope, subject, properties, options) {
        const { seed, shrinkTime = shrinkSecondsMax } = this.#options;
        const search = fuzz(systemOf(suite, scope, subject), properties, { seed, ...options });
        const title = `schedules for ${suite.name} ${subjectText(subject)}, scope ${scope}`;
        let foundAt;
        const begun = performance.now();
        const { result, ms } = await this.#drive(title, search, fuzzProgressText, ({ shrinking }) => {
            if (shrinking === undefined)
                return undefined;
            foundAt ??= performance.now();
            return performance.now() - foundAt > shrinkTime * 1_000
                ? `the time limit of ${shrinkTime} s for that was reached`
                : undefined;
        });
        return { suite, scope, subject, fuzzed: result, ms, foundMs: (foundAt ?? begun + ms) - begun };
    }
    async #drive(title, search, text, enough = () => undefined) {
        const line = new ProgressLine(title, this.#options.quiet === true);
        const begun = performance.now();
        let nextTurn = begun + msBetweenTurns;
        let next = search.next();
        while (next.done !== true) {
            const now = performance.now();
            if (now >= nextTurn) {
                nextTurn = now + msBetweenTurns;
                const progress = next.value;
                line.update(() => text(progress, now - begun, megabytesOfProcess()), now);
                await turn();
            }
            next = search.next(this.#limits.stopped ?? enough(next.value));
        }
        line.end();
        return { result: next.value, ms: performance.now() - begun };
    }
}
