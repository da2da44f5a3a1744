/**
 * A Raft server as a formal model (Ongaro & Ousterhout 2014, sections 5.1 to 5.4; Figure 2).
 *
 * Read it in the order of the paper: `election.ts` (sections 5.2 and 5.4.1), `replication.ts` (5.3), `commitment.ts` (5.4.2) and
 * `durability.ts`, each the rules alone; then this file, which says when they apply: what a server decides (guards), what it does
 * (actions), and the three roles.
 *
 * What a server says depends on what it has written down, and it says nothing before that is durable: nothing at all before
 * its term and vote are, and no acknowledgement before its entries are. Its own vote and its own entries count from then on,
 * too. Where the disk is done within the step nobody can tell; where it is slow, what there is to say waits.
 *
 * Where the paper leaves room:
 * - A server counts its own vote without a message to itself, which is stronger than the specification in Ongaro's dissertation
 *   (there the request to itself may be lost), and reaches the same elections.
 * - A success that vouches for no entry is not sent: it would tell the leader nothing.
 * - A refusal carries a hint, so that a leader goes back a whole term at a time (end of section 5.3).
 * - A broadcast is one step, so a crash in the middle of one is not modelled here; a network that may withhold any
 *   message for ever reaches everything such a crash could.
 * - A leader's first entry is a client's: none without content at the start of its term (section 8).
 */
import { assign, enqueueActions, raise, setup } from 'xstate';
import { type Birth, effects, type MachineEvent } from '../../checker/actor.ts';
import { followersCommit, leadersCommit } from './commitment.ts';
import { majority, peersOf, type RaftContext, saying, senderOf } from './context.ts';
import { durableEntries, isSame, isTermWritten, maySay, nothing } from './durability.ts';
import { hasVoteFor, inTerm, isUpToDate, refuses, withVote } from './election.ts';
import type { Entry, Raft, RaftDurable } from './messages.ts';
import {
  acknowledgement,
  appendEntries,
  appended,
  backedUp,
  entriesNow,
  hintFor,
  isConsistent,
  matched,
  refusal,
  reinitialized,
  replicating,
  sending,
  vouchedFor,
} from './replication.ts';

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
    isOfThisTerm: ({ context, event }) => 'term' in event && event.term === context.currentTerm,
    grantsVote: ({ context, event }) =>
      event.type === 'RequestVote' && hasVoteFor(context, event) && isUpToDate(context, event),
    refuses: ({ context, event }) => refuses(context, event),
    countsVote: ({ context, event }) =>
      event.type === 'RequestVoteReply' && event.term === context.currentTerm && event.voteGranted,
    isQuorum: ({ context }) => context.votesGranted.length >= majority(context.nodes.length),
    isConsistent: ({ context, event }) =>
      event.type === 'AppendEntries' && event.term === context.currentTerm && isConsistent(context, event),
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
      inTerm('term' in event ? event.term : context.currentTerm, null),
    ),
    stepDown: assign({ votesGranted: [], nextIndex: {}, matchIndex: {} }),
    startElection: assign(({ context }) => inTerm(context.currentTerm + 1, context.self)),
    castVote: assign({ votedFor: ({ event }) => ('from' in event ? event.from : null) }),
    countVote: assign({
      votesGranted: ({ context, event }) =>
        'from' in event ? withVote(context.votesGranted, event.from) : context.votesGranted,
    }),
    countOwnVote: assign({
      votesGranted: ({ context }) =>
        isTermWritten(context) ? withVote(context.votesGranted, context.self) : context.votesGranted,
    }),
    askForVotes: assign({
      unsaid: ({ context }) =>
        saying(context, peersOf(context), () => ({
          type: 'RequestVote',
          term: context.currentTerm,
          lastLogIndex: context.log.length,
          lastLogTerm: context.log.at(-1)?.term ?? 0,
        })),
    }),
    grantVote: assign({
      unsaid: ({ context, event }) =>
        saying(context, senderOf(event), () => ({
          type: 'RequestVoteReply',
          term: context.currentTerm,
          voteGranted: true,
        })),
    }),
    refuseVote: assign({
      unsaid: ({ context, event }) =>
        saying(context, senderOf(event), () => ({
          type: 'RequestVoteReply',
          term: context.currentTerm,
          voteGranted: false,
        })),
    }),
    announce: enqueueActions(({ context, enqueue }) => {
      enqueue({ type: 'output', params: { value: { type: 'elected', term: context.currentTerm } } });
    }),
    /** The message that brought a newer term is then read by the follower of that term. */
    readAgain: raise(({ event }) => event),

    // Replication: followers.
    appendEntries: assign({
      log: ({ context, event }) =>
        event.type === 'AppendEntries' ? appended(context.log, event) : context.log,
    }),
    acknowledge: assign({
      unsaid: ({ context, event }) => {
        const matchIndex = event.type === 'AppendEntries' ? vouchedFor(event) : 0;
        return matchIndex === 0
          ? context.unsaid
          : saying(context, senderOf(event), () => acknowledgement(context, matchIndex));
      },
    }),
    refuseEntries: assign({
      unsaid: ({ context, event }) =>
        saying(context, senderOf(event), () =>
          refusal(context, event.type === 'AppendEntries' ? hintFor(context, event) : 0),
        ),
    }),
    refuseLeader: assign({
      unsaid: ({ context, event }) => saying(context, senderOf(event), () => refusal(context, 0)),
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
    /** A heartbeat to everybody, with entries for whom they are new. */
    sendHeartbeats: assign(({ context, event }) => {
      const entriesMax = entriesNow(context, event, 'atHeartbeat');
      return sending(context, peersOf(context), (to) => appendEntries(context, to, entriesMax));
    }),
    /** Entries for everybody who lacks some, without waiting for the heartbeat. */
    replicate: assign(({ context, event }) => replicating(context, event, peersOf(context))),
    replicateToSender: assign(({ context, event }) => replicating(context, event, senderOf(event))),
    noteMatch: assign(({ context, event }) =>
      event.type === 'AppendEntriesReply' && event.success
        ? matched(context, event.from, event.matchIndex)
        : {},
    ),
    backUp: assign(({ context, event }) =>
      event.type === 'AppendEntriesReply' && !event.success
        ? { nextIndex: backedUp(context, event.from, event.hint) }
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
      if (isSame(record, context.pending.at(-1) ?? context.written)) return;
      enqueue({ type: 'persist', params: { record } });
      enqueue.assign({ pending: [...context.pending, record] });
    }),
    noteWritten: assign(({ context: { pending }, event }) => {
      if (event.type !== 'persisted') return {};
      const { record } = event;
      return { written: record, pending: pending.slice(pending.findIndex((one) => isSame(one, record)) + 1) };
    }),
    /** Says what there is to say; what says more than is durable waits. */
    speak: enqueueActions(({ context, enqueue }) => {
      const due = context.unsaid.filter(({ message }) => maySay(context, message));
      for (const one of due) enqueue({ type: 'send', params: one });
      enqueue.assign({ unsaid: context.unsaid.filter((one) => !due.includes(one)) });
    }),
  },
}).createMachine({
  id: 'raft',
  description: 'One server, which starts as a follower with its durable record.',
  context: ({ input }) => {
    const record = input.durable ?? nothing;
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
      written: record,
      pending: [],
      unsaid: [],
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
      actions: ['adoptTerm', 'persistState', 'readAgain'],
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
        actions: ['castVote', 'persistState', 'grantVote', 'speak'],
      },
      {
        description: 'A server refuses its vote, if the setting lets it answer at all.',
        meta: { source: 'Figure 2, RequestVote RPC, receiver 1', method: '#handleRequestVote' },
        guard: 'refuses',
        actions: ['refuseVote', 'speak'],
      },
    ],
    persisted: {
      description: 'Once a record is durable, the messages that waited for it are sent.',
      meta: {
        source: 'Figure 2: updated on stable storage before responding to RPCs',
        method: '#onPersisted',
      },
      actions: ['noteWritten', 'speak'],
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
          'speak',
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
        guard: 'isOfThisTerm',
        target: '.follower',
        reenter: true,
        actions: ['stepDown', 'refuseEntries', 'speak'],
      },
      {
        description:
          'A server refuses entries of a leader whose term is over, if the setting lets it answer at all.',
        meta: { source: 'Figure 2, AppendEntries RPC, receiver 1', method: '#handleAppendEntries' },
        guard: 'refuses',
        actions: ['refuseLeader', 'speak'],
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
          actions: ['adoptTerm', 'persistState', 'readAgain'],
        },
      },
    },
    candidate: {
      description: 'A candidate starts an election in the next term, and counts votes.',
      meta: { source: 'section 5.2; Figure 2, Rules for Servers, Candidates' },
      entry: ['startElection', 'persistState', 'askForVotes', 'speak'],
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
        actions: ['announce', 'reinitialize'],
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
          actions: ['noteWritten', 'countOwnVote', 'speak'],
        },
      },
    },
    leader: {
      description: 'A leader replicates its log.',
      meta: { source: 'sections 5.2 and 5.3; Figure 2, Rules for Servers, Leaders' },
      entry: ['sendHeartbeats', 'speak'],
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
          actions: ['appendProposal', 'persistState', 'replicate', 'speak'],
        },
        persisted: {
          description: 'The own entries of a leader count once they are durable.',
          meta: { source: 'section 5.3; Ongaro 2014, section 10.2.1', method: '#onPersisted' },
          actions: ['noteWritten', 'countOwnEntries', 'speak', 'commitAsLeader', 'apply'],
        },
        AppendEntriesReply: [
          {
            description: 'A server has the entries: the leader commits those that a majority has.',
            meta: { source: 'sections 5.3 and 5.4.2', method: '#handleAppendEntriesReply' },
            guard: 'isSuccess',
            actions: ['noteMatch', 'commitAsLeader', 'apply', 'replicateToSender', 'speak'],
          },
          {
            description:
              'A server lacks the entry before those that it was sent: the leader sends earlier ones.',
            meta: { source: 'section 5.3', method: '#handleAppendEntriesReply' },
            guard: 'isMismatch',
            actions: ['backUp', 'replicateToSender', 'speak'],
          },
        ],
      },
    },
  },
});
