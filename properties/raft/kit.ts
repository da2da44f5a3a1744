/** The kit of Raft's suite: its shape, the history of its monitor, and the role of its servers. */
import type { NodeId } from '../../checker/actors/actor.ts';
import { protocol } from '../../checker/suite/kit.ts';
import { raftRules } from '../../implementations/raft/rules.ts';
import { RaftServer } from '../../implementations/raft/server.ts';
import { byAddressee } from '../../models/raft/context.ts';
import { raftMachine } from '../../models/raft/machine.ts';
import type { Entry, Raft } from '../../models/raft/messages.ts';
import { entriesChoices } from '../../models/raft/replication.ts';
import { type Reads, withAnswer, withoutReads, withRead } from './reads.ts';

/** All elections and commitments so far. A server loses its own record of them in a crash. */
export interface RaftHistory {
  /** The leaders of each term. */
  readonly elections: ReadonlyMap<number, ReadonlySet<NodeId>>;
  /** The entries that were committed at each index; a second entry at an index violates a property. */
  readonly committed: ReadonlyMap<number, readonly Committed[]>;
  /** Absent in scopes without reads. */
  readonly reads?: Reads;
}

/** An entry, and the term of the first server that committed it. */
export interface Committed extends Entry {
  readonly inTerm: number;
}

const emptyHistory: RaftHistory = { elections: new Map(), committed: new Map() };

/** The kit for Raft's shape. Its monitor records elections, commitments and reads. */
export const kit = protocol<Raft>().monitor<RaftHistory>(emptyHistory, (history, event) => {
  if (event.type === 'input' && event.input.type === 'read') return withRead(history, event.node);
  if (event.type === 'crash') return withoutReads(history, event.node);
  if (event.type !== 'output' || event.output.type === 'refused') return history;
  if (event.output.type === 'read') return withAnswer(history, event.node, event.output);
  if (event.output.type === 'elected') {
    const { term } = event.output;
    const leaders = new Set(history.elections.get(term)).add(event.node);
    return { ...history, elections: new Map(history.elections).set(term, leaders) };
  }
  const { index, term, value, inTerm } = event.output;
  const known = history.committed.get(index) ?? [];
  if (known.some((entry) => entry.term === term && entry.value === value)) return history;
  const committed = new Map(history.committed).set(index, [...known, { term, value, inTerm }]);
  return { ...history, committed };
});

/** The role of a server: the model, its view and choices, and the implementation. */
export const server = kit.role({
  name: 'server',
  machine: raftMachine,
  view: ({ value, context }) => {
    const { currentTerm, votedFor, votesGranted, log, commitIndex, nextIndex, matchIndex } = context;
    return { role: value, currentTerm, votedFor, votesGranted, log, commitIndex, nextIndex, matchIndex };
  },
  choices: ({ value, context }, event) => (value === 'leader' ? entriesChoices(context, event) : []),
  rename: (renamed, { nodes, setting }) => {
    const votesGranted = [...renamed.votesGranted].sort();
    const pendingMessages = byAddressee(renamed.pendingMessages);
    return { ...renamed, nodes, setting, votesGranted, pendingMessages };
  },
  implementation: (birth, rules) => new RaftServer(birth, rules),
  rules: raftRules,
});
