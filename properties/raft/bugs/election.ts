/**
 * Known bugs of elections and terms (sections 5.1, 5.2 and 5.4.1), each as a mutant of model and
 * implementation.
 */
import { assign } from 'xstate';
import type { Actor } from '../../../checker/actors/actor.ts';
import { ones } from '../../../implementations/raft/rules.ts';
import { canVote, resetForTerm } from '../../../models/raft/election.ts';
import type { Raft, RaftDurable } from '../../../models/raft/messages.ts';
import { server } from '../kit.ts';
import { votesTwice } from '../liar.ts';
import { electionSafety, leaderCompleteness } from '../properties.ts';
import { keepsVotes, resetsVote, restartsWith, withRules } from './mutants.ts';

/** The model that restarts after a crash with another record than the durable one. */
function restartingWith(other: (durable: RaftDurable) => RaftDurable): Actor<Raft> {
  const { model } = server;
  return {
    ...model,
    init: ({ durable, ...birth }) =>
      model.init(durable === undefined ? birth : { ...birth, durable: other(durable) }),
    step: (state, event, choice) => model.step(state, event, choice),
    view: (state) => model.view(state),
    choices: (state, event) => model.choices?.(state, event) ?? [],
  };
}

const losesVote = (durable: RaftDurable): RaftDurable => ({ ...durable, votedFor: null });
const losesTermAndVote = ({ log }: RaftDurable): RaftDurable => ({ currentTerm: 0, votedFor: null, log });

function countsTwice<Z extends string>(where: { readonly scope: Z; readonly equivalent?: string }) {
  return server.mutant({
    says: 'A vote that arrives twice counts twice.',
    source: 'akka-raft#45',
    breaks: electionSafety,
    actions: {
      countVote: assign({
        votesGranted: ({ context, event }) =>
          'from' in event ? [...context.votesGranted, event.from].sort() : context.votesGranted,
      }),
    },
    // The second vote of a voter sets a bit that belongs to no voter.
    rules: {
      countVote: (votes: number, voter: number) =>
        votes | ((votes >>> voter) & 1 ? (votes | 0xffff) + 1 : 1 << voter),
    },
    ...where,
  });
}

/** The mutants by number. */
export const electionBugs = {
  R1: server.mutant({
    says: 'A restart loses the vote of the server.',
    source: 'akka-raft#62',
    breaks: electionSafety,
    scope: 'one-term-crash',
    model: restartingWith(losesVote),
    implementation: restartsWith(losesVote),
  }),
  R2: server.mutant({
    says: 'A restart loses both term and vote.',
    source: 'Ongaro & Ousterhout 2014, Figure 2, persistent state',
    breaks: electionSafety,
    scope: 'one-term-crash',
    model: restartingWith(losesTermAndVote),
    implementation: restartsWith(losesTermAndVote),
  }),
  R3: server.mutant({
    says: 'A server grants its vote although it has voted for another candidate in the term.',
    source: 'Ongaro & Ousterhout 2014, section 5.2',
    breaks: electionSafety,
    scope: 'one-term',
    model: votesTwice,
    rules: { grantsVote: (term, currentTerm) => term === currentTerm },
  }),
  R4: server.mutant({
    says: 'A server grants its vote without a check of the log of the candidate.',
    source: 'Ongaro & Ousterhout 2014, section 5.4.1',
    breaks: leaderCompleteness,
    scope: 'quick',
    guards: {
      grantsVote: ({ context, event }) => event.type === 'RequestVote' && canVote(context, event),
    },
    rules: { isUpToDate: () => true },
  }),
  R5: server.mutant({
    says: 'The longer of two logs counts as more up to date, even if its last term is lower.',
    source: 'Ongaro & Ousterhout 2014, section 5.4.1',
    breaks: leaderCompleteness,
    scope: 'three-terms',
    guards: {
      grantsVote: ({ context, event }) =>
        event.type === 'RequestVote' && canVote(context, event) && event.lastLogIndex >= context.log.length,
    },
    rules: { isUpToDate: (_term, lastLogIndex, log) => lastLogIndex >= log.lastIndex },
  }),
  R6: server.mutant({
    says: 'Only the last terms of two logs are compared, and not their lengths.',
    source: 'Ongaro & Ousterhout 2014, section 5.4.1',
    breaks: leaderCompleteness,
    scope: 'at-once',
    guards: {
      grantsVote: ({ context, event }) =>
        event.type === 'RequestVote' &&
        canVote(context, event) &&
        event.lastLogTerm >= (context.log.at(-1)?.term ?? 0),
    },
    rules: { isUpToDate: (lastLogTerm, _index, log) => lastLogTerm >= log.lastTerm },
  }),
  R7: server.mutant({
    says: 'The last entry of a candidate is compared with the commit index of the voter.',
    source: 'Ongaro & Ousterhout 2014, section 5.4.1',
    breaks: leaderCompleteness,
    scope: 'quick',
    guards: {
      grantsVote: ({ context, event }) =>
        event.type === 'RequestVote' && canVote(context, event) && event.lastLogIndex >= context.commitIndex,
    },
    implementation: withRules((state) => ({
      isUpToDate: (_term, lastLogIndex) => lastLogIndex >= state().commitIndex,
    })),
  }),
  R8: server.mutant({
    says: 'Half of an even cluster counts as a majority.',
    source: 'Ongaro & Ousterhout 2014, section 5.2',
    breaks: electionSafety,
    scope: 'one-term-even',
    guards: { isQuorum: ({ context }) => context.votesGranted.length * 2 >= context.nodes.length },
    rules: { isQuorum: (votes, servers) => ones(votes) * 2 >= servers },
  }),
  R9: server.mutant({
    says: 'A candidate counts a vote that was cast in an older term.',
    source: 'Xraft#33',
    breaks: electionSafety,
    scope: 'two-terms',
    guards: { countsVote: ({ event }) => event.type === 'RequestVoteReply' && event.voteGranted },
    rules: { countsVote: (_term, _currentTerm, voteGranted) => voteGranted },
  }),
  R10: countsTwice({ scope: 'one-term-even' }),
  R10a: countsTwice({
    scope: 'one-term',
    equivalent:
      'the first vote of another server makes a majority of three, so that no second one is counted.',
  }),
  R11: server.mutant({
    says: 'A candidate that starts another election keeps the votes of the last one.',
    source: 'Ongaro & Ousterhout 2014, section 5.2',
    breaks: electionSafety,
    scope: 'five-servers',
    actions: {
      startElection: assign(({ context }) => ({
        ...resetForTerm(context.currentTerm + 1, context.self),
        votesGranted: context.votesGranted,
      })),
    },
    implementation: keepsVotes,
  }),
  R12: server.mutant({
    says: 'An AppendEntries of the current term resets the vote.',
    source: 'akka-raft#56',
    breaks: electionSafety,
    scope: 'one-term',
    actions: { stepDown: assign({ votesGranted: [], votedFor: null, nextIndex: {}, matchIndex: {} }) },
    implementation: resetsVote,
  }),
};
