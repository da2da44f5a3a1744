/** An unpacked row: its components in arrays, so that two members can be exchanged in them. */
import { type Interner, nodeColumn } from '../tables/interning.ts';
import type { Members } from './members.ts';
import type { RoleTables } from './roles.ts';

/** The components of one row. */
export class RowParts {
  history = 0;
  budget = 0;
  /** By index of a node, its component. */
  readonly nodes: Int32Array;
  /** What is in flight: messages in ascending order, or the one list of them. */
  items = new Int32Array(64);
  count = 0;

  constructor(nodes: number) {
    this.nodes = new Int32Array(nodes);
  }

  /** Reads the components of a row. */
  read(row: Int32Array, { inFlight, historyColumn, budgetColumn, names, order }: Interner): void {
    this.history = row[historyColumn] as number;
    this.budget = row[budgetColumn] as number;
    for (let node = 0; node < names.length; node++) this.nodes[node] = row[nodeColumn + node] as number;
    if (this.items.length <= order.length) this.items = new Int32Array(2 * order.length);
    this.count = inFlight.contents(row, this.items);
  }

  /** Writes these components into a row. Each message must have a column by now. */
  write(row: Int32Array, { inFlight, historyColumn, budgetColumn }: Interner): void {
    row[historyColumn] = this.history;
    row[budgetColumn] = this.budget;
    row.set(this.nodes, nodeColumn);
    inFlight.fill(row, this.items, this.count);
  }

  /** Takes the components of another row. */
  copy(from: RowParts): void {
    this.history = from.history;
    this.budget = from.budget;
    this.nodes.set(from.nodes);
    if (this.items.length < from.items.length) this.items = new Int32Array(from.items.length);
    for (let at = 0; at < from.count; at++) this.items[at] = from.items[at] as number;
    this.count = from.count;
  }

  /** Exchanges two members. In-flight items may then be out of order until `sort` is called. */
  exchange(
    one: number,
    other: number,
    { nodes, items, histories, budgets }: RoleTables,
    members: Members,
  ): void {
    for (let node = 0; node < this.nodes.length; node++)
      this.nodes[node] = nodes.swapped(this.nodes[node] as number, one, other);
    const [here, there] = [members.nodes[one] as number, members.nodes[other] as number];
    const moved = this.nodes[here] as number;
    this.nodes[here] = this.nodes[there] as number;
    this.nodes[there] = moved;
    this.history = histories.swapped(this.history, one, other);
    this.budget = budgets.swapped(this.budget, one, other);
    for (let at = 0; at < this.count; at++)
      this.items[at] = items.swapped(this.items[at] as number, one, other);
  }

  /** Sorts the in-flight items. Insertion sort suits them, since most are in order already. */
  sort(): void {
    const { items } = this;
    for (let at = 1; at < this.count; at++) {
      const item = items[at] as number;
      let to = at;
      for (; to > 0 && (items[to - 1] as number) > item; to--) items[to] = items[to - 1] as number;
      items[to] = item;
    }
  }

  /** Whether an item is in flight; binary search, so items must be in order. */
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

  /** Negative, zero or positive if this row is less than, equal to or greater than the other. */
  comparedTo(other: RowParts): number {
    const most = [this.history - other.history, this.budget - other.budget, this.count - other.count];
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

/** The index of the lowest bit that is set. */
export function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
