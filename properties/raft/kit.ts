/** Raft's shape, model reading and monitor, fixed once for promises, scopes and bugs. */
import type { Actor, NodeId } from '../../checker/actors/actor.ts';
import { protocol } from '../../checker/suite/suite.ts';
import { type RaftRules, raftRules } from '../../implementations/raft/rules.ts';
import { RaftServer } from '../../implementations/raft/server.ts';
import { byAddressee } from '../../models/raft/context.ts';
import type { raftMachine } from '../../models/raft/machine.ts';
import type { Entry, Raft } from '../../models/raft/messages.ts';
import { entriesOpen } from '../../models/raft/replication.ts';

/** What is kept beside the servers, because one that crashes forgets it. */
export interface RaftHistory {
  /** Who was ever elected in each term. */
  readonly elections: ReadonlyMap<number, ReadonlySet<NodeId>>;
  /** What was ever committed at each index: one entry, or a promise is broken. */
  readonly committed: ReadonlyMap<number, readonly Committed[]>;
}

/** An entry, and the term of the first server that said it is committed. */
export interface Committed extends Entry {
  readonly inTerm: number;
}

export const kit = protocol<Raft>().monitor<RaftHistory>(
  { elections: new Map(), committed: new Map() },
  (history, happened) => {
    if (happened.type !== 'output') return history;
    const { elections, committed } = history;
    switch (happened.output.type) {
      case 'elected': {
        const { term } = happened.output;
        const leaders = new Set(elections.get(term)).add(happened.node);
        return { elections: new Map(elections).set(term, leaders), committed };
      }
      case 'committed': {
        const { index, term, value, inTerm } = happened.output;
        const known = committed.get(index) ?? [];
        if (known.some((entry) => entry.term === term && entry.value === value)) return history;
        return { elections, committed: new Map(committed).set(index, [...known, { term, value, inTerm }]) };
      }
      case 'refused':
        return history;
    }
  },
);

/** A Raft server written for speed: the implementation itself, or a variant with other rules. */
export function implementation(rules: RaftRules = raftRules): Actor<Raft> {
  return kit.implementation((birth) => new RaftServer(birth, rules));
}

/** A Raft machine as an actor: the model itself, or a variant with other guards or actions. */
export function server(machine: typeof raftMachine): Actor<Raft> {
  return kit.model(machine, {
    view: ({ value, context }) => {
      const { currentTerm, votedFor, votesGranted, log, commitIndex, nextIndex, matchIndex } = context;
      return { role: value, currentTerm, votedFor, votesGranted, log, commitIndex, nextIndex, matchIndex };
    },
    choices: ({ value, context }, event) => (value === 'leader' ? entriesOpen(context, event) : []),
    rename: (renamed, { nodes, setting }) => ({
      ...renamed,
      nodes,
      setting,
      votesGranted: [...renamed.votesGranted].sort(),
      pendingMessages: byAddressee(renamed.pendingMessages),
    }),
  });
}
