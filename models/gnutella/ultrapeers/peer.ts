/**
 * The formal model of a Gnutella peer that is an ultrapeer or a leaf: it decides about links, keeps the
 * query-route tables of its leaves, and routes queries and hits. Read in this order: `messages.ts`, `link.ts`
 * (the handshake), `admission.ts` (room and guidance), `routing.ts` (which copies go where), this machine.
 *
 * Sources: "Ultrapeers: Another Step Towards Gnutella Scalability" (Singla & Rohrs 2001, "SR"); the
 * query-routing proposal (Rohrs 2002, "QRP"); gtk-gnutella, src/core/nodes.c, where the drafts are silent.
 *
 * Left out, and what this means:
 * - Which peers are able to be ultrapeers is a setting. Real peers measure their uptime and bandwidth.
 * - A leaf without an ultrapeer has no links. In SR, section 3.3, it acts as an old servent in the meantime.
 * - A table arrives in one message, and its hash values are the slots of a setting. Real tables are bit
 *   arrays in compressed patches; the wire codec has them.
 * - Ping, Pong and Push are those of the servent (`../servent.ts`).
 */
import { assign, enqueueActions, setup } from 'xstate';
import { type Birth, effects } from '../../../checker/actors/actor.ts';
import type { Received } from '../context.ts';
import type { Query, QueryHit } from '../messages.ts';
import { freshGuid, replyTtl } from '../routing.ts';
import { follows, hasRoomFor, kindOf, needsUltrapeers } from './admission.ts';
import {
  allOpen,
  initialContext,
  limitsOf,
  openTo,
  ownTable,
  type PeerContext,
  type PeerEvent,
  roleOf,
  sharesOf,
  ultrapeersHeld,
  withEntry,
  withoutEntry,
} from './context.ts';
import type { PeerPart, ToLink } from './messages.ts';
import { back, firstCopies, leafCopies, leavesFor, type Sent, ultrapeerCopies } from './routing.ts';

// ------------------------------------------------------------- what an event carries

/** The query of an event, with its sender. */
export function queryIn(event: PeerEvent): Received<Query> {
  if (event.type === 'Query') return event;
  throw new Error(`${event.type} is no query`);
}

/** The hit of an event, with its sender. */
export function hitIn(event: PeerEvent): Received<QueryHit> {
  if (event.type === 'QueryHit') return event;
  throw new Error(`${event.type} is no hit`);
}

/** The link from which an event comes. */
function linkOf(event: PeerEvent): string {
  if ('from' in event) return event.from;
  throw new Error(`${event.type} comes from no link`);
}

// ------------------------------------------------------------- what goes to a link

function toLink(to: string, message: ToLink) {
  return { type: 'send' as const, params: { to, message } };
}

/** The effects that send these descriptors, in order. */
export function forwards(sent: readonly Sent[]) {
  return sent.map(({ to, descriptor }) => toLink(to, { type: 'Forward', descriptor }));
}

/** The query of an input. */
function issuedBy(context: PeerContext, event: PeerEvent): Query {
  if (event.type !== 'search') throw new Error(`${event.type} issues no query`);
  const { criteria, ttl } = event;
  return {
    type: 'Query',
    guid: freshGuid(context),
    ttl: Math.min(ttl, context.setting.ttlMax),
    hops: 0,
    criteria,
  };
}

/** The state machine of a peer's root. */
export const peerMachine = setup({
  types: {
    context: {} as PeerContext,
    events: {} as PeerEvent,
    input: {} as Birth<PeerPart>,
  },
  guards: {
    /** This peer needs a link to the host, knows it as an ultrapeer, and has not dialled it yet. */
    wants: ({ context, event }) => {
      const { hosts, held, role, setting } = context;
      const host = linkOf(event);
      const most = limitsOf(role, setting).ultrapeer;
      return hosts.has(host) && !held.has(host) && ultrapeersHeld(context) < most;
    },
    isLeaf: ({ context }) => context.role === 'leaf',
    isShielded: ({ context }) => context.role === 'leaf',
    /** A first group from a leaf and no room for one, or from an ultrapeer and no use for it in either role. */
    isFull: ({ context, event }) =>
      event.type === 'Asked' &&
      !hasRoomFor(context, 'leaf') &&
      !(event.ultrapeer && needsUltrapeers(context, event.from)),
    /** A leaf has reached another leaf. */
    meetsLeaf: ({ context, event }) =>
      event.type === 'Answered' && !event.ultrapeer && context.role === 'leaf',
    /** An ultrapeer is asked to become a leaf, has no leaves, and follows the guidance of this one. */
    isGuided: ({ context, event }) =>
      event.type === 'Answered' &&
      !event.needed &&
      context.role === 'ultrapeer' &&
      openTo(context, 'leaf').length === 0 &&
      follows(context, event.from),
    stillHasRoom: ({ context, event }) =>
      event.type === 'Confirmed' && hasRoomFor(context, kindOf(event.ultrapeer)),
    isSharingLeaf: ({ context, event }) =>
      context.role === 'leaf' && sharesOf(context).includes(queryIn(event).criteria),
    isKnown: ({ context, event }) => context.routes.has(queryIn(event).guid),
    isSharing: ({ context, event }) => sharesOf(context).includes(queryIn(event).criteria),
    isUnsolicited: ({ context, event }) => !context.routes.has(hitIn(event).guid),
    isOwn: ({ context, event }) => context.routes.get(hitIn(event).guid)?.from === null,
  },
  actions: {
    ...effects<PeerPart>(),
    dial: enqueueActions(({ context, event, enqueue }) => {
      const host = linkOf(event);
      enqueue.assign({ held: withEntry(context.held, host, { other: 'ultrapeer', isOpen: false }) });
      enqueue(toLink(host, { type: 'Dial', ultrapeer: context.role === 'ultrapeer' }));
    }),
    /** Answers 200. A link that was dialled at the same time gives way to this one. */
    admit: enqueueActions(({ context, event, enqueue }) => {
      const from = linkOf(event);
      const needed = needsUltrapeers(context, from);
      enqueue.assign({ held: withoutEntry(context.held, from) });
      enqueue(toLink(from, { type: 'Admit', ultrapeer: context.role === 'ultrapeer', needed }));
    }),
    /** Answers 503, and names ultrapeers to try. */
    refuse: enqueueActions(({ context, event, enqueue }) => {
      const from = linkOf(event);
      const tries = new Set([...context.hosts].filter((host) => host !== from));
      enqueue.assign({ held: withoutEntry(context.held, from) });
      enqueue(toLink(from, { type: 'Reject', tries }));
    }),
    /** Refuses, and names no ultrapeer. */
    decline: enqueueActions(({ context, event, enqueue }) => {
      const from = linkOf(event);
      enqueue.assign({ held: withoutEntry(context.held, from) });
      enqueue(toLink(from, { type: 'Reject', tries: new Set() }));
    }),
    /** Closes every link but the one of this event, the half-open ones included. */
    hangUpOthers: enqueueActions(({ context, event, enqueue }) => {
      const kept = linkOf(event);
      for (const other of context.others) if (other !== kept) enqueue(toLink(other, { type: 'Hang' }));
      for (const from of allOpen(context))
        if (from !== kept) enqueue({ type: 'output', params: { value: { type: 'detached', from } } });
      enqueue.assign({
        held: new Map([...context.held].filter(([other]) => other === kept)),
        tables: new Map(),
      });
    }),
    /** Third group: the link is open. */
    settle: enqueueActions(({ context, event, enqueue }) => {
      const to = linkOf(event);
      enqueue.assign({ held: withEntry(context.held, to, { other: 'ultrapeer', isOpen: true }) });
      enqueue(toLink(to, { type: 'Settle', becomesLeaf: false }));
      enqueue({ type: 'output', params: { value: { type: 'attached', to, as: 'ultrapeer' } } });
    }),
    /** Third group: the link is open, and this peer is a leaf from now on. */
    settleAsLeaf: enqueueActions(({ context, event, enqueue }) => {
      const to = linkOf(event);
      enqueue.assign({
        role: 'leaf',
        held: withEntry(context.held, to, { other: 'ultrapeer', isOpen: true }),
      });
      enqueue(toLink(to, { type: 'Settle', becomesLeaf: true }));
      enqueue({ type: 'output', params: { value: { type: 'attached', to, as: 'ultrapeer' } } });
    }),
    /** A leaf tells its ultrapeer which keywords its files have. */
    sendTable: enqueueActions(({ context, event, enqueue }) => {
      if (context.role !== 'leaf') return;
      const descriptor = { type: 'Table' as const, slots: ownTable(context) };
      enqueue(toLink(linkOf(event), { type: 'Forward', descriptor }));
    }),
    /** The third group is accepted: the link is open. */
    open: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'Confirmed') return;
      const { from, ultrapeer } = event;
      const other = kindOf(ultrapeer);
      enqueue.assign({ held: withEntry(context.held, from, { other, isOpen: true }) });
      enqueue(toLink(from, { type: 'Open' }));
      if (other === 'ultrapeer')
        enqueue({ type: 'output', params: { value: { type: 'attached', to: from, as: other } } });
    }),
    hangUp: enqueueActions(({ event, enqueue }) => {
      enqueue(toLink(linkOf(event), { type: 'Hang' }));
    }),
    /** Forgets a link that the other end closed; a peer without links has its own role again. */
    dropLink: enqueueActions(({ context, event, enqueue }) => {
      const from = linkOf(event);
      const held = withoutEntry(context.held, from);
      if (context.held.get(from)?.isOpen === true)
        enqueue({ type: 'output', params: { value: { type: 'detached', from } } });
      enqueue.assign({ held, role: held.size === 0 ? roleOf(context.isAble) : context.role });
    }),
    dropTable: assign({ tables: ({ context, event }) => withoutEntry(context.tables, linkOf(event)) }),
    /** Adds the ultrapeers that the other end named. */
    learnHosts: assign({
      hosts: ({ context, event }) => {
        if (event.type !== 'Ended') return context.hosts;
        return new Set([...context.hosts, ...[...event.tries].filter((host) => host !== context.self)]);
      },
    }),
    storeTable: enqueueActions(({ context, event, enqueue }) => {
      if (event.type !== 'Table') return;
      const { from, slots } = event;
      enqueue.assign({ tables: withEntry(context.tables, from, slots) });
      enqueue({ type: 'output', params: { value: { type: 'attached', to: from, as: 'leaf' } } });
    }),
    note: enqueueActions(({ context, event, enqueue }) => {
      const { from, ...query } = queryIn(event);
      enqueue.assign({ routes: withEntry(context.routes, query.guid, { guid: query.guid, from }) });
      enqueue({ type: 'output', params: { value: { type: 'query', query, from, by: context.role } } });
    }),
    answer: enqueueActions(({ context, event, enqueue }) => {
      const { from, ...query } = queryIn(event);
      const ttl = replyTtl(query, { replyTtl: 'most', ttlMax: context.setting.ttlMax });
      const hit: QueryHit = { type: 'QueryHit', guid: query.guid, ttl, hops: 0, servent: context.self };
      enqueue(toLink(from, { type: 'Forward', descriptor: hit }));
    }),
    /** An ultrapeer relays a query to other ultrapeers. */
    flood: enqueueActions(({ context, event, enqueue }) => {
      for (const forward of forwards(ultrapeerCopies(context, queryIn(event)))) enqueue(forward);
    }),
    /** An ultrapeer relays a query to the leaves whose tables may match. */
    shield: enqueueActions(({ context, event, enqueue }) => {
      const query = queryIn(event);
      for (const forward of forwards(leafCopies(leavesFor(context, query), query))) enqueue(forward);
    }),
    /** A leaf relays nothing. */
    keepQuery: assign({}),
    sendBack: enqueueActions(({ context, event, enqueue }) => {
      for (const forward of forwards(back(context, hitIn(event)))) enqueue(forward);
    }),
    report: enqueueActions(({ event, enqueue }) => {
      const { guid, servent } = hitIn(event);
      enqueue({ type: 'output', params: { value: { type: 'hit', guid, servent } } });
    }),
    issue: enqueueActions(({ context, event, enqueue }) => {
      const query = issuedBy(context, event);
      enqueue.assign({
        issued: context.issued + 1,
        routes: withEntry(context.routes, query.guid, { guid: query.guid, from: null }),
      });
      enqueue({ type: 'output', params: { value: { type: 'query', query, from: null, by: context.role } } });
      for (const forward of forwards(firstCopies(context, query))) enqueue(forward);
    }),
    goOffline: enqueueActions(({ context, enqueue }) => {
      for (const other of context.others) enqueue(toLink(other, { type: 'Hang' }));
      for (const from of allOpen(context))
        enqueue({ type: 'output', params: { value: { type: 'detached', from } } });
      const role = roleOf(context.isAble);
      enqueue.assign({ isOnline: false, role, held: new Map(), tables: new Map() });
    }),
    goOnline: assign({ isOnline: true }),
  },
}).createMachine({
  id: 'peer',
  description: 'A Gnutella peer: an ultrapeer or a leaf.',
  context: ({ input }) => initialContext(input),
  initial: 'online',
  states: {
    online: {
      on: {
        Idle: {
          description: 'A peer with too few links to ultrapeers connects to one that it knows.',
          meta: { source: 'SR, section 3' },
          guard: 'wants',
          actions: 'dial',
        },
        Asked: [
          {
            description: 'A leaf accepts no connection, and names its ultrapeers.',
            meta: { source: 'SR, section 3.2' },
            guard: 'isShielded',
            actions: 'refuse',
          },
          {
            description: 'An ultrapeer without room refuses, and names others.',
            meta: { source: '0.6 draft, Initiating a Connection: 503' },
            guard: 'isFull',
            actions: 'refuse',
          },
          {
            description: 'An ultrapeer with room accepts, and says whether it needs ultrapeers.',
            meta: { source: 'SR, sections 3.1, 3.4 and 3.5' },
            actions: 'admit',
          },
        ],
        Answered: [
          {
            description: 'A leaf that reached a leaf refuses in the third group.',
            meta: { source: 'SR, section 3.2' },
            guard: 'meetsLeaf',
            actions: 'decline',
          },
          {
            description:
              'An ultrapeer without leaves follows the guidance: it becomes a leaf, closes its other links, and sends its table.',
            meta: { source: 'SR, section 3.5; gtk-gnutella, nodes.c: node_bye_all_but_one' },
            guard: 'isGuided',
            actions: ['hangUpOthers', 'settleAsLeaf', 'sendTable'],
          },
          {
            description: 'Otherwise a peer keeps its role, and a leaf sends its table.',
            meta: { source: 'SR, sections 3.1, 3.4 and 3.5' },
            actions: ['settle', 'sendTable'],
          },
        ],
        Confirmed: [
          {
            description: 'The link opens if there still is room for what the other end is.',
            meta: { source: 'gtk-gnutella, nodes.c: third group' },
            guard: 'stillHasRoom',
            actions: 'open',
          },
          {
            description: 'There is no room any more, and the link ends.',
            meta: { source: 'gtk-gnutella, nodes.c: third group' },
            actions: 'hangUp',
          },
        ],
        Ended: {
          description: 'The other end closed the link: the link and the table of a leaf are forgotten.',
          meta: { source: '0.6 draft, Bye' },
          actions: ['dropLink', 'dropTable', 'learnHosts'],
        },
        Table: {
          description: 'The table of a leaf is stored, in place of an earlier one.',
          meta: { source: 'QRP, section 4' },
          actions: 'storeTable',
        },
        Query: [
          {
            description: 'A copy of a known query is discarded.',
            meta: { source: '0.4, Descriptor Routing, rule 6' },
            guard: 'isKnown',
          },
          {
            description: 'A leaf answers a query for a shared file, and relays nothing.',
            meta: { source: 'SR, section 2' },
            guard: 'isSharingLeaf',
            actions: ['note', 'answer', 'keepQuery'],
          },
          {
            description: 'A leaf drops another query: its table matched by chance.',
            meta: { source: 'QRP, section 2' },
            guard: 'isLeaf',
            actions: ['note', 'keepQuery'],
          },
          {
            description: 'An ultrapeer answers a query for a shared file, and relays it.',
            meta: { source: 'SR, section 2' },
            guard: 'isSharing',
            actions: ['note', 'answer', 'flood', 'shield'],
          },
          {
            description:
              'An ultrapeer relays another query to ultrapeers, and to leaves whose tables may match.',
            meta: { source: 'SR, section 2' },
            actions: ['note', 'flood', 'shield'],
          },
        ],
        QueryHit: [
          {
            description: 'A hit for an unknown query is discarded.',
            meta: { source: '0.4, Descriptor Routing, rule 2' },
            guard: 'isUnsolicited',
          },
          {
            description: 'A hit for a query of this peer is reported to its user.',
            meta: { source: '0.4, Descriptor Routing, rule 2' },
            guard: 'isOwn',
            actions: 'report',
          },
          {
            description: 'Another hit goes back on the link of its query.',
            meta: { source: '0.4, Descriptor Routing, rule 2' },
            actions: 'sendBack',
          },
        ],
        search: {
          description: 'The user searches: a leaf asks its ultrapeers, an ultrapeer others and its leaves.',
          meta: { source: 'SR, section 2' },
          actions: 'issue',
        },
        leave: {
          description: 'The user leaves: every link ends.',
          meta: { source: '0.6 draft, Bye' },
          target: 'offline',
          actions: 'goOffline',
        },
      },
    },
    offline: {
      on: {
        Asked: {
          description: 'A peer that left accepts no connection: its port is closed.',
          meta: { source: '0.6 draft, Initiating a Connection' },
          actions: 'decline',
        },
        join: {
          description: 'The user comes back.',
          meta: { source: '0.6 draft, Initiating a Connection' },
          target: 'online',
          actions: 'goOnline',
        },
      },
    },
  },
});
