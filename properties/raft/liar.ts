/** The adversary of scope `liar`: a server that grants its vote to every candidate of its term. */
import { server } from './kit.ts';

/** The model of a server that grants every request for its vote; everything else is as in the protocol. */
export const votesTwice = server.modelWith({
  guards: {
    grantsVote: ({ context, event }) => event.type === 'RequestVote' && event.term === context.currentTerm,
  },
});
