/**
 * Partition refinement (colour refinement): separates members into cells that no invariant computed so far
 * tells apart. A cell is identified by the number of members in the cells before it. Cells and their order
 * depend on roles only, not on names.
 *
 * The first partition sorts members by their roles in all components of a row. Refinement then sorts them by
 * the cells of the members beside them in these components, until no cell splits. Roles are compared by sums
 * of hashes, so a collision leaves two members in one cell; `canonical-row.ts` compares such members exactly.
 */
import { grown } from '../../values/int-lists.ts';
import { hashOf } from '../tables/hash-tables.ts';
import type { Interner } from '../tables/interning.ts';
import type { Members } from './members.ts';
import type { RoleTable, RoleTables } from './roles.ts';
import { lowest, type RowParts } from './row-parts.ts';

/** Partitions the members of one row after another. */
export class PartitionRefinement {
  readonly #interner: Interner;
  readonly #members: Members;
  readonly #roles: RoleTables;
  readonly #signature: Int32Array;
  readonly #order: Int32Array;
  readonly #isFifo: boolean;
  #row: RowParts | undefined;
  /** Every message in flight, and its position on its link if the network orders links. */
  #messages = new Int32Array(64);
  #places = new Int32Array(64);
  #count = 0;

  constructor(interner: Interner, members: Members, roles: RoleTables) {
    this.#interner = interner;
    this.#members = members;
    this.#roles = roles;
    this.#signature = new Int32Array(members.names.length);
    this.#order = Int32Array.from({ length: members.names.length }, (_, at) => at);
    this.#isFifo = interner.system.network === 'fifo';
  }

  /**
   * Computes the first partition, by the roles of members in all components of a row. Components that many
   * rows share (the monitor's history, nodes in no group) are counted first: their values are few, and they
   * order the same few members in many rows.
   */
  begin(row: RowParts, cells: Int32Array): void {
    this.#row = row;
    this.#readInFlight(row);
    const signature = this.#signature.fill(0);
    const { nodes, envelopes, histories, budgets } = this.#roles;
    const { numbers, groups } = this.#members;
    cells.set(groups);
    addRoles(signature, histories, row.history, 0);
    addRoles(signature, budgets, row.budget, 0);
    for (let node = 0; node < numbers.length; node++)
      if ((numbers[node] as number) < 0) addRoles(signature, nodes, row.nodes[node] as number, 0);
    this.#split(cells);
    signature.fill(0);
    for (let node = 0; node < numbers.length; node++)
      if ((numbers[node] as number) >= 0) addRoles(signature, nodes, row.nodes[node] as number, 0);
    for (let at = 0; at < this.#count; at++)
      addRoles(signature, envelopes, this.#messages[at] as number, this.#places[at] as number);
    this.#split(cells);
  }

  /** Splits cells by the neighbours of their members until no cell splits. */
  refine(cells: Int32Array): void {
    const signature = this.#signature;
    const row = this.#row as RowParts;
    const { nodes, envelopes, histories, budgets } = this.#roles;
    do {
      signature.fill(0);
      for (let node = 0; node < row.nodes.length; node++)
        addRelations(signature, cells, nodes, row.nodes[node] as number, 0);
      addRelations(signature, cells, histories, row.history, 0);
      addRelations(signature, cells, budgets, row.budget, 0);
      for (let at = 0; at < this.#count; at++)
        addRelations(signature, cells, envelopes, this.#messages[at] as number, this.#places[at] as number);
    } while (this.#split(cells));
  }

  /** Reads the messages of the row, and their positions on their links. */
  #readInFlight({ items, count }: RowParts): void {
    if (this.#roles.items === this.#roles.envelopes) {
      this.#messages = items;
      this.#count = count;
      if (this.#places.length < items.length) this.#places = new Int32Array(items.length);
      return;
    }
    const { lists, links } = this.#interner;
    const list = items[0] as number;
    const from = lists.from(list);
    this.#count = lists.to(list) - from;
    while (this.#places.length < this.#count) {
      this.#messages = grown(this.#messages);
      this.#places = grown(this.#places);
    }
    for (let at = 0, link = -1; at < this.#count; at++) {
      const envelope = lists.item(from + at);
      const isNext = this.#isFifo && links[envelope] === link;
      this.#messages[at] = envelope;
      this.#places[at] = isNext ? (this.#places[at - 1] as number) + 1 : 0;
      link = links[envelope] as number;
    }
  }

  /** Splits cells by the signatures of their members; returns whether there are more cells now. */
  #split(cells: Int32Array): boolean {
    this.#sort(cells);
    const signature = this.#signature;
    let isFiner = false;
    let start = 0;
    let cellBefore = -1;
    let signatureBefore = 0;
    for (let at = 0; at < this.#order.length; at++) {
      const member = this.#order[at] as number;
      const isSameCell = cells[member] === cellBefore;
      const isAlike = isSameCell && signature[member] === signatureBefore;
      if (!isAlike) start = at;
      isFiner ||= isSameCell && !isAlike;
      cellBefore = cells[member] as number;
      signatureBefore = signature[member] as number;
      cells[member] = start;
    }
    return isFiner;
  }

  /** Sorts members by cell, then by signature. Insertion sort suits them, since most are in order already. */
  #sort(cells: Int32Array): void {
    const order = this.#order;
    const signature = this.#signature;
    for (let at = 1; at < order.length; at++) {
      const member = order[at] as number;
      const cell = cells[member] as number;
      let to = at;
      for (; to > 0; to--) {
        const other = order[to - 1] as number;
        const difference =
          cell - (cells[other] as number) || (signature[member] as number) - (signature[other] as number);
        if (difference >= 0) break;
        order[to] = other;
      }
      order[to] = member;
    }
  }
}

/** Adds the roles of members in a component to their signatures. */
function addRoles(signature: Int32Array, table: RoleTable, part: number, place: number): void {
  const roles = table.roles(part);
  for (let bits = table.mask(part); bits !== 0; bits &= bits - 1) {
    const member = lowest(bits);
    const role = roles[member] as number;
    signature[member] = (signature[member] as number) + (place === 0 ? role : hashOf(place, role));
  }
}

/** Adds to the signature of each member in a component the roles and cells of all members in it. */
function addRelations(
  signature: Int32Array,
  cells: Int32Array,
  table: RoleTable,
  part: number,
  place: number,
): void {
  const mask = table.mask(part);
  if ((mask & (mask - 1)) === 0) return;
  const roles = table.roles(part);
  let sum = place;
  for (let bits = mask; bits !== 0; bits &= bits - 1) {
    const member = lowest(bits);
    sum = (sum + hashOf(cells[member] as number, roles[member] as number)) | 0;
  }
  for (let bits = mask; bits !== 0; bits &= bits - 1) {
    const member = lowest(bits);
    signature[member] = (signature[member] as number) + hashOf(roles[member] as number, sum);
  }
}
