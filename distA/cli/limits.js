/** What ends a run before it is done: a signal, the limits of time and memory. */
import { performance } from 'node:perf_hooks';
/** Each with what is said of it. */
const reasons = {
    interrupted: () => 'it was interrupted',
    memory: ({ memory }) => `the memory limit of ${memory} MB was reached`,
    time: ({ time }) => `the time limit of ${time} s was reached`,
};
const order = Object.keys(reasons);
export class Limits {
    #options;
    #begun = performance.now();
    #interrupted = false;
    /** The time limit starts to run now. */
    constructor(options) {
        this.#options = options;
        process.once('SIGINT', () => {
            this.#interrupted = true;
        });
    }
    /** Time since the run began. */
    get seconds() {
        return (performance.now() - this.#begun) / 1_000;
    }
    get isOverTime() {
        return this.seconds > (this.#options.time ?? Number.POSITIVE_INFINITY);
    }
    get stopped() {
        const reason = this.#reason;
        return reason === undefined ? undefined : reasons[reason](this.#options);
    }
    /** Hands the reason, if there is one, to the threads that share this memory. */
    tell(memory) {
        const reason = this.#reason;
        if (reason !== undefined)
            Atomics.store(memory, 0, 1 + order.indexOf(reason));
    }
    get #reason() {
        if (this.#interrupted)
            return 'interrupted';
        if (megabytesOfProcess() > (this.#options.memory ?? Number.POSITIVE_INFINITY))
            return 'memory';
        return this.isOverTime ? 'time' : undefined;
    }
}
/** What a thread hears of them. */
export function heard(memory, options) {
    return {
        get stopped() {
            const reason = order[Atomics.load(memory, 0) - 1];
            return reason === undefined ? undefined : reasons[reason](options);
        },
    };
}
export function megabytesOfProcess() {
    return process.memoryUsage.rss() / 2 ** 20;
}
