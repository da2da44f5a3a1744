/** A leader's progress table: `nextIndex` and `matchIndex` (Figure 2) in typed arrays, indexed by server number. */

/** `nextIndex` and `matchIndex` of every server. */
export class Progress {
  /** The next entry to send to each server. */
  readonly next: Float64Array;
  /** The last entry known to be durable on each server, this server included. */
  readonly match: Float64Array;
  readonly #sorted: Float64Array;

  constructor(servers: number) {
    this.next = new Float64Array(servers);
    this.match = new Float64Array(servers);
    this.#sorted = new Float64Array(servers);
  }

  /** The last entry that a quorum of this size has. */
  quorumIndex(quorum: number): number {
    this.#sorted.set(this.match);
    this.#sorted.sort();
    return this.#sorted[this.#sorted.length - quorum] as number;
  }
}
