/** Known bugs of query-route tables and of the routing between ultrapeers and leaves. */
import { assign, enqueueActions } from 'xstate';
import { openTo, ownTable } from '../../../../models/gnutella/ultrapeers/context.ts';
import type { ToLink } from '../../../../models/gnutella/ultrapeers/messages.ts';
import { forwards, queryIn } from '../../../../models/gnutella/ultrapeers/peer.ts';
import { leafCopies, leavesFor, ultrapeerCopies } from '../../../../models/gnutella/ultrapeers/routing.ts';
import { peer } from '../kit.ts';
import {
  leafNeverRelays,
  leafShielded,
  noFalseNegative,
  reach,
  tableNamesMembers,
  tablesMatchLeaves,
} from '../properties.ts';

/** The effect that forwards a table with these slots. */
function forwardTable(to: string, slots: ReadonlySet<string>) {
  const message: ToLink = { type: 'Forward', descriptor: { type: 'Table', slots } };
  return { type: 'send' as const, params: { to, message } };
}

/** The mutants by number. */
export const queryBugs = {
  G21: peer.mutant({
    says: 'A leaf relays queries to its other ultrapeers.',
    source: 'SR, section 2',
    breaks: leafNeverRelays,
    scope: 'two-ultrapeers',
    root: {
      actions: {
        keepQuery: enqueueActions(({ context, event, enqueue }) => {
          for (const forward of forwards(ultrapeerCopies(context, queryIn(event)))) enqueue(forward);
        }),
      },
    },
  }),
  S10: peer.mutant({
    says: 'The table of a leaf is kept after the leaf left.',
    source: 'SR, section 2',
    breaks: tableNamesMembers,
    scope: 'leaf-leaves',
    root: { actions: { dropTable: assign({}) } },
  }),
  S11: peer.mutant({
    says: 'A table that arrives after the farewell is stored.',
    source: 'QRP, section 4',
    breaks: tableNamesMembers,
    scope: 'full-guided',
    link: {
      actions: {
        discard: enqueueActions(({ context, event, enqueue }) => {
          if (event.type !== 'Table') return;
          const { type, slots } = event;
          enqueue({ type: 'send', params: { to: context.self, message: { type, slots } } });
        }),
      },
    },
  }),
  S13: peer.mutant({
    says: 'An ultrapeer relays every query to all its leaves.',
    source: 'SR, section 2',
    breaks: leafShielded,
    scope: 'default',
    root: {
      actions: {
        shield: enqueueActions(({ context, event, enqueue }) => {
          const copies = leafCopies(openTo(context, 'leaf'), queryIn(event));
          for (const forward of forwards(copies)) enqueue(forward);
        }),
      },
    },
  }),
  GU11: peer.mutant({
    says: 'A peer that becomes a leaf does not send its table.',
    source: 'SR, section 3.5',
    breaks: tablesMatchLeaves,
    scope: 'pair',
    root: {
      actions: {
        sendTable: enqueueActions(({ context, event, enqueue }) => {
          if (event.type === 'Answered' && context.role === 'leaf' && !context.isAble)
            enqueue(forwardTable(event.from, ownTable(context)));
        }),
      },
    },
  }),
  GU12: peer.mutant({
    says: 'A table has the keyword of the first file only.',
    source: 'QRP, section 2: a keyword of any shared file',
    breaks: noFalseNegative,
    scope: 'neighbour',
    root: {
      actions: {
        sendTable: enqueueActions(({ context, event, enqueue }) => {
          if (event.type === 'Answered' && context.role === 'leaf')
            enqueue(forwardTable(event.from, new Set([...ownTable(context)].slice(0, 1))));
        }),
      },
    },
  }),
  GU13: peer.mutant({
    says: 'A query whose TTL is spent does not reach the leaves of the last ultrapeer.',
    source: 'SR, section 2: an ultrapeer is a proxy of its leaves',
    breaks: noFalseNegative,
    scope: 'neighbour',
    root: {
      actions: {
        shield: enqueueActions(({ context, event, enqueue }) => {
          const query = queryIn(event);
          if (query.ttl <= 1) return;
          for (const forward of forwards(leafCopies(leavesFor(context, query), query))) enqueue(forward);
        }),
      },
    },
  }),
  GU14: peer.mutant({
    says: 'An ultrapeer relays queries to its leaves only.',
    source: 'SR, section 2: ultrapeers broadcast among themselves',
    breaks: reach,
    scope: 'flood',
    root: { actions: { flood: assign({}) } },
  }),
} as const;
