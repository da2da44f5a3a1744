/**
 * The limits of a run: a signal, the time limit, and memory (the limit of the run, the heap, the machine).
 */
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

/** Each limit, with its sentence in the report. */
const reasons = {
  interrupted: () => 'the run was interrupted',
  memory: ({ memory }: Options) => `the memory limit of ${memory} MB was reached`,
  machine: () => 'memory ran out: the process takes nearly all that is free here',
  addresses: () => 'memory ran out: the process has nearly all the address space that ulimit -v leaves it',
  heap: () =>
    `memory ran out: the heap of a thread is nearly full, ${inMegabytes(heapFill())}; node --max-old-space-size=<megabytes> allows more`,
  time: ({ time }: Options) => `the time limit of ${time} s was reached`,
};
type Reason = keyof typeof reasons;
const order = Object.keys(reasons) as Reason[];

/** The shortest time between two measurements of memory. */
const msBetweenMeasurements = 20;

function inMegabytes({ used, most }: Fill): string {
  return `${Math.round(used)} of ${Math.round(most)} MB`;
}

/** A signal to stop: no further check begins once it is set. */
export interface StopSignal {
  /** The reason in a sentence; undefined while the run goes on. */
  readonly stopped: string | undefined;
}

/** The limits of the command thread. */
export class Limits implements StopSignal {
  readonly #options: Options;
  readonly #begun = performance.now();
  readonly #most = megabytesForProcess();
  readonly #addresses = addressSpace()?.most;
  readonly #heap = new Heap();
  #nextMeasurementAt = 0;
  #reached: Reason | undefined;

  /**
   * Starts the clock of the time limit.
   *
   * @throws UsageError if the process already takes more memory than it may.
   */
  constructor(options: Options) {
    this.#options = options;
    const { memory = Number.POSITIVE_INFINITY } = options;
    const used = Math.ceil(megabytesOfProcess());
    if (used > memory)
      throw new UsageError(
        `--memory ${memory} is less than the ${used} MB that the process takes before anything runs; allow more`,
      );
  }

  /** Seconds since the run began. */
  get seconds(): number {
    return (performance.now() - this.#begun) / 1_000;
  }

  /** Whether the time limit has passed. */
  get isOverTime(): boolean {
    return this.seconds > (this.#options.time ?? Number.POSITIVE_INFINITY);
  }

  get stopped(): string | undefined {
    const reason = this.#reason;
    return reason === undefined ? undefined : reasons[reason](this.#options);
  }

  /** Writes the reason to memory that other threads read, if there is one. */
  shareWith(memory: Int32Array): void {
    const reason = this.#reason;
    // A full heap concerns one thread; the others have their own heaps.
    if (reason !== undefined && reason !== 'heap') Atomics.store(memory, 0, 1 + order.indexOf(reason));
  }

  get #reason(): Reason | undefined {
    if (isInterrupted()) return 'interrupted';
    const now = performance.now();
    if (now >= this.#nextMeasurementAt) {
      this.#nextMeasurementAt = now + msBetweenMeasurements;
      this.#reached = this.#full;
    }
    return this.#reached ?? (this.#heap.isFull ? 'heap' : this.isOverTime ? 'time' : undefined);
  }

  /** The memory of the process that is full, if one is. */
  get #full(): Reason | undefined {
    const megabytes = megabytesOfProcess();
    if (megabytes > (this.#options.memory ?? Number.POSITIVE_INFINITY)) return 'memory';
    if (megabytes > this.#most) return 'machine';
    const most = this.#addresses;
    return most !== undefined && isNearlyFull({ used: addressesInUse(), most }) ? 'addresses' : undefined;
  }
}

/** The fill of this thread's heap, measured from time to time. */
class Heap {
  #nextMeasurementAt = 0;
  #isFull = false;

  get isFull(): boolean {
    const now = performance.now();
    if (now < this.#nextMeasurementAt) return this.#isFull;
    this.#nextMeasurementAt = now + msBetweenMeasurements;
    this.#isFull = isNearlyFull(heapFill());
    return this.#isFull;
  }
}

/** The stop signal of a pool worker: the reason that the command thread shares, or its own full heap. */
export function stopSignalFrom(memory: Int32Array, options: Options): StopSignal {
  const heap = new Heap();
  return {
    get stopped() {
      const reason = order[Atomics.load(memory, 0) - 1] ?? (heap.isFull ? 'heap' : undefined);
      return reason === undefined ? undefined : reasons[reason](options);
    },
  };
}
