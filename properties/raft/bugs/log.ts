/** Known mistakes of replication, commitment and durability. */
import { assign, enqueueActions } from 'xstate';
import { appendFrom, firstNew } from '../../../implementations/raft/rules.ts';
import { followersCommit, isOfOwnTerm, isOnMost, leadersCommit } from '../../../models/raft/commitment.ts';
import { majority, saying, senderOf, termAt } from '../../../models/raft/context.ts';
import type { Entry } from '../../../models/raft/messages.ts';
import { backedUp, hintFor, isConsistent, matched, reinitialized } from '../../../models/raft/replication.ts';
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
} from '../promises.ts';
import { bug, provided, type RaftBug } from './made.ts';

const paper = 'Ongaro & Ousterhout 2014';

const commitsWithOneFewer = {
  source: `${paper}, section 5.3`,
  breaks: committedIsKept.name,
  model: provided({
    actions: {
      commitAsLeader: assign({
        commitIndex: ({ context }) =>
          leadersCommit(
            context,
            (one, index) =>
              Object.values(one.matchIndex).filter((match) => match >= index).length >=
                majority(one.nodes.length) - 1 && isOfOwnTerm(one, index),
          ),
      }),
    },
  }),
  rules: { commitQuorum: (servers: number) => servers >>> 1 },
};

/** Puts each entry in its place, whatever stands behind. */
function overwritten(log: readonly Entry[], prevLogIndex: number, entries: readonly Entry[]) {
  const after = [...log];
  for (const [at, entry] of entries.entries()) after[prevLogIndex + at] = entry;
  return after;
}

export const logBugs: Readonly<Record<string, RaftBug>> = {
  R9a: bug({
    says: 'A leader counts an acknowledgement of an older term.',
    source: `${paper}, section 5.3`,
    breaks: committedIsKept.name,
    scope: 'three-logs',
    equivalent:
      'of three servers two have what one acknowledged to its leader: no log without it wins, and what that leader adds in a later term lies behind it.',
    model: provided({
      guards: {
        isSuccess: ({ event }) => event.type === 'AppendEntriesReply' && event.success,
      },
    }),
    rules: { countsReply: () => true },
  }),
  R13: bug({
    ...commitsWithOneFewer,
    says: 'An entry is committed with one server fewer than a majority.',
    scope: 'one-entry',
  }),
  R13a: bug({
    ...commitsWithOneFewer,
    says: 'Of four servers two are enough to commit an entry.',
    scope: 'four-servers',
    equivalent:
      'an election needs three of four, and one of these is among any two: a legal flexible quorum.',
  }),
  R14: bug({
    says: 'A leader commits an entry of an older term by counting (Figure 8).',
    source: 'PySyncObj#169',
    breaks: commitsOwnTerm.name,
    scope: 'quick',
    model: provided({
      actions: { commitAsLeader: assign({ commitIndex: ({ context }) => leadersCommit(context, isOnMost) }) },
    }),
    rules: { mayCommit: () => true },
  }),
  R15: bug({
    says: 'A follower cuts its log behind the entries of a message, whether they conflict or not.',
    source: 'RaftOS#26',
    breaks: committedIsKept.name,
    scope: 'one-entry',
    model: provided({
      actions: {
        appendEntries: assign({
          log: ({ context, event }) =>
            event.type === 'AppendEntries'
              ? [...context.log.slice(0, event.prevLogIndex), ...event.entries]
              : context.log,
        }),
      },
    }),
    rules: {
      truncateAndAppend: (log, prevLogIndex, entries) => {
        log.truncate(prevLogIndex);
        appendFrom(log, entries, 0);
        return prevLogIndex;
      },
    },
  }),
  R16: bug({
    says: 'A follower commits up to the end of its own log, whatever the message vouches for.',
    source: `${paper}, Figure 2, AppendEntries RPC, receiver 5`,
    breaks: committedIsKept.name,
    scope: 'empty-heartbeats',
    model: provided({
      actions: {
        commitAsFollower: assign({
          commitIndex: ({ context, event }) =>
            event.type === 'AppendEntries'
              ? Math.max(context.commitIndex, Math.min(event.leaderCommit, context.log.length))
              : context.commitIndex,
        }),
      },
    }),
    rules: {
      followersCommit: (commitIndex, leaderCommit, _vouchedFor, lastIndex) =>
        Math.max(commitIndex, Math.min(leaderCommit, lastIndex)),
    },
  }),
  R17: bug({
    says: 'A heartbeat commits entries of a log that does not agree with the leader.',
    source: `${paper}, Figure 2, AppendEntries RPC, receiver 2 and 5`,
    breaks: committedIsKept.name,
    scope: 'pipelined-heartbeat',
    model: provided({
      actions: {
        refuseEntries: enqueueActions(({ context, event, enqueue }) => {
          if (event.type !== 'AppendEntries') return;
          const { commitIndex, currentTerm: term, log } = context;
          const hint = hintFor(context, event);
          enqueue.assign({
            unsaid: saying(context, senderOf(event), () => ({
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
    }),
    rules: {
      commitAtMismatch: (commitIndex, leaderCommit, entries, lastIndex) =>
        entries > 0 ? commitIndex : Math.max(commitIndex, Math.min(leaderCommit, lastIndex)),
    },
  }),
  R18: bug({
    says: 'A follower takes entries from a leader whose term is over.',
    source: `${paper}, Figure 2, AppendEntries RPC, receiver 1`,
    breaks: committedIsKept.name,
    scope: 'at-once',
    model: provided({
      guards: {
        isConsistent: ({ context, event }) => event.type === 'AppendEntries' && isConsistent(context, event),
      },
    }),
    rules: { isFromLeader: () => true },
  }),
  R19: bug({
    says: 'A follower looks whether it has an entry before those of a message, and not of which term.',
    source: `${paper}, section 5.3`,
    breaks: logMatching.name,
    scope: 'pipelined',
    model: provided({
      guards: {
        isConsistent: ({ context, event }) =>
          event.type === 'AppendEntries' &&
          event.term === context.currentTerm &&
          event.prevLogIndex <= context.log.length,
      },
    }),
    rules: { isConsistent: (log, prevLogIndex) => prevLogIndex <= log.lastIndex },
  }),
  R20: bug({
    says: 'A follower takes entries whatever comes before them in its log.',
    source: `${paper}, section 5.3`,
    breaks: logMatching.name,
    scope: 'pipelined-one-term',
    model: provided({
      guards: {
        isConsistent: ({ context, event }) =>
          event.type === 'AppendEntries' && event.term === context.currentTerm,
      },
    }),
    rules: { isConsistent: () => true },
  }),
  R21: bug({
    says: 'An entry that conflicts is overwritten, and what comes behind it stays.',
    source: `${paper}, Figure 2, AppendEntries RPC, receiver 3`,
    breaks: termsOfLog.name,
    scope: 'pipelined',
    model: provided({
      actions: {
        appendEntries: assign({
          log: ({ context, event }) =>
            event.type === 'AppendEntries'
              ? overwritten(context.log, event.prevLogIndex, event.entries)
              : context.log,
        }),
      },
    }),
    rules: {
      truncateAndAppend: (log, prevLogIndex, entries) => {
        const known = firstNew(log, prevLogIndex, entries);
        if (known === entries.length) return log.lastIndex;
        const after = overwritten(log.entries(), prevLogIndex, entries);
        log.truncate(prevLogIndex + known);
        appendFrom(log, after, prevLogIndex + known);
        return prevLogIndex + known;
      },
    },
  }),
  R22: bug({
    says: 'A follower acknowledges entries before they are durable.',
    source: `${paper}, Figure 2, persistent state`,
    breaks: committedIsKept.name,
    scope: 'slow-disk-log',
    model: provided({
      actions: {
        speak: enqueueActions(({ context, enqueue }) => {
          const { currentTerm, votedFor, written } = context;
          if (written.currentTerm !== currentTerm || written.votedFor !== votedFor) return;
          for (const one of context.unsaid) enqueue({ type: 'send', params: one });
          enqueue.assign({ unsaid: [] });
        }),
      },
    }),
    rules: { mayAcknowledge: () => true },
  }),
  R22a: bug({
    says: 'A server answers before its term and vote are durable.',
    source: `${paper}, Figure 2, persistent state`,
    breaks: electionSafety.name,
    scope: 'slow-disk-one-term',
    model: provided({
      actions: {
        speak: enqueueActions(({ context, enqueue }) => {
          for (const one of context.unsaid) enqueue({ type: 'send', params: one });
          enqueue.assign({ unsaid: [] });
        }),
      },
    }),
    rules: { maySpeak: () => true },
  }),
  R23: bug({
    says: 'A leader counts itself before its own entry is durable.',
    source: 'etcd#14370',
    breaks: committedIsKept.name,
    scope: 'slow-disk-log',
    model: provided({
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
    }),
    rules: { ownMatch: (_durable, lastIndex) => lastIndex },
  }),
  R24: bug({
    says: 'A follower acknowledges all of its log, whatever the message vouches for.',
    source: `${paper}, section 5.3`,
    breaks: committedIsKept.name,
    scope: 'two-logs',
    model: provided({
      actions: {
        acknowledge: assign({
          unsaid: ({ context, event }) =>
            context.log.length === 0
              ? context.unsaid
              : saying(context, senderOf(event), () => ({
                  type: 'AppendEntriesReply',
                  term: context.currentTerm,
                  success: true,
                  matchIndex: context.log.length,
                })),
        }),
      },
    }),
    rules: { acknowledged: (_vouchedFor, lastIndex) => lastIndex },
  }),
  R25: bug({
    says: 'The index of a refusal is taken for what the follower has.',
    source: `${paper}, section 5.3`,
    breaks: committedIsKept.name,
    scope: 'pipelined-one-term',
    model: provided({
      actions: {
        backUp: assign(({ context, event }) => {
          if (event.type !== 'AppendEntriesReply' || event.success) return {};
          const matchIndex = { ...context.matchIndex, [event.from]: event.hint };
          return { matchIndex, nextIndex: backedUp({ ...context, matchIndex }, event.from, event.hint) };
        }),
      },
    }),
    rules: { matchAfterRefusal: (_match, hint) => hint },
  }),
  R26: bug({
    says: 'A new leader takes the others to have what it would send them next.',
    source: `${paper}, Figure 2: matchIndex`,
    breaks: committedIsKept.name,
    scope: 'one-entry',
    model: provided({
      actions: {
        reinitialize: assign(({ context }) => {
          const { nextIndex, matchIndex } = reinitialized(context);
          return { nextIndex, matchIndex: { ...matchIndex, ...nextIndex } };
        }),
      },
    }),
    rules: { matchAtStart: (nextIndex) => nextIndex },
  }),
  R27: bug({
    says: 'What a follower takes for committed goes back with an old message.',
    source: 'PySyncObj#166',
    breaks: commitNeverDecreases.name,
    scope: 'two-entries',
    model: provided({
      actions: {
        commitAsFollower: assign({
          commitIndex: ({ context, event }) =>
            event.type === 'AppendEntries'
              ? followersCommit({ ...context, commitIndex: 0 }, event)
              : context.commitIndex,
        }),
      },
    }),
    rules: {
      followersCommit: (_commitIndex, leaderCommit, vouchedFor) => Math.min(leaderCommit, vouchedFor),
    },
  }),
  R28: bug({
    says: 'What a leader knows a server to have goes back with an old acknowledgement.',
    source: 'RaftOS#25',
    breaks: matchNeverDecreases.name,
    scope: 'two-entries',
    model: provided({
      actions: {
        noteMatch: assign(({ context, event }) =>
          event.type === 'AppendEntriesReply' && event.success
            ? {
                ...matched(context, event.from, event.matchIndex),
                matchIndex: { ...context.matchIndex, [event.from]: event.matchIndex },
              }
            : {},
        ),
      },
    }),
    rules: { matchAfter: (_match, acknowledged) => acknowledged },
  }),
  R29: bug({
    says: 'A leader goes on sending what was acknowledged.',
    source: 'WRaft#118',
    breaks: nextAfterMatch.name,
    scope: 'one-entry',
    model: provided({
      actions: {
        noteMatch: assign(({ context, event }) =>
          event.type === 'AppendEntriesReply' && event.success
            ? { matchIndex: matched(context, event.from, event.matchIndex).matchIndex }
            : {},
        ),
      },
    }),
    rules: { nextAfter: (next) => next },
  }),
  R30: bug({
    says: 'Looking for what it may commit, a leader stops at the first entry of an older term.',
    source: 'RaftOS#30',
    breaks: commitsWhatItMay.name,
    scope: 'at-once',
    model: provided({
      actions: {
        commitAsLeader: assign({
          commitIndex: ({ context }) =>
            termAt(context.log, context.commitIndex + 1) === context.currentTerm
              ? leadersCommit(context)
              : context.commitIndex,
        }),
      },
    }),
    rules: { mayCommit: (log, first, _last, currentTerm) => log.termAt(first) === currentTerm },
  }),
};
