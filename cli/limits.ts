/** The limits of a run: what ends it before it is done. A signal, its time, and memory, its own limit of it and that of the machine. */
import { performance } from 'node:perf_hooks';
import { UsageError } from '../checker/index.ts';
import {
  addressesInUse,
  addressSpace,
  type Fill,
  heapFill,
  isNearlyFull,
  megabytesForProcess,
  megabytesOfProcess,
} from './memory.ts';
import type { Options } from './options.ts';
import { isInterrupted } from './thread.ts';

/** Each with what the report says of it. */
const reasons = {
  interrupted: () => 'it was interrupted',
  memory: ({ memory }: Options) => `the memory limit of ${memory} MB was reached`,
  machine: () => 'memory ran out: the process takes nearly all that is free here',
  addresses: () => 'memory ran out: the process has nearly all the address space that ulimit -v leaves it',
  heap: () =>
    `memory ran out: the heap of a thread is nearly full, ${inMegabytes(heapFill())}; node --max-old-space-size=<megabytes> allows more`,
  time: ({ time }: Options) => `the time limit of ${time} s was reached`,
};
type Reason = keyof typeof reasons;
const order = Object.keys(reasons) as Reason[];

/** Memory is looked at no more often. */
const msBetweenLooks = 20;

function inMegabytes({ used, most }: Fill): string {
  return `${Math.round(used)} of ${Math.round(most)} MB`;
}

/** Tells whether nothing more is to be begun, and why. */
export interface Stop {
  readonly stopped: string | undefined;
}

export class Limits implements Stop {
  readonly #options: Options;
  readonly #begun = performance.now();
  readonly #most = megabytesForProcess();
  readonly #addresses = addressSpace()?.most;
  readonly #heap = new Heap();
  #nextLookAt = 0;
  #reached: Reason | undefined;

  /**
   * The time limit starts to run now.
   *
   * @throws UsageError where the process already takes more memory than it may.
   */
  constructor(options: Options) {
    this.#options = options;
    const { memory = Number.POSITIVE_INFINITY } = options;
    const used = Math.ceil(megabytesOfProcess());
    if (used > memory)
      throw new UsageError(
        `--memory ${memory} is less than the ${used} MB that the process takes before anything runs; allow it more`,
      );
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
    // A full heap is that of one thread; the others have their own.
    if (reason !== undefined && reason !== 'heap') Atomics.store(memory, 0, 1 + order.indexOf(reason));
  }

  get #reason(): Reason | undefined {
    if (isInterrupted()) return 'interrupted';
    const now = performance.now();
    if (now >= this.#nextLookAt) {
      this.#nextLookAt = now + msBetweenLooks;
      this.#reached = this.#full;
    }
    return this.#reached ?? (this.#heap.isFull ? 'heap' : this.isOverTime ? 'time' : undefined);
  }

  /** Which memory of the process is full. */
  get #full(): Reason | undefined {
    const megabytes = megabytesOfProcess();
    if (megabytes > (this.#options.memory ?? Number.POSITIVE_INFINITY)) return 'memory';
    if (megabytes > this.#most) return 'machine';
    const most = this.#addresses;
    return most !== undefined && isNearlyFull({ used: addressesInUse(), most }) ? 'addresses' : undefined;
  }
}

/** The heap of this thread, looked at now and then. */
class Heap {
  #nextLookAt = 0;
  #isFull = false;

  get isFull(): boolean {
    const now = performance.now();
    if (now < this.#nextLookAt) return this.#isFull;
    this.#nextLookAt = now + msBetweenLooks;
    this.#isFull = isNearlyFull(heapFill());
    return this.#isFull;
  }
}

/** What a thread hears of them, and its own heap. */
export function heard(memory: Int32Array, options: Options): Stop {
  const heap = new Heap();
  return {
    get stopped() {
      const reason = order[Atomics.load(memory, 0) - 1] ?? (heap.isFull ? 'heap' : undefined);
      return reason === undefined ? undefined : reasons[reason](options);
    },
  };
}
