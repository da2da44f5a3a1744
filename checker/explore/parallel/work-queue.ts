/**
 * Hands, as whoever explores knows them: others who expand worlds, and what they must be told. `worker.ts` is one of them; where they are
 * (threads, or in a test the same one) is for whoever calls them to say.
 */
/** Worlds that wait to be expanded, as threads see them: numbers in shared memory, on which they also sleep. */
import type { System } from '../../semantics/system.ts';
import type { RowTableLayout } from '../tables/row-table.ts';
import type { BatchBuffer, FinishedBatch } from './batch.ts';

/** What a hand must know before anything else; all of it can be sent to another thread. */
export interface WorkerSetup {
  /** As much of a system as is no code. */
  readonly outline: System;
  readonly keepsEdges: boolean;
  readonly keepsLabels: boolean;
}

/** What was learnt since the last time. */
export interface Delta {
  readonly entries: Int32Array;
  /** Where rows lie, if that is no longer where they were. */
  readonly rows: RowTableLayout | undefined;
  /** How many worlds there are. */
  readonly worlds: number;
}

/** Hands, and who has which worlds. */
export interface Workers {
  /** So many worlds must wait for their turn before they are called. */
  readonly crowd: number;
  /** Worlds that a hand takes at a time. */
  readonly batch: number;
  /** There is so much to expand that it is worth their while; the first of it is `world`. */
  begin(briefing: WorkerSetup, world: number): void;
  tell(news: Delta): void;
  /**
   * Asked for each world in turn whose turn it is, unless it was left to whoever asks: what came of it and of those that follow it; or,
   * if no hand has it, the first world after it that may be a hand's. What came may be written over once this is asked again.
   */
  claim(world: number): FinishedBatch | number;
  /** Nothing is asked any more. */
  end(): void;
}

/** As much of a system as is no code; of that only that there is some. */
export function outlineOf(system: System): System {
  const { nodes, crash, monitor, injects, setting: _, ...others } = system;
  const plain = Object.entries(others).map(([key, value]) => [key, isPlain(key, value) ? value : {}]);
  return {
    ...Object.fromEntries(plain),
    nodes: Object.fromEntries(Object.keys(nodes).map((name) => [name, {}])),
    ...(crash !== undefined && { crash: { ...crash, ...(crash.when !== undefined && { when: {} }) } }),
    ...(monitor !== undefined && { monitor: {} }),
    ...(injects !== undefined && { injects: injects.map(({ from, to }) => ({ from, to })) }),
  } as unknown as System;
}

/** Starts and listed worlds hold states of nodes, which only their actors can read. */
function isPlain(key: string, value: unknown): boolean {
  return value === undefined || (typeof value !== 'function' && key !== 'starts' && key !== 'listed');
}

/** Which number is where. */
export const cell = {
  /** Goes up with each change that a thread may wait for. */
  tick: 0,
  /** How many worlds there are. */
  worlds: 1,
  /** Worlds before this one are somebody's. */
  claimed: 2,
  /** The world whose turn it is. */
  turn: 3,
  /** How many batches are done. */
  done: 4,
  /** 1: nothing is asked any more. */
  over: 5,
  /** Worlds of a batch. */
  batch: 6,
} as const;

/** What a thread is handed when it begins; `port` is its end of a channel. */
export interface Beginning<Port> {
  readonly briefing: WorkerSetup;
  readonly cells: Int32Array;
  readonly port: Port;
}

/** What a thread is sent: what was learnt, or the number of a paper that nobody reads any more. */
export type Heard = { readonly news: Delta } | { readonly read: number };

/** What a thread sends: a batch, with its paper only where that is new or larger than before. */
export type Sent =
  | (Omit<FinishedBatch, 'paper'> & { readonly number: number; readonly paper: BatchBuffer | undefined })
  | { readonly failed: string };

/** So many batches may be waiting for their turn, or be under way. */
const batchesAhead = 128;

/** Worlds from one on, before another, and how many there are. */
export interface Claim {
  readonly from: number;
  readonly to: number;
  readonly worlds: number;
}

/** Takes the next batch that nobody has, if there is a whole one and it is not too early for it. */
export function claimed(cells: Int32Array): Claim | undefined {
  for (;;) {
    const from = Atomics.load(cells, cell.claimed);
    const size = cells[cell.batch] as number;
    const to = from + size;
    const worlds = Atomics.load(cells, cell.worlds);
    if (to > worlds) return undefined;
    if (from - Atomics.load(cells, cell.turn) > batchesAhead * size) return undefined;
    if (Atomics.compareExchange(cells, cell.claimed, from, to) === from) return { from, to, worlds };
  }
}
