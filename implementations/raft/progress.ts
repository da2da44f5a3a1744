/** What a leader knows of the others' logs: typed arrays by a server's number, and the quorum found by arithmetic on them. */

export class Progress {
  /** The next entry to send to each server. */
  readonly next: Float64Array;
  /** The last entry known to be durable on each, this server included. */
  readonly match: Float64Array;
  readonly #sorted: Float64Array;

  constructor(servers: number) {
    this.next = new Float64Array(servers);
    this.match = new Float64Array(servers);
    this.#sorted = new Float64Array(servers);
  }

  /** The last entry that so many servers have. */
  quorumIndex(servers: number): number {
    this.#sorted.set(this.match);
    this.#sorted.sort();
    return this.#sorted[this.#sorted.length - servers] as number;
  }
}
