/**
 * What one of several twins does in a world its twins do as well, under other names, and it leads to the same orbits. So it is done
 * once, and counted for each of them.
 */
import { grown } from '../../values/int-lists.ts';
import type { CanonicalRows } from '../symmetry/canonical-row.ts';
import type { Interner } from '../tables/interning.ts';

/** What is counted of the actions taken so far. */
export interface Counts {
  transitions: number;
  unchanged: number;
}

export class TwinActions {
  readonly #orbits: CanonicalRows;
  readonly #counts: Counts;
  /** Of each node its first twin in the world that is being expanded. */
  readonly #twins: Int32Array;
  /** By node or envelope: when it was done last, and what came of it. */
  #done = new Int32Array(256);
  #transitions = new Int32Array(256);
  #unchanged = new Int32Array(256);
  #now = 0;
  #from: Counts = { transitions: 0, unchanged: 0 };

  constructor(orbits: CanonicalRows, counts: Counts, { names }: Interner) {
    this.#orbits = orbits;
    this.#counts = counts;
    this.#twins = new Int32Array(names.length);
  }

  /** A world is to be expanded. */
  enter(row: Int32Array): void {
    this.#orbits.twins(row, this.#twins);
  }

  /** Other actions are to be taken: nothing of them was done before. */
  begin(): void {
    this.#now++;
  }

  /** The node that acts for this one. */
  ofNode(node: number): number {
    return this.#twins[node] as number;
  }

  /** The message that is delivered or lost for this one. */
  ofEnvelope(envelope: number): number {
    return this.#orbits.firstOf(envelope, this.#twins);
  }

  /** Whether it was done before; then it is counted once more. */
  isDone(key: number): boolean {
    if (this.#done[key] === this.#now) {
      this.#counts.transitions += this.#transitions[key] as number;
      this.#counts.unchanged += this.#unchanged[key] as number;
      return true;
    }
    this.#from.transitions = this.#counts.transitions;
    this.#from.unchanged = this.#counts.unchanged;
    return false;
  }

  /** It is done now. */
  done(key: number): void {
    while (this.#done.length <= key) this.#grow();
    this.#done[key] = this.#now;
    this.#transitions[key] = this.#counts.transitions - this.#from.transitions;
    this.#unchanged[key] = this.#counts.unchanged - this.#from.unchanged;
  }

  #grow(): void {
    this.#done = grown(this.#done);
    this.#transitions = grown(this.#transitions);
    this.#unchanged = grown(this.#unchanged);
  }
}
