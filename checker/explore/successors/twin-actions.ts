/**
 * Twin actions: actions of interchangeable nodes, which lead to the same orbits. They are taken for the first
 * of several twins; for the others they are only counted.
 */
import { grown } from '../../values/int-lists.ts';
import type { CanonicalRows } from '../symmetry/canonical-row.ts';
import type { Interner } from '../tables/interning.ts';

/** The counters of a search that twin actions add to. */
export interface Counts {
  transitions: number;
  unchanged: number;
}

/** Finds the twin actions of one row after another. */
export class TwinActions {
  readonly #canonicalRows: CanonicalRows;
  readonly #counts: Counts;
  /** By node, its first twin in the row that is expanded. */
  readonly #twins: Int32Array;
  /** By node or message: the pass in which its actions were taken last, and how much they counted. */
  #passes = new Int32Array(256);
  #transitions = new Int32Array(256);
  #unchanged = new Int32Array(256);
  #pass = 0;
  /** The node or message whose actions are being taken, or -1, and the counters before them. */
  #current = -1;
  #before: Counts = { transitions: 0, unchanged: 0 };

  constructor(canonicalRows: CanonicalRows, counts: Counts, { names }: Interner) {
    this.#canonicalRows = canonicalRows;
    this.#counts = counts;
    this.#twins = new Int32Array(names.length);
  }

  /** Expands another row from now on. */
  enter(row: Int32Array): void {
    this.#canonicalRows.twins(row, this.#twins);
    this.begin();
  }

  /** Begins another kind of action: none of this kind has been taken yet. */
  begin(): void {
    this.#pass++;
    this.#current = -1;
  }

  /** Whether the actions of a node repeat those of a twin. They are then counted; otherwise they are due. */
  repeatsNode(node: number): boolean {
    return this.#repeats(this.#twins[node] as number);
  }

  /** The same for the actions on a message. */
  repeatsMessage(envelope: number): boolean {
    return this.#repeats(this.#canonicalRows.firstOf(envelope, this.#twins));
  }

  /** `key` is the node or message that the first twin has in place of this one. */
  #repeats(key: number): boolean {
    if (this.#current >= 0) this.#record(this.#current);
    if (this.#passes[key] === this.#pass) {
      this.#counts.transitions += this.#transitions[key] as number;
      this.#counts.unchanged += this.#unchanged[key] as number;
      return true;
    }
    this.#current = key;
    this.#before.transitions = this.#counts.transitions;
    this.#before.unchanged = this.#counts.unchanged;
    return false;
  }

  /** Records how much the actions counted that were taken since `#before`. */
  #record(key: number): void {
    while (this.#passes.length <= key) this.#grow();
    this.#passes[key] = this.#pass;
    this.#transitions[key] = this.#counts.transitions - this.#before.transitions;
    this.#unchanged[key] = this.#counts.unchanged - this.#before.unchanged;
    this.#current = -1;
  }

  #grow(): void {
    this.#passes = grown(this.#passes);
    this.#transitions = grown(this.#transitions);
    this.#unchanged = grown(this.#unchanged);
  }
}
