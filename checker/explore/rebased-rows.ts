/**
 * The memo of rebasing: from a row as an action leaves it to the world that its rebased row is
 * (`semantics/rebase.ts`). The system's `rebase` is called once for each row, and its answers are checked
 * (`rebase-check.ts`).
 */
import { IntList } from '../values/int-lists.ts';
import type { PackedEngine } from './packed-engine.ts';
import type { RebaseCheck } from './rebase-check.ts';
import { RowTable } from './tables/row-table.ts';

export class RebasedRows {
  readonly #engine: PackedEngine;
  readonly #check: RebaseCheck;
  #rows: RowTable;
  /** The number of the rebased world, by the number of the row. */
  readonly #worlds = new IntList();

  constructor(engine: PackedEngine, check: RebaseCheck) {
    this.#engine = engine;
    this.#check = check;
    const { first, width } = engine.interner;
    this.#rows = new RowTable(first, width - first);
  }

  /** Rows have this many columns from now on. */
  widen(width: number): void {
    this.#rows = this.#rows.widened(width - this.#engine.interner.first);
  }

  /**
   * The number of the world that the next row is once it is rebased. If the row is new, `numberOf` is called
   * while its rebased row is the next one; it may return -1 where there is no room, and then nothing is
   * remembered.
   */
  target(located: <T>(run: () => T) => T, numberOf: () => number): number {
    const { successors, interner } = this.#engine;
    const known = this.#rows.find(successors.next, successors.hash);
    if (known >= 0) return this.#worlds.at(known);
    const narrow = successors.next.slice();
    successors.set(located(() => this.#check.of(interner.unpack(narrow))));
    const world = numberOf();
    // The rebased world may have brought further columns.
    const row = new Int32Array(interner.width);
    row.set(narrow);
    successors.next.set(row);
    if (world < 0) return world;
    this.#rows.add(row, this.#rows.hashOf(row));
    this.#worlds.push(world);
    return world;
  }
}
