/**
 * What of a server's state no crash can take: records that were handed over come down in order, so it is enough to count them, and
 * to remember of each how much of today's log it holds.
 */

/** A record that is not down yet. */
export interface DurableRecord {
  readonly term: number;
  readonly vote: number;
  /** So many entries of today's log are in it. */
  entries: number;
}

export class DurableState {
  /** Term, vote and entries that are down. */
  term: number;
  vote: number;
  entries: number;
  readonly #pending: DurableRecord[] = [];

  constructor(term: number, vote: number, entries: number) {
    this.term = term;
    this.vote = vote;
    this.entries = entries;
  }

  write(term: number, vote: number, entries: number): void {
    this.#pending.push({ term, vote, entries });
  }

  /** The oldest record is down. */
  onPersisted(): void {
    const down = this.#pending.shift();
    if (down === undefined) return;
    this.term = down.term;
    this.vote = down.vote;
    this.entries = down.entries;
  }

  /** Entries behind this index are today's no more, whether they come back or not. */
  truncate(lastIndex: number): void {
    this.entries = Math.min(this.entries, lastIndex);
    for (const write of this.#pending) write.entries = Math.min(write.entries, lastIndex);
  }

  save(): readonly DurableRecord[] {
    return [{ term: this.term, vote: this.vote, entries: this.entries }, ...this.#pending].map((one) => ({
      ...one,
    }));
  }

  load([down, ...pending]: readonly DurableRecord[]): void {
    const { term, vote, entries } = down as DurableRecord;
    this.term = term;
    this.vote = vote;
    this.entries = entries;
    this.#pending.splice(0, this.#pending.length, ...pending.map((one) => ({ ...one })));
  }
}
