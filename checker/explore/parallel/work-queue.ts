/**
 * The work queue between a search and its workers: the interface `Workers` as the search sees it, and the
 * protocol by which threads claim batches of worlds. Each worker is a `Worker` (`worker.ts`), in a thread of
 * Node (`threads.node.ts`) or, in tests, in the same thread.
 */
import type { System } from '../../semantics/system.ts';
import type { RowTableLayout } from '../tables/row-table.ts';
import type { BatchBuffer, FinishedBatch } from './batch.ts';

/** The worker setup: what a worker needs before anything else. All of it can be sent to another thread. */
export interface WorkerSetup {
  /** The system without its code. */
  readonly outline: System;
  readonly keepsEdges: boolean;
  readonly keepsLabels: boolean;
}

/** What changed since the last delta. */
export interface Delta {
  /** Entries of the table log. */
  readonly entries: Int32Array;
  /** The layout of the row table; undefined if it is unchanged. */
  readonly rows: RowTableLayout | undefined;
  /** The number of published worlds: workers may read the rows of these. */
  readonly worlds: number;
}

/** Workers that compute successors ahead of the search, and the worlds that they have claimed. */
export interface Workers {
  /** Workers are started when this many worlds wait to be expanded. */
  readonly queueMin: number;
  /** Worlds of one batch. */
  readonly batchSize: number;
  /** Starts the workers; `world` is the first that they may claim. */
  begin(setup: WorkerSetup, world: number): void;
  /** Publishes worlds and table entries. */
  publish(delta: Delta): void;
  /**
   * Called for each world in turn, except those left to the search before: the finished batch that begins
   * with this world; or, if no worker has claimed it, the first world after it that workers may have. The
   * next call may recycle the buffer of the batch.
   */
  claim(world: number): FinishedBatch | number;
  /** Ends the workers. */
  end(): void;
}

/**
 * The system without its code: each function is replaced by an empty object, which shows only that there is
 * one.
 */
export function outlineOf(system: System): System {
  const { nodes, crash, monitor, injects, setting: _, ...others } = system;
  const outlines = Object.entries(others).map(([key, value]) => [key, isData(key, value) ? value : {}]);
  return {
    ...Object.fromEntries(outlines),
    nodes: Object.fromEntries(Object.keys(nodes).map((name) => [name, {}])),
    ...(crash !== undefined && { crash: { ...crash, ...(crash.when !== undefined && { when: {} }) } }),
    ...(monitor !== undefined && { monitor: {} }),
    ...(injects !== undefined && { injects: injects.map(({ from, to }) => ({ from, to })) }),
  } as unknown as System;
}

/** Starts and listed worlds hold states of nodes, which only actors can read. */
function isData(key: string, value: unknown): boolean {
  return value === undefined || (typeof value !== 'function' && key !== 'starts' && key !== 'listed');
}

/** The shared counters, by their index; threads also sleep on them. */
export const counter = {
  /** Grows with each change that a thread may wait for. */
  tick: 0,
  /** The number of published worlds. */
  worlds: 1,
  /** The worlds before this number are claimed. */
  claimed: 2,
  /** The world whose turn it is. */
  turn: 3,
  /** Finished batches. */
  done: 4,
  /** 1 once the search has ended. */
  ended: 5,
  /** Worlds of one batch. */
  batchSize: 6,
} as const;

/** The data with which a thread starts; `port` is its end of a channel. */
export interface ThreadStart<Port> {
  readonly setup: WorkerSetup;
  readonly counters: Int32Array;
  readonly port: Port;
}

/** A message to a thread: a delta, or the number of a buffer that it may write on again. */
export type ToThread = { readonly delta: Delta } | { readonly recycled: number };

/** A message from a thread: a batch, with its buffer only if that is new or has grown. */
export type FromThread =
  | (Omit<FinishedBatch, 'buffer'> & { readonly number: number; readonly buffer: BatchBuffer | undefined })
  | { readonly failed: string };

/** Batches that may be claimed beyond the world whose turn it is. */
const batchesAheadMax = 128;

/** The worlds from `from` to before `to`, and the number of published worlds. */
export interface Claim {
  readonly from: number;
  readonly to: number;
  readonly worlds: number;
}

/**
 * Claims the next batch; undefined if fewer worlds are published than a batch has, or it lies too far ahead
 * of the search.
 */
export function claimNext(counters: Int32Array): Claim | undefined {
  for (;;) {
    const from = Atomics.load(counters, counter.claimed);
    const size = counters[counter.batchSize] as number;
    const to = from + size;
    const worlds = Atomics.load(counters, counter.worlds);
    if (to > worlds) return undefined;
    if (from - Atomics.load(counters, counter.turn) > batchesAheadMax * size) return undefined;
    if (Atomics.compareExchange(counters, counter.claimed, from, to) === from) return { from, to, worlds };
  }
}
