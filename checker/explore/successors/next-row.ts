/**
 * The next row. It holds the row that is expanded, the row that one action makes of it, and the canonical
 * form of the latter, each with its hash. Between two actions the next row equals the expanded one; an action
 * changes a few columns, which are compared, hashed and reset here.
 */
import type { NodeId } from '../../actors/actor.ts';
import type { World } from '../../semantics/world.ts';
import type { Naming } from '../../values/rename.ts';
import { CanonicalRows } from '../symmetry/canonical-row.ts';
import { hashOf, hashOfRow } from '../tables/hash-tables.ts';
import { type Interner, type NodePart, nodeColumn } from '../tables/interning.ts';
import type { EvaluationContext } from './evaluate-rows.ts';

/** The rows before and after one action. */
export class NextRow {
  /** The row that is expanded. */
  here: Int32Array;
  /** The row after one action. */
  next: Int32Array;
  /** The canonical form of the next row; `next` itself in a system without symmetry. */
  form: Int32Array;
  /** The hash of the next row, or of its canonical form after `represent`. */
  hash = 0;
  protected readonly interner: Interner;
  /** Present in a system with symmetry. */
  protected readonly canonicalRows: CanonicalRows | undefined;
  /** The first column that can change in this system, and the first in-flight column. */
  readonly #firstColumn: number;
  readonly #inFlightColumn: number;
  /** The hash of the expanded row. */
  #hereHash = 0;
  readonly #widened: () => void;

  /** `widened` is called whenever rows have got more columns. */
  constructor(interner: Interner, isSymmetric: boolean, widened: () => void) {
    this.interner = interner;
    this.#widened = widened;
    this.canonicalRows = isSymmetric ? new CanonicalRows(interner) : undefined;
    this.#firstColumn = interner.first;
    this.#inFlightColumn = nodeColumn + interner.names.length;
    this.here = new Int32Array(interner.width);
    this.next = new Int32Array(interner.width);
    this.form = isSymmetric ? new Int32Array(interner.width) : this.next;
  }

  /** Interns a world and makes its row the next one. */
  set(world: World): void {
    this.interner.internMessages(world);
    this.widen();
    this.next.set(this.interner.pack(world));
    this.hash = this.hashOf(this.next);
  }

  /** Makes the next row equal to the expanded one. */
  protected enter(): void {
    this.next.set(this.here);
    this.#hereHash = this.hashOf(this.here);
  }

  /** The component of a node in the expanded row. */
  protected part(node: number): NodePart {
    return this.interner.nodes[this.here[nodeColumn + node] as number] as NodePart;
  }

  // -------------------------------------------------------------- width

  /** Gives each interned message its column. */
  widen(): void {
    if (this.interner.inFlight.columnsDue <= this.interner.inFlight.columns) return;
    this.interner.log.beforeComputing();
    this.#resize(this.interner.inFlight.columnsDue);
    this.#widened();
  }

  /** Adopts the width of rows that another thread has widened. */
  fit(width: number): void {
    const { inFlight } = this.interner;
    if (width !== this.interner.width) this.#resize(inFlight.columns + width - this.interner.width);
  }

  #resize(columns: number): void {
    this.interner.inFlight.columns = columns;
    const { width } = this.interner;
    this.here = widened(this.here, width);
    this.next = widened(this.next, width);
    this.form = this.canonicalRows === undefined ? this.next : widened(this.form, width);
    this.#hereHash = this.hashOf(this.here);
  }

  // -------------------------------------------------------------- the columns that an action changes

  /** The messages of a step that are not discarded because their addressee is down. */
  protected reaching(messages: number, self: number): number {
    const { lists, addressees } = this.interner;
    const isUp = (envelope: number) =>
      addressees[envelope] === self || this.part(addressees[envelope] as number).isUp;
    for (let at = lists.from(messages); at < lists.to(messages); at++) {
      if (!isUp(lists.item(at))) return lists.intern(lists.get(messages).filter(isUp));
    }
    return messages;
  }

  /** Marks the open calls of all other nodes to a node that crashes as lost. */
  protected loseCalls(callee: number): void {
    for (let node = 0; node < this.interner.names.length; node++) {
      if (node === callee) continue;
      const column = nodeColumn + node;
      this.next[column] = this.interner.withLostCalls(this.here[column] as number, callee);
    }
  }

  /**
   * Computes the hash of the next row from the columns that may have changed; returns whether any did. `node`
   * is the node that acts, or -1; with `anyNode` other nodes may have changed as well, and with `inFlight`
   * the in-flight columns.
   */
  protected hasChanged(node: number, anyNode: boolean, inFlight: boolean): boolean {
    const { here, next } = this;
    const inFlightColumn = this.#inFlightColumn;
    const inFlightEnd = inFlight ? next.length : inFlightColumn;
    let hash = this.#hereHash;
    let isChanged = false;
    if (node >= 0) {
      const nodesEnd = anyNode ? inFlightColumn : nodeColumn + node + 1;
      for (let at = anyNode ? nodeColumn : nodeColumn + node; at < nodesEnd; at++) {
        if (here[at] === next[at]) continue;
        isChanged = true;
        hash ^= hashOf(at, here[at] as number) ^ hashOf(at, next[at] as number);
      }
    }
    for (let at = this.#firstColumn; at < nodeColumn; at++) {
      if (here[at] === next[at]) continue;
      isChanged = true;
      hash ^= hashOf(at, here[at] as number) ^ hashOf(at, next[at] as number);
    }
    for (let at = inFlightColumn; at < inFlightEnd; at++) {
      if (here[at] === next[at]) continue;
      isChanged = true;
      hash ^= hashOf(at, here[at] as number) ^ hashOf(at, next[at] as number);
    }
    this.hash = hash;
    return isChanged;
  }

  /** Resets those columns; `changed` is the row in which they changed, before any widening. */
  protected reset(changed: Int32Array, node: number, anyNode: boolean, inFlight: boolean): void {
    const { here, next } = this;
    if (anyNode || next !== changed) next.set(here);
    else {
      if (node >= 0) next[nodeColumn + node] = here[nodeColumn + node] as number;
      for (let at = this.#firstColumn; at < nodeColumn; at++) next[at] = here[at] as number;
      for (let at = this.#inFlightColumn; inFlight && at < next.length; at++) next[at] = here[at] as number;
    }
  }

  // -------------------------------------------------------------- symmetry

  /** Whether rows have canonical forms other than themselves. */
  get isSymmetric(): boolean {
    return this.canonicalRows !== undefined;
  }

  /** Computes the canonical form of the next row: `form`, with `hash`. */
  represent(): void {
    if (this.canonicalRows === undefined) return;
    this.canonicalRows.represent(this.next);
    this.widen();
    this.canonicalRows.write(this.form);
    this.hash = this.hashOf(this.form);
  }

  /** Writes what the action changed, as the canonical form shows it; `node` is the node that acts, or -1. */
  describeChange(context: EvaluationContext, node: number): void {
    const { here, next } = this;
    const { historyColumn } = this.interner;
    const column = nodeColumn + node;
    const changed = this.canonicalRows === undefined ? node : (this.canonicalRows.to[node] as number);
    context.changed = node >= 0 && here[column] !== next[column] ? changed : -1;
    context.isHistoryNew = here[historyColumn] !== next[historyColumn];
  }

  /** The renaming that takes a world to its representative. */
  canonicalRenaming(world: World): Naming {
    const canonicalRows = this.canonicalRows as CanonicalRows;
    const { names } = this.interner;
    this.interner.internMessages(world);
    this.widen();
    canonicalRows.represent(this.interner.pack(world));
    const renamed = new Map(names.map((node, at) => [node, names[canonicalRows.to[at] as number] as NodeId]));
    return (node) => renamed.get(node) ?? node;
  }

  /** The hash of a whole row. */
  hashOf(row: Int32Array): number {
    return hashOfRow(row, this.interner.first);
  }
}

/** A copy with further columns, all zero. */
function widened(row: Int32Array, columns: number): Int32Array {
  const wider = new Int32Array(columns);
  wider.set(row);
  return wider;
}
