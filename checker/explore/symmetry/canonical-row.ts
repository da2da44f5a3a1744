/**
 * Of all rows that are one world under other names (its _orbit_) the one that stands for them: the same for each of them, and
 * found without trying every renaming.
 *
 * Cells tell apart what can be told by roles (`partition-refinement.ts`). Where all members of a cell are twins (`twins.ts`) their order does not
 * matter, and cells alone say who comes where. If others are left, each of them is put first in turn, but of twins one, and one of
 * those that a symmetry found on the way takes to each other; and the least of all rows that come out is taken.
 */
import type { Interner } from '../tables/interning.ts';
import { Members } from './members.ts';
import { PartitionRefinement } from './partition-refinement.ts';
import { type RoleTables, roleTablesOf } from './roles.ts';
import { lowest, RowParts } from './row-parts.ts';
import { Twins } from './twins.ts';

export class CanonicalRows {
  /** Where each node of the row that was given last now stands, by index. */
  readonly to: Int32Array;
  readonly #parts: Interner;
  readonly #members: Members;
  readonly #named: RoleTables;
  readonly #cells: PartitionRefinement;
  readonly #twins: Twins;
  readonly #world: RowParts;
  /** The cells at first, and the first twin of each member in cells that are being looked at. */
  readonly #start: Int32Array;
  readonly #firsts: Int32Array;
  /** The least row so far, and the members in the order in which they stand in it. */
  #least: RowParts;
  #leastOrder: Int32Array;
  #hasLeast = false;
  /** Symmetries of the world that were found on the way: where each takes each member. */
  readonly #symmetries: Int32Array[] = [];
  /** Which cell comes to stand at each place, and how many members of each were counted. */
  readonly #cellAt: Int32Array;
  readonly #filled: Int32Array;

  constructor(parts: Interner) {
    this.#parts = parts;
    this.#members = new Members(parts.names, parts.system.symmetric ?? []);
    this.#named = roleTablesOf(parts, this.#members);
    this.#cells = new PartitionRefinement(parts, this.#members, this.#named);
    this.#twins = new Twins(this.#members, this.#named);
    this.to = new Int32Array(parts.names.length);
    this.#world = new RowParts(parts.names.length);
    this.#least = new RowParts(parts.names.length);
    const size = this.#members.names.length;
    this.#start = new Int32Array(size);
    this.#firsts = new Int32Array(size);
    this.#leastOrder = new Int32Array(size);
    this.#cellAt = new Int32Array(size);
    this.#filled = new Int32Array(size);
  }

  /** Finds the row that stands for this one; `write` then writes it. */
  represent(row: Int32Array): void {
    this.#enter(row);
    this.#hasLeast = false;
    if (this.#symmetries.length > 0) this.#symmetries.length = 0;
    this.#search(this.#start, []);
    const { nodes } = this.#members;
    for (let node = 0; node < this.to.length; node++) this.to[node] = node;
    for (let place = 0; place < nodes.length; place++)
      this.to[nodes[this.#leastOrder[place] as number] as number] = nodes[place] as number;
  }

  /** Every message must have its place in rows by now. */
  write(row: Int32Array): void {
    this.#least.write(row, this.#parts);
  }

  /** Of each node the first that is its twin in this row. */
  twins(row: Int32Array, into: Int32Array): void {
    this.#enter(row);
    this.#twins.pairUp(this.#start, this.#firsts);
    const { nodes } = this.#members;
    for (let node = 0; node < into.length; node++) into[node] = node;
    for (let member = 0; member < nodes.length; member++)
      into[nodes[member] as number] = nodes[this.#firsts[member] as number] as number;
  }

  /** What a message is with each node's first twin in its place: one that is under way as well, and does the same. */
  firstOf(envelope: number, twins: Int32Array): number {
    const { envelopes } = this.#named;
    const { nodes, numbers } = this.#members;
    let first = envelope;
    for (let rest = envelopes.mask(envelope); rest !== 0; rest &= rest - 1) {
      const member = lowest(rest);
      const twin = numbers[twins[nodes[member] as number] as number] as number;
      if (twin !== member) first = envelopes.swapped(first, member, twin);
    }
    return first;
  }

  #enter(row: Int32Array): void {
    this.#world.read(row, this.#parts);
    this.#cells.begin(this.#world, this.#start);
    this.#twins.enter(this.#world);
  }

  /** Tries what cells leave open; `chosen` are the members that were put first on the way here. */
  #search(cells: Int32Array, chosen: readonly number[]): void {
    let areTwins = this.#twins.pairUp(cells, this.#firsts);
    if (!areTwins) {
      this.#cells.refine(cells);
      areTwins = this.#twins.pairUp(cells, this.#firsts);
    }
    if (areTwins) this.#settle(cells);
    else this.#branch(cells, chosen);
  }

  /** Puts each member of a cell first in turn, as far as that can make a difference. */
  #branch(cells: Int32Array, chosen: readonly number[]): void {
    const firsts = this.#firsts.slice();
    const open = openCell(cells, firsts);
    const tried: number[] = [];
    for (let member = 0; member < cells.length; member++) {
      if (cells[member] !== open || firsts[member] !== member) continue;
      if (tried.some((other) => this.#isTakenTo(other, member, chosen))) continue;
      tried.push(member);
      const after = cells.map((cell, other) => (cell === open && other !== member ? open + 1 : cell));
      this.#search(after, [...chosen, member]);
    }
  }

  /** Whether symmetries found so far that leave all chosen members in place take one member to another. */
  #isTakenTo(one: number, other: number, chosen: readonly number[]): boolean {
    const keeping = this.#symmetries.filter((symmetry) =>
      chosen.every((member) => symmetry[member] === member),
    );
    const reached = new Set([one]);
    for (const member of reached) for (const symmetry of keeping) reached.add(symmetry[member] as number);
    return reached.has(other);
  }

  /** Every cell holds twins alone: puts each member where its cell says, and moves no more of them than must be. */
  #settle(cells: Int32Array): void {
    this.#layOut(cells);
    const cellAt = this.#cellAt;
    const order = this.#hasLeast ? new Int32Array(cells.length) : this.#leastOrder;
    for (let place = 0; place < order.length; place++) order[place] = place;
    const form = this.#hasLeast ? new RowParts(this.to.length) : this.#least;
    form.copy(this.#world);
    let isMoved = false;
    for (let place = 0; place < order.length; place++) {
      const here = cells[order[place] as number] as number;
      if (here === cellAt[place]) continue;
      // Best is one from where this member belongs.
      let from = -1;
      for (let other = place + 1; other < order.length && (from < 0 || cellAt[from] !== here); other++)
        if (cells[order[other] as number] === cellAt[place] && (from < 0 || cellAt[other] === here))
          from = other;
      form.exchange(place, from, this.#named, this.#members);
      const moved = order[place] as number;
      order[place] = order[from] as number;
      order[from] = moved;
      isMoved = true;
    }
    if (isMoved) form.sort();
    this.#note(form, order);
  }

  #layOut(cells: Int32Array): void {
    const filled = this.#filled.fill(0);
    for (let member = 0; member < cells.length; member++) {
      const cell = cells[member] as number;
      this.#cellAt[cell + (filled[cell] as number)] = cell;
      filled[cell] = (filled[cell] as number) + 1;
    }
  }

  #note(form: RowParts, order: Int32Array): void {
    const difference = this.#hasLeast ? form.comparedTo(this.#least) : -1;
    if (difference === 0) {
      const symmetry = new Int32Array(order.length);
      for (let place = 0; place < order.length; place++)
        symmetry[this.#leastOrder[place] as number] = order[place] as number;
      this.#symmetries.push(symmetry);
    }
    if (difference >= 0) return;
    this.#least = form;
    this.#leastOrder = order;
    this.#hasLeast = true;
  }
}

/** The first cell in which not all are twins. */
function openCell(cells: Int32Array, firsts: Int32Array): number {
  let open = cells.length;
  for (let member = 0; member < cells.length; member++)
    for (let other = 0; other < member; other++)
      if (cells[other] === cells[member] && firsts[other] !== firsts[member])
        open = Math.min(open, cells[member] as number);
  return open;
}
