/**
 * Worlds that others expand before it is their turn (`worker.ts`). What comes of them is taken in the order of their numbers, as if they
 * were expanded only then: whatever a hand could not know is asked here, at that moment. So everything gets the number that it
 * gets without hands, however many there are and however fast.
 */
import type { RowTable } from '../tables/row-table.ts';
import { LogWriter } from '../tables/table-log.ts';
import { Batch } from './batch.ts';
import type { WorkerSetup, Workers } from './work-queue.ts';

export class Prefetch {
  /** What hands must know, as it is learnt. */
  readonly diary = new LogWriter();
  readonly #workers: Workers;
  readonly #setup: () => WorkerSetup;
  #hasBegun = false;
  #batch: Batch | undefined;
  /** Worlds before this one are no hand's. */
  #own = 0;
  /** When rows were told of last. */
  #moves = -1;

  constructor(workers: Workers, setup: () => WorkerSetup) {
    this.#workers = workers;
    this.#setup = setup;
  }

  /** What came of the world whose turn it is; undefined where no hand had it. */
  of(world: number, rows: RowTable): Batch | undefined {
    if (world < this.#own) return undefined;
    if (this.#batch === undefined || world >= this.#batch.to) this.#batch = this.#claim(world, rows);
    return this.#batch;
  }

  #claim(world: number, rows: RowTable): Batch | undefined {
    if (!this.#hasBegun) {
      if (rows.size - world < this.#workers.crowd) return undefined;
      this.#hasBegun = true;
      this.#workers.begin(this.#setup(), world);
    }
    if (rows.size - world >= this.#workers.batch) this.#tell(rows);
    const done = this.#workers.claim(world);
    if (typeof done === 'number') {
      this.#own = done;
      return undefined;
    }
    rows.fetch(done.paper.hashes, done.count);
    return new Batch(done);
  }

  #tell(rows: RowTable): void {
    this.#workers.tell({
      entries: this.diary.torn(),
      rows: rows.moves === this.#moves ? undefined : rows.laid,
      worlds: rows.size,
    });
    this.#moves = rows.moves;
  }

  end(): void {
    if (this.#hasBegun) this.#workers.end();
  }
}
