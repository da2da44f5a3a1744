/**
 * What tells members apart: _cells_ of members that are alike as far as anybody has looked, each known by the number of members
 * in cells before it. Cells are told by roles, and are the same, in the same order, whatever members are called.
 *
 * First by the roles of a member in all parts of a world; then by those beside whom it stands in these, until that tells no more
 * (colour refinement). Roles are compared by sums of hashes: two that fall together are not told apart, and somebody else
 * has to look closer.
 */
import { grown } from '../../values/int-lists.ts';
import { hashOf } from '../tables/hash-tables.ts';
import type { Interner } from '../tables/interning.ts';
import type { Members } from './members.ts';
import type { RoleTable, RoleTables } from './roles.ts';
import { lowest, type RowParts } from './row-parts.ts';

export class PartitionRefinement {
  readonly #parts: Interner;
  readonly #members: Members;
  readonly #named: RoleTables;
  readonly #signature: Int32Array;
  readonly #order: Int32Array;
  readonly #isFifo: boolean;
  #world: RowParts | undefined;
  /** Every message under way, with its place on its link where places count. */
  #sent = new Int32Array(64);
  #places = new Int32Array(64);
  #count = 0;

  constructor(parts: Interner, members: Members, named: RoleTables) {
    this.#parts = parts;
    this.#members = members;
    this.#named = named;
    this.#signature = new Int32Array(members.names.length);
    this.#order = Int32Array.from({ length: members.names.length }, (_, at) => at);
    this.#isFifo = parts.system.network === 'fifo';
  }

  /**
   * Sorts members by their roles in all parts of a world. First by those in parts that many share (the monitor's history, a node
   * that is like no other): then these name the same few members in many worlds, and are few themselves.
   */
  begin(world: RowParts, cells: Int32Array): void {
    this.#world = world;
    this.#readFlights(world);
    const signature = this.#signature.fill(0);
    const { nodes, envelopes, pasts, rests } = this.#named;
    const { numbers, groups } = this.#members;
    cells.set(groups);
    count(signature, pasts, world.past, 0);
    count(signature, rests, world.rest, 0);
    for (let node = 0; node < numbers.length; node++)
      if ((numbers[node] as number) < 0) count(signature, nodes, world.nodes[node] as number, 0);
    this.#split(cells);
    signature.fill(0);
    for (let node = 0; node < numbers.length; node++)
      if ((numbers[node] as number) >= 0) count(signature, nodes, world.nodes[node] as number, 0);
    for (let at = 0; at < this.#count; at++)
      count(signature, envelopes, this.#sent[at] as number, this.#places[at] as number);
    this.#split(cells);
  }

  /** Splits cells by those beside whom their members stand, until that tells no more. */
  refine(cells: Int32Array): void {
    const signature = this.#signature;
    const world = this.#world as RowParts;
    const { nodes, envelopes, pasts, rests } = this.#named;
    do {
      signature.fill(0);
      for (let node = 0; node < world.nodes.length; node++)
        relate(signature, cells, nodes, world.nodes[node] as number, 0);
      relate(signature, cells, pasts, world.past, 0);
      relate(signature, cells, rests, world.rest, 0);
      for (let at = 0; at < this.#count; at++)
        relate(signature, cells, envelopes, this.#sent[at] as number, this.#places[at] as number);
    } while (this.#split(cells));
  }

  #readFlights({ items, count }: RowParts): void {
    if (this.#named.items === this.#named.envelopes) {
      this.#sent = items;
      this.#count = count;
      if (this.#places.length < items.length) this.#places = new Int32Array(items.length);
      return;
    }
    const { lists, links } = this.#parts;
    const list = items[0] as number;
    const from = lists.from(list);
    this.#count = lists.to(list) - from;
    while (this.#places.length < this.#count) {
      this.#sent = grown(this.#sent);
      this.#places = grown(this.#places);
    }
    for (let at = 0, link = -1; at < this.#count; at++) {
      const envelope = lists.item(from + at);
      const isNext = this.#isFifo && links[envelope] === link;
      this.#sent[at] = envelope;
      this.#places[at] = isNext ? (this.#places[at - 1] as number) + 1 : 0;
      link = links[envelope] as number;
    }
  }

  /** Splits cells by the signatures of their members; says whether there are more cells now. */
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

  /** By cells, then by signatures; most often they are nearly in order. */
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

/** Adds the roles that members have in a part to their signatures. */
function count(signature: Int32Array, named: RoleTable, part: number, place: number): void {
  const roles = named.roles(part);
  for (let rest = named.mask(part); rest !== 0; rest &= rest - 1) {
    const member = lowest(rest);
    const role = roles[member] as number;
    signature[member] = (signature[member] as number) + (place === 0 ? role : hashOf(place, role));
  }
}

/** Adds the roles and cells of all that stand together in a part. */
function relate(
  signature: Int32Array,
  cells: Int32Array,
  named: RoleTable,
  part: number,
  place: number,
): void {
  const mask = named.mask(part);
  if ((mask & (mask - 1)) === 0) return;
  const roles = named.roles(part);
  let together = place;
  for (let rest = mask; rest !== 0; rest &= rest - 1) {
    const member = lowest(rest);
    together = (together + hashOf(cells[member] as number, roles[member] as number)) | 0;
  }
  for (let rest = mask; rest !== 0; rest &= rest - 1) {
    const member = lowest(rest);
    signature[member] = (signature[member] as number) + hashOf(roles[member] as number, together);
  }
}
