/**
 * Known mistakes in Raft's leader election, each as a variant of the model: one guard or action of the
 * machine replaced, or another record handed to a server that comes back.
 * Origins are issues of real implementations; where none is named, the mistake is one the paper warns of.
 */
import { assign } from 'xstate';
import type { Actor } from '../../checker/actor.ts';
import type { Bug } from '../../checker/suite.ts';
import { raftMachine } from '../../models/raft/machine.ts';
import type { Raft, RaftDurable } from '../../models/raft/messages.ts';
import { server } from './kit.ts';
import { electionSafety } from './promises.ts';
import type { scopes } from './scopes.ts';

type RaftBug = Bug<Raft, 'server', keyof typeof scopes>;

/** Every one of them ends in two leaders of one term; some break another promise on the way there. */
function bug(
  variant: Actor<Raft>,
  scope: RaftBug['scope'],
  story: { readonly says: string; readonly source: string },
): RaftBug {
  return { ...story, breaks: electionSafety.name, scope, model: { server: variant } };
}

type Provided = Parameters<typeof raftMachine.provide>[0];

/** The model with other guards or actions. */
function provided(other: Provided): Actor<Raft> {
  return server(raftMachine.provide(other));
}

/** The model that comes back from a crash with another record than the one it made durable. */
function recoveringFrom(other: (durable: RaftDurable) => RaftDurable): Actor<Raft> {
  const model: Actor<Raft> = server(raftMachine);
  return {
    init: ({ durable, ...birth }) =>
      model.init(durable === undefined ? birth : { ...birth, durable: other(durable) }),
    step: (state, event) => model.step(state, event),
    view: (state) => model.view(state),
  };
}

export const bugs: Readonly<Record<string, RaftBug>> = {
  R1: bug(
    recoveringFrom(({ currentTerm }) => ({ currentTerm, votedFor: null })),
    'one-term-crash',
    { says: 'A restart forgets whom the server voted for.', source: 'akka-raft#62' },
  ),
  R2: bug(
    recoveringFrom(() => ({ currentTerm: 0, votedFor: null })),
    'one-term-crash',
    {
      says: 'A restart forgets both term and vote.',
      source: 'Ongaro & Ousterhout 2014, Figure 2, persistent state',
    },
  ),
  R3: bug(
    provided({
      guards: {
        grantsVote: ({ context, event }) =>
          event.type === 'RequestVote' && event.term === context.currentTerm,
      },
    }),
    'one-term',
    {
      says: 'A server grants its vote without looking at the one it already gave.',
      source: 'Ongaro & Ousterhout 2014, section 5.2',
    },
  ),
  R8: bug(
    provided({
      guards: { isQuorum: ({ context }) => context.votesGranted.length * 2 >= context.nodes.length },
    }),
    'one-term-even',
    {
      says: 'Half of an even cluster counts as a majority.',
      source: 'Ongaro & Ousterhout 2014, section 5.2',
    },
  ),
  R9: bug(
    provided({
      guards: { countsVote: ({ event }) => event.type === 'RequestVoteReply' && event.voteGranted },
    }),
    'two-terms',
    { says: 'A candidate counts a vote that was cast in an older term.', source: 'Xraft#33' },
  ),
  R10: bug(
    provided({
      actions: {
        countVote: assign({
          votesGranted: ({ context, event }) =>
            'from' in event ? [...context.votesGranted, event.from].sort() : context.votesGranted,
        }),
      },
    }),
    'one-term-even',
    { says: 'A vote that arrives twice counts twice.', source: 'akka-raft#45' },
  ),
  R12: bug(provided({ actions: { stepDown: assign({ votesGranted: [], votedFor: null }) } }), 'one-term', {
    says: 'Any AppendEntries of the same term resets the vote.',
    source: 'akka-raft#56',
  }),
};
