/** A server that keeps to no rule about votes: it grants one to whoever asks in its term. */
import { raftMachine } from '../../models/raft/machine.js';
import { server } from './kit.js';
/** Votes as often as it is asked; in all else it is a server like any other. */
export const votesTwice = server(raftMachine.provide({
    guards: {
        grantsVote: ({ context, event }) => event.type === 'RequestVote' && event.term === context.currentTerm,
    },
}));
