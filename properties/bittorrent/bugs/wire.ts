/**
 * Known bugs of the wire: what a choke, a Reject, a Bitfield or a minute without an answer does to requests,
 * and whom a ban concerns. A number with a letter is the second half of the bug with that number.
 */
import { enqueueActions } from 'xstate';
import { chosenIn } from '../../../models/bittorrent/choking.ts';
import { blockIn, isAllowed, toPartner, toRoot } from '../../../models/bittorrent/connection-actions.ts';
import { addressOf, isSeed, withoutPartner } from '../../../models/bittorrent/context.ts';
import type { Block, SwarmSetting } from '../../../models/bittorrent/messages.ts';
import { partnerIn, servings, toConnection } from '../../../models/bittorrent/torrent.ts';
import { peer } from '../kit.ts';
import * as property from '../properties.ts';
import * as wire from '../wire-properties.ts';

/** Whether a block is the last one of the torrent, which may be shorter than the others. */
function isLast(block: Block, { pieces, blocksPerPiece }: SwarmSetting): boolean {
  return block === pieces * blocksPerPiece - 1;
}

/** The mutants by number. */
export const wireBugs = {
  B11a: peer.mutant({
    says: 'A choke drops the requests for allowed fast pieces, too, without an answer.',
    source: 'libtorrent 22da6b590',
    breaks: wire.oneAnswer,
    scope: 'allowed-fast',
    connection: {
      actions: {
        sendChoke: enqueueActions(({ context, enqueue }) => {
          enqueue.assign({ amUnchoking: false, queue: [] });
          enqueue(toPartner(context, { type: 'Choke' }));
          for (const block of context.queue.filter((queued) => !isAllowed(context, queued)))
            enqueue(toPartner(context, { type: 'Reject', ...addressOf(block, context.setting) }));
        }),
      },
    },
  }),
  B13a: peer.mutant({
    says: 'A request for the last block, which may be short, is not lost at a choke.',
    source: 'libtorrent 5e2254df9',
    breaks: property.noOpenRequest,
    scope: 'triangle',
    connection: {
      actions: {
        noteChoke: enqueueActions(({ context, enqueue }) => {
          const isKept = (block: Block) => isLast(block, context.setting);
          const lost = context.requests.filter((block) => !isKept(block));
          enqueue.assign({ isNew: false, isUnchoking: false, requests: context.requests.filter(isKept) });
          enqueue(toRoot(context, { type: 'choked', lost }));
        }),
      },
    },
  }),
  /** Only an implementation has several lists of requests. */
  B14: {
    says: 'A choke moves the requests of two lists, and leaves those of a partner that is snubbed.',
    source: 'rakshasa/libtorrent#958',
    breaks: property.noOpenRequest,
    scope: 'snub-choke' as const,
  },
  B15: peer.mutant({
    says: 'A Reject of the last block, which may be short, is ignored.',
    source: 'libtorrent bb5c61218: a Reject was checked against the size of a block',
    breaks: property.noOpenRequest,
    scope: 'allowed-fast',
    connection: {
      actions: {
        noteReject: enqueueActions(({ context, event, enqueue }) => {
          const block = blockIn(context, event);
          if (isLast(block, context.setting)) return;
          enqueue.assign({ isNew: false, requests: context.requests.filter((other) => other !== block) });
          enqueue(toRoot(context, { type: 'rejected', block }));
        }),
      },
    },
  }),
  B24: peer.mutant({
    says: 'The time of a snub begins with the connection, not with a request.',
    source: 'P6; Cohen 2003, section 2.3.3',
    breaks: wire.snubsAsked,
    scope: 'snub-choke',
    root: {
      actions: {
        choke: enqueueActions(({ context, enqueue }) => {
          const chosen = chosenIn(context);
          const idle = context.rotation.filter((partner) => !context.asked.has(partner));
          enqueue.assign({ ...chosen, snubbed: new Set([...context.snubbed, ...idle]) });
          for (const send of servings(context, chosen)) enqueue(send);
        }),
      },
    },
  }),
  B29: peer.mutant({
    says: 'A seed closes the connection to a partner that it serves, in place of a choke.',
    source: 'libtorrent 8f14c74be',
    breaks: property.completionPossible,
    scope: 'star',
    root: {
      actions: {
        choke: enqueueActions(({ context, enqueue }) => {
          const chosen = chosenIn(context);
          enqueue.assign(chosen);
          for (const send of servings(context, chosen)) {
            const { to, message } = send.params;
            const isChoke = message.type === 'serve' && !message.is;
            enqueue(isChoke && isSeed(context) ? toConnection(to, { type: 'drop', isBan: false }) : send);
          }
        }),
      },
    },
  }),
  B34a: peer.mutant({
    says: 'A ban concerns the name of a peer, not its address.',
    source: 'V2',
    breaks: property.bannedStaysOut,
    scope: 'whitewasher',
    root: {
      actions: {
        ban: enqueueActions(({ context, event, enqueue }) => {
          const name = partnerIn(event);
          enqueue.assign({ ...withoutPartner(context, name), banned: new Set([...context.banned, name]) });
          enqueue(toConnection(name, { type: 'drop', isBan: true }));
        }),
      },
    },
  }),
  B47a: peer.mutant({
    says: 'A Bitfield after another message is accepted.',
    source: 'BEP 3, peer messages: bitfield is only ever sent as the first message',
    breaks: wire.bitfieldFirst,
    scope: 'late-bitfield',
    connection: { guards: { isNew: () => true } },
  }),
};
