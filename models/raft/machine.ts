/**
 * Raft leader election as a formal model (Ongaro & Ousterhout 2014, sections 5.1 and 5.2; Figure 2).
 *
 * Read it in the order of the paper's rules: what a server knows, what it decides (guards), what it does (actions), then
 * the three roles. A server counts its own vote without a message to itself, which is stronger than the specification
 * in Ongaro's dissertation (there the request to itself may be lost), and reaches the same elections.
 *
 * What a server says depends on its term and vote, and it says nothing before these are durable; its own vote counts
 * from then on, too. Where the disk is done within the step nobody can tell; where it is slow, what there is to say waits.
 *
 * Left out, and what that means:
 * - The log. Every log is as up to date as every other, so section 5.4.1 never refuses a vote.
 * - Heartbeats are not acknowledged: without a log the answer could only carry a newer term, and that is the refusal.
 * - A broadcast is one step, so a crash in the middle of one is not modelled here; a network that may withhold any
 *   message for ever reaches everything such a crash could.
 */
import { assign, enqueueActions, raise, setup } from 'xstate';
import { type Birth, effects, type MachineEvent, type NodeId } from '../../checker/actor.ts';
import type { Raft, RaftDurable, RaftMessage, RaftSetting } from './messages.ts';

export interface RaftContext {
  readonly self: NodeId;
  readonly nodes: readonly NodeId[];
  readonly setting: RaftSetting;
  readonly currentTerm: number;
  readonly votedFor: NodeId | null;
  readonly votesGranted: readonly NodeId[];
  /** The term and vote that it last handed over to be written, and those that are. */
  readonly handedOver: RaftDurable;
  readonly written: RaftDurable;
  /** What it has to say once its term and vote are durable. */
  readonly unsaid: readonly Saying[];
}

interface Saying {
  readonly to: NodeId;
  readonly message: RaftMessage;
}

/** More than half of the cluster (section 5.2). */
export function majority(servers: number): number {
  return Math.floor(servers / 2) + 1;
}

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
    /** First come, first served, one vote a term (section 5.2). */
    grantsVote: ({ context, event }) =>
      event.type === 'RequestVote' &&
      event.term === context.currentTerm &&
      (context.votedFor === null || context.votedFor === event.from),
    /** Never a message of a newer term: that one is adopted and read again first. */
    refuses: ({ context, event }) => {
      if (!('term' in event) || event.term > context.currentTerm) return false;
      const { refusals } = context.setting;
      return refusals === 'all' || (refusals === 'newerTerm' && event.term < context.currentTerm);
    },
    countsVote: ({ context, event }) =>
      event.type === 'RequestVoteReply' && event.term === context.currentTerm && event.voteGranted,
    isQuorum: ({ context }) => context.votesGranted.length >= majority(context.nodes.length),
  },
  actions: {
    ...effects<Raft>(),
    adoptTerm: assign(({ context, event }) => ({
      currentTerm: 'term' in event ? event.term : context.currentTerm,
      votedFor: null,
      votesGranted: [],
      unsaid: [],
    })),
    stepDown: assign({ votesGranted: [] }),
    startElection: assign(({ context }) => ({
      currentTerm: context.currentTerm + 1,
      votedFor: context.self,
      votesGranted: [],
      unsaid: [],
    })),
    castVote: assign({ votedFor: ({ event }) => ('from' in event ? event.from : null) }),
    countVote: assign({
      votesGranted: ({ context, event }) =>
        'from' in event ? [...new Set([...context.votesGranted, event.from])].sort() : context.votesGranted,
    }),
    persistTermAndVote: enqueueActions(({ context, enqueue }) => {
      const { currentTerm, votedFor } = context;
      if (isRecord(context, context.handedOver)) return;
      const handedOver = { currentTerm, votedFor };
      enqueue({ type: 'persist', params: { record: handedOver } });
      enqueue.assign({ handedOver });
    }),
    noteWritten: assign({
      written: ({ context, event }) => (event.type === 'persisted' ? event.record : context.written),
    }),
    countOwnVote: assign({
      votesGranted: ({ context }) =>
        context.votedFor === context.self && isRecord(context, context.written)
          ? [...new Set([...context.votesGranted, context.self])].sort()
          : context.votesGranted,
    }),
    askForVotes: assign({
      unsaid: ({ context }) => toPeers(context, { type: 'RequestVote', term: context.currentTerm }),
    }),
    sendHeartbeats: assign({
      unsaid: ({ context }) => toPeers(context, { type: 'AppendEntries', term: context.currentTerm }),
    }),
    grantVote: assign({
      unsaid: ({ context, event }) =>
        toSender(context, event, { type: 'RequestVoteReply', term: context.currentTerm, voteGranted: true }),
    }),
    refuseVote: assign({
      unsaid: ({ context, event }) =>
        toSender(context, event, { type: 'RequestVoteReply', term: context.currentTerm, voteGranted: false }),
    }),
    refuseLeader: assign({
      unsaid: ({ context, event }) =>
        toSender(context, event, { type: 'AppendEntriesReply', term: context.currentTerm, success: false }),
    }),
    /** Says what there is to say, or waits until term and vote are durable. */
    speak: enqueueActions(({ context, enqueue }) => {
      if (!isRecord(context, context.written)) return;
      for (const saying of context.unsaid) enqueue({ type: 'send', params: saying });
      enqueue.assign({ unsaid: [] });
    }),
    announce: enqueueActions(({ context, enqueue }) => {
      enqueue({ type: 'output', params: { value: { type: 'elected', term: context.currentTerm } } });
    }),
    /** The message that brought a newer term is then read by the follower of that term. */
    readAgain: raise(({ event }) => event),
  },
}).createMachine({
  id: 'raft',
  description: 'One server. Comes up as a follower, with the term and vote it had made durable.',
  context: ({ input }) => ({
    self: input.self,
    nodes: input.nodes,
    setting: input.setting,
    currentTerm: input.durable?.currentTerm ?? 0,
    votedFor: input.durable?.votedFor ?? null,
    votesGranted: [],
    handedOver: input.durable ?? nothing,
    written: input.durable ?? nothing,
    unsaid: [],
  }),
  initial: 'follower',
  on: {
    '*': {
      description: 'A newer term in any message makes every server a follower of that term.',
      meta: { source: 'Ongaro & Ousterhout 2014, section 5.1; Figure 2, Rules for Servers' },
      guard: 'isFromNewerTerm',
      target: '.follower',
      actions: ['adoptTerm', 'persistTermAndVote', 'readAgain'],
    },
    RequestVote: [
      {
        description: 'Grants a vote if this term has none yet, or has it for this very candidate.',
        meta: { source: 'section 5.2; Figure 2, RequestVote RPC, receiver 2' },
        guard: 'grantsVote',
        target: '.follower',
        reenter: true,
        actions: ['castVote', 'persistTermAndVote', 'grantVote', 'speak'],
      },
      {
        description: 'Refuses the vote, where the setting has it answer at all.',
        meta: { source: 'Figure 2, RequestVote RPC, receiver 1' },
        guard: 'refuses',
        actions: ['refuseVote', 'speak'],
      },
    ],
    persisted: {
      description: 'Once its term and vote are durable it counts its own vote, and says what it has to say.',
      meta: { source: 'Figure 2: updated on stable storage before responding to RPCs' },
      actions: ['noteWritten', 'countOwnVote', 'speak'],
    },
    AppendEntries: [
      {
        description:
          'A leader of this term is heard: a candidate gives up, a follower waits a full timeout again.',
        meta: { source: 'section 5.2; Figure 2, Rules for Servers, Candidates' },
        guard: 'isOfThisTerm',
        target: '.follower',
        reenter: true,
        actions: 'stepDown',
      },
      {
        description: 'Tells a leader of an older term that its time is over.',
        meta: { source: 'Figure 2, AppendEntries RPC, receiver 1' },
        guard: 'refuses',
        actions: ['refuseLeader', 'speak'],
      },
    ],
  },
  states: {
    follower: {
      description: 'Answers, and waits for word from a leader.',
      after: { electionTimeout: 'candidate' },
      on: {
        '*': {
          description: 'A newer term alone does not restart the election timer; a vote or a leader does.',
          meta: { source: 'Figure 2, Rules for Servers, Followers' },
          guard: 'isFromNewerTerm',
          actions: ['adoptTerm', 'persistTermAndVote', 'readAgain'],
        },
      },
    },
    candidate: {
      description:
        'Starts an election in the next term and counts the votes; a split vote ends in a new timeout.',
      meta: { source: 'section 5.2; Figure 2, Rules for Servers, Candidates' },
      entry: ['startElection', 'persistTermAndVote', 'askForVotes', 'speak'],
      after: { electionTimeout: { target: 'candidate', reenter: true } },
      always: { guard: 'isQuorum', target: 'leader', actions: 'announce' },
      on: {
        RequestVoteReply: { guard: 'countsVote', actions: 'countVote' },
      },
    },
    leader: {
      description: 'Keeps the others from starting elections.',
      meta: { source: 'section 5.2; Figure 2, Rules for Servers, Leaders' },
      entry: ['sendHeartbeats', 'speak'],
      after: { heartbeat: { target: 'leader', reenter: true } },
    },
  },
});

/** What a server has before anything was written. */
const nothing: RaftDurable = { currentTerm: 0, votedFor: null };

/** Whether this is the record of its term and vote. */
function isRecord({ currentTerm, votedFor }: RaftContext, record: RaftDurable): boolean {
  return record.currentTerm === currentTerm && record.votedFor === votedFor;
}

/** What is unsaid once whoever sent the event is to be told this. */
function toSender(
  { unsaid }: RaftContext,
  event: MachineEvent<Raft>,
  message: RaftMessage,
): readonly Saying[] {
  return 'from' in event ? withSaying(unsaid, { to: event.from, message }) : unsaid;
}

/** What is unsaid once every other server is to be told this. */
function toPeers({ nodes, self, unsaid }: RaftContext, message: RaftMessage): readonly Saying[] {
  const peers = nodes.filter((node) => node !== self);
  return peers.reduce((all, to) => withSaying(all, { to, message }), unsaid);
}

/** What waits to be said already need not be said twice. */
function withSaying(unsaid: readonly Saying[], saying: Saying): readonly Saying[] {
  const text = JSON.stringify(saying);
  return unsaid.some((one) => JSON.stringify(one) === text) ? unsaid : [...unsaid, saying];
}
