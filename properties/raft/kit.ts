/** Raft's shape, model reading and monitor, fixed once for promises, scopes and bugs. */
import type { NodeId } from '../../checker/actor.ts';
import { protocol } from '../../checker/suite.ts';
import type { raftMachine } from '../../models/raft/machine.ts';
import type { Raft } from '../../models/raft/messages.ts';

/** Who was ever elected in each term. Kept beside the servers, because a leader that crashes forgets it was one. */
export type Elections = ReadonlyMap<number, ReadonlySet<NodeId>>;

export const kit = protocol<Raft>().monitor<Elections>(new Map(), (elections, happened) => {
  if (happened.type !== 'output') return elections;
  const { term } = happened.output;
  const leaders = new Set(elections.get(term)).add(happened.node);
  return new Map(elections).set(term, leaders);
});

/** A Raft machine as an actor: the model itself, or a variant with other guards or actions. */
export function server(machine: typeof raftMachine) {
  return kit.model(machine, {
    view: ({ value, context: { currentTerm, votedFor, votesGranted } }) => ({
      role: value,
      currentTerm,
      votedFor,
      votesGranted,
    }),
  });
}
