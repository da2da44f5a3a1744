/**
 * Hands in the same thread. They take batches when, and as large as, a test says, and know no more than threads would: what they were
 * told before they began.
 */
import type { FinishedBatch } from '../../checker/explore/parallel/batch.ts';
import type { Delta, WorkerSetup, Workers } from '../../checker/explore/parallel/work-queue.ts';
import { Worker } from '../../checker/explore/parallel/worker.ts';

export class NearHands implements Workers {
  readonly crowd = 1;
  readonly batch = 1;
  /** Worlds that were expanded ahead. */
  worlds = 0;
  readonly #plan: readonly number[];
  #at = 0;
  #hand: Worker | undefined;
  #claimed = 0;
  readonly #done = new Map<number, FinishedBatch>();
  #read: FinishedBatch | undefined;

  /** `plan`: of one turn after the other how many worlds are taken ahead; 0 ends what is taken at that time. */
  constructor(plan: readonly number[]) {
    this.#plan = plan;
  }

  begin(briefing: WorkerSetup, world: number): void {
    this.#hand = new Worker(structuredClone(briefing));
    this.#claimed = world;
  }

  tell(news: Delta): void {
    const hand = this.#hand as Worker;
    hand.hear(structuredClone(news));
    for (let size = this.#next(); size > 0; size = this.#next()) {
      const to = Math.min(this.#claimed + size, news.worlds);
      if (to <= this.#claimed) return;
      this.#done.set(this.#claimed, structuredClone(hand.expand(this.#claimed, to, news.worlds)));
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

  /** What is written there is good no longer. */
  #giveBack({ paper }: FinishedBatch): void {
    const { number: _, ...arrays } = paper;
    for (const array of Object.values(arrays)) array.fill(0x5a5a5a5a);
    this.#hand?.reuse(paper);
  }

  end(): void {}
}
