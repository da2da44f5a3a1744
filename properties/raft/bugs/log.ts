/** Known bugs of replication, commitment and durability (sections 5.3 and 5.4.2), each as a mutant. */
import { assign, enqueueActions } from 'xstate';
import { appendFrom, firstConflict } from '../../../implementations/raft/rules.ts';
import {
  followersCommit,
  isEntryFromCurrentTerm,
  isOnQuorum,
  leadersCommit,
} from '../../../models/raft/commitment.ts';
import { majority, senderOf, termAt, withPending } from '../../../models/raft/context.ts';
import { isTermDurable } from '../../../models/raft/durability.ts';
import type { Entry } from '../../../models/raft/messages.ts';
import {
  conflictHint,
  decrementedNextIndex,
  reinitialized,
  updatedMatchIndex,
} from '../../../models/raft/replication.ts';
import { server } from '../kit.ts';
import {
  commitNeverDecreases,
  commitsOwnTerm,
  commitsWhatItMay,
  committedIsKept,
  electionSafety,
  logMatching,
  matchNeverDecreases,
  nextAfterMatch,
  termsOfLog,
} from '../properties.ts';
import {
  acknowledgesWholeLog,
  commitsAtMismatch,
  countsOwnEntriesEarly,
  matchesHint,
  matchesNext,
  withRules,
} from './mutants.ts';

const paper = 'Ongaro & Ousterhout 2014';

function commitsWithOneFewer<Z extends string>(story: {
  readonly says: string;
  readonly scope: Z;
  readonly equivalent?: string;
}) {
  return server.mutant({
    source: `${paper}, section 5.3`,
    breaks: committedIsKept,
    actions: {
      commitAsLeader: assign({
        commitIndex: ({ context }) =>
          leadersCommit(
            context,
            (one, index) =>
              Object.values(one.matchIndex).filter((match) => match >= index).length >=
                majority(one.nodes.length) - 1 && isEntryFromCurrentTerm(one, index),
          ),
      }),
    },
    rules: { commitQuorum: (servers: number) => servers >>> 1 },
    ...story,
  });
}

/** The log with each entry at its index; what follows stays. */
function overwritten(log: readonly Entry[], prevLogIndex: number, entries: readonly Entry[]) {
  const after = [...log];
  for (const [at, entry] of entries.entries()) after[prevLogIndex + at] = entry;
  return after;
}

/** The mutants by number. */
export const logBugs = {
  R9a: server.mutant({
    says: 'A leader counts an acknowledgement of an older term.',
    source: `${paper}, section 5.3`,
    breaks: committedIsKept,
    scope: 'three-logs',
    equivalent:
      'an acknowledged entry is on two of three servers: no log without it wins an election, and entries of that leader in a later term come after it.',
    guards: {
      isSuccess: ({ event }) => event.type === 'AppendEntriesReply' && event.success,
    },
    rules: { isSuccess: () => true },
  }),
  R13: commitsWithOneFewer({
    says: 'An entry is committed with one server fewer than a majority.',
    scope: 'one-entry',
  }),
  R13a: commitsWithOneFewer({
    says: 'Two of four servers are enough to commit an entry.',
    scope: 'four-servers',
    equivalent:
      'an election needs three of four servers, and one of them is among any two: a legal flexible quorum.',
  }),
  R14: server.mutant({
    says: 'A leader commits an entry of an older term by counting replicas (Figure 8).',
    source: 'PySyncObj#169',
    breaks: commitsOwnTerm,
    scope: 'quick',
    actions: {
      commitAsLeader: assign({ commitIndex: ({ context }) => leadersCommit(context, isOnQuorum) }),
    },
    rules: { mayCommit: () => true },
  }),
  R15: server.mutant({
    says: 'A follower truncates its log after the entries of a message even if none of them conflicts.',
    source: 'RaftOS#26',
    breaks: committedIsKept,
    scope: 'one-entry',
    actions: {
      appendEntries: assign({
        log: ({ context, event }) =>
          event.type === 'AppendEntries'
            ? [...context.log.slice(0, event.prevLogIndex), ...event.entries]
            : context.log,
      }),
    },
    rules: {
      truncateAndAppend: (log, prevLogIndex, entries) => {
        log.truncate(prevLogIndex);
        appendFrom(log, entries, 0);
        return prevLogIndex;
      },
    },
  }),
  R16: server.mutant({
    says: 'A follower commits up to the end of its own log, and not only up to the last new entry.',
    source: `${paper}, Figure 2, AppendEntries RPC, receiver 5`,
    breaks: committedIsKept,
    scope: 'empty-heartbeats',
    actions: {
      commitAsFollower: assign({
        commitIndex: ({ context, event }) =>
          event.type === 'AppendEntries'
            ? Math.max(context.commitIndex, Math.min(event.leaderCommit, context.log.length))
            : context.commitIndex,
      }),
    },
    implementation: withRules((state) => ({
      followersCommit: (commitIndex, leaderCommit) =>
        Math.max(commitIndex, Math.min(leaderCommit, state().log.length)),
    })),
  }),
  R17: server.mutant({
    says: 'A heartbeat that fails the consistency check commits entries all the same.',
    source: `${paper}, Figure 2, AppendEntries RPC, receiver 2 and 5`,
    breaks: committedIsKept,
    scope: 'pipelined-heartbeat',
    actions: {
      refuseEntries: enqueueActions(({ context, event, enqueue }) => {
        if (event.type !== 'AppendEntries') return;
        const { commitIndex, currentTerm: term, log } = context;
        const hint = conflictHint(context, event);
        enqueue.assign({
          pendingMessages: withPending(context, senderOf(event), () => ({
            type: 'AppendEntriesReply',
            term,
            success: false,
            hint,
          })),
        });
        if (event.entries.length > 0) return;
        enqueue.assign({ commitIndex: Math.max(commitIndex, Math.min(event.leaderCommit, log.length)) });
        enqueue({ type: 'apply' });
      }),
    },
    implementation: commitsAtMismatch,
  }),
  R18: server.mutant({
    says: 'A follower accepts entries from a leader whose term is over.',
    source: `${paper}, Figure 2, AppendEntries RPC, receiver 1`,
    breaks: committedIsKept,
    scope: 'at-once',
    guards: {
      isConsistent: ({ context, event }) =>
        event.type === 'AppendEntries' && termAt(context.log, event.prevLogIndex) === event.prevLogTerm,
    },
    rules: {
      isConsistent: (_term, _currentTerm, log, prevLogIndex, prevLogTerm) =>
        log.termAt(prevLogIndex) === prevLogTerm,
    },
  }),
  R19: server.mutant({
    says: 'A follower checks the index of the previous entry, and not its term.',
    source: `${paper}, section 5.3`,
    breaks: logMatching,
    scope: 'pipelined',
    guards: {
      isConsistent: ({ context, event }) =>
        event.type === 'AppendEntries' &&
        event.term === context.currentTerm &&
        event.prevLogIndex <= context.log.length,
    },
    rules: {
      isConsistent: (term, currentTerm, log, prevLogIndex) =>
        term === currentTerm && prevLogIndex <= log.lastIndex,
    },
  }),
  R20: server.mutant({
    says: 'A follower accepts entries without a check of the previous entry.',
    source: `${paper}, section 5.3`,
    breaks: logMatching,
    scope: 'pipelined-one-term',
    guards: {
      isConsistent: ({ context, event }) =>
        event.type === 'AppendEntries' && event.term === context.currentTerm,
    },
    rules: { isConsistent: (term, currentTerm) => term === currentTerm },
  }),
  R21: server.mutant({
    says: 'A conflicting entry is overwritten, and the entries after it stay.',
    source: `${paper}, Figure 2, AppendEntries RPC, receiver 3`,
    breaks: termsOfLog,
    scope: 'pipelined',
    actions: {
      appendEntries: assign({
        log: ({ context, event }) =>
          event.type === 'AppendEntries'
            ? overwritten(context.log, event.prevLogIndex, event.entries)
            : context.log,
      }),
    },
    rules: {
      truncateAndAppend: (log, prevLogIndex, entries) => {
        const conflict = firstConflict(log, prevLogIndex, entries);
        if (conflict === entries.length) return log.lastIndex;
        const after = overwritten(log.entries(), prevLogIndex, entries);
        log.truncate(prevLogIndex + conflict);
        appendFrom(log, after, prevLogIndex + conflict);
        return prevLogIndex + conflict;
      },
    },
  }),
  R22: server.mutant({
    says: 'A follower acknowledges entries before they are durable.',
    source: `${paper}, Figure 2, persistent state`,
    breaks: committedIsKept,
    scope: 'slow-disk-log',
    actions: {
      flushOutbox: enqueueActions(({ context, enqueue }) => {
        if (!isTermDurable(context)) return;
        for (const one of context.pendingMessages) enqueue({ type: 'send', params: one });
        enqueue.assign({ pendingMessages: [] });
      }),
    },
    rules: { maySend: (isTermDurable) => isTermDurable },
  }),
  R22a: server.mutant({
    says: 'A server replies before its term and vote are durable.',
    source: `${paper}, Figure 2, persistent state`,
    breaks: electionSafety,
    scope: 'slow-disk-one-term',
    actions: {
      flushOutbox: enqueueActions(({ context, enqueue }) => {
        for (const one of context.pendingMessages) enqueue({ type: 'send', params: one });
        enqueue.assign({ pendingMessages: [] });
      }),
    },
    rules: { maySend: (_isTermDurable, matchIndex, entries) => matchIndex <= entries },
  }),
  R23: server.mutant({
    says: 'A leader counts its own entry before it is durable.',
    source: 'etcd#14370',
    breaks: committedIsKept,
    scope: 'slow-disk-log',
    actions: {
      appendProposal: assign({
        log: ({ context, event }) =>
          event.type === 'propose'
            ? [...context.log, { term: context.currentTerm, value: event.value }]
            : context.log,
        matchIndex: ({ context }) => ({ ...context.matchIndex, [context.self]: context.log.length + 1 }),
      }),
      countOwnEntries: assign({
        matchIndex: ({ context }) => ({ ...context.matchIndex, [context.self]: context.log.length }),
      }),
    },
    implementation: countsOwnEntriesEarly,
  }),
  R24: server.mutant({
    says: 'A follower acknowledges its whole log, and not only up to the last new entry.',
    source: `${paper}, section 5.3`,
    breaks: committedIsKept,
    scope: 'two-logs',
    actions: {
      acknowledge: assign({
        pendingMessages: ({ context, event }) =>
          context.log.length === 0
            ? context.pendingMessages
            : withPending(context, senderOf(event), () => ({
                type: 'AppendEntriesReply',
                term: context.currentTerm,
                success: true,
                matchIndex: context.log.length,
              })),
      }),
    },
    implementation: acknowledgesWholeLog,
  }),
  R25: server.mutant({
    says: 'A leader sets the match index to the conflict hint of a refusal.',
    source: `${paper}, section 5.3`,
    breaks: committedIsKept,
    scope: 'pipelined-one-term',
    actions: {
      decrementNextIndex: assign(({ context, event }) => {
        if (event.type !== 'AppendEntriesReply' || event.success) return {};
        const matchIndex = { ...context.matchIndex, [event.from]: event.hint };
        return {
          matchIndex,
          nextIndex: decrementedNextIndex({ ...context, matchIndex }, event.from, event.hint),
        };
      }),
    },
    implementation: matchesHint,
  }),
  R26: server.mutant({
    says: 'A new leader sets each match index to the next index.',
    source: `${paper}, Figure 2: matchIndex`,
    breaks: committedIsKept,
    scope: 'one-entry',
    actions: {
      reinitialize: assign(({ context }) => {
        const { nextIndex, matchIndex } = reinitialized(context);
        return { nextIndex, matchIndex: { ...matchIndex, ...nextIndex } };
      }),
    },
    implementation: matchesNext,
  }),
  R27: server.mutant({
    says: 'An old message decreases the commit index of a follower.',
    source: 'PySyncObj#166',
    breaks: commitNeverDecreases,
    scope: 'two-entries',
    actions: {
      commitAsFollower: assign({
        commitIndex: ({ context, event }) =>
          event.type === 'AppendEntries'
            ? followersCommit({ ...context, commitIndex: 0 }, event)
            : context.commitIndex,
      }),
    },
    rules: {
      followersCommit: (_commitIndex, leaderCommit, lastNewIndex) => Math.min(leaderCommit, lastNewIndex),
    },
  }),
  R28: server.mutant({
    says: 'An old acknowledgement decreases a match index.',
    source: 'RaftOS#25',
    breaks: matchNeverDecreases,
    scope: 'two-entries',
    actions: {
      updateMatchIndex: assign(({ context, event }) =>
        event.type === 'AppendEntriesReply' && event.success
          ? {
              ...updatedMatchIndex(context, event.from, event.matchIndex),
              matchIndex: { ...context.matchIndex, [event.from]: event.matchIndex },
            }
          : {},
      ),
    },
    rules: { updatedMatchIndex: (_matchIndex, acknowledged) => acknowledged },
  }),
  R29: server.mutant({
    says: 'An acknowledgement does not advance the next index.',
    source: 'WRaft#118',
    breaks: nextAfterMatch,
    scope: 'one-entry',
    actions: {
      updateMatchIndex: assign(({ context, event }) =>
        event.type === 'AppendEntriesReply' && event.success
          ? { matchIndex: updatedMatchIndex(context, event.from, event.matchIndex).matchIndex }
          : {},
      ),
    },
    rules: { updatedNextIndex: (nextIndex) => nextIndex },
  }),
  R30: server.mutant({
    says: 'A leader never commits past an entry of an older term.',
    source: 'RaftOS#30',
    breaks: commitsWhatItMay,
    scope: 'at-once',
    actions: {
      commitAsLeader: assign({
        commitIndex: ({ context }) =>
          termAt(context.log, context.commitIndex + 1) === context.currentTerm
            ? leadersCommit(context)
            : context.commitIndex,
      }),
    },
    implementation: withRules((state) => ({
      mayCommit: (log, _index, currentTerm) => log.termAt(state().commitIndex + 1) === currentTerm,
    })),
  }),
};
