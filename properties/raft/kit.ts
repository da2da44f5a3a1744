/** Raft's shape, model reading and monitor, fixed once for promises, scopes and bugs. */
import type { Actor, NodeId } from '../../checker/actor.ts';
import { protocol } from '../../checker/suite.ts';
import { type RaftRules, raftRules } from '../../implementations/raft/rules.ts';
import { RaftServer } from '../../implementations/raft/server.ts';
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

/** A Raft server written for speed: the implementation itself, or a variant with other rules. */
export function implementation(rules: RaftRules = raftRules): Actor<Raft> {
  return kit.implementation((birth) => new RaftServer(birth, rules));
}

/** A Raft machine as an actor: the model itself, or a variant with other guards or actions. */
export function server(machine: typeof raftMachine): Actor<Raft> {
  return kit.model(machine, {
    view: ({ value, context: { currentTerm, votedFor, votesGranted } }) => ({
      role: value,
      currentTerm,
      votedFor,
      votesGranted,
    }),
  });
}
