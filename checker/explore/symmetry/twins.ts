/**
 * Twins: two members that can change places and the world is the very same. Members of a cell are not always that, for cells are told
 * by roles alone; here the parts themselves are compared.
 */
import { grown } from '../../values/int-lists.ts';
import type { Members } from './members.ts';
import type { RoleTables } from './roles.ts';
import { lowest, type RowParts } from './row-parts.ts';

export class Twins {
  readonly #members: Members;
  readonly #named: RoleTables;
  #world: RowParts | undefined;
  #isLinked = false;
  /** Nodes whose parts name members other than the node itself. */
  readonly #telling: number[] = [];
  /** Of each member the items that name it, as a chain: where the first of them is, and after each the next; -1 ends it. */
  readonly #chains: Int32Array;
  #items = new Int32Array(64);
  #next = new Int32Array(64);

  constructor(members: Members, named: RoleTables) {
    this.#members = members;
    this.#named = named;
    this.#chains = new Int32Array(members.names.length);
  }

  enter(world: RowParts): void {
    this.#world = world;
    this.#isLinked = false;
  }

  /** Finds the first twin of each member among those of its cell; says whether all of each cell are twins. */
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

  #areTwins(one: number, other: number): boolean {
    const { nodes, pasts, rests } = this.#named;
    const world = this.#world as RowParts;
    if (!this.#isLinked) this.#link(world);
    const [here, there] = [this.#members.nodes[one] as number, this.#members.nodes[other] as number];
    if (nodes.swapped(world.nodes[here] as number, one, other) !== world.nodes[there]) return false;
    for (const node of this.#telling) {
      const part = world.nodes[node] as number;
      if (node !== here && node !== there && nodes.swapped(part, one, other) !== part) return false;
    }
    if (pasts.swapped(world.past, one, other) !== world.past) return false;
    if (rests.swapped(world.rest, one, other) !== world.rest) return false;
    return this.#isKept(one, one, other) && this.#isKept(other, one, other);
  }

  /** Whether all that is under way and names a member is under way as well with two of them in each other's place. */
  #isKept(member: number, one: number, other: number): boolean {
    for (let at = this.#chains[member] as number; at >= 0; at = this.#next[at] as number) {
      const item = this.#items[at] as number;
      const after = this.#named.items.swapped(item, one, other);
      if (after !== item && !(this.#world as RowParts).has(after)) return false;
    }
    return true;
  }

  #link(world: RowParts): void {
    this.#isLinked = true;
    const { nodes, items } = this.#named;
    const { numbers } = this.#members;
    this.#telling.length = 0;
    for (let node = 0; node < numbers.length; node++) {
      const member = numbers[node] as number;
      const mask = nodes.mask(world.nodes[node] as number);
      if ((member < 0 ? mask : mask & ~(1 << member)) !== 0) this.#telling.push(node);
    }
    this.#chains.fill(-1);
    let links = 0;
    for (let at = 0; at < world.count; at++) {
      const item = world.items[at] as number;
      for (let rest = items.mask(item); rest !== 0; rest &= rest - 1) {
        const member = lowest(rest);
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
