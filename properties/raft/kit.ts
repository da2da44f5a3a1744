/** The kit of Raft's suite: its shape, the history of its monitor, and the role of which every mutant is a variant. */
import type { NodeId } from '../../checker/actors/actor.ts';
import { protocol } from '../../checker/suite/kit.ts';
import { raftRules } from '../../implementations/raft/rules.ts';
import { RaftServer } from '../../implementations/raft/server.ts';
import { byAddressee } from '../../models/raft/context.ts';
import { raftMachine } from '../../models/raft/machine.ts';
import type { Entry, Raft } from '../../models/raft/messages.ts';
import { entriesOpen } from '../../models/raft/replication.ts';

/** A record of all elections and commitments: servers forget theirs in a crash. */
export interface RaftHistory {
  /** The leaders of each term. */
  readonly elections: ReadonlyMap<number, ReadonlySet<NodeId>>;
  /** The entries that were committed at each index; a second one violates a property. */
  readonly committed: ReadonlyMap<number, readonly Committed[]>;
}

/** An entry, and the term of the first server that committed it. */
export interface Committed extends Entry {
  readonly inTerm: number;
}

const first: RaftHistory = { elections: new Map(), committed: new Map() };

export const kit = protocol<Raft>().monitor<RaftHistory>(first, (history, happened) => {
  if (happened.type !== 'output' || happened.output.type === 'refused') return history;
  if (happened.output.type === 'elected') {
    const { term } = happened.output;
    const leaders = new Set(history.elections.get(term)).add(happened.node);
    return { ...history, elections: new Map(history.elections).set(term, leaders) };
  }
  const { index, term, value, inTerm } = happened.output;
  const known = history.committed.get(index) ?? [];
  if (known.some((entry) => entry.term === term && entry.value === value)) return history;
  return {
    ...history,
    committed: new Map(history.committed).set(index, [...known, { term, value, inTerm }]),
  };
});

export const server = kit.role({
  name: 'server',
  machine: raftMachine,
  view: ({ value, context }) => {
    const { currentTerm, votedFor, votesGranted, log, commitIndex, nextIndex, matchIndex } = context;
    return { role: value, currentTerm, votedFor, votesGranted, log, commitIndex, nextIndex, matchIndex };
  },
  choices: ({ value, context }, event) => (value === 'leader' ? entriesOpen(context, event) : []),
  rename: (renamed, { nodes, setting }) => {
    const votesGranted = [...renamed.votesGranted].sort();
    return {
      ...renamed,
      nodes,
      setting,
      votesGranted,
      pendingMessages: byAddressee(renamed.pendingMessages),
    };
  },
  implementation: (birth, rules) => new RaftServer(birth, rules),
  rules: raftRules,
});
