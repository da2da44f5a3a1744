/**
 * Known bugs of flooding, replies and Push, each as a mutant of model and implementation. G1 to G14 and G17
 * are those of servents and simulators of Gnutella; G22 to G25 break the promises that none of them breaks.
 */
import { assign, enqueueActions } from 'xstate';
import type { NodeId } from '../../../checker/actors/actor.ts';
import { type GnutellaContext, routeOf, sharesOf } from '../../../models/gnutella/context.ts';
import type { Descriptor, Request } from '../../../models/gnutella/messages.ts';
import {
  issued,
  nextGeneration,
  relayed,
  requestOf,
  trimmed,
  withRoute,
} from '../../../models/gnutella/routing.ts';
import { replyIn, requestIn, sends } from '../../../models/gnutella/servent.ts';
import { servent } from '../kit.ts';
import * as property from '../properties.ts';
import * as mutants from './mutants.ts';

const routingRules = 'Gnutella 0.4, section "Descriptor Routing"';
const ttlRules = 'Gnutella 0.6 draft, section 2.2.1';
const decided = 'No known servent: this mutant shows that the property can be violated';

type Event = Parameters<typeof requestIn>[0];

/** The copies of the request of an event: `change` alters the copy, `to` selects the neighbours. */
function relaying(
  context: GnutellaContext,
  event: Event,
  {
    change = (request) => relayed(request, context.setting.ttlMax),
    to = (node, from) => node !== from,
  }: {
    change?(request: ReturnType<typeof requestIn>): Request | undefined;
    to?(node: NodeId, from: NodeId): boolean;
  },
) {
  const request = requestIn(event);
  const message = change(request);
  if (message === undefined) return [];
  return sends(
    context.neighbours.filter((node) => to(node, request.from)).map((node) => ({ to: node, message })),
  );
}

/** The route of the request of an event. */
function routeIn(context: GnutellaContext, event: Event) {
  const { type, guid } = requestIn(event);
  return routeOf(context, type, guid);
}

/** The reply of an event, for every neighbour except the one that it came from. */
function replyToAll({ neighbours, setting }: GnutellaContext, event: Event) {
  const reply = replyIn(event);
  const message = relayed(reply, setting.ttlMax);
  if (message === undefined) return [];
  return sends(
    neighbours.filter((node) => node !== reply.from).map((to) => ({ to, message: message as Descriptor })),
  );
}

/** A request with the sender removed, as it would go on. */
function goingOn(request: ReturnType<typeof requestIn>, header: Partial<Request>): Request {
  const { from: _, ...message } = request;
  return { ...message, ttl: message.ttl - 1, hops: message.hops + 1, ...header } as Request;
}

/** The mutants by number. */
export const routingBugs = {
  G1: servent.mutant({
    says: 'A servent does not recognise copies of a request.',
    source: `${routingRules}, rule 6`,
    breaks: property.amplification,
    scope: 'flood-triangle',
    guards: { isDuplicate: () => false },
    rules: { isDuplicate: () => false },
  }),
  G2: servent.mutant({
    says: 'The table of known descriptors has GUIDs without the kind, so a hit counts as a copy of its Query.',
    source: `${routingRules}, rule 2: a QueryHit has the Descriptor ID of its Query`,
    breaks: property.replyReach,
    scope: 'pair',
    guards: { isUnknown: () => true },
    implementation: mutants.dropsReplies,
  }),
  G3: servent.mutant({
    says: 'A copy counts as known only if it comes from the same neighbour as the first one.',
    source: `${routingRules}, rule 6`,
    breaks: property.once,
    scope: 'flood-triangle',
    guards: {
      isDuplicate: ({ context, event }) => {
        const { type, guid, from } = requestIn(event);
        return context.routes.some(
          (route) => route.request === type && route.guid === guid && route.from === from,
        );
      },
    },
    implementation: mutants.knowsCopiesByLink,
  }),
  G4: servent.mutant({
    says: 'A request is relayed to all neighbours, its sender too.',
    source: `${routingRules}, rule 4`,
    breaks: property.noEcho,
    scope: 'line',
    actions: {
      relay: enqueueActions(({ context, event, enqueue }) => {
        for (const send of relaying(context, event, { to: () => true })) enqueue(send);
      }),
    },
    rules: { isRelayedTo: () => true },
  }),
  G5: servent.mutant({
    says: 'The TTL is tested before it is lowered, so a request goes one link too far.',
    source: `${routingRules}, rule 5`,
    breaks: property.soundness,
    scope: 'short-line',
    actions: {
      relay: enqueueActions(({ context, event, enqueue }) => {
        const change = (request: ReturnType<typeof requestIn>) =>
          trimmed(request, context.setting.ttlMax) > 0 ? goingOn(request, {}) : undefined;
        for (const send of relaying(context, event, { change })) enqueue(send);
      }),
    },
    rules: { goesOn: (ttl) => ttl > 0 },
  }),
  G6: servent.mutant({
    says: 'Hops is not raised.',
    source: 'Gnutella 0.4, section "Descriptor Header": TTL(0) = TTL(i) + Hops(i)',
    breaks: property.lifetime,
    scope: 'line',
    actions: {
      relay: enqueueActions(({ context, event, enqueue }) => {
        const change = (request: ReturnType<typeof requestIn>) =>
          request.ttl > 1 ? goingOn(request, { hops: request.hops }) : undefined;
        for (const send of relaying(context, event, { change })) enqueue(send);
      }),
    },
    rules: { nextHops: (hops) => hops },
  }),
  G7: servent.mutant({
    says: 'The TTL is set to the greatest that Hops allows, instead of being lowered to it.',
    source: ttlRules,
    breaks: property.termination,
    scope: 'line',
    actions: {
      relay: enqueueActions(({ context, event, enqueue }) => {
        const change = (request: ReturnType<typeof requestIn>) => {
          const ttl = context.setting.ttlMax - request.hops - 1;
          return ttl > 0 ? goingOn(request, { ttl }) : undefined;
        };
        for (const send of relaying(context, event, { change })) enqueue(send);
      }),
    },
    rules: { trimmed: (_ttl, hops, ttlMax) => Math.max(0, ttlMax - hops) },
  }),
  G8: servent.mutant({
    says: 'A QueryHit is sent to all neighbours, not only back along the path of its Query.',
    source: `${routingRules}, rule 2`,
    breaks: property.reversePath,
    scope: 'star',
    actions: {
      sendBack: enqueueActions(({ context, event, enqueue }) => {
        for (const send of replyToAll(context, event)) enqueue(send);
      }),
    },
    implementation: mutants.floodsHits,
  }),
  G9: servent.mutant({
    says: 'A copy of a request overwrites the link on which the first one came.',
    source: `${routingRules}, rules 1 and 2`,
    breaks: property.firstLinkStays,
    scope: 'triangle',
    guards: { isHigher: ({ context, event }) => routeIn(context, event) !== undefined },
    actions: {
      raise: assign(({ context, event }) => {
        const known = routeIn(context, event);
        const { from } = requestIn(event);
        return { routes: context.routes.map((route) => (route === known ? { ...route, from } : route)) };
      }),
      // The action after `raise` must not relay, so this one enters new requests.
      note: assign({}),
      relay: enqueueActions(({ context, event, enqueue }) => {
        if (routeIn(context, event) !== undefined) return;
        const request = requestIn(event);
        enqueue.assign({ routes: withRoute(context.routes, request, request.from) });
        for (const send of relaying(context, event, {})) enqueue(send);
      }),
    },
    implementation: mutants.overwritesLink,
  }),
  G10: servent.mutant({
    says: 'A Push is routed by the GUID of its header, as if it were a reply.',
    source: `${routingRules}, rule 3: by the Servent Identifier`,
    breaks: property.pushReach,
    scope: 'push',
    actions: {
      forwardPush: enqueueActions(({ context, event, enqueue }) => {
        if (event.type !== 'Push') return;
        const to = routeOf(context, 'Query', event.guid)?.from;
        const message = relayed(event, context.setting.ttlMax);
        if (to !== undefined && to !== null && message !== undefined)
          enqueue({ type: 'send', params: { to, message } });
      }),
    },
    implementation: mutants.routesPushByGuid,
  }),
  G11: servent.mutant({
    says: 'The TTL of a reply is the Hops of its request, which is one link short.',
    source: 'Gnutella 0.6 draft, section 2.2.7.3',
    breaks: property.replyReach,
    scope: 'line',
    actions: {
      answer: enqueueActions(({ context, event, enqueue }) => {
        const request = requestIn(event);
        if (request.type !== 'Query' || !sharesOf(context).includes(request.criteria)) return;
        const { guid, hops: ttl, from: to } = request;
        enqueue({
          type: 'send',
          params: { to, message: { type: 'QueryHit', guid, ttl, hops: 0, servent: context.self } },
        });
      }),
    },
    rules: { replyTtl: (hops) => hops },
  }),
  G12: servent.mutant({
    says: 'The routing table keeps two requests, so a copy that comes around a cycle counts as new.',
    source: 'gtk-gnutella, routing.c: a table of fixed size forgets the oldest',
    breaks: property.once,
    scope: 'three-requests',
    actions: {
      note: assign(({ context, event }) => {
        const request = requestIn(event);
        const routes = context.routes.some(({ isOld }) => !isOld)
          ? nextGeneration(context.routes)
          : context.routes;
        return { routes: withRoute(routes, request, request.from) };
      }),
    },
    implementation: mutants.forgetsEarly,
  }),
  G13: servent.mutant({
    says: 'A request is noted when it is relayed, so one that goes no further is answered again.',
    source: `${routingRules}, rule 6`,
    breaks: property.answersOnce,
    scope: 'triangle',
    actions: {
      note: assign(({ context, event }) => {
        const request = requestIn(event);
        return relayed(request, context.setting.ttlMax) === undefined
          ? {}
          : { routes: withRoute(context.routes, request, request.from) };
      }),
    },
    implementation: mutants.notesWhenRelaying,
  }),
  G14: servent.mutant({
    says: 'A QueryHit for an unknown Query is sent to all neighbours.',
    source: `${routingRules}, rule 2`,
    breaks: property.unsolicitedRepliesDie,
    scope: 'stray',
    guards: { isUnknown: () => false },
    actions: {
      notePushRoute: assign(({ context, event }) => {
        const reply = replyIn(event);
        const isKnown = routeOf(context, requestOf(reply), reply.guid) !== undefined;
        return reply.type === 'QueryHit' && isKnown
          ? { pushRoutes: [{ servent: reply.servent, via: reply.from }] }
          : {};
      }),
      sendBack: enqueueActions(({ context, event, enqueue }) => {
        const reply = replyIn(event);
        const to = routeOf(context, requestOf(reply), reply.guid)?.from;
        const all = replyToAll(context, event);
        for (const send of to === undefined ? all : all.filter(({ params }) => params.to === to))
          enqueue(send);
      }),
    },
    implementation: mutants.floodsStrayHits,
  }),
  G17: servent.mutant({
    says: 'A Ping is answered with the address of its sender.',
    source: 'Gnutella 0.6 draft, section 2.2.4.1: a stored Pong does not go back where it came from',
    breaks: property.ownAddress,
    scope: 'ping',
    actions: {
      answer: enqueueActions(({ event, enqueue }) => {
        const { guid, hops, from } = requestIn(event);
        const message: Descriptor = { type: 'Pong', guid, ttl: hops + 1, hops: 0, address: from };
        enqueue({ type: 'send', params: { to: from, message } });
      }),
    },
    implementation: mutants.answersWithAsker,
  }),
  G22: servent.mutant({
    says: 'Every hit that passes is reported to the user.',
    source: decided,
    breaks: property.attribution,
    scope: 'line',
    guards: { isOwn: () => true },
    rules: { isOwn: () => true },
  }),
  G23: servent.mutant({
    says: 'A servent does not note its own requests, and relays the copies that come back.',
    source: 'Gnutella 0.6 draft, section 2.2.7.1: a message that was seen before is discarded',
    breaks: property.exactCost,
    scope: 'flood-triangle',
    actions: {
      issue: enqueueActions(({ context, event, enqueue }) => {
        if (event.type !== 'search') return;
        const { criteria, ttl } = event;
        const guid = `${context.self}.${context.issued + 1}`;
        enqueue.assign({ issued: context.issued + 1 });
        for (const send of sends(issued(context, { type: 'Query', guid, ttl, hops: 0, criteria })))
          enqueue(send);
      }),
    },
    implementation: mutants.forgetsOwnRequests,
  }),
  G24: servent.mutant({
    says: 'A servent obeys each Push that passes.',
    source: decided,
    breaks: property.pushOnlyToOwner,
    scope: 'push',
    guards: { isForMe: () => true },
    rules: { isForMe: () => true },
  }),
  G25: servent.mutant({
    says: 'A copy of a request is relayed again if its TTL is not lower than before.',
    source: decided,
    breaks: property.rising,
    scope: 'higher-square',
    guards: {
      isHigher: ({ context, event }) =>
        trimmed(requestIn(event), context.setting.ttlMax) >= (routeIn(context, event)?.ttl ?? Infinity),
    },
    rules: { isHigher: (ttl, highest) => ttl >= highest },
  }),
};
