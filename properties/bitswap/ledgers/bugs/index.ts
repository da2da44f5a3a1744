/** Known bugs of the ledger protocol, each as a mutant of the model. */
import { assign, enqueueActions } from 'xstate';
import { debtRatio, sendProbability } from '../../../../models/bitswap/ledgers/dice.ts';
import { confirmed } from '../../../../models/bitswap/ledgers/exchange.ts';
import {
  considered,
  deciding,
  openOf,
  received,
  toPartner,
} from '../../../../models/bitswap/ledgers/steps.ts';
import { lowest } from '../draws.ts';
import { node } from '../kit.ts';
import * as property from '../properties.ts';

/** The bugs by number. */
export const bugs = {
  W1: node.mutant({
    says: 'Only the receiver of an Open gives its ledger up, and the opener insists on its own.',
    source: 'IPFS, section 3.4.4, Peer.open',
    breaks: property.opened,
    scope: 'default/stored',
    guards: { isAnswerAgreed: () => false },
    actions: {
      giveIn: enqueueActions(({ context, enqueue }) => {
        enqueue(toPartner(context, openOf(context)));
      }),
    },
  }),
  W2: node.mutant({
    says: 'The dice are thrown also for a partner that is ignored.',
    source: 'IPFS, section 3.4.2: "ignore_cooldown"',
    breaks: property.dice,
    scope: 'default/never-silent',
    actions: {
      consider: enqueueActions(({ context, event, enqueue }) => {
        // The environment offers no throw to a node that ignores its partner, so this one sends.
        const { changed, message } = context.ignoring
          ? considered({ ...context, ignoring: false }, { ...event, draw: lowest } as typeof event)
          : considered(context, event);
        enqueue.assign(changed);
        if (message !== undefined) enqueue(toPartner(context, message));
      }),
    },
  }),
  W3: node.mutant({
    says: 'The debt ratio is upside down: a partner in debt is served first.',
    source: 'IPFS, section 3.4.2: r is bytes sent per byte received',
    breaks: property.debtSlows,
    scope: 'taker',
    actions: {
      consider: enqueueActions(({ context, event, enqueue }) => {
        const { changed, message } = considered(context, event, {
          ...deciding,
          isSent: ({ sent, recv }, thrown) => thrown < sendProbability(debtRatio({ sent: recv, recv: sent })),
        });
        enqueue.assign(changed);
        if (message !== undefined) enqueue(toPartner(context, message));
      }),
    },
  }),
  W4: node.mutant({
    says: 'A late message is not answered with a Close.',
    source: 'IPFS, section 3.4.4, notes: "force re-initialization"',
    breaks: property.satisfiedStillPossible,
    scope: 'default/crash',
    actions: { closeLate: assign({}) },
  }),
  W5: node.mutant({
    says: 'Bytes count when they are sent, before the partner confirms them.',
    source: 'IPFS, section 3.4.4, Peer.send_block',
    breaks: property.countedWhenVerified,
    scope: 'default/one-silence',
    actions: {
      consider: enqueueActions(({ context, event, enqueue }) => {
        const { changed, message } = considered(context, event);
        enqueue.assign(changed);
        if (message === undefined) return;
        enqueue.assign({ sent: context.sent + context.setting.blockBytes });
        enqueue(toPartner(context, message));
      }),
      noteConfirmed: assign(({ context, event }) => confirmed(context, received(event, 'Confirm'), 0)),
    },
  }),
  W6: node.mutant({
    says: 'A node opens a connection to a partner that is gone.',
    source: 'IPFS, section 3.4.4, Peer.close: "final"',
    breaks: property.goneStaysGone,
    scope: 'exit-never-silent',
    guards: {
      mayReopen: ({ context }) => context.need.length > 0,
      mayNotReopen: ({ context }) => context.need.length === 0,
    },
  }),
  W7: node.mutant({
    says: 'The bytes of a block count before its data are checked.',
    source: 'IPFS, section 3.4.4, Peer.send_block: the receiver verifies the block',
    breaks: property.countedWhenVerified,
    scope: 'poisoner',
    actions: {
      reject: enqueueActions(({ context, event, enqueue }) => {
        const { block } = received(event, 'Block');
        enqueue.assign({ recv: context.recv + context.setting.blockBytes });
        enqueue(toPartner(context, { type: 'Confirm', block, ok: false }));
      }),
    },
  }),
};
