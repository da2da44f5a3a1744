/** What ends a run before it is done: a signal, the limits of time and memory. */
import { performance } from 'node:perf_hooks';
import type { Options } from './options.ts';

/** Each with what is said of it. */
const reasons = {
  interrupted: () => 'it was interrupted',
  memory: ({ memory }: Options) => `the memory limit of ${memory} MB was reached`,
  time: ({ time }: Options) => `the time limit of ${time} s was reached`,
};
type Reason = keyof typeof reasons;
const order = Object.keys(reasons) as Reason[];

/** Tells whether nothing more is to be begun, and why. */
export interface Stop {
  readonly stopped: string | undefined;
}

export class Limits implements Stop {
  readonly #options: Options;
  readonly #begun = performance.now();
  #interrupted = false;

  /** The time limit starts to run now. */
  constructor(options: Options) {
    this.#options = options;
    process.once('SIGINT', () => {
      this.#interrupted = true;
    });
  }

  /** Time since the run began. */
  get seconds(): number {
    return (performance.now() - this.#begun) / 1_000;
  }

  get isOverTime(): boolean {
    return this.seconds > (this.#options.time ?? Number.POSITIVE_INFINITY);
  }

  get stopped(): string | undefined {
    const reason = this.#reason;
    return reason === undefined ? undefined : reasons[reason](this.#options);
  }

  /** Hands the reason, if there is one, to the threads that share this memory. */
  tell(memory: Int32Array): void {
    const reason = this.#reason;
    if (reason !== undefined) Atomics.store(memory, 0, 1 + order.indexOf(reason));
  }

  get #reason(): Reason | undefined {
    if (this.#interrupted) return 'interrupted';
    if (megabytesOfProcess() > (this.#options.memory ?? Number.POSITIVE_INFINITY)) return 'memory';
    return this.isOverTime ? 'time' : undefined;
  }
}

/** What a thread hears of them. */
export function heard(memory: Int32Array, options: Options): Stop {
  return {
    get stopped() {
      const reason = order[Atomics.load(memory, 0) - 1];
      return reason === undefined ? undefined : reasons[reason](options);
    },
  };
}

export function megabytesOfProcess(): number {
  return process.memoryUsage.rss() / 2 ** 20;
}
