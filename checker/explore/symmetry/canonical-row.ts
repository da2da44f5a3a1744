/**
 * Canonical rows. This file computes the representative of a row's orbit (all rows that are equal up to the
 * names of members) without enumerating all renamings. Every row of an orbit gets the same representative.
 *
 * Partition refinement separates members by invariants (`partition-refinement.ts`). If all members of each
 * cell are twins (`twins.ts`), their order within the cell makes no difference, and the cells alone determine
 * the representative. Otherwise the search branches: it puts each member of a cell first in turn, but only
 * one of several twins, and only one of several members that a known symmetry maps to each other. The least
 * row of all branches is the representative.
 */
import type { Interner } from '../tables/interning.ts';
import { Members } from './members.ts';
import { PartitionRefinement } from './partition-refinement.ts';
import { type RoleTables, roleTablesOf } from './roles.ts';
import { lowest, RowParts } from './row-parts.ts';
import { Twins } from './twins.ts';

/** Computes the representative of one row after another. */
export class CanonicalRows {
  /**
   * By index of a node: the index of the node whose place it takes in the representative. `represent` sets
   * it.
   */
  readonly to: Int32Array;
  readonly #interner: Interner;
  readonly #members: Members;
  readonly #roles: RoleTables;
  readonly #refinement: PartitionRefinement;
  readonly #twins: Twins;
  readonly #row: RowParts;
  /**
   * The partition before any branching, and the first twin of each member within the cells that are examined.
   */
  readonly #initialCells: Int32Array;
  readonly #firstTwins: Int32Array;
  /** The least row so far, and by place in it the member that takes this place. */
  #least: RowParts;
  #leastOrder: Int32Array;
  #hasLeast = false;
  /** Symmetries (automorphisms) of the row that the search has found: by member, its image. */
  readonly #symmetries: Int32Array[] = [];
  /** By place, the cell that fills it; and by cell, how many of its places are assigned. */
  readonly #cellAt: Int32Array;
  readonly #filled: Int32Array;

  constructor(interner: Interner) {
    this.#interner = interner;
    this.#members = new Members(interner.names, interner.system.symmetric ?? []);
    this.#roles = roleTablesOf(interner, this.#members);
    this.#refinement = new PartitionRefinement(interner, this.#members, this.#roles);
    this.#twins = new Twins(this.#members, this.#roles);
    this.to = new Int32Array(interner.names.length);
    this.#row = new RowParts(interner.names.length);
    this.#least = new RowParts(interner.names.length);
    const size = this.#members.names.length;
    this.#initialCells = new Int32Array(size);
    this.#firstTwins = new Int32Array(size);
    this.#leastOrder = new Int32Array(size);
    this.#cellAt = new Int32Array(size);
    this.#filled = new Int32Array(size);
  }

  /** Computes the representative of a row and sets `to`; `write` then writes the representative. */
  represent(row: Int32Array): void {
    this.#enter(row);
    this.#hasLeast = false;
    if (this.#symmetries.length > 0) this.#symmetries.length = 0;
    this.#search(this.#initialCells, []);
    const { nodes } = this.#members;
    for (let node = 0; node < this.to.length; node++) this.to[node] = node;
    for (let place = 0; place < nodes.length; place++)
      this.to[nodes[this.#leastOrder[place] as number] as number] = nodes[place] as number;
  }

  /** Writes the representative. Each of its messages must have a column by now. */
  write(row: Int32Array): void {
    this.#least.write(row, this.#interner);
  }

  /** Writes for each node the index of its first twin in this row. */
  twins(row: Int32Array, into: Int32Array): void {
    this.#enter(row);
    this.#twins.pairUp(this.#initialCells, this.#firstTwins);
    const { nodes } = this.#members;
    for (let node = 0; node < into.length; node++) into[node] = node;
    for (let member = 0; member < nodes.length; member++)
      into[nodes[member] as number] = nodes[this.#firstTwins[member] as number] as number;
  }

  /**
   * The message with the first twin of each node in that node's place. It is in flight as well, and its
   * delivery leads to the same orbit.
   */
  firstOf(envelope: number, twins: Int32Array): number {
    const { envelopes } = this.#roles;
    const { nodes, numbers } = this.#members;
    let first = envelope;
    for (let bits = envelopes.mask(envelope); bits !== 0; bits &= bits - 1) {
      const member = lowest(bits);
      const twin = numbers[twins[nodes[member] as number] as number] as number;
      if (twin !== member) first = envelopes.swapped(first, member, twin);
    }
    return first;
  }

  /** Unpacks a row and computes its first partition. */
  #enter(row: Int32Array): void {
    this.#row.read(row, this.#interner);
    this.#refinement.begin(this.#row, this.#initialCells);
    this.#twins.enter(this.#row);
  }

  /**
   * Searches the orders that the partition leaves open; `chosen` are the members that the branches above put
   * first.
   */
  #search(cells: Int32Array, chosen: readonly number[]): void {
    let areAllTwins = this.#twins.pairUp(cells, this.#firstTwins);
    if (!areAllTwins) {
      this.#refinement.refine(cells);
      areAllTwins = this.#twins.pairUp(cells, this.#firstTwins);
    }
    if (areAllTwins) this.#arrange(cells);
    else this.#branch(cells, chosen);
  }

  /** Puts each member of a cell first in turn, except members that are equivalent to one that was tried. */
  #branch(cells: Int32Array, chosen: readonly number[]): void {
    const firstTwins = this.#firstTwins.slice();
    const openAt = openCell(cells, firstTwins);
    const tried: number[] = [];
    for (let member = 0; member < cells.length; member++) {
      if (cells[member] !== openAt || firstTwins[member] !== member) continue;
      if (tried.some((other) => this.#isEquivalent(other, member, chosen))) continue;
      tried.push(member);
      const after = cells.map((cell, other) => (cell === openAt && other !== member ? openAt + 1 : cell));
      this.#search(after, [...chosen, member]);
    }
  }

  /** Whether a composition of known symmetries that fix all chosen members maps one member to the other. */
  #isEquivalent(one: number, other: number, chosen: readonly number[]): boolean {
    const fixing = this.#symmetries.filter((symmetry) =>
      chosen.every((member) => symmetry[member] === member),
    );
    const reached = new Set([one]);
    for (const member of reached) for (const symmetry of fixing) reached.add(symmetry[member] as number);
    return reached.has(other);
  }

  /** Orders the members by cells, each of which holds twins only, with as few exchanges as possible. */
  #arrange(cells: Int32Array): void {
    this.#assignPlaces(cells);
    const cellAt = this.#cellAt;
    const order = this.#hasLeast ? new Int32Array(cells.length) : this.#leastOrder;
    for (let place = 0; place < order.length; place++) order[place] = place;
    const candidate = this.#hasLeast ? new RowParts(this.to.length) : this.#least;
    candidate.copy(this.#row);
    let isMoved = false;
    for (let place = 0; place < order.length; place++) {
      const here = cells[order[place] as number] as number;
      if (here === cellAt[place]) continue;
      // A member that goes to the place of the present one saves an exchange.
      let from = -1;
      for (let other = place + 1; other < order.length && (from < 0 || cellAt[from] !== here); other++)
        if (cells[order[other] as number] === cellAt[place] && (from < 0 || cellAt[other] === here))
          from = other;
      candidate.exchange(place, from, this.#roles, this.#members);
      const moved = order[place] as number;
      order[place] = order[from] as number;
      order[from] = moved;
      isMoved = true;
    }
    if (isMoved) candidate.sort();
    this.#keepIfLeast(candidate, order);
  }

  /** Assigns to each place the cell that fills it. */
  #assignPlaces(cells: Int32Array): void {
    const filled = this.#filled.fill(0);
    for (let member = 0; member < cells.length; member++) {
      const cell = cells[member] as number;
      this.#cellAt[cell + (filled[cell] as number)] = cell;
      filled[cell] = (filled[cell] as number) + 1;
    }
  }

  /** Keeps a candidate if it is the least so far; a candidate equal to the least yields a symmetry. */
  #keepIfLeast(candidate: RowParts, order: Int32Array): void {
    const difference = this.#hasLeast ? candidate.comparedTo(this.#least) : -1;
    if (difference === 0) {
      const symmetry = new Int32Array(order.length);
      for (let place = 0; place < order.length; place++)
        symmetry[this.#leastOrder[place] as number] = order[place] as number;
      this.#symmetries.push(symmetry);
    }
    if (difference >= 0) return;
    this.#least = candidate;
    this.#leastOrder = order;
    this.#hasLeast = true;
  }
}

/** The first cell that holds members which are not twins of each other. */
function openCell(cells: Int32Array, firstTwins: Int32Array): number {
  let openAt = cells.length;
  for (let member = 0; member < cells.length; member++)
    for (let other = 0; other < member; other++)
      if (cells[other] === cells[member] && firstTwins[other] !== firstTwins[member])
        openAt = Math.min(openAt, cells[member] as number);
  return openAt;
}
