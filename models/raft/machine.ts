/**
 * The formal model of a Raft server (Ongaro & Ousterhout 2014, sections 5.1 to 5.4; Figure 2).
 *
 * Read it in the order of the paper: `election.ts` (sections 5.2 and 5.4.1), `replication.ts` (5.3),
 * `commitment.ts` (5.4.2) and `durability.ts` contain the rules as pure functions. This file has the guards
 * (the decisions of a server), its actions, and the transitions of the three roles.
 *
 * Messages wait for the disk. A server sends no message before its term and vote are durable, and no
 * acknowledgement before the entries are. Its own vote and its own entries also count only once they are
 * durable. With synchronous persistence this takes no step; with asynchronous persistence messages are
 * pending until the event `persisted`.
 *
 * Where the paper leaves a choice:
 * - A server counts its own vote without a message to itself. The specification in Ongaro's dissertation
 *   sends one, which may be lost; both reach the same elections.
 * - A success that acknowledges no entry is not sent, because the leader learns nothing from it.
 * - A refusal carries a conflict hint, so that a leader skips a whole term at a time (end of section 5.3).
 * - A broadcast is one step. A crash in the middle of a broadcast is covered, because the network may delay
 *   any message for ever.
 * - A new leader appends no empty entry at the start of its term (section 8).
 */
import { assign, enqueueActions, raise, setup } from 'xstate';
import { type Birth, effects, type MachineEvent } from '../../checker/actors/actor.ts';
import { followersCommit, leadersCommit } from './commitment.ts';
import { majority, peersOf, type RaftContext, senderOf, withPending } from './context.ts';
import { durableEntries, emptyRecord, isSame, isTermDurable, maySend } from './durability.ts';
import { canVote, isUpToDate, refuses, resetForTerm, withVote } from './election.ts';
import type { Entry, Raft, RaftDurable } from './messages.ts';
import {
  acknowledgement,
  chosenEntriesMax,
  conflictHint,
  decrementedNextIndex,
  isConsistent,
  lastNewIndex,
  nextAppend,
  refusal,
  reinitialized,
  truncateAndAppend,
  updatedMatchIndex,
  withAppends,
  withNewEntries,
} from './replication.ts';

/** The state machine of one server. */
export const raftMachine = setup({
  types: {
    context: {} as RaftContext,
    events: {} as MachineEvent<Raft>,
    input: {} as Birth<Raft>,
  },
  delays: {
    electionTimeout: ({ context }) => context.setting.timersMs.electionTimeout[0],
    heartbeat: ({ context }) => context.setting.timersMs.heartbeat[0],
  },
  guards: {
    isFromNewerTerm: ({ context, event }) => 'term' in event && event.term > context.currentTerm,
    isFromCurrentTerm: ({ context, event }) => 'term' in event && event.term === context.currentTerm,
    grantsVote: ({ context, event }) =>
      event.type === 'RequestVote' && canVote(context, event) && isUpToDate(context, event),
    refuses: ({ context, event }) => refuses(context, event),
    countsVote: ({ context, event }) =>
      event.type === 'RequestVoteReply' && event.term === context.currentTerm && event.voteGranted,
    isQuorum: ({ context }) => context.votesGranted.length >= majority(context.nodes.length),
    isConsistent: ({ context, event }) => event.type === 'AppendEntries' && isConsistent(context, event),
    isSuccess: ({ context, event }) =>
      event.type === 'AppendEntriesReply' && event.term === context.currentTerm && event.success,
    isMismatch: ({ context, event }) =>
      event.type === 'AppendEntriesReply' &&
      event.term === context.currentTerm &&
      !event.success &&
      event.hint > 0,
  },
  actions: {
    ...effects<Raft>(),
    // Elections.
    adoptTerm: assign(({ context, event }) =>
      resetForTerm('term' in event ? event.term : context.currentTerm, null),
    ),
    stepDown: assign({ votesGranted: [], nextIndex: {}, matchIndex: {} }),
    startElection: assign(({ context }) => resetForTerm(context.currentTerm + 1, context.self)),
    castVote: assign({ votedFor: ({ event }) => ('from' in event ? event.from : null) }),
    countVote: assign({
      votesGranted: ({ context, event }) =>
        'from' in event ? withVote(context.votesGranted, event.from) : context.votesGranted,
    }),
    countOwnVote: assign({
      votesGranted: ({ context }) =>
        isTermDurable(context) ? withVote(context.votesGranted, context.self) : context.votesGranted,
    }),
    requestVotes: assign({
      pendingMessages: ({ context }) =>
        withPending(context, peersOf(context), () => ({
          type: 'RequestVote',
          term: context.currentTerm,
          lastLogIndex: context.log.length,
          lastLogTerm: context.log.at(-1)?.term ?? 0,
        })),
    }),
    grantVote: assign({
      pendingMessages: ({ context, event }) =>
        withPending(context, senderOf(event), () => ({
          type: 'RequestVoteReply',
          term: context.currentTerm,
          voteGranted: true,
        })),
    }),
    refuseVote: assign({
      pendingMessages: ({ context, event }) =>
        withPending(context, senderOf(event), () => ({
          type: 'RequestVoteReply',
          term: context.currentTerm,
          voteGranted: false,
        })),
    }),
    recordElection: enqueueActions(({ context, enqueue }) => {
      enqueue({ type: 'output', params: { value: { type: 'elected', term: context.currentTerm } } });
    }),
    /** Handles the same message again, as a follower of the newer term. */
    redispatch: raise(({ event }) => event),

    // Replication: followers.
    appendEntries: assign({
      log: ({ context, event }) =>
        event.type === 'AppendEntries' ? truncateAndAppend(context.log, event) : context.log,
    }),
    acknowledge: assign({
      pendingMessages: ({ context, event }) => {
        const matchIndex = event.type === 'AppendEntries' ? lastNewIndex(event) : 0;
        return matchIndex === 0
          ? context.pendingMessages
          : withPending(context, senderOf(event), () => acknowledgement(context, matchIndex));
      },
    }),
    refuseEntries: assign({
      pendingMessages: ({ context, event }) =>
        withPending(context, senderOf(event), () =>
          refusal(context, event.type === 'AppendEntries' ? conflictHint(context, event) : 0),
        ),
    }),
    refuseLeader: assign({
      pendingMessages: ({ context, event }) =>
        withPending(context, senderOf(event), () => refusal(context, 0)),
    }),

    // Replication: leaders.
    reinitialize: assign(({ context }) => reinitialized(context)),
    appendProposal: assign({
      log: ({ context, event }) =>
        event.type === 'propose'
          ? [...context.log, { term: context.currentTerm, value: event.value } satisfies Entry]
          : context.log,
    }),
    refuseProposal: enqueueActions(({ event, enqueue }) => {
      if (event.type !== 'propose') return;
      enqueue({
        type: 'output',
        params: { value: { type: 'refused', value: event.value, because: 'not the leader' } },
      });
    }),
    /** Section 5.2: an AppendEntries to every other server, with the entries that it lacks. */
    sendHeartbeats: assign(({ context, event }) => {
      const entriesMax = chosenEntriesMax(context, event, 'atHeartbeat');
      return withAppends(context, peersOf(context), (to) => nextAppend(context, to, entriesMax));
    }),
    /** Section 5.3: entries for every server that lacks some, before the next heartbeat. */
    replicate: assign(({ context, event }) => withNewEntries(context, event, peersOf(context))),
    replicateToSender: assign(({ context, event }) => withNewEntries(context, event, senderOf(event))),
    updateMatchIndex: assign(({ context, event }) =>
      event.type === 'AppendEntriesReply' && event.success
        ? updatedMatchIndex(context, event.from, event.matchIndex)
        : {},
    ),
    decrementNextIndex: assign(({ context, event }) =>
      event.type === 'AppendEntriesReply' && !event.success
        ? { nextIndex: decrementedNextIndex(context, event.from, event.hint) }
        : {},
    ),
    countOwnEntries: assign({
      matchIndex: ({ context }) => ({
        ...context.matchIndex,
        [context.self]: durableEntries(context),
      }),
    }),

    // Commitment.
    commitAsLeader: assign({ commitIndex: ({ context }) => leadersCommit(context) }),
    commitAsFollower: assign({
      commitIndex: ({ context, event }) =>
        event.type === 'AppendEntries' ? followersCommit(context, event) : context.commitIndex,
    }),
    apply: enqueueActions(({ context, enqueue }) => {
      const { log, commitIndex, currentTerm, lastApplied } = context;
      for (let index = lastApplied + 1; index <= commitIndex; index++) {
        const entry = log[index - 1] as Entry;
        const value = { type: 'committed' as const, index, ...entry, inTerm: currentTerm };
        enqueue({ type: 'output', params: { value } });
      }
      enqueue.assign({ lastApplied: Math.max(lastApplied, commitIndex) });
    }),

    // Durability.
    persistState: enqueueActions(({ context, enqueue }) => {
      const { currentTerm, votedFor, log } = context;
      const record: RaftDurable = { currentTerm, votedFor, log };
      if (isSame(record, context.pendingRecords.at(-1) ?? context.durableRecord)) return;
      enqueue({ type: 'persist', params: { record } });
      enqueue.assign({ pendingRecords: [...context.pendingRecords, record] });
    }),
    onPersisted: assign(({ context: { pendingRecords }, event }) => {
      if (event.type !== 'persisted') return {};
      const { record } = event;
      return {
        durableRecord: record,
        pendingRecords: pendingRecords.slice(pendingRecords.findIndex((one) => isSame(one, record)) + 1),
      };
    }),
    /** Sends the pending messages that depend on durable state only. */
    flushOutbox: enqueueActions(({ context, enqueue }) => {
      const due = context.pendingMessages.filter(({ message }) => maySend(context, message));
      for (const one of due) enqueue({ type: 'send', params: one });
      enqueue.assign({ pendingMessages: context.pendingMessages.filter((one) => !due.includes(one)) });
    }),
  },
}).createMachine({
  id: 'raft',
  description: 'One server, which starts as a follower with its durable record.',
  context: ({ input }) => {
    const record = input.durable ?? emptyRecord;
    return {
      self: input.self,
      nodes: input.nodes,
      setting: input.setting,
      ...record,
      votesGranted: [],
      commitIndex: 0,
      lastApplied: 0,
      nextIndex: {},
      matchIndex: {},
      durableRecord: record,
      pendingRecords: [],
      pendingMessages: [],
    };
  },
  initial: 'follower',
  on: {
    '*': {
      description: 'A newer term in any message makes every server a follower of that term.',
      meta: {
        source: 'Ongaro & Ousterhout 2014, section 5.1; Figure 2, Rules for Servers',
        method: '#adoptTerm',
      },
      guard: 'isFromNewerTerm',
      target: '.follower',
      actions: ['adoptTerm', 'persistState', 'redispatch'],
    },
    RequestVote: [
      {
        description:
          'A server grants its vote if it has no other vote in this term and the log of the candidate is up to date.',
        meta: {
          source: 'sections 5.2 and 5.4.1; Figure 2, RequestVote RPC, receiver 2',
          method: '#handleRequestVote',
        },
        guard: 'grantsVote',
        target: '.follower',
        reenter: true,
        actions: ['castVote', 'persistState', 'grantVote', 'flushOutbox'],
      },
      {
        description: 'A server refuses its vote, if the setting lets it answer at all.',
        meta: { source: 'Figure 2, RequestVote RPC, receiver 1', method: '#handleRequestVote' },
        guard: 'refuses',
        actions: ['refuseVote', 'flushOutbox'],
      },
    ],
    persisted: {
      description: 'Once a record is durable, the messages that waited for it are sent.',
      meta: {
        source: 'Figure 2: updated on stable storage before responding to RPCs',
        method: '#onPersisted',
      },
      actions: ['onPersisted', 'flushOutbox'],
    },
    AppendEntries: [
      {
        description:
          'Entries of the leader of this term follow on the log: the server appends, acknowledges and commits them.',
        meta: {
          source: 'sections 5.2 and 5.3; Figure 2, AppendEntries RPC, receiver 3 to 5',
          method: '#handleAppendEntries',
        },
        guard: 'isConsistent',
        target: '.follower',
        reenter: true,
        actions: [
          'stepDown',
          'appendEntries',
          'persistState',
          'acknowledge',
          'flushOutbox',
          'commitAsFollower',
          'apply',
        ],
      },
      {
        description: 'Entries of the leader of this term do not follow on the log: the server refuses them.',
        meta: {
          source: 'section 5.3; Figure 2, AppendEntries RPC, receiver 2',
          method: '#handleAppendEntries',
        },
        guard: 'isFromCurrentTerm',
        target: '.follower',
        reenter: true,
        actions: ['stepDown', 'refuseEntries', 'flushOutbox'],
      },
      {
        description:
          'A server refuses entries of a leader whose term is over, if the setting lets it answer at all.',
        meta: { source: 'Figure 2, AppendEntries RPC, receiver 1', method: '#handleAppendEntries' },
        guard: 'refuses',
        actions: ['refuseLeader', 'flushOutbox'],
      },
    ],
    propose: {
      description: 'A server that is not the leader refuses commands of clients.',
      meta: { source: 'section 8', method: '#handleProposal' },
      actions: 'refuseProposal',
    },
  },
  states: {
    follower: {
      description: 'A follower answers requests, and waits for a leader.',
      after: {
        electionTimeout: {
          description: 'A follower that no leader reaches for an election timeout starts an election.',
          meta: { source: 'section 5.2; Figure 2, Rules for Servers, Followers', method: '#campaign' },
          target: 'candidate',
        },
      },
      on: {
        '*': {
          description:
            'A newer term alone does not restart the election timer of a follower; a granted vote or a leader does.',
          meta: { source: 'Figure 2, Rules for Servers, Followers', method: '#adoptTerm' },
          guard: 'isFromNewerTerm',
          actions: ['adoptTerm', 'persistState', 'redispatch'],
        },
      },
    },
    candidate: {
      description: 'A candidate starts an election in the next term, and counts votes.',
      meta: { source: 'section 5.2; Figure 2, Rules for Servers, Candidates' },
      entry: ['startElection', 'persistState', 'requestVotes', 'flushOutbox'],
      after: {
        electionTimeout: {
          description: 'A candidate that is not elected within an election timeout starts the next election.',
          meta: { source: 'section 5.2; Figure 2, Rules for Servers, Candidates', method: '#campaign' },
          target: 'candidate',
          reenter: true,
        },
      },
      always: {
        description: 'A candidate with the votes of a majority becomes leader.',
        meta: {
          source: 'section 5.2; Figure 2, Rules for Servers, Candidates',
          method: '#becomeLeaderIfElected',
        },
        guard: 'isQuorum',
        target: 'leader',
        actions: ['recordElection', 'reinitialize'],
      },
      on: {
        RequestVoteReply: {
          description: 'A candidate counts the vote that a server grants it in its own term.',
          meta: { source: 'section 5.2', method: '#handleRequestVoteReply' },
          guard: 'countsVote',
          actions: 'countVote',
        },
        persisted: {
          description: 'The own vote of a candidate counts once it is durable.',
          meta: {
            source: 'Figure 2: updated on stable storage before responding to RPCs',
            method: '#onPersisted',
          },
          actions: ['onPersisted', 'countOwnVote', 'flushOutbox'],
        },
      },
    },
    leader: {
      description: 'A leader replicates its log.',
      meta: { source: 'sections 5.2 and 5.3; Figure 2, Rules for Servers, Leaders' },
      entry: ['sendHeartbeats', 'flushOutbox'],
      after: {
        heartbeat: {
          description: 'A leader sends heartbeats again and again, so that no follower starts an election.',
          meta: {
            source: 'section 5.2; Figure 2, Rules for Servers, Leaders',
            method: '#broadcastHeartbeat',
          },
          target: 'leader',
          reenter: true,
        },
      },
      on: {
        propose: {
          description: 'The leader appends the command to its log and sends it to the others.',
          meta: { source: 'section 5.3; Figure 2, Rules for Servers, Leaders', method: '#handleProposal' },
          actions: ['appendProposal', 'persistState', 'replicate', 'flushOutbox'],
        },
        persisted: {
          description: 'The own entries of a leader count once they are durable.',
          meta: { source: 'section 5.3; Ongaro 2014, section 10.2.1', method: '#onPersisted' },
          actions: ['onPersisted', 'countOwnEntries', 'flushOutbox', 'commitAsLeader', 'apply'],
        },
        AppendEntriesReply: [
          {
            description: 'A server has the entries: the leader commits those that a majority has.',
            meta: { source: 'sections 5.3 and 5.4.2', method: '#handleAppendEntriesReply' },
            guard: 'isSuccess',
            actions: ['updateMatchIndex', 'commitAsLeader', 'apply', 'replicateToSender', 'flushOutbox'],
          },
          {
            description:
              'A server lacks the entry before those that it was sent: the leader sends earlier ones.',
            meta: { source: 'section 5.3', method: '#handleAppendEntriesReply' },
            guard: 'isMismatch',
            actions: ['decrementNextIndex', 'replicateToSender', 'flushOutbox'],
          },
        ],
      },
    },
  },
});
