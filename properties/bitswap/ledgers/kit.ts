/**
 * The kit of the ledgers' suite: its shape, the role of a node, and the liar and the poisoner, which are
 * variants of it.
 */
import { enqueueActions } from 'xstate';
import { protocol } from '../../../checker/suite/kit.ts';
import { clean, viewOf } from '../../../models/bitswap/ledgers/context.ts';
import { ledgersMachine } from '../../../models/bitswap/ledgers/machine.ts';
import type { Ledgers } from '../../../models/bitswap/ledgers/messages.ts';
import { considered, deciding, openOf, toPartner } from '../../../models/bitswap/ledgers/steps.ts';

/** The kit for the shape of ledgers. */
export const kit = protocol<Ledgers>();

/** The role of a node: the model and its view. */
export const node = kit.role({
  name: 'node',
  machine: ledgersMachine,
  view: ({ context, value }) => viewOf(context, value),
});

/** A node that forgets its ledger each time before it opens a connection. */
export const liar = node.modelWith({
  actions: {
    sendOpen: enqueueActions(({ context, enqueue }) => {
      enqueue.assign(clean);
      enqueue(toPartner(context, openOf({ ...context, ...clean })));
    }),
  },
});

/** A node that sends every block with data that do not match its name. */
export const poisoner = node.modelWith({
  actions: {
    consider: enqueueActions(({ context, event, enqueue }) => {
      const { changed, message } = considered(context, event, { ...deciding, data: 'bad' });
      enqueue.assign(changed);
      if (message !== undefined) enqueue(toPartner(context, message));
    }),
  },
});
