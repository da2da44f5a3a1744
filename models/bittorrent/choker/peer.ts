/** The formal model of an idle peer: it does nothing by itself, for its changes are inputs of the choker. */
import { setup } from 'xstate';
import type { Birth, MachineEvent, NodeId } from '../../../checker/actors/actor.ts';
import type { BitTorrentChoker } from './messages.ts';

/** The state machine of an idle peer. */
export const peerMachine = setup({
  types: {
    context: {} as { readonly name: NodeId },
    events: {} as MachineEvent<BitTorrentChoker>,
    input: {} as Birth<BitTorrentChoker>,
  },
}).createMachine({
  id: 'peer',
  description: 'A peer that only has a name.',
  context: ({ input }) => ({ name: input.self }),
});
