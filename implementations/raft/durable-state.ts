/**
 * The durable state of a server: term, vote and log as they would be after a crash. Records become durable in the order in which
 * they were written, so a queue of them is enough; each knows how many entries of the current log it contains.
 */

/** A record: Figure 2's persistent state, with the log as a number of entries. */
export interface DurableRecord {
  readonly term: number;
  readonly vote: number;
  /** The number of entries of the current log that the record contains. */
  entries: number;
}

/** The durable record, and the records that will replace it. */
export class DurableState {
  /** Term, vote and number of entries that are durable. */
  term: number;
  vote: number;
  entries: number;
  /** Records that were written and are not durable yet, oldest first. */
  readonly #pending: DurableRecord[] = [];

  constructor(term: number, vote: number, entries: number) {
    this.term = term;
    this.vote = vote;
    this.entries = entries;
  }

  /** Adds a record to the pending ones. */
  write(term: number, vote: number, entries: number): void {
    this.#pending.push({ term, vote, entries });
  }

  /** The oldest pending record is durable now. */
  onPersisted(): void {
    const record = this.#pending.shift();
    if (record === undefined) return;
    this.term = record.term;
    this.vote = record.vote;
    this.entries = record.entries;
  }

  /** Entries after this index left the current log. Records that contain them do not count them any more. */
  truncate(lastIndex: number): void {
    this.entries = Math.min(this.entries, lastIndex);
    for (const record of this.#pending) record.entries = Math.min(record.entries, lastIndex);
  }

  save(): readonly DurableRecord[] {
    return [{ term: this.term, vote: this.vote, entries: this.entries }, ...this.#pending].map((one) => ({
      ...one,
    }));
  }

  load([durable, ...pending]: readonly DurableRecord[]): void {
    const { term, vote, entries } = durable as DurableRecord;
    this.term = term;
    this.vote = vote;
    this.entries = entries;
    this.#pending.splice(0, this.#pending.length, ...pending.map((one) => ({ ...one })));
  }
}
