/**
 * A batch: the successors of consecutive worlds as numbers in a buffer of shared memory, with its writer and
 * its reader. For each world it has the counts and, where edges are kept, the target of each action in order.
 * Each successor row is in it once, with the first action of these worlds that leads there.
 *
 * The reader finds out which rows are worlds already. A look-up by the writer would spare the reader only
 * every second one, and both would look up half as often again together; it is worth more that neither waits
 * for memory.
 */
import { sharedGrown, sharedInts } from '../../values/int-lists.ts';
import type { EvaluationContext } from '../successors/evaluate-rows.ts';
import { slotOf } from '../tables/hash-tables.ts';
import type { RowTable } from '../tables/row-table.ts';

/** The head of a world, as offsets. */
const head = { kinds: 0, end: 1, transitions: 2, unchanged: 3, isCut: 4 } as const;
const headSize = 5;

/**
 * The target of an action that leads back to its world; the target of an action that a bound suppresses is
 * `beyond`.
 */
export const back = -2;

/**
 * A batch buffer: shared memory that another thread reads in place. Buffers are recycled, because new memory
 * for each batch would mean cold caches and garbage collection.
 */
export interface BatchBuffer {
  /** Its number among the buffers of its writer; it keeps this number when it grows. */
  readonly number: number;
  /** The head, the edges and the counts by kind of each world. */
  readonly worlds: Int32Array;
  readonly rows: Int32Array;
  readonly hashes: Int32Array;
  /** The number of the world that each row is, where edges are kept; -1 until the reader has looked it up. */
  readonly worldOf: Int32Array;
  /**
   * The first action that leads to each row: its world, its position among that world's actions, and what it
   * changed.
   */
  readonly origins: Int32Array;
}

/** The successors of the worlds from `from` to before `to`: `count` rows with `width` columns. */
export interface FinishedBatch {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly width: number;
  readonly buffer: BatchBuffer;
}

/**
 * Buffers that a writer keeps for later batches. A thread that has sent this many waits until one is
 * recycled; the worker of the main thread may have more, and drops them.
 */
export const batchBuffersMax = 8;

/** Numbers of an origin. */
const originSize = 3;

/** The counts of one world. */
interface Counted {
  readonly transitions: number;
  readonly unchanged: number;
  readonly isCut: boolean;
  /** By `actionKinds`. */
  readonly kinds: Float64Array;
}

/** Writes batches: world by world, and for each world edge by edge. */
export class BatchWriter {
  readonly #keepsEdges: boolean;
  #buffers = 0;
  readonly #spare: BatchBuffer[] = [];
  #buffer = this.#newBuffer();
  /** The arrays of the buffer. */
  #worlds = this.#buffer.worlds;
  #rows = this.#buffer.rows;
  #hashes = this.#buffer.hashes;
  #worldOf = this.#buffer.worldOf;
  #origins = this.#buffer.origins;
  /** Numbers written to `worlds`. */
  #size = 0;
  /** The head of the current world. */
  #start = 0;
  /** Rows of the batch. */
  #count = 0;
  /** The number of a row plus one, by its hash; 0 is an empty slot. */
  #slots = new Int32Array(1_024);

  constructor(keepsEdges: boolean) {
    this.#keepsEdges = keepsEdges;
  }

  /** Begins the next world. */
  begin(): void {
    this.#start = this.#size;
    this.#reserve(headSize);
    this.#size += headSize;
  }

  /** Adds an edge to a row of this batch, `back` or `beyond`. */
  edge(to: number, label: number | undefined): void {
    if (!this.#keepsEdges) return;
    this.#reserve(2);
    this.#worlds[this.#size++] = to;
    if (label !== undefined) this.#worlds[this.#size++] = label;
  }

  /** The number of a row in this batch, or -1. */
  find(row: Int32Array, first: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = slotOf(hash, mask); ; slot = (slot + 1) & mask) {
      const found = (slots[slot] as number) - 1;
      if (found < 0 || (this.#hashes[found] === hash && this.#is(found, row, first))) return found;
    }
  }

  #is(number: number, row: Int32Array, first: number): boolean {
    const rows = this.#rows;
    let at = number * (row.length - first);
    for (let column = first; column < row.length; column++) if (rows[at++] !== row[column]) return false;
    return true;
  }

  /** Adds a row that is not in this batch; returns its number. */
  add(world: number, ordinal: number, hash: number, context: EvaluationContext, first: number): number {
    const number = this.#count++;
    const { row, changed, isHistoryNew } = context;
    const width = row.length - first;
    let at = number * width;
    if (at + width > this.#rows.length)
      this.#use({ ...this.#buffer, rows: sharedGrown(this.#rows, at + width) });
    for (let column = first; column < row.length; column++) this.#rows[at++] = row[column] as number;
    if (number === this.#hashes.length) {
      const [hashes, worldOf, origins] = [
        sharedGrown(this.#hashes),
        sharedGrown(this.#worldOf),
        sharedGrown(this.#origins),
      ];
      this.#use({ ...this.#buffer, hashes, worldOf, origins });
    }
    this.#hashes[number] = hash;
    this.#worldOf[number] = -1;
    this.#origins[originSize * number] = world;
    this.#origins[originSize * number + 1] = ordinal;
    this.#origins[originSize * number + 2] = 2 * (changed + 1) + Number(isHistoryNew);
    if (2 * this.#count > this.#slots.length) {
      this.#slots = new Int32Array(2 * this.#slots.length);
      for (let other = 0; other < number; other++) this.#put(this.#hashes[other] as number, other);
    }
    this.#put(hash, number);
    return number;
  }

  #put(hash: number, number: number): void {
    const mask = this.#slots.length - 1;
    let slot = slotOf(hash, mask);
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = number + 1;
  }

  /** Ends the current world with its counts. */
  end({ transitions, unchanged, isCut, kinds }: Counted): void {
    const start = this.#start;
    const entriesEnd = this.#size;
    this.#reserve(2 * kinds.length);
    const worlds = this.#worlds;
    for (let kind = 0; kind < kinds.length; kind++) {
      const count = kinds[kind] as number;
      if (count === 0) continue;
      worlds[this.#size++] = kind;
      worlds[this.#size++] = count;
    }
    worlds[start + head.kinds] = entriesEnd - start;
    worlds[start + head.end] = this.#size - start;
    worlds[start + head.transitions] = transitions;
    worlds[start + head.unchanged] = unchanged;
    worlds[start + head.isCut] = Number(isCut);
  }

  /** Ends the current world without successors: it is deferred to the main thread. */
  defer(): void {
    this.#size = this.#start + headSize;
    this.#worlds[this.#start + head.kinds] = -1;
    this.#worlds[this.#start + head.end] = headSize;
  }

  #reserve(count: number): void {
    if (this.#size + count > this.#worlds.length)
      this.#use({ ...this.#buffer, worlds: sharedGrown(this.#worlds, this.#size + count) });
  }

  #use(buffer: BatchBuffer): void {
    this.#buffer = buffer;
    const { worlds, rows, hashes, worldOf, origins } = buffer;
    this.#worlds = worlds;
    this.#rows = rows;
    this.#hashes = hashes;
    this.#worldOf = worldOf;
    this.#origins = origins;
  }

  #newBuffer(): BatchBuffer {
    const rows = 256;
    return {
      number: this.#buffers++,
      worlds: sharedInts(4_096),
      rows: sharedInts(4_096),
      hashes: sharedInts(rows),
      worldOf: sharedInts(rows),
      origins: sharedInts(originSize * rows),
    };
  }

  /**
   * Finishes the batch, which has the worlds from `from` to before `to` and rows of this width; begins the
   * next one.
   */
  finish(from: number, to: number, width: number): FinishedBatch {
    const finished = { from, to, count: this.#count, width, buffer: this.#buffer };
    this.#use(this.#spare.pop() ?? this.#newBuffer());
    this.#size = 0;
    this.#count = 0;
    this.#slots.fill(0);
    return finished;
  }

  /** Keeps the buffer of a batch that has been read for a later batch. */
  recycle(buffer: BatchBuffer): void {
    if (this.#spare.length < batchBuffersMax) this.#spare.push(buffer);
  }
}

/** Reads a batch: world by world, and for each world edge by edge. */
export class Batch {
  readonly #finished: FinishedBatch;
  #world: number;
  /** The head of the current world, its end, and the next number to read. */
  #start = 0;
  #next = 0;
  #at = 0;
  /** The rows that the current world leads to first. */
  #row = 0;
  #rowsEnd = 0;

  constructor(finished: FinishedBatch) {
    this.#finished = finished;
    this.#world = finished.from - 1;
  }

  /** The first world after those of the batch. */
  get to(): number {
    return this.#finished.to;
  }

  /** Columns of its rows. */
  get width(): number {
    return this.#finished.width;
  }

  /** Moves on to a later world; returns false if that is deferred to the main thread. */
  enter(world: number): boolean {
    const { count, buffer } = this.#finished;
    const { worlds, origins } = buffer;
    while (this.#world < world) {
      this.#world++;
      this.#start = this.#next;
      this.#next = this.#start + (worlds[this.#start + head.end] as number);
      this.#row = this.#rowsEnd;
      while (this.#rowsEnd < count && origins[originSize * this.#rowsEnd] === this.#world) this.#rowsEnd++;
    }
    this.#at = this.#start + headSize;
    return this.#head(head.kinds) >= 0;
  }

  #head(which: number): number {
    return this.#finished.buffer.worlds[this.#start + which] as number;
  }

  get transitions(): number {
    return this.#head(head.transitions);
  }

  get unchanged(): number {
    return this.#head(head.unchanged);
  }

  get isCut(): boolean {
    return this.#head(head.isCut) === 1;
  }

  /** The rows that the current world leads to first: from `firstRow` to before `rowsEnd`. */
  get firstRow(): number {
    return this.#row;
  }

  get rowsEnd(): number {
    return this.#rowsEnd;
  }

  /** Adds the number of actions of each kind, in the order of `actionKinds`. */
  count(kinds: Float64Array): void {
    const { worlds } = this.#finished.buffer;
    for (let at = this.#start + this.#head(head.kinds); at < this.#next; at += 2) {
      const kind = worlds[at] as number;
      kinds[kind] = (kinds[kind] as number) + (worlds[at + 1] as number);
    }
  }

  /**
   * The next number of the edges: a target, followed by its label where labels are kept; undefined after the
   * last.
   */
  read(): number | undefined {
    if (this.#at === this.#start + this.#head(head.kinds)) return undefined;
    return this.#finished.buffer.worlds[this.#at++];
  }

  /** The number of the world that a row is, or -1 if it has not been looked up. */
  worldOf(row: number): number {
    return this.#finished.buffer.worldOf[row] as number;
  }

  /** Keeps the number of the world that a row is. */
  setWorldOf(row: number, world: number): void {
    this.#finished.buffer.worldOf[row] = world;
  }

  /** Looks up the number of the world that a row is; -1 if there is none. */
  find(row: number, worlds: RowTable): number {
    const { width, buffer } = this.#finished;
    const { rows, hashes } = buffer;
    return worlds.find(rows, hashes[row] as number, row * width);
  }

  /** Copies a row, and returns its hash. */
  copy(row: number, into: Int32Array, first: number): number {
    const { width, buffer } = this.#finished;
    const { rows, hashes } = buffer;
    let at = row * width;
    for (let column = first; column < first + width; column++) into[column] = rows[at++] as number;
    return hashes[row] as number;
  }

  /** The position of the first action that leads to a row, among the actions of its world. */
  ordinal(row: number): number {
    return this.#finished.buffer.origins[originSize * row + 1] as number;
  }

  /** The node that the action changed, as in `EvaluationContext`. */
  changed(row: number): number {
    return ((this.#finished.buffer.origins[originSize * row + 2] as number) >> 1) - 1;
  }

  /** Whether the action changed the history. */
  isHistoryNew(row: number): boolean {
    return ((this.#finished.buffer.origins[originSize * row + 2] as number) & 1) === 1;
  }
}
