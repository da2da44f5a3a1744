/** The monitor of reads: the reads that each server was asked for, and whether their answers were fresh. */
import type { NodeId } from '../../checker/actors/actor.ts';
import type { RaftOutput } from '../../models/raft/messages.ts';

/**
 * A read: while it is open, the least index at which it may be answered; then whether the answer was fresh.
 */
export type Reading = number | 'fresh' | 'stale';

/** The reads of each server since it came up, in the order of their numbers. */
export type Reads = ReadonlyMap<NodeId, readonly Reading[]>;

/** A history with the highest index that is committed, and reads; `reads` is absent where there are none. */
interface WithReads {
  readonly committed: ReadonlyMap<number, unknown>;
  readonly reads?: Reads;
}

/** The history after a server was asked for one more read. */
export function withRead<H extends WithReads>(history: H, server: NodeId): H {
  const highest = Math.max(0, ...history.committed.keys());
  return withReadings(history, server, [...(history.reads?.get(server) ?? []), highest]);
}

/** The history after a server answered a read. Only the first answer counts. */
export function withAnswer<H extends WithReads>(
  history: H,
  server: NodeId,
  { number, index }: Extract<RaftOutput, { readonly type: 'read' }>,
): H {
  const readings = history.reads?.get(server) ?? [];
  const least = readings[number - 1];
  if (typeof least !== 'number') return history;
  return withReadings(history, server, readings.with(number - 1, index >= least ? 'fresh' : 'stale'));
}

/** The history after a crash: the reads of the server are lost, and their numbers begin again. */
export function withoutReads<H extends WithReads>(history: H, server: NodeId): H {
  return history.reads?.has(server) ? withReadings(history, server, []) : history;
}

function withReadings<H extends WithReads>(history: H, server: NodeId, readings: readonly Reading[]): H {
  return { ...history, reads: new Map(history.reads).set(server, readings) };
}
