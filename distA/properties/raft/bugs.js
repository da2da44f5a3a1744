/**
 * Known mistakes in Raft's leader election, each made twice: in the model (one guard or action of the machine replaced, or
 * another record handed to a server that comes back) and in the implementation (one of its rules replaced).
 * Origins are issues of real implementations; where none is named, the mistake is one the paper warns of.
 */
import { assign, enqueueActions } from 'xstate';
import { nobody, ones, raftRules } from '../../implementations/raft/rules.js';
import { raftMachine } from '../../models/raft/machine.js';
import { implementation, server } from './kit.js';
import { votesTwice } from './liar.js';
import { electionSafety } from './promises.js';
/** Every one of them ends in two leaders of one term; some break another promise on the way there. */
function bug({ model, rules, ...story }) {
    return {
        ...story,
        breaks: electionSafety.name,
        model: { server: model },
        implementation: { server: implementation({ ...raftRules, ...rules }) },
    };
}
/** The model with other guards or actions. */
function provided(other) {
    return server(raftMachine.provide(other));
}
/** The model that comes back from a crash with another record than the one it made durable. */
function recoveringFrom(other) {
    const model = server(raftMachine);
    return {
        init: ({ durable, ...birth }) => model.init(durable === undefined ? birth : { ...birth, durable: other(durable) }),
        step: (state, event, choice) => model.step(state, event, choice),
        choices: (state, event) => model.choices?.(state, event) ?? [],
        view: (state) => model.view(state),
    };
}
const forgetsVote = (durable) => ({ ...durable, votedFor: null });
const forgetsAll = ({ log }) => ({ currentTerm: 0, votedFor: null, log });
const countsTwice = {
    says: 'A vote that arrives twice counts twice.',
    source: 'akka-raft#45',
    model: provided({
        actions: {
            countVote: assign({
                votesGranted: ({ context, event }) => 'from' in event ? [...context.votesGranted, event.from].sort() : context.votesGranted,
            }),
        },
    }),
    // A vote that is there already sets the lowest bit that is free.
    rules: { countVote: (votes, voter) => votes | ((votes >>> voter) & 1 ? votes + 1 : 1 << voter) },
};
export const bugs = {
    R1: bug({
        says: 'A restart forgets whom the server voted for.',
        source: 'akka-raft#62',
        scope: 'one-term-crash',
        model: recoveringFrom(forgetsVote),
        rules: { recovered: forgetsVote },
    }),
    R2: bug({
        says: 'A restart forgets both term and vote.',
        source: 'Ongaro & Ousterhout 2014, Figure 2, persistent state',
        scope: 'one-term-crash',
        model: recoveringFrom(forgetsAll),
        rules: { recovered: forgetsAll },
    }),
    R3: bug({
        says: 'A server grants its vote without looking at the one it already gave.',
        source: 'Ongaro & Ousterhout 2014, section 5.2',
        scope: 'one-term',
        model: votesTwice,
        rules: { grantsVote: (term, currentTerm) => term === currentTerm },
    }),
    R8: bug({
        says: 'Half of an even cluster counts as a majority.',
        source: 'Ongaro & Ousterhout 2014, section 5.2',
        scope: 'one-term-even',
        model: provided({
            guards: { isQuorum: ({ context }) => context.votesGranted.length * 2 >= context.nodes.length },
        }),
        rules: { isQuorum: (votes, servers) => ones(votes) * 2 >= servers },
    }),
    R9: bug({
        says: 'A candidate counts a vote that was cast in an older term.',
        source: 'Xraft#33',
        scope: 'two-terms',
        model: provided({
            guards: { countsVote: ({ event }) => event.type === 'RequestVoteReply' && event.voteGranted },
        }),
        rules: { countsVote: (_term, _currentTerm, voteGranted) => voteGranted },
    }),
    R10: bug({ ...countsTwice, scope: 'one-term-even' }),
    R10a: bug({
        ...countsTwice,
        scope: 'one-term',
        equivalent: 'the first vote of another server makes a majority of three, so that no second one is counted.',
    }),
    R12: bug({
        says: 'Any AppendEntries of the same term resets the vote.',
        source: 'akka-raft#56',
        scope: 'one-term',
        model: provided({ actions: { stepDown: assign({ votesGranted: [], votedFor: null }) } }),
        rules: { voteAfterHeartbeat: () => nobody },
    }),
    R22a: bug({
        says: 'A server answers before its term and vote are durable.',
        source: 'Ongaro & Ousterhout 2014, Figure 2, persistent state',
        scope: 'slow-disk-one-term',
        model: provided({
            actions: {
                speak: enqueueActions(({ context, enqueue }) => {
                    for (const saying of context.unsaid)
                        enqueue({ type: 'send', params: saying });
                    enqueue.assign({ unsaid: [] });
                }),
            },
        }),
        rules: { maySpeak: () => true },
    }),
};
