/**
 * The rates of partners: the blocks of each in the last rounds of the choker, as a ring of rounds. A block is
 * one addition; a round forgets the oldest one.
 */

/** Counts blocks by partner. */
export class Rates {
  /** By partner: the blocks in the window. */
  readonly sums: Uint32Array;
  readonly #partnersMax: number;
  readonly #rounds: number;
  /** By round, and within it by partner. */
  readonly #counts: Uint32Array;
  /** Where the counts of the present round begin. */
  #present = 0;

  /** `rounds`: the rounds of the window, the present one included. */
  constructor(partnersMax: number, rounds: number) {
    this.#partnersMax = partnersMax;
    this.#rounds = rounds;
    this.sums = new Uint32Array(partnersMax);
    this.#counts = new Uint32Array(partnersMax * rounds);
  }

  /** One block more in this round, of which at most `countMax` count. */
  add(partner: number, countMax: number): void {
    const at = this.#present + partner;
    if ((this.#counts[at] as number) >= countMax) return;
    this.#counts[at] = (this.#counts[at] as number) + 1;
    this.sums[partner] = (this.sums[partner] as number) + 1;
  }

  /** One block less, as its piece failed (V2), whether or not it was above `countMax`. The latest block in the window is taken. */
  remove(partner: number): void {
    for (let back = 0; back < this.#rounds; back++) {
      const round = (this.#present / this.#partnersMax - back + this.#rounds) % this.#rounds;
      const at = round * this.#partnersMax + partner;
      if (this.#counts[at] === 0) continue;
      this.#counts[at] = (this.#counts[at] as number) - 1;
      this.sums[partner] = (this.sums[partner] as number) - 1;
      return;
    }
  }

  /** A partner left. */
  forget(partner: number): void {
    this.sums[partner] = 0;
    for (let round = 0; round < this.#rounds; round++) this.#counts[round * this.#partnersMax + partner] = 0;
  }

  /** A new round begins, and the oldest one of the window is forgotten. */
  nextRound(): void {
    this.#present = (this.#present + this.#partnersMax) % this.#counts.length;
    for (let partner = 0; partner < this.#partnersMax; partner++) {
      const at = this.#present + partner;
      this.sums[partner] = (this.sums[partner] as number) - (this.#counts[at] as number);
      this.#counts[at] = 0;
    }
  }
}
