/** The adversary of scope `liar`: a server that grants its vote to every candidate of its term. */
import { server } from './kit.ts';

/** Votes as often as it is asked; in all else it is a server like any other. */
export const votesTwice = server.modelWith({
  guards: {
    grantsVote: ({ context, event }) => event.type === 'RequestVote' && event.term === context.currentTerm,
  },
});
