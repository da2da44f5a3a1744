/** Worlds that wait to be expanded, as threads see them: numbers in shared memory, on which they also sleep. */
import type { Done, Paper } from './batch.ts';
import type { Briefing, News } from './hands.ts';

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
  readonly briefing: Briefing;
  readonly cells: Int32Array;
  readonly port: Port;
}

/** What a thread is sent: what was learnt, or the number of a paper that nobody reads any more. */
export type Heard = { readonly news: News } | { readonly read: number };

/** What a thread sends: a batch, with its paper only where that is new or larger than before. */
export type Sent =
  | (Omit<Done, 'paper'> & { readonly number: number; readonly paper: Paper | undefined })
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
