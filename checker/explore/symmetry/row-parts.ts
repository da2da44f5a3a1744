/** The parts of a row in one place, taken apart so that members can change places in it. */
import { type Interner, nodeColumn } from '../tables/interning.ts';
import type { Members } from './members.ts';
import type { RoleTables } from './roles.ts';

export class RowParts {
  past = 0;
  rest = 0;
  /** By index of a node. */
  readonly nodes: Int32Array;
  /** What is under way: messages in ascending order, or the one list of them. */
  items = new Int32Array(64);
  count = 0;

  constructor(nodes: number) {
    this.nodes = new Int32Array(nodes);
  }

  read(row: Int32Array, { inFlight, historyColumn, budgetColumn, names, order }: Interner): void {
    this.past = row[historyColumn] as number;
    this.rest = row[budgetColumn] as number;
    for (let node = 0; node < names.length; node++) this.nodes[node] = row[nodeColumn + node] as number;
    if (this.items.length <= order.length) this.items = new Int32Array(2 * order.length);
    this.count = inFlight.contents(row, this.items);
  }

  /** Every message must have its place in rows. */
  write(row: Int32Array, { inFlight, historyColumn, budgetColumn }: Interner): void {
    row[historyColumn] = this.past;
    row[budgetColumn] = this.rest;
    row.set(this.nodes, nodeColumn);
    inFlight.fill(row, this.items, this.count);
  }

  copy(from: RowParts): void {
    this.past = from.past;
    this.rest = from.rest;
    this.nodes.set(from.nodes);
    if (this.items.length < from.items.length) this.items = new Int32Array(from.items.length);
    for (let at = 0; at < from.count; at++) this.items[at] = from.items[at] as number;
    this.count = from.count;
  }

  /** Two members change places; `sort` puts what is under way in order again. */
  exchange(one: number, other: number, { nodes, items, pasts, rests }: RoleTables, members: Members): void {
    for (let node = 0; node < this.nodes.length; node++)
      this.nodes[node] = nodes.swapped(this.nodes[node] as number, one, other);
    const [here, there] = [members.nodes[one] as number, members.nodes[other] as number];
    const moved = this.nodes[here] as number;
    this.nodes[here] = this.nodes[there] as number;
    this.nodes[there] = moved;
    this.past = pasts.swapped(this.past, one, other);
    this.rest = rests.swapped(this.rest, one, other);
    for (let at = 0; at < this.count; at++)
      this.items[at] = items.swapped(this.items[at] as number, one, other);
  }

  /** Most are in order. */
  sort(): void {
    const { items } = this;
    for (let at = 1; at < this.count; at++) {
      const item = items[at] as number;
      let to = at;
      for (; to > 0 && (items[to - 1] as number) > item; to--) items[to] = items[to - 1] as number;
      items[to] = item;
    }
  }

  has(item: number): boolean {
    const { items } = this;
    let low = 0;
    for (let high = this.count; low < high; ) {
      const middle = (low + high) >>> 1;
      if ((items[middle] as number) < item) low = middle + 1;
      else high = middle;
    }
    return low < this.count && items[low] === item;
  }

  /** Below, equal or above zero, as this is less than, equal to or greater than the other. */
  comparedTo(other: RowParts): number {
    const most = [this.past - other.past, this.rest - other.rest, this.count - other.count];
    return most.find((difference) => difference !== 0) ?? this.#listsComparedTo(other);
  }

  #listsComparedTo(other: RowParts): number {
    for (let node = 0; node < this.nodes.length; node++) {
      const difference = (this.nodes[node] as number) - (other.nodes[node] as number);
      if (difference !== 0) return difference;
    }
    for (let at = 0; at < this.count; at++) {
      const difference = (this.items[at] as number) - (other.items[at] as number);
      if (difference !== 0) return difference;
    }
    return 0;
  }
}

/** The number of the lowest bit. */
export function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
