/**
 * Rebase for Raft: the normal form of a world under a shift of all terms. Terms only grow, and a step depends
 * only on their order, so a world behaves as the world in which every term is lower by the same number.
 * Messages of terms below every server's term are dropped, because a server without refusals ignores them.
 * The normal form is for elections only: entries of a log keep their terms.
 */
import type { System } from '../../checker/semantics/system.ts';
import type { World } from '../../checker/semantics/world.ts';
import type { Raft, RaftDurable } from '../../models/raft/messages.ts';
import type { RaftHistory } from './kit.ts';

/** The fields that hold a term, in messages, records and states of model and implementation. */
const terms = ['term', 'currentTerm', 'writtenTerm'];

/** Lowers every term so that the lowest is 1. For systems without refusals and without proposals. */
export const rebase: NonNullable<System<Raft, RaftHistory>['rebase']> = (world, views) => {
  const durable = Object.values(world.nodes).map((node) =>
    'absent' in node ? undefined : (('up' in node ? node.durable : node.down) as RaftDurable | undefined),
  );
  const lowest = Math.min(
    ...[...views.values()].map(({ currentTerm }) => currentTerm),
    ...durable.map((record) => record?.currentTerm ?? 0),
  );
  if (lowest <= 1) return world;
  const by = lowest - 1;
  const inFlight = world.inFlight.filter(({ message }) => (message as Raft['message']).term >= lowest);
  const { elections, committed } = world.history as RaftHistory;
  const recent = [...elections].filter(([term]) => term >= lowest);
  return {
    ...(lowered({ ...world, inFlight }, by) as World),
    history: { elections: new Map(recent.map(([term, leaders]) => [term - by, leaders])), committed },
  };
};

function lowered(data: unknown, by: number): unknown {
  if (Array.isArray(data)) return data.map((part) => lowered(part, by));
  if (typeof data !== 'object' || data === null || data instanceof Map || data instanceof Set) return data;
  return Object.fromEntries(
    Object.entries(data).map(([field, part]) => [
      field,
      terms.includes(field) && typeof part === 'number' ? part - by : lowered(part, by),
    ]),
  );
}
