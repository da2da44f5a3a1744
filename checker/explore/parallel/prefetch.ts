/**
 * Prefetched successors: the batches that workers have finished, taken in the order of the worlds as if these
 * were expanded only then. A world that a worker deferred is expanded by the search itself, at its turn. So
 * every world has the same number with workers as without, however many there are and however fast.
 */
import type { RowTable } from '../tables/row-table.ts';
import { LogWriter } from '../tables/table-log.ts';
import { Batch } from './batch.ts';
import type { WorkerSetup, Workers } from './work-queue.ts';

export class Prefetch {
  /** The table log: the tables of the search write their entries to it. */
  readonly log = new LogWriter();
  readonly #workers: Workers;
  readonly #setup: () => WorkerSetup;
  #hasBegun = false;
  #batch: Batch | undefined;
  /** The worlds before this number are left to the search. */
  #ownEnd = 0;
  /** The version of the row layout that was published last. */
  #layoutVersion = -1;

  /** `setup` is called when the workers are started. */
  constructor(workers: Workers, setup: () => WorkerSetup) {
    this.#workers = workers;
    this.#setup = setup;
  }

  /** The batch that has the successors of the world whose turn it is; undefined if no worker claimed it. */
  of(world: number, rows: RowTable): Batch | undefined {
    if (world < this.#ownEnd) return undefined;
    if (this.#batch === undefined || world >= this.#batch.to) this.#batch = this.#claim(world, rows);
    return this.#batch;
  }

  #claim(world: number, rows: RowTable): Batch | undefined {
    if (!this.#hasBegun) {
      if (rows.size - world < this.#workers.queueMin) return undefined;
      this.#hasBegun = true;
      this.#workers.begin(this.#setup(), world);
    }
    if (rows.size - world >= this.#workers.batchSize) this.#publish(rows);
    const finished = this.#workers.claim(world);
    if (typeof finished === 'number') {
      this.#ownEnd = finished;
      return undefined;
    }
    rows.prefetch(finished.buffer.hashes, finished.count);
    return new Batch(finished);
  }

  #publish(rows: RowTable): void {
    this.#workers.publish({
      entries: this.log.flush(),
      rows: rows.layoutVersion === this.#layoutVersion ? undefined : rows.layout,
      worlds: rows.size,
    });
    this.#layoutVersion = rows.layoutVersion;
  }

  /** Ends the workers. */
  end(): void {
    if (this.#hasBegun) this.#workers.end();
  }
}
