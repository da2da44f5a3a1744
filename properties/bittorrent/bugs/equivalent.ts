/** Changes of a swarm that look like bugs and break nothing: no check may catch them. */
import { assign, enqueueActions } from 'xstate';
import { pieceOf, withMember } from '../../../models/bittorrent/context.ts';
import { gotIn } from '../../../models/bittorrent/torrent.ts';
import { withoutPiece } from '../../../models/bittorrent/verification.ts';
import { peer } from '../kit.ts';
import * as property from '../properties.ts';
import { pieceBugs } from './pieces.ts';
import { serviceBugs } from './service.ts';

/** The changes by the number of the bug that they resemble. */
export const equivalentBugs = {
  B22a: {
    ...pieceBugs.B22,
    says: 'There is no endgame, where no partner stalls.',
    scope: 'once',
    equivalent: 'each partner that is asked gives its block, so no second one is needed.',
  },
  B36a: peer.mutant({
    says: 'One good piece does not end the parole.',
    source: 'V3',
    breaks: property.completion,
    scope: 'parole',
    equivalent: 'a partner on parole still gives whole pieces, so the download is slower at most.',
    root: {
      actions: {
        verify: assign(({ context, event }) => {
          const piece = pieceOf(gotIn(event).block, context.setting);
          return { pieces: withMember(context.pieces, piece), blocks: withoutPiece(context, piece) };
        }),
      },
    },
  }),
  B37a: peer.mutant({
    says: 'A Have goes also to partners that have the piece.',
    source: 'BEP 3, peer messages: have',
    breaks: property.completion,
    scope: 'lacking',
    equivalent: 'a Have of a piece that is known changes nothing at its receiver.',
    connection: {
      actions: {
        sendHave: enqueueActions(({ context, event, enqueue }) => {
          if (event.type !== 'announce') return;
          const message = { type: 'Have', piece: event.piece } as const;
          enqueue({ type: 'send', params: { to: context.partner, message } });
        }),
      },
    },
  }),
  B45a: {
    ...serviceBugs.B45,
    says: 'The turn of the optimistic partner never ends, where each served peer completes.',
    scope: 'once',
    equivalent: 'a peer that is complete loses interest, and its place is free.',
  },
} as const;
