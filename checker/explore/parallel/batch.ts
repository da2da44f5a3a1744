/**
 * What comes of some worlds in a row when somebody else expands them, in numbers. Of each world: what is counted, and where edges
 * are kept where its actions lead, in their order. And each row to which an action of these worlds leads, once, with the first that
 * does. What it is that happens there, `successors.ts` says.
 *
 * Whether a row is a world already is for the reader to find. If the writer looked as well, he would spare the reader every second row,
 * and both together would look half as often again; there is more to gain where neither has to wait for memory.
 *
 * A world of which something must be asked is left to whoever can ask.
 */
import { sharedGrown, sharedInts } from '../../values/int-lists.ts';
import type { EvaluationContext } from '../successors/evaluate-rows.ts';
import { slotOf } from '../tables/hash-tables.ts';
import type { RowTable } from '../tables/row-table.ts';

/** The head of what is written of a world. */
const head = { kinds: 0, end: 1, transitions: 2, unchanged: 3, isCut: 4 } as const;
const headSize = 5;

/** Where an action leads that leads back to its world; one that a bound holds back leads `beyond`. */
export const back = -2;

/**
 * What a batch is written on: shared memory, which another thread reads where it lies, and which is written on again when it has been
 * read. Memory that is allocated and sent anew each time costs cold caches and collections of garbage, a fifth of all the time.
 */
export interface BatchBuffer {
  /** Which of its writer's it is. It keeps its number when it has to be larger. */
  readonly number: number;
  /** What is written of each world. */
  readonly worlds: Int32Array;
  readonly rows: Int32Array;
  readonly hashes: Int32Array;
  /** Where edges are kept, of each row the number of the world that it is; -1 until the reader has looked it up. */
  readonly known: Int32Array;
  /** Of each row which action leads to it first: its world, its place among the actions of that, and what is news there. */
  readonly ways: Int32Array;
}

/** What came of the worlds from one on, before another: so many rows, with so many columns. */
export interface FinishedBatch {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly width: number;
  readonly paper: BatchBuffer;
}

/**
 * So much paper is kept to be written on again. A thread that has sent so much waits until some of it was read; who reads by himself
 * may have more, which is then thrown away.
 */
export const batchBuffersMax = 8;

/** Numbers of a way. */
const waySize = 3;

/** What is counted of one world. */
interface Counted {
  readonly transitions: number;
  readonly unchanged: number;
  readonly isCut: boolean;
  /** By `actionKinds`. */
  readonly kinds: Float64Array;
}

export class BatchWriter {
  readonly #keepsEdges: boolean;
  #papers = 0;
  readonly #spare: BatchBuffer[] = [];
  #paper = this.#blank();
  /** What is on it, at hand. */
  #worlds = this.#paper.worlds;
  #rows = this.#paper.rows;
  #hashes = this.#paper.hashes;
  #known = this.#paper.known;
  #ways = this.#paper.ways;
  /** Numbers that are written of worlds. */
  #size = 0;
  /** Where what is written of the present world begins. */
  #start = 0;
  /** Rows. */
  #count = 0;
  /** The number of a row plus one, by its hash; 0 is an empty slot. */
  #slots = new Int32Array(1_024);

  constructor(keepsEdges: boolean) {
    this.#keepsEdges = keepsEdges;
  }

  /** A world is expanded from now on. */
  begin(): void {
    this.#start = this.#size;
    this.#reserve(headSize);
    this.#size += headSize;
  }

  /** Where an action leads: to a row of this batch, `back` or `beyond`. */
  edge(to: number, label: number | undefined): void {
    if (!this.#keepsEdges) return;
    this.#reserve(2);
    this.#worlds[this.#size++] = to;
    if (label !== undefined) this.#worlds[this.#size++] = label;
  }

  /** The number of a row that was come by in this batch, or -1. */
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

  /** An action of this world leads to a row that was not come by in this batch. */
  first(world: number, ordinal: number, hash: number, scene: EvaluationContext, first: number): number {
    const number = this.#count++;
    const { row, changed, isHistoryNew } = scene;
    const width = row.length - first;
    let at = number * width;
    if (at + width > this.#rows.length)
      this.#goOn({ ...this.#paper, rows: sharedGrown(this.#rows, at + width) });
    for (let column = first; column < row.length; column++) this.#rows[at++] = row[column] as number;
    if (number === this.#hashes.length) {
      const [hashes, known, ways] = [
        sharedGrown(this.#hashes),
        sharedGrown(this.#known),
        sharedGrown(this.#ways),
      ];
      this.#goOn({ ...this.#paper, hashes, known, ways });
    }
    this.#hashes[number] = hash;
    this.#known[number] = -1;
    this.#ways[waySize * number] = world;
    this.#ways[waySize * number + 1] = ordinal;
    this.#ways[waySize * number + 2] = 2 * (changed + 1) + Number(isHistoryNew);
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

  /** Of the world that is expanded something must be asked. */
  leave(): void {
    this.#size = this.#start + headSize;
    this.#worlds[this.#start + head.kinds] = -1;
    this.#worlds[this.#start + head.end] = headSize;
  }

  #reserve(count: number): void {
    if (this.#size + count > this.#worlds.length)
      this.#goOn({ ...this.#paper, worlds: sharedGrown(this.#worlds, this.#size + count) });
  }

  #goOn(paper: BatchBuffer): void {
    this.#paper = paper;
    const { worlds, rows, hashes, known, ways } = paper;
    this.#worlds = worlds;
    this.#rows = rows;
    this.#hashes = hashes;
    this.#known = known;
    this.#ways = ways;
  }

  #blank(): BatchBuffer {
    const rows = 256;
    return {
      number: this.#papers++,
      worlds: sharedInts(4_096),
      rows: sharedInts(4_096),
      hashes: sharedInts(rows),
      known: sharedInts(rows),
      ways: sharedInts(waySize * rows),
    };
  }

  /** What was written since this was called last, of the worlds from one on, before another; rows have so many columns. */
  torn(from: number, to: number, width: number): FinishedBatch {
    const done = { from, to, count: this.#count, width, paper: this.#paper };
    this.#goOn(this.#spare.pop() ?? this.#blank());
    this.#size = 0;
    this.#count = 0;
    this.#slots.fill(0);
    return done;
  }

  /** Nobody reads any more what is written there. */
  reuse(paper: BatchBuffer): void {
    if (this.#spare.length < batchBuffersMax) this.#spare.push(paper);
  }
}

/** Reads a batch: world by world, and in each from entry to entry. */
export class Batch {
  readonly #done: FinishedBatch;
  #world: number;
  /** Of the present world: where what is written of it begins and where it ends, and what is read next. */
  #start = 0;
  #next = 0;
  #at = 0;
  /** The first row to which it leads first, and the row after the last. */
  #row = 0;
  #rowsEnd = 0;

  constructor(done: FinishedBatch) {
    this.#done = done;
    this.#world = done.from - 1;
  }

  /** Before this world it ends. */
  get to(): number {
    return this.#done.to;
  }

  /** Columns of its rows. */
  get width(): number {
    return this.#done.width;
  }

  /** Goes on to a world that comes after the last; says whether what comes of it is written here. */
  enter(world: number): boolean {
    const { count, paper } = this.#done;
    const { worlds, ways } = paper;
    while (this.#world < world) {
      this.#world++;
      this.#start = this.#next;
      this.#next = this.#start + (worlds[this.#start + head.end] as number);
      this.#row = this.#rowsEnd;
      while (this.#rowsEnd < count && ways[waySize * this.#rowsEnd] === this.#world) this.#rowsEnd++;
    }
    this.#at = this.#start + headSize;
    return this.#head(head.kinds) >= 0;
  }

  #head(which: number): number {
    return this.#done.paper.worlds[this.#start + which] as number;
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

  /** The rows to which actions of this world lead first: from one on, before another. */
  get firstRow(): number {
    return this.#row;
  }

  get rowsEnd(): number {
    return this.#rowsEnd;
  }

  /** Adds how often each of `actionKinds` was taken. */
  count(kinds: Float64Array): void {
    const { worlds } = this.#done.paper;
    for (let at = this.#start + this.#head(head.kinds); at < this.#next; at += 2) {
      const kind = worlds[at] as number;
      kinds[kind] = (kinds[kind] as number) + (worlds[at + 1] as number);
    }
  }

  /** The next number that is written of where actions lead, or undefined where there is none. */
  read(): number | undefined {
    if (this.#at === this.#start + this.#head(head.kinds)) return undefined;
    return this.#done.paper.worlds[this.#at++];
  }

  /** The number of the world that a row is, as far as it was looked up, or -1. */
  known(row: number): number {
    return this.#done.paper.known[row] as number;
  }

  /** Says which world a row is. */
  know(row: number, world: number): void {
    this.#done.paper.known[row] = world;
  }

  /** The number of the world that a row is, or -1 where it is none. */
  find(row: number, worlds: RowTable): number {
    const { width, paper } = this.#done;
    const { rows, hashes } = paper;
    return worlds.find(rows, hashes[row] as number, row * width);
  }

  /** Copies a row, and returns its hash. */
  copy(row: number, into: Int32Array, first: number): number {
    const { width, paper } = this.#done;
    const { rows, hashes } = paper;
    let at = row * width;
    for (let column = first; column < first + width; column++) into[column] = rows[at++] as number;
    return hashes[row] as number;
  }

  /** Which of the actions of its world led to a row first, and as in `Scene` what is news there. */
  ordinal(row: number): number {
    return this.#done.paper.ways[waySize * row + 1] as number;
  }

  changed(row: number): number {
    return ((this.#done.paper.ways[waySize * row + 2] as number) >> 1) - 1;
  }

  isHistoryNew(row: number): boolean {
    return ((this.#done.paper.ways[waySize * row + 2] as number) & 1) === 1;
  }
}
