/**
 * The formal model of a Gnutella servent: it floods requests, sends replies back along their path, and routes
 * Push by servent. Read in this order: `messages.ts` (descriptors and views), `routing.ts` (which copies go
 * where, with which TTL), this machine.
 *
 * Sources: the Gnutella protocol specification 0.4, the 0.6 draft (Klingberg & Manfredi 2002), and for the
 * expanding ring Lv, Cao, Cohen, Li & Shenker 2002 ("LV").
 *
 * Left out, and what this means:
 * - Connections are open from the start and close only by Bye; `ultrapeers/link.ts` models how they open.
 * - A GUID is the servent's name and a number, so two requests never share one by chance. The model is
 *   stronger than a real servent here; adversaries still can copy a GUID.
 * - A file is its criteria, and one hit covers all files of a servent that match. Routing does not depend
 *   on either.
 * - Rate limits and payload limits are those of the codec (`implementations/gnutella/wire/`).
 */
import { assign, enqueueActions, setup } from 'xstate';
import { type Birth, effects } from '../../checker/actors/actor.ts';
import {
  type GnutellaContext,
  type GnutellaEvent,
  initialContext,
  inOrder,
  type Received,
  routeOf,
  sharesOf,
} from './context.ts';
import type { Descriptor, Gnutella, Header, Query, Reply, Request, Ring, Route } from './messages.ts';
import {
  back,
  copies,
  freshGuid,
  issued,
  nextGeneration,
  replyTtl,
  requestOf,
  type Sent,
  towards,
  trimmed,
  withRoute,
} from './routing.ts';

/** The request of an event, with its sender. */
export function requestIn(event: GnutellaEvent): Received<Request> {
  if (event.type === 'Ping' || event.type === 'Query') return event;
  throw new Error(`${event.type} is no request`);
}

/** The reply of an event, with its sender. */
export function replyIn(event: GnutellaEvent): Received<Reply> {
  if (event.type === 'Pong' || event.type === 'QueryHit') return event;
  throw new Error(`${event.type} is no reply`);
}

/** The effects that send these messages, in order. */
export function sends(sent: readonly Sent[]) {
  return sent.map((params) => ({ type: 'send' as const, params }));
}

/** The route of the request of an event, if this servent knows the request. */
function knownRoute(context: GnutellaContext, event: GnutellaEvent): Route | undefined {
  const { type, guid } = requestIn(event);
  return routeOf(context, type, guid);
}

/** The route of the request that the reply of an event answers. */
function routeBack(context: GnutellaContext, event: GnutellaEvent): Route | undefined {
  const reply = replyIn(event);
  return routeOf(context, requestOf(reply), reply.guid);
}

/** The first ring has TTL 1, and each further one two more (LV, section 4.1). */
const firstRingTtl = 1;
const ringGrowth = 2;

/** The request that an input of the user issues. */
function issuedBy(context: GnutellaContext, event: GnutellaEvent): Request {
  const header = (ttl: number): Header => ({
    guid: freshGuid(context),
    ttl: Math.min(ttl, context.setting.ttlMax),
    hops: 0,
  });
  switch (event.type) {
    case 'search':
      return { type: 'Query', ...header(event.ttl), criteria: event.criteria };
    case 'explore':
      return { type: 'Ping', ...header(event.ttl) };
    default:
      throw new Error(`${event.type} issues no request`);
  }
}

/** The context after this servent issued a request. */
function afterIssuing(context: GnutellaContext, request: Request): Partial<GnutellaContext> {
  return { issued: context.issued + 1, routes: withRoute(context.routes, request, null) };
}

/** The next ring: its query goes to every neighbour, under a fresh GUID. */
function nextRing(context: GnutellaContext, { guids, ttl, criteria }: Ring) {
  const guid = freshGuid(context);
  const query: Query = { type: 'Query', guid, ttl, hops: 0, criteria };
  return {
    context: { ...afterIssuing(context, query), ring: { guids: [...guids, guid], ttl, criteria } },
    sends: sends(issued(context, query)),
  };
}

/** The state machine of a servent. */
export const serventMachine = setup({
  types: {
    context: {} as GnutellaContext,
    events: {} as GnutellaEvent,
    input: {} as Birth<Gnutella>,
  },
  delays: { generation: 600_000, ring: 10_000 },
  guards: {
    /** The same kind of request with the same GUID arrived before, or was issued here. */
    isDuplicate: ({ context, event }) => knownRoute(context, event) !== undefined,
    /** It arrived before, but with a lower TTL, and such copies are relayed. */
    isHigher: ({ context, event }) =>
      context.setting.relay === 'higher-ttl' &&
      trimmed(requestIn(event), context.setting.ttlMax) > (knownRoute(context, event)?.ttl ?? Infinity),
    isUnknown: ({ context, event }) => routeBack(context, event) === undefined,
    /** The reply answers a request of this servent. */
    isOwn: ({ context, event }) => routeBack(context, event)?.from === null,
    isForRing: ({ context, event }) =>
      event.type === 'QueryHit' && context.ring?.guids.includes(event.guid) === true,
    isForMe: ({ context, event }) => event.type === 'Push' && event.servent === context.self,
    isSharing: ({ context, event }) =>
      event.type === 'Ping' || (event.type === 'Query' && sharesOf(context).includes(event.criteria)),
    canGrow: ({ context }) =>
      context.ring !== null && context.ring.ttl + ringGrowth <= context.setting.ttlMax,
    forgets: ({ context }) => context.setting.forgets,
  },
  actions: {
    ...effects<Gnutella>(),
    /** Enters a request into the routing table. */
    note: assign(({ context, event }) => {
      const request = requestIn(event);
      const ttl = trimmed(request, context.setting.ttlMax);
      return { routes: withRoute(context.routes, request, request.from, ttl) };
    }),
    /** Notes the higher TTL of a later copy; the link of the first copy stays. */
    raise: assign(({ context, event }) => {
      const known = knownRoute(context, event);
      const ttl = trimmed(requestIn(event), context.setting.ttlMax);
      return { routes: context.routes.map((route) => (route === known ? { ...route, ttl } : route)) };
    }),
    /** Relays a request to all neighbours except the one that it came from. */
    relay: enqueueActions(({ context, event, enqueue }) => {
      for (const send of sends(copies(context, requestIn(event)))) enqueue(send);
    }),
    /** Answers a request. */
    answer: enqueueActions(({ context, event, enqueue }) => {
      const request = requestIn(event);
      const header = { guid: request.guid, ttl: replyTtl(request, context.setting), hops: 0 };
      const message: Descriptor =
        request.type === 'Ping'
          ? { type: 'Pong', ...header, address: context.self }
          : { type: 'QueryHit', ...header, servent: context.self };
      enqueue({ type: 'send', params: { to: request.from, message } });
    }),
    /** Sends a reply back along the path of its request. */
    sendBack: enqueueActions(({ context, event, enqueue }) => {
      for (const send of sends(back(context, replyIn(event)))) enqueue(send);
    }),
    /** Reports a reply to the user. */
    report: enqueueActions(({ event, enqueue }) => {
      const reply = replyIn(event);
      const { guid } = reply;
      enqueue({
        type: 'output',
        params: {
          value:
            reply.type === 'Pong'
              ? { type: 'host', guid, address: reply.address }
              : { type: 'hit', guid, servent: reply.servent },
        },
      });
    }),
    /** Remembers the link towards the servent of a hit, for a Push. */
    notePushRoute: assign(({ context, event }) => {
      if (event.type !== 'QueryHit') return {};
      const others = context.pushRoutes.filter(({ servent }) => servent !== event.servent);
      const route = { servent: event.servent, via: event.from };
      return { pushRoutes: [...others, route].toSorted((a, b) => inOrder(a.servent, b.servent)) };
    }),
    endRing: assign({ ring: null }),
    /** Sends a Push towards its servent. */
    forwardPush: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'Push') return;
      for (const send of sends(towards(context, event))) enqueue(send);
    }),
    connect: enqueueActions(({ event, enqueue }) => {
      if (event.type === 'Push')
        enqueue({ type: 'output', params: { value: { type: 'connect', to: event.to } } });
    }),
    closeLink: assign(({ context, event }) =>
      event.type === 'Bye' ? { neighbours: context.neighbours.filter((one) => one !== event.from) } : {},
    ),
    /** Issues the request of an input. */
    issue: enqueueActions(({ context, event, enqueue }) => {
      const request = issuedBy(context, event);
      enqueue.assign(afterIssuing(context, request));
      for (const send of sends(issued(context, request))) enqueue(send);
    }),
    beginRing: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'expand') return;
      const ring: Ring = { guids: [], ttl: firstRingTtl, criteria: event.criteria };
      const next = nextRing(context, ring);
      enqueue.assign(next.context);
      for (const send of next.sends) enqueue(send);
    }),
    growRing: enqueueActions(({ context, enqueue }) => {
      if (context.ring === null) return;
      const ring = { ...context.ring, ttl: context.ring.ttl + ringGrowth };
      const next = nextRing(context, ring);
      enqueue.assign(next.context);
      for (const send of next.sends) enqueue(send);
    }),
    /** Asks for a connection, along the link from which the servent's hit came. */
    sendPush: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'fetch') return;
      const via = context.pushRoutes.find(({ servent }) => servent === event.servent)?.via;
      if (via === undefined) return;
      const header = { guid: freshGuid(context), ttl: context.setting.ttlMax, hops: 0 };
      const message: Descriptor = { type: 'Push', ...header, servent: event.servent, to: context.self };
      enqueue.assign({ issued: context.issued + 1 });
      enqueue({ type: 'send', params: { to: via, message } });
    }),
    sayBye: enqueueActions(({ context, enqueue }) => {
      for (const to of context.neighbours)
        enqueue({ type: 'send', params: { to, message: { type: 'Bye' } } });
      enqueue.assign({ neighbours: [], ring: null });
    }),
    forgetGeneration: assign({ routes: ({ context }) => nextGeneration(context.routes) }),
  },
}).createMachine({
  id: 'servent',
  description: 'A Gnutella servent: a client and a server in one.',
  context: ({ input }) => initialContext(input),
  initial: 'online',
  states: {
    online: {
      type: 'parallel',
      states: {
        router: {
          on: {
            Ping: [
              {
                description: 'A copy of a known Ping is relayed again if its TTL is higher.',
                meta: { source: 'gtk-gnutella, routing.c: handle_duplicate', method: '#handleRequest' },
                guard: 'isHigher',
                actions: ['raise', 'relay'],
              },
              {
                description: 'A copy of a known Ping is discarded.',
                meta: { source: '0.4, Descriptor Routing, rule 6', method: '#handleRequest' },
                guard: 'isDuplicate',
              },
              {
                description: 'A new Ping is answered with a Pong and relayed.',
                meta: { source: '0.4, Descriptor Routing, rules 1 and 4', method: '#handleRequest' },
                actions: ['note', 'answer', 'relay'],
              },
            ],
            Query: [
              {
                description: 'A copy of a known Query is relayed again if its TTL is higher.',
                meta: { source: 'gtk-gnutella, routing.c: handle_duplicate', method: '#handleRequest' },
                guard: 'isHigher',
                actions: ['raise', 'relay'],
              },
              {
                description: 'A copy of a known Query is discarded.',
                meta: { source: '0.4, Descriptor Routing, rule 6', method: '#handleRequest' },
                guard: 'isDuplicate',
              },
              {
                description: 'A new Query for a shared file is answered with a QueryHit and relayed.',
                meta: { source: '0.4, Descriptor Routing, rules 2 and 4', method: '#handleRequest' },
                guard: 'isSharing',
                actions: ['note', 'answer', 'relay'],
              },
              {
                description: 'A new Query for other files is relayed.',
                meta: { source: '0.4, Descriptor Routing, rule 4', method: '#handleRequest' },
                actions: ['note', 'relay'],
              },
            ],
            Pong: [
              {
                description: 'A Pong for an unknown Ping is discarded.',
                meta: { source: '0.4, Descriptor Routing, rule 1', method: '#handleReply' },
                guard: 'isUnknown',
              },
              {
                description: 'A Pong for a Ping of this servent is reported to its user.',
                meta: { source: '0.4, Descriptor Routing, rule 1', method: '#handleReply' },
                guard: 'isOwn',
                actions: 'report',
              },
              {
                description: 'Another Pong goes back on the link of its Ping.',
                meta: { source: '0.4, Descriptor Routing, rule 1', method: '#handleReply' },
                actions: 'sendBack',
              },
            ],
            Push: [
              {
                description: 'A Push for this servent makes it open a connection.',
                meta: { source: '0.4, Descriptor Routing, rule 3', method: '#handlePush' },
                guard: 'isForMe',
                actions: 'connect',
              },
              {
                description: 'Another Push goes to the link from which a hit of its servent came.',
                meta: { source: '0.4, Descriptor Routing, rule 3', method: '#handlePush' },
                actions: 'forwardPush',
              },
            ],
            Bye: {
              description: 'The neighbour leaves, and the link to it closes.',
              meta: { source: '0.6 draft, section 2.2.9', method: '#handleBye' },
              actions: 'closeLink',
            },
            search: {
              description: 'The user searches: a Query goes to every neighbour.',
              meta: { source: '0.4, Descriptor Routing, rule 4', method: '#issue' },
              actions: 'issue',
            },
            explore: {
              description: 'The user looks for servents: a Ping goes to every neighbour.',
              meta: { source: '0.4, Descriptor Routing, rule 4', method: '#issue' },
              actions: 'issue',
            },
            fetch: {
              description: 'The user wants a file behind a firewall: a Push goes towards its servent.',
              meta: { source: '0.4, Descriptor Routing, rule 3', method: '#fetch' },
              actions: 'sendPush',
            },
          },
        },
        search: {
          initial: 'idle',
          on: {
            QueryHit: [
              {
                description: 'A QueryHit for an unknown Query is discarded.',
                meta: { source: '0.4, Descriptor Routing, rule 2', method: '#handleReply' },
                guard: 'isUnknown',
              },
              {
                description: 'A hit for the expanding ring is reported, and ends the ring.',
                meta: { source: 'LV, section 4.1', method: '#handleReply' },
                guard: 'isForRing',
                target: '.idle',
                actions: ['notePushRoute', 'report', 'endRing'],
              },
              {
                description: 'A hit for a Query of this servent is reported to its user.',
                meta: { source: '0.4, Descriptor Routing, rule 2', method: '#handleReply' },
                guard: 'isOwn',
                actions: ['notePushRoute', 'report'],
              },
              {
                description: 'Another QueryHit goes back on the link of its Query.',
                meta: { source: '0.4, Descriptor Routing, rule 2', method: '#handleReply' },
                actions: ['notePushRoute', 'sendBack'],
              },
            ],
          },
          states: {
            idle: {
              on: {
                expand: {
                  description: 'The user searches by expanding ring: a Query with TTL 1 goes out.',
                  meta: { source: 'LV, section 4.1', method: '#expand' },
                  target: 'expanding',
                  actions: 'beginRing',
                },
              },
            },
            expanding: {
              after: {
                ring: [
                  {
                    description: 'The ring brought nothing: a Query with TTL + 2 and a fresh GUID goes out.',
                    meta: { source: 'LV, section 4.1', method: '#growRing' },
                    guard: 'canGrow',
                    target: 'expanding',
                    reenter: true,
                    actions: 'growRing',
                  },
                  {
                    description: 'The largest ring brought nothing, and the search ends.',
                    meta: { source: 'LV, section 4.1', method: '#growRing' },
                    target: 'idle',
                    actions: 'endRing',
                  },
                ],
              },
            },
          },
        },
        table: {
          initial: 'choosing',
          states: {
            choosing: {
              always: [
                {
                  description: 'A routing table of bounded size forgets by generations.',
                  meta: { source: 'gtk-gnutella, routing.c', method: 'start' },
                  guard: 'forgets',
                  target: 'forgetting',
                },
                {
                  description: 'An unbounded routing table forgets nothing.',
                  meta: { source: '0.4, Descriptor Routing', method: 'start' },
                  target: 'permanent',
                },
              ],
            },
            forgetting: {
              after: {
                generation: {
                  description:
                    'The older generation of routes is forgotten, and the newer one becomes the older.',
                  meta: { source: 'gtk-gnutella, routing.c', method: '#nextGeneration' },
                  target: 'forgetting',
                  reenter: true,
                  actions: 'forgetGeneration',
                },
              },
            },
            permanent: {},
          },
        },
      },
      on: {
        leave: {
          description: 'The user leaves: Bye goes to every neighbour.',
          meta: { source: '0.6 draft, section 2.2.9', method: '#leave' },
          target: 'left',
          actions: 'sayBye',
        },
      },
    },
    left: { description: 'A servent that left ignores everything.' },
  },
});
