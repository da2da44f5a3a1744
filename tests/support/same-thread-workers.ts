/**
 * Workers in the same thread. They claim batches at the times and of the sizes that a test gives, and they
 * receive copies of set-up and deltas, as threads do.
 */
import type { FinishedBatch } from '../../checker/explore/parallel/batch.ts';
import type { Delta, WorkerSetup, Workers } from '../../checker/explore/parallel/work-queue.ts';
import { Worker } from '../../checker/explore/parallel/worker.ts';

/** The workers of a test. */
export class SameThreadWorkers implements Workers {
  readonly crowd = 1;
  readonly batch = 1;
  /** The number of worlds whose successors were prefetched. */
  worlds = 0;
  readonly #plan: readonly number[];
  #at = 0;
  #worker: Worker | undefined;
  #claimed = 0;
  readonly #done = new Map<number, FinishedBatch>();
  #read: FinishedBatch | undefined;

  /** `plan`: the sizes of the batches, in order and again from the start; 0 ends the batches of one delta. */
  constructor(plan: readonly number[]) {
    this.#plan = plan;
  }

  begin(setup: WorkerSetup, world: number): void {
    this.#worker = new Worker(structuredClone(setup));
    this.#claimed = world;
  }

  tell(delta: Delta): void {
    const worker = this.#worker as Worker;
    worker.hear(structuredClone(delta));
    for (let size = this.#next(); size > 0; size = this.#next()) {
      const to = Math.min(this.#claimed + size, delta.worlds);
      if (to <= this.#claimed) return;
      this.#done.set(this.#claimed, structuredClone(worker.expand(this.#claimed, to, delta.worlds)));
      this.worlds += to - this.#claimed;
      this.#claimed = to;
    }
  }

  #next(): number {
    return this.#plan[this.#at++ % this.#plan.length] ?? 0;
  }

  claim(world: number): FinishedBatch | number {
    if (this.#read !== undefined) this.#giveBack(this.#read);
    this.#read = undefined;
    if (this.#claimed > world) {
      this.#read = this.#done.get(world) as FinishedBatch;
      return this.#read;
    }
    this.#claimed = world + 1;
    return this.#claimed;
  }

  /** Overwrites a returned batch buffer, because its content is no longer valid. */
  #giveBack({ paper }: FinishedBatch): void {
    const { number: _, ...arrays } = paper;
    for (const array of Object.values(arrays)) array.fill(0x5a5a5a5a);
    this.#worker?.reuse(paper);
  }

  end(): void {}
}
