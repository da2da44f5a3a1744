/**
 * Known bugs of pieces: the picker, the endgame, verification and interest. They have the numbers of
 * `docs/bittorrent.md`; their sources are real clients.
 */
import { assign, enqueueActions } from 'xstate';
import {
  isInteresting,
  pieceOf,
  type TorrentContext,
  type TorrentEvent,
  withMember,
  withoutPartner,
} from '../../../models/bittorrent/context.ts';
import { fill, type PickerRules, pickerRules } from '../../../models/bittorrent/picker.ts';
import { gotIn, orderIn, toConnection, withArrived } from '../../../models/bittorrent/torrent.ts';
import {
  isComplete,
  isGood,
  mayGive,
  sourcesOf,
  withoutPiece,
} from '../../../models/bittorrent/verification.ts';
import { peer } from '../kit.ts';
import * as property from '../properties.ts';

const cohen = 'Cohen 2003, section 2.4';

/** The requests by other rules of the picker. */
function fills(rules: Partial<PickerRules>) {
  return (context: TorrentContext, event: TorrentEvent) => {
    const { asks, asked, blocks } = fill(context, orderIn(event), { ...pickerRules, ...rules });
    return {
      change: { asked, blocks },
      sends: asks.map(({ to, block }) => toConnection(to, { type: 'ask', block })),
    };
  };
}

const fillTooEarly = fills({ isEndgame: () => true });
const fillOneTooMany = fills({ askersMax: ({ setting }) => setting.endgameAskers + 1 });
const fillWithoutEndgame = fills({ isEndgame: () => false });
const fillCommonest = fills({ rarity: (context, piece) => -pickerRules.rarity(context, piece) });

const fillPastSnubs = fills({
  mayGive: (context, partner, piece) => mayGive({ ...context, snubbed: new Set() }, partner, piece),
});
const fillWithoutRenewal = fills({ isRenewed: () => false });

/** The piece of the block of an event. */
function pieceIn(context: TorrentContext, event: TorrentEvent) {
  return pieceOf(gotIn(event).block, context.setting);
}

/** The mutants by number. */
export const pieceBugs = {
  B17: peer.mutant({
    says: 'Have goes out when the last block arrives, before the check.',
    source: 'BEP 3, peer messages: have',
    breaks: property.haveOfVerified,
    scope: 'poisoner',
    root: {
      actions: {
        discard: enqueueActions(({ context, event, enqueue }) => {
          const piece = pieceIn(context, event);
          for (const partner of context.rotation) enqueue(toConnection(partner, { type: 'announce', piece }));
          enqueue.assign({ blocks: withoutPiece(context, piece) });
        }),
      },
    },
  }),
  B18: peer.mutant({
    says: 'Only the last block of a failed piece is discarded.',
    source: 'V2',
    breaks: property.completionPossible,
    scope: 'sole-one',
    root: {
      actions: {
        discard: assign(({ context, event }) => {
          const { block } = gotIn(event);
          return { blocks: new Map([...context.blocks].filter(([other]) => other !== block)) };
        }),
      },
    },
  }),
  B20: peer.mutant({
    says: 'The endgame begins while blocks are missing that no partner was asked for.',
    source: 'Transmission 304389396',
    breaks: property.endgame,
    scope: 'two-slots',
    root: {
      actions: {
        fill: enqueueActions(({ context, event, enqueue }) => {
          const { change, sends } = fillTooEarly(context, event);
          enqueue.assign(change);
          for (const send of sends) enqueue(send);
        }),
      },
    },
  }),
  B21: peer.mutant({
    says: 'In the endgame one partner too many is asked.',
    source: 'Transmission f3e8a29e0',
    breaks: property.endgame,
    scope: 'seeds',
    root: {
      actions: {
        fill: enqueueActions(({ context, event, enqueue }) => {
          const { change, sends } = fillOneTooMany(context, event);
          enqueue.assign(change);
          for (const send of sends) enqueue(send);
        }),
      },
    },
  }),
  B22: peer.mutant({
    says: 'There is no endgame.',
    source: 'Transmission #8935, #9103',
    breaks: property.completion,
    scope: 'slow-loris',
    root: {
      actions: {
        fill: enqueueActions(({ context, event, enqueue }) => {
          const { change, sends } = fillWithoutEndgame(context, event);
          enqueue.assign(change);
          for (const send of sends) enqueue(send);
        }),
      },
    },
  }),
  B34: peer.mutant({
    says: 'The one source of a failed piece is not banned.',
    source: 'V2',
    breaks: property.soleSourceBanned,
    scope: 'poisoner',
    root: { actions: { ban: assign({}) } },
  }),
  B35: peer.mutant({
    says: 'All sources of a shared failed piece are banned.',
    source: 'V2',
    breaks: property.honestNotBanned,
    scope: 'mixed-piece',
    root: {
      actions: {
        parole: enqueueActions(({ context, event, enqueue }) => {
          const after = withArrived(context, event);
          const sources = [...sourcesOf(after, pieceIn(context, event))];
          for (const source of sources) enqueue(toConnection(source, { type: 'drop', isBan: true }));
          let gone = after;
          for (const source of sources) gone = Object.assign({}, gone, withoutPartner(gone, source));
          enqueue.assign({ ...gone, banned: new Set([...context.banned, ...sources]) });
        }),
      },
    },
  }),
  B36: peer.mutant({
    says: 'There is no parole.',
    source: 'V3',
    breaks: property.fewFailures,
    scope: 'mixed-rounds',
    root: { actions: { parole: assign({}) } },
  }),
  B36b: peer.mutant({
    says: 'A partner on parole that is snubbed keeps others from the piece that it was asked for.',
    source: 'P6 and V3',
    breaks: property.completionPossible,
    scope: 'parole-snub',
    root: {
      actions: {
        fill: enqueueActions(({ context, event, enqueue }) => {
          const { change, sends } = fillPastSnubs(context, event);
          enqueue.assign(change);
          for (const send of sends) enqueue(send);
        }),
      },
    },
  }),
  B36c: peer.mutant({
    says: 'A piece that parole keeps from every partner is never begun anew.',
    source: 'V3',
    breaks: property.completionPossible,
    scope: 'parole-snub',
    root: {
      actions: {
        fill: enqueueActions(({ context, event, enqueue }) => {
          const { change, sends } = fillWithoutRenewal(context, event);
          enqueue.assign(change);
          for (const send of sends) enqueue(send);
        }),
      },
    },
  }),
  B37: peer.mutant({
    says: 'No Have is sent.',
    source: 'BEP 3, peer messages: have',
    breaks: property.completion,
    scope: 'chain',
    root: { actions: { announce: assign({}) } },
  }),
  B38: peer.mutant({
    says: 'Interest is not looked at after a Have.',
    source: 'Transmission #5165',
    breaks: property.exactInterest,
    scope: 'chain',
    root: {
      actions: {
        lookForInterest: enqueueActions(({ context, event, enqueue }) => {
          if (event.type === 'has' && event.by === 'Have') return;
          for (const partner of context.rotation)
            enqueue(toConnection(partner, { type: 'showInterest', is: isInteresting(context, partner) }));
        }),
      },
    },
  }),
  B40: peer.mutant({
    says: 'NotInterested is never sent.',
    source: 'BEP 3, peer protocol: interest must be kept up to date',
    breaks: property.exactInterest,
    scope: 'once',
    root: {
      actions: {
        lookForInterest: enqueueActions(({ context, enqueue }) => {
          for (const partner of context.rotation)
            if (isInteresting(context, partner))
              enqueue(toConnection(partner, { type: 'showInterest', is: true }));
        }),
      },
    },
  }),
  B41: peer.mutant({
    says: 'The commonest piece is picked first.',
    source: cohen,
    breaks: property.rarestFirst,
    scope: 'triangle',
    root: {
      actions: {
        fill: enqueueActions(({ context, event, enqueue }) => {
          const { change, sends } = fillCommonest(context, event);
          enqueue.assign(change);
          for (const send of sends) enqueue(send);
        }),
      },
    },
  }),
  B43: peer.mutant({
    says: 'Pieces are stored without the check.',
    source: 'BEP 3, metainfo: pieces',
    breaks: property.noBadBlock,
    scope: 'poisoner',
    root: {
      guards: {
        completesGood: ({ context, event }) =>
          isComplete(withArrived(context, event), pieceIn(context, event)),
      },
      actions: {
        verify: assign(({ context, event }) => {
          const piece = pieceIn(context, event);
          return {
            pieces: withMember(context.pieces, piece),
            spoiled: isGood(context, piece) ? context.spoiled : withMember(context.spoiled, piece),
            blocks: withoutPiece(context, piece),
          };
        }),
      },
    },
  }),
  B44: peer.mutant({
    says: 'A block that arrives is not cancelled elsewhere.',
    source: cohen,
    breaks: property.cancels,
    scope: 'seeds',
    root: { actions: { withdraw: assign({}) } },
  }),
};
