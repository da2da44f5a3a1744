/**
 * Adversaries of Gnutella: servents that do not follow the protocol, each as a machine of its own. None of
 * them forges the link on which it sends, because both ends of a connection are known.
 */
import { enqueueActions, setup } from 'xstate';
import { type Birth, effects } from '../../checker/actors/actor.ts';
import { type GnutellaContext, type GnutellaEvent, initialContext } from './context.ts';
import type { Descriptor, Gnutella } from './messages.ts';
import { copies, issued } from './routing.ts';
import { requestIn, sends } from './servent.ts';

/** The number of queries that a flooder sends at once. */
const queriesAtOnce = 2;

/** The greatest TTL that the header has room for. */
const ttlOnWire = 255;

const adversary = setup({
  types: {
    context: {} as GnutellaContext,
    events: {} as GnutellaEvent,
    input: {} as Birth<Gnutella>,
  },
  actions: {
    ...effects<Gnutella>(),
    flood: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'search') return;
      const { criteria, ttl } = event;
      for (let nth = 1; nth <= queriesAtOnce; nth++) {
        const guid = `${context.self}.${context.issued + nth}`;
        const query: Descriptor = { type: 'Query', guid, ttl, hops: 0, criteria };
        for (const send of sends(issued(context, query))) enqueue(send);
      }
      enqueue.assign({ issued: context.issued + queriesAtOnce });
    }),
    squat: enqueueActions(({ context, event, enqueue }) => {
      for (const { to, message } of copies(context, requestIn(event)))
        enqueue({ type: 'send', params: { to, message: { ...message, criteria: 'spam' } as Descriptor } });
    }),
    lie: enqueueActions(({ context, event, enqueue }) => {
      const { guid, from, hops } = requestIn(event);
      const others = Object.keys(context.setting.neighbours).filter((node) => node !== context.self);
      const servent = others.find((node) => node !== from) ?? from;
      enqueue({
        type: 'send',
        params: { to: from, message: { type: 'QueryHit', guid, ttl: hops + 1, hops: 0, servent } },
      });
    }),
    abuse: enqueueActions(({ context, event, enqueue }) => {
      const { from: _, ...request } = requestIn(event);
      for (const send of sends(issued(context, { ...request, ttl: ttlOnWire, hops: 0 }))) enqueue(send);
    }),
  },
});

/** Floods several queries at once, each under a fresh GUID, and relays nothing. */
export const flooderMachine = adversary.createMachine({
  id: 'flooder',
  context: ({ input }) => initialContext(input),
  on: {
    search: {
      description: 'Several queries with fresh GUIDs go to every neighbour.',
      meta: { source: 'Adversary: flooder' },
      actions: 'flood',
    },
  },
});

/** Replaces the content of each query, under the same GUID, so that the true query is a duplicate later. */
export const squatterMachine = adversary.createMachine({
  id: 'squatter',
  context: ({ input }) => initialContext(input),
  on: {
    Query: {
      description: 'Another query goes on under the GUID of this one.',
      meta: { source: 'Adversary: GUID squatter' },
      actions: 'squat',
    },
  },
});

/** Answers every query in the name of another servent, which may share nothing. */
export const liarMachine = adversary.createMachine({
  id: 'liar',
  context: ({ input }) => initialContext(input),
  on: {
    Query: {
      description: 'A hit that names another servent answers every query.',
      meta: { source: 'Adversary: liar' },
      actions: 'lie',
    },
  },
});

/** Sends each copy of a query to every neighbour, its sender too, with the greatest TTL and no hops. */
export const abuserMachine = adversary.createMachine({
  id: 'abuser',
  context: ({ input }) => initialContext(input),
  on: {
    Query: {
      description: 'The query goes to every neighbour with the greatest TTL, also back to its sender.',
      meta: { source: 'Adversary: TTL abuser' },
      actions: 'abuse',
    },
  },
});

/** Swallows every descriptor. */
export const dropperMachine = adversary.createMachine({
  id: 'dropper',
  context: ({ input }) => initialContext(input),
  on: {
    '*': {
      description: 'A descriptor is swallowed.',
      meta: { source: 'Adversary: dropper' },
    },
  },
});
