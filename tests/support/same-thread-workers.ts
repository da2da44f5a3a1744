/**
 * Workers in the same thread. They expand batches when, and as large as, a test plans; everything that they
 * receive is cloned, as between threads.
 */
import type { FinishedBatch } from '../../checker/explore/parallel/batch.ts';
import type { Delta, WorkerSetup, Workers } from '../../checker/explore/parallel/work-queue.ts';
import { Worker } from '../../checker/explore/parallel/worker.ts';

export class SameThreadWorkers implements Workers {
  readonly queueMin = 1;
  readonly batchSize = 1;
  /** The number of worlds that were expanded ahead. */
  worlds = 0;
  readonly #plan: readonly number[];
  #at = 0;
  #worker: Worker | undefined;
  #claimed = 0;
  readonly #finished = new Map<number, FinishedBatch>();
  #taken: FinishedBatch | undefined;

  /**
   * `plan` has the sizes of the batches, one after the other; after a 0 no more are expanded until the next
   * delta.
   */
  constructor(plan: readonly number[]) {
    this.#plan = plan;
  }

  begin(setup: WorkerSetup, world: number): void {
    this.#worker = new Worker(structuredClone(setup));
    this.#claimed = world;
  }

  publish(delta: Delta): void {
    const worker = this.#worker as Worker;
    worker.apply(structuredClone(delta));
    for (let size = this.#next(); size > 0; size = this.#next()) {
      const to = Math.min(this.#claimed + size, delta.worlds);
      if (to <= this.#claimed) return;
      this.#finished.set(this.#claimed, structuredClone(worker.expand(this.#claimed, to, delta.worlds)));
      this.worlds += to - this.#claimed;
      this.#claimed = to;
    }
  }

  #next(): number {
    return this.#plan[this.#at++ % this.#plan.length] ?? 0;
  }

  claim(world: number): FinishedBatch | number {
    if (this.#taken !== undefined) this.#recycle(this.#taken);
    this.#taken = undefined;
    if (this.#claimed > world) {
      this.#taken = this.#finished.get(world) as FinishedBatch;
      return this.#taken;
    }
    this.#claimed = world + 1;
    return this.#claimed;
  }

  /** Overwrites the buffer before it is recycled, so that a late read of it shows. */
  #recycle({ buffer }: FinishedBatch): void {
    const { number: _, ...arrays } = buffer;
    for (const array of Object.values(arrays)) array.fill(0x5a5a5a5a);
    this.#worker?.recycle(buffer);
  }

  end(): void {}
}
