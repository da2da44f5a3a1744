/**
 * Worlds that others expand before it is their turn (`worker.ts`). What comes of them is taken in the order of their numbers, as if they
 * were expanded only then: whatever a hand could not know is asked here, at that moment. So everything gets the number that it
 * gets without hands, however many there are and however fast.
 */

import type { Rows } from '../tables/row-table.ts';
import { Diary } from '../tables/table-log.ts';
import { Batch } from './batch.ts';
import type { Briefing, Hands } from './work-queue.ts';

export class Ahead {
  /** What hands must know, as it is learnt. */
  readonly diary = new Diary();
  readonly #hands: Hands;
  readonly #briefing: () => Briefing;
  #hasBegun = false;
  #batch: Batch | undefined;
  /** Worlds before this one are no hand's. */
  #own = 0;
  /** When rows were told of last. */
  #moves = -1;

  constructor(hands: Hands, briefing: () => Briefing) {
    this.#hands = hands;
    this.#briefing = briefing;
  }

  /** What came of the world whose turn it is; undefined where no hand had it. */
  of(world: number, rows: Rows): Batch | undefined {
    if (world < this.#own) return undefined;
    if (this.#batch === undefined || world >= this.#batch.to) this.#batch = this.#claim(world, rows);
    return this.#batch;
  }

  #claim(world: number, rows: Rows): Batch | undefined {
    if (!this.#hasBegun) {
      if (rows.size - world < this.#hands.crowd) return undefined;
      this.#hasBegun = true;
      this.#hands.begin(this.#briefing(), world);
    }
    if (rows.size - world >= this.#hands.batch) this.#tell(rows);
    const done = this.#hands.claim(world);
    if (typeof done === 'number') {
      this.#own = done;
      return undefined;
    }
    rows.fetch(done.paper.hashes, done.count);
    return new Batch(done);
  }

  #tell(rows: Rows): void {
    this.#hands.tell({
      entries: this.diary.torn(),
      rows: rows.moves === this.#moves ? undefined : rows.laid,
      worlds: rows.size,
    });
    this.#moves = rows.moves;
  }

  end(): void {
    if (this.#hasBegun) this.#hands.end();
  }
}
