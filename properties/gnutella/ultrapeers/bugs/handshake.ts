/**
 * Known bugs of the handshake and of the choice between ultrapeer and leaf. Each of GU1 to GU10 leaves out one
 * rule of a draft or of a client; S12 and S14 are known of all networks with two kinds of peers.
 */
import { assign, createMachine, enqueueActions } from 'xstate';
import { follows, needsUltrapeers } from '../../../../models/gnutella/ultrapeers/admission.ts';
import { openTo, withEntry } from '../../../../models/gnutella/ultrapeers/context.ts';
import { linkMachine } from '../../../../models/gnutella/ultrapeers/link.ts';
import { peer } from '../kit.ts';
import {
  handshakeAgreement,
  handshakeEnds,
  leafAttached,
  leavesKeepTheirUltrapeer,
  noHalfOpenLink,
  noLeafToLeaf,
  noTwoLeavesOfEachOther,
  nothingBeforeOpen,
  room,
} from '../properties.ts';

const gtk = 'gtk-gnutella, src/core/nodes.c';

/** The mutants by number. */
export const handshakeBugs = {
  S12: peer.mutant({
    says: 'A peer that closed a link connects again at once, and takes the farewell of the earlier connection for that of the new one.',
    source: 'RFC 9293, section 3.6: each end closes, and waits for the other',
    breaks: leafAttached,
    scope: 'leaf-leaves',
    model: peer.modelOf({
      link: createMachine(
        {
          ...linkMachine.config,
          states: { ...linkMachine.config.states, closing: { always: 'closed' } },
        } as never,
        linkMachine.implementations as never,
      ) as unknown as typeof linkMachine,
    }),
  }),
  S14: peer.mutant({
    says: 'Two peers connect to each other at once, both connections go on, and each tells the other to be a leaf.',
    source: 'SR, section 3.5, which does not mention it',
    breaks: noTwoLeavesOfEachOther,
    scope: 'pair',
    link: {
      guards: { yields: () => false },
      actions: {
        keepOwn: enqueueActions(({ context, event, enqueue }) => {
          if (event.type !== 'Connect') return;
          const { ultrapeer } = event;
          enqueue({ type: 'send', params: { to: context.self, message: { type: 'Asked', ultrapeer } } });
        }),
      },
    },
  }),
  GU1: peer.mutant({
    says: 'A peer that becomes a leaf keeps its links to other ultrapeers.',
    source: `SR, section 3.5; ${gtk}: node_bye_all_but_one`,
    breaks: handshakeAgreement,
    scope: 'three-need-one',
    root: { actions: { hangUpOthers: assign({}) } },
  }),
  GU2: peer.mutant({
    says: 'An ultrapeer with leaves follows the guidance to become a leaf.',
    source: 'SR, section 3.5',
    breaks: leavesKeepTheirUltrapeer,
    scope: 'full-guided',
    root: {
      guards: {
        isGuided: ({ context, event }) =>
          event.type === 'Answered' &&
          !event.needed &&
          context.role === 'ultrapeer' &&
          follows(context, event.from),
      },
    },
  }),
  GU3: peer.mutant({
    says: 'X-Ultrapeer in the third group is not read.',
    source: `SR, section 3.5; ${gtk}: third group`,
    breaks: handshakeAgreement,
    scope: 'pair',
    link: {
      actions: {
        tellConfirmed: enqueueActions(({ context, event, enqueue }) => {
          if (event.type !== 'Confirm') return;
          const ultrapeer = context.other === 'ultrapeer';
          enqueue({ type: 'send', params: { to: context.self, message: { type: 'Confirmed', ultrapeer } } });
        }),
      },
    },
  }),
  GU4: peer.mutant({
    says: 'A shielded leaf accepts a leaf, as an unshielded one may.',
    source: 'SR, sections 3.2 and 3.3',
    breaks: noLeafToLeaf,
    scope: 'full-guided',
    root: { guards: { isShielded: () => false, meetsLeaf: () => false } },
  }),
  GU5: peer.mutant({
    says: 'Room is counted at the first group, and not again at the third.',
    source: `${gtk}: node_can_accept_connection, called at both`,
    breaks: room,
    scope: 'full',
    root: { guards: { stillHasRoom: () => true } },
  }),
  GU6: peer.mutant({
    says: 'An ultrapeer refuses without naming others.',
    source: 'SR, section 3.2: X-Try-Ultrapeers',
    breaks: leafAttached,
    scope: 'full',
    root: {
      actions: {
        refuse: enqueueActions(({ event, enqueue }) => {
          if (event.type !== 'Asked') return;
          enqueue({
            type: 'send',
            params: { to: event.from, message: { type: 'Reject', tries: new Set() } },
          });
        }),
      },
    },
  }),
  GU7: peer.mutant({
    says: 'Two peers connect to each other at once, and each waits for the answer to its own first group.',
    source: 'RFC 4271, section 6.8',
    breaks: handshakeEnds,
    scope: 'pair',
    link: { guards: { yields: () => false } },
  }),
  GU8: peer.mutant({
    says: 'A peer sends descriptors once it has accepted, before the third group.',
    source: `BR, section 3, last step; ${gtk}: NODE_F_ESTABLISHED`,
    breaks: nothingBeforeOpen,
    scope: 'default',
    root: {
      actions: {
        admit: enqueueActions(({ context, event, enqueue }) => {
          if (event.type !== 'Asked') return;
          const { from, ultrapeer } = event;
          const needed = needsUltrapeers(context, from);
          const other = ultrapeer ? 'ultrapeer' : 'leaf';
          enqueue.assign({ held: withEntry(context.held, from, { other, isOpen: true }) });
          enqueue({
            type: 'send',
            params: { to: from, message: { type: 'Admit', ultrapeer: context.role === 'ultrapeer', needed } },
          });
        }),
      },
    },
  }),
  GU9: peer.mutant({
    says: 'An ultrapeer leaves X-Ultrapeer out of its first group, and is taken for a leaf.',
    source: `${gtk}: on BearShare 4.3`,
    breaks: handshakeAgreement,
    scope: 'neighbour',
    link: {
      actions: {
        sendConnect: enqueueActions(({ context, event, enqueue }) => {
          if (event.type !== 'Dial') return;
          enqueue.assign({ own: event.ultrapeer ? 'ultrapeer' : 'leaf' });
          enqueue({
            type: 'send',
            params: { to: context.partner, message: { type: 'Connect', ultrapeer: false } },
          });
        }),
      },
    },
  }),
  GU10: peer.mutant({
    says: 'An ultrapeer says "not needed" although it has no room for a leaf.',
    source: 'SR, section 3.5: if it does not have enough leaves',
    breaks: noHalfOpenLink,
    scope: 'full-guided',
    root: {
      guards: {
        isFull: ({ context, event }) =>
          event.type === 'Asked' &&
          !event.ultrapeer &&
          openTo(context, 'leaf').length >= context.setting.leavesMax,
      },
    },
  }),
} as const;
