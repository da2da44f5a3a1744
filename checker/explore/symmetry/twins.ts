/**
 * Twins: two members whose exchange leaves the row unchanged. Members of one cell have equal roles, which
 * does not imply this; here the components themselves are compared.
 */
import { grown } from '../../values/int-lists.ts';
import type { Members } from './members.ts';
import type { RoleTables } from './roles.ts';
import { lowest, type RowParts } from './row-parts.ts';

/** Finds the twins of one row. */
export class Twins {
  readonly #members: Members;
  readonly #roles: RoleTables;
  #row: RowParts | undefined;
  #hasChains = false;
  /** Nodes whose components name members other than the node itself. */
  readonly #referring: number[] = [];
  /**
   * By member, the in-flight items that name it, as a linked list: index of its first entry, then of the
   * next; -1 ends it.
   */
  readonly #chains: Int32Array;
  #items = new Int32Array(64);
  #next = new Int32Array(64);

  constructor(members: Members, roles: RoleTables) {
    this.#members = members;
    this.#roles = roles;
    this.#chains = new Int32Array(members.names.length);
  }

  /** Examines another row from now on. */
  enter(row: RowParts): void {
    this.#row = row;
    this.#hasChains = false;
  }

  /** Writes for each member its first twin within its cell; returns whether each cell holds twins only. */
  pairUp(cells: Int32Array, twins: Int32Array): boolean {
    let areAll = true;
    for (let member = 0; member < twins.length; member++) {
      twins[member] = member;
      let hasPeers = false;
      for (let other = 0; other < member; other++) {
        if (cells[other] !== cells[member] || twins[other] !== other) continue;
        hasPeers = true;
        if (!this.#areTwins(other, member)) continue;
        twins[member] = other;
        break;
      }
      if (hasPeers && twins[member] === member) areAll = false;
    }
    return areAll;
  }

  /** Whether the exchange of two members leaves the row unchanged. */
  #areTwins(one: number, other: number): boolean {
    const { nodes, histories, budgets } = this.#roles;
    const row = this.#row as RowParts;
    if (!this.#hasChains) this.#buildChains(row);
    const [here, there] = [this.#members.nodes[one] as number, this.#members.nodes[other] as number];
    if (nodes.swapped(row.nodes[here] as number, one, other) !== row.nodes[there]) return false;
    for (const node of this.#referring) {
      const part = row.nodes[node] as number;
      if (node !== here && node !== there && nodes.swapped(part, one, other) !== part) return false;
    }
    if (histories.swapped(row.history, one, other) !== row.history) return false;
    if (budgets.swapped(row.budget, one, other) !== row.budget) return false;
    return this.#isInvariant(one, one, other) && this.#isInvariant(other, one, other);
  }

  /** Whether each in-flight item that names a member is in flight also with `one` and `other` exchanged. */
  #isInvariant(member: number, one: number, other: number): boolean {
    for (let at = this.#chains[member] as number; at >= 0; at = this.#next[at] as number) {
      const item = this.#items[at] as number;
      const after = this.#roles.items.swapped(item, one, other);
      if (after !== item && !(this.#row as RowParts).has(after)) return false;
    }
    return true;
  }

  /** Lists for each member the items that name it, and the nodes that name other members. */
  #buildChains(row: RowParts): void {
    this.#hasChains = true;
    const { nodes, items } = this.#roles;
    const { numbers } = this.#members;
    this.#referring.length = 0;
    for (let node = 0; node < numbers.length; node++) {
      const member = numbers[node] as number;
      const mask = nodes.mask(row.nodes[node] as number);
      if ((member < 0 ? mask : mask & ~(1 << member)) !== 0) this.#referring.push(node);
    }
    this.#chains.fill(-1);
    let links = 0;
    for (let at = 0; at < row.count; at++) {
      const item = row.items[at] as number;
      for (let bits = items.mask(item); bits !== 0; bits &= bits - 1) {
        const member = lowest(bits);
        if (links === this.#items.length) {
          this.#items = grown(this.#items);
          this.#next = grown(this.#next);
        }
        this.#items[links] = item;
        this.#next[links] = this.#chains[member] as number;
        this.#chains[member] = links++;
      }
    }
  }
}
