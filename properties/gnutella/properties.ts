/**
 * The properties of Gnutella. Those of the first part hold for both ways to relay; `once` and `higherTtl` are
 * those of one way. "0.4" is the Gnutella protocol specification 0.4, "0.6" the draft of Klingberg & Manfredi
 * 2002, "LV" Lv, Cao, Cohen, Li & Shenker 2002.
 */
import type { Effects, NodeId } from '../../checker/actors/actor.ts';
import type { Fairness } from '../../checker/property/fairness.ts';
import type { Transition, Views } from '../../checker/semantics/views.ts';
import type {
  Descriptor,
  Gnutella,
  GnutellaView,
  Header,
  Request,
  Route,
} from '../../models/gnutella/messages.ts';
import { distances, floodCost, type Graph, linkCount } from './graphs.ts';
import { type FloodHistory, type Issued, kit, requestKey } from './kit.ts';

type Step = Transition<Gnutella>;
type Routed = Exclude<Descriptor, { type: 'Bye' }>;

// ------------------------------------------------------------- what a step received and sent

/** The routed descriptor that a step received, with its sender. */
function received({ event }: Step): { readonly from: NodeId; readonly message: Routed } | undefined {
  return event.type === 'message' && event.message.type !== 'Bye'
    ? { from: event.from, message: event.message }
    : undefined;
}

/** The messages that a step sent. */
function sent({ effects }: Step): readonly Effects<Gnutella>['send'][] {
  return effects.flatMap((effect) => (effect.type === 'send' ? [effect] : []));
}

/** The copies of the received descriptor that a step sent on. */
function sentOn(step: Step): readonly { readonly to: NodeId; readonly message: Routed }[] {
  const type = received(step)?.message.type;
  return sent(step).flatMap(({ to, message }) =>
    message.type !== 'Bye' && message.type === type ? [{ to, message }] : [],
  );
}

/** The kind of request of a reply. */
function requestOf(type: 'Pong' | 'QueryHit'): Request['type'] {
  return type === 'Pong' ? 'Ping' : 'Query';
}

function routeOf({ routes }: GnutellaView, request: Request['type'], guid: string): Route | undefined {
  return routes.find((route) => route.request === request && route.guid === guid);
}

// ------------------------------------------------------------- the overlay

/** The overlay of the servents that follow the protocol: the links between them, open or not. */
function overlay(views: Views<Gnutella>): Graph {
  return Object.fromEntries(
    [...views].map(([node, { links }]) => [node, links.filter((to) => views.has(to))]),
  );
}

/** Whether the servent received this request, or issued it. */
function isReached(view: GnutellaView | undefined, key: string): boolean {
  return view?.routes.some(({ request, guid }) => requestKey(request, guid) === key) === true;
}

/** The number of messages of a request. */
function messagesOf({ copies }: FloodHistory, key: string): number {
  let sum = 0;
  for (const [copy, count] of copies) if (copy.startsWith(`${key} `)) sum += count;
  return sum;
}

/** Whether each issued request satisfies a condition. */
function everyRequest(history: FloodHistory, is: (key: string, issued: Issued) => boolean): boolean {
  return [...history.issued].every(([key, issued]) => is(key, issued));
}

/** Every message is delivered at last, and a ring ends at last. */
const fairness: Fairness<Gnutella> = { weak: ['deliver', 'timeout ring'] };
/** Virtual time in which a flood ends: 7 links of at most half a second, there and back. */
const withinMs = 20_000;

// ------------------------------------------------------------- both ways to relay

export const lifetime = kit.step({
  name: 'Lifetime',
  says: 'A descriptor goes on with a lower TTL of at least 1, one more hop, and a sum of both that does not grow and is at most 7.',
  source: '0.4, section "Descriptor Header"; 0.6, section 2.2.1',
  premise: (step) => sentOn(step).length > 0,
  holds: (step) => {
    const { message: before } = received(step) as { message: Header };
    const sum = Math.min(before.ttl + before.hops, 7);
    return sentOn(step).every(
      ({ message: { ttl, hops } }) =>
        ttl >= 1 && ttl < before.ttl && hops === before.hops + 1 && ttl + hops <= sum,
    );
  },
});

export const termination = kit.step({
  name: 'Termination',
  says: 'A step sends on only the received descriptor with a lower TTL, and at most one reply to a request, so every run ends.',
  source: 'The measure: the TTLs of requests under way, then those of their replies',
  premise: (step) => received(step) !== undefined,
  holds: (step) => {
    const before = received(step)?.message as Routed;
    const isReply = ({ message }: Effects<Gnutella>['send']) =>
      (message.type === 'Pong' && before.type === 'Ping') ||
      (message.type === 'QueryHit' && before.type === 'Query');
    const others = sent(step).filter((one) => !isReply(one));
    return (
      sent(step).length - others.length <= 1 &&
      others.every(
        ({ message }) =>
          message.type === before.type && message.guid === before.guid && message.ttl < before.ttl,
      )
    );
  },
});

export const noEcho = kit.step({
  name: 'No Echo',
  says: 'A request is never sent back to the neighbour that it came from.',
  source: '0.4, section "Descriptor Routing", rule 4',
  premise: (step) => sentOn(step).length > 0,
  holds: (step) => {
    const { from, message } = received(step) as { from: NodeId; message: Routed };
    const isRequest = message.type === 'Ping' || message.type === 'Query';
    return !isRequest || sentOn(step).every(({ to }) => to !== from);
  },
});

export const soundness = kit.always({
  name: 'Soundness',
  says: 'A request reaches only servents within its TTL in links of its origin.',
  source: '0.4, section "Descriptor Header": TTL',
  premise: (_, { issued }) => issued.size > 0,
  world: (views, history) =>
    everyRequest(history, (key, { origin, ttl }) => {
      const within = distances(overlay(views), origin);
      return [...views].every(
        ([node, view]) => !isReached(view, key) || (within.get(node) ?? Infinity) <= ttl,
      );
    }),
});

export const answersOnce = kit.always({
  name: 'Answers Once',
  says: 'A servent answers a request at most once.',
  source: '0.4, section "Descriptor Routing", rule 6',
  premise: (_, { answers }) => answers.size > 0,
  world: (_, { answers }) => [...answers.values()].every((count) => count === 1),
});

export const reversePath = kit.step({
  name: 'Reverse Path',
  says: 'A reply goes back only to the neighbour from which its request came first.',
  source: '0.4, section "Descriptor Routing", rules 1 and 2',
  premise: (step) => sent(step).some(({ message }) => isReply(message)),
  holds: (step) =>
    sent(step).every(({ to, message }) => {
      if (!isReply(message)) return true;
      const request = requestOf(message.type);
      const route = routeOf(step.before, request, message.guid) ?? routeOf(step.after, request, message.guid);
      return route?.from === to;
    }),
});

export const firstLinkStays = kit.step({
  name: 'First Link Stays',
  says: 'The link to the origin of a request stays that of its first copy.',
  source: '0.4, section "Descriptor Routing", rules 1 and 2: the same path',
  premise: ({ before }) => before.routes.length > 0,
  holds: ({ before, after }) =>
    before.routes.every(({ request, guid, from }) => {
      const route = routeOf(after, request, guid);
      return route === undefined || route.from === from;
    }),
});

function isReply(message: Descriptor): message is Extract<Descriptor, { type: 'Pong' | 'QueryHit' }> {
  return message.type === 'Pong' || message.type === 'QueryHit';
}

export const unsolicitedRepliesDie = kit.step({
  name: 'Unsolicited Replies Die',
  says: 'A reply to an unknown request is discarded and changes nothing.',
  source: '0.4, section "Descriptor Routing", rules 1 and 2',
  premise: (step) => isUnsolicited(step),
  holds: (step) => step.effects.length === 0 && isSameTable(step.before, step.after),
});

function isUnsolicited(step: Step): boolean {
  const message = received(step)?.message;
  return (
    message !== undefined &&
    isReply(message) &&
    routeOf(step.before, requestOf(message.type), message.guid) === undefined
  );
}

function isSameTable(before: GnutellaView, after: GnutellaView): boolean {
  return (
    before.routes.length === after.routes.length &&
    before.pushRoutes.length === after.pushRoutes.length &&
    before.pushRoutes.every(({ servent, via }, at) => {
      const other = after.pushRoutes[at];
      return other?.servent === servent && other.via === via;
    })
  );
}

export const pushOnlyToOwner = kit.step({
  name: 'Push Only To Owner',
  says: 'A Push goes only to the link from which a hit of its servent came, and only this servent obeys it.',
  source: '0.4, section "Descriptor Routing", rule 3',
  premise: (step) => received(step)?.message.type === 'Push',
  holds: (step) => {
    const push = received(step)?.message as Extract<Descriptor, { type: 'Push' }>;
    const via = step.before.pushRoutes.find(({ servent }) => servent === push.servent)?.via;
    const connects = step.effects.some(
      (effect) => effect.type === 'output' && effect.value.type === 'connect',
    );
    return sent(step).every(({ to }) => to === via) && connects === (push.servent === step.node);
  },
});

export const attribution = kit.step({
  name: 'Attribution',
  says: 'A reply is reported only to the user whose request it answers.',
  source: '0.4, section "Descriptor Routing", rules 1 and 2',
  premise: ({ effects }) =>
    effects.some((effect) => effect.type === 'output' && effect.value.type !== 'connect'),
  holds: ({ before, effects }) =>
    effects.every((effect) => {
      if (effect.type !== 'output' || effect.value.type === 'connect') return true;
      const request = effect.value.type === 'host' ? 'Ping' : 'Query';
      return routeOf(before, request, effect.value.guid)?.from === null;
    }),
});

export const ownAddress = kit.step({
  name: 'Own Address',
  says: 'A servent answers a Ping with its own address.',
  source: '0.4, section "Pong"; 0.6, section 2.2.4.1: a stored Pong does not go back where it came from',
  premise: (step) => sent(step).some(({ message }) => message.type === 'Pong' && message.hops === 0),
  holds: (step) =>
    sent(step).every(
      ({ message }) => message.type !== 'Pong' || message.hops > 0 || message.address === step.node,
    ),
});

export const freshGuids = kit.step({
  name: 'Fresh GUIDs',
  says: 'A request that a servent issues has a GUID that the servent did not know before.',
  source: '0.4, section "Descriptor Header": Descriptor ID; LV, section 4.1',
  premise: (step) => sent(step).some(({ message }) => isIssued(message)),
  holds: (step) =>
    sent(step).every(
      ({ message }) => !isIssued(message) || routeOf(step.before, message.type, message.guid) === undefined,
    ),
});

function isIssued(message: Descriptor): message is Request {
  return (message.type === 'Ping' || message.type === 'Query') && message.hops === 0;
}

export const ringGrows = kit.step({
  name: 'Ring Grows',
  says: 'The rings of a search have TTL 1, 3, 5 and so on, up to the greatest TTL.',
  source: 'LV, section 4.1',
  premise: ({ after, before }) => after.ring !== null && after.ring !== before.ring,
  holds: ({ before, after, effects }) => {
    if (after.ring === null || after.ring.guids.length === before.ring?.guids.length) return true;
    const ttl = before.ring === null ? 1 : before.ring.ttl + 2;
    return (
      after.ring.ttl === ttl &&
      ttl <= 7 &&
      effects.every(
        (effect) => effect.type !== 'send' || effect.message.type !== 'Query' || effect.message.ttl === ttl,
      )
    );
  },
});

export const ringStops = kit.step({
  name: 'Ring Stops',
  says: 'The first hit of a search by expanding ring ends the search.',
  source: 'LV, section 4.1',
  premise: (step) => isHitOfRing(step),
  holds: ({ after }) => after.ring === null,
});

function isHitOfRing(step: Step): boolean {
  const message = received(step)?.message;
  return message?.type === 'QueryHit' && step.before.ring?.guids.includes(message.guid) === true;
}

export const replyReach = kit.settles({
  name: 'Reply Reach',
  says: 'The hit of every servent that a Query reached and that shares such a file arrives at the origin.',
  source: '0.4, section "Descriptor Routing", rule 2; the TTL of a reply',
  fairness,
  withinMs,
  world: (views, history) =>
    everyRequest(history, (key, { origin, criteria }) =>
      [...views].every(
        ([node, view]) =>
          node === origin ||
          criteria === undefined ||
          !view.shares.includes(criteria) ||
          !isReached(view, key) ||
          history.hits.has(`${key.replace(/^\w+ /, '')} ${node}`),
      ),
    ),
});

export const pushReach = kit.settles({
  name: 'Push Reach',
  says: 'A Push arrives at its servent, which opens a connection to the asker.',
  source: '0.4, section "Descriptor Routing", rule 3',
  fairness,
  withinMs,
  world: (_, { pushes, connections }) => [...pushes].every((push) => connections.has(push)),
});

export const amplification = kit.always({
  name: 'Amplification',
  says: 'A request, also that of an adversary, costs each servent at most one message for each of its links but one.',
  source: 'Cost of a flood, without its first messages',
  premise: (_, { copies }) => copies.size > 0,
  world: (views, { copies, issued }) => {
    const most = [...views.values()].reduce((sum, { links }) => sum + links.length - 1, 0);
    const sent = new Map<string, number>();
    for (const [copy, count] of copies) {
      const key = copy.slice(0, copy.lastIndexOf(' '));
      sent.set(key, (sent.get(key) ?? 0) + count);
    }
    return [...sent].every(([key, count]) => count <= most + (issued.has(key) ? 1 : 0));
  },
});

export const honestHits = kit.always({
  name: 'Honest Hits',
  says: 'A hit that a user sees names a servent that shares such a file.',
  source: '0.4, section "QueryHit"',
  premise: (_, { hits }) => hits.size > 0,
  world: (views, { hits, issued }) =>
    [...hits].every((hit) => {
      const [guid = '', servent = ''] = hit.split(' ');
      const { criteria = '' } = issued.get(requestKey('Query', guid)) ?? {};
      return views.get(servent)?.shares.includes(criteria) !== false;
    }),
});

/** What must be reachable, so that the properties above say something. */
export const hitArrives = kit.sometimes({
  name: 'Hit Arrives',
  says: 'A hit from another servent arrives.',
  source: '0.4, section "Descriptor Routing", rule 2',
  world: (_, { hits }) => hits.size > 0,
});

export const ringEnds = kit.sometimes({
  name: 'Ring Ends',
  says: 'A hit of a later ring ends the search.',
  source: 'LV, section 4.1',
  world: (views, { hits }) =>
    [...views.values()].some(({ ring, issued }) => ring === null && issued > 1) && hits.size > 0,
});

export const someLeave = kit.sometimes({
  name: 'Some Leave',
  says: 'A servent lost a neighbour that left.',
  source: '0.6, section 2.2.9',
  node: ({ links, neighbours }) => neighbours.length > 0 && neighbours.length < links.length,
});

export const someForget = kit.sometimes({
  name: 'Some Forget',
  says: 'A servent has forgotten a request of its own.',
  source: 'gtk-gnutella, routing.c',
  node: ({ issued, routes }) => issued > 0 && routes.length === 0,
});

/** The properties of every scope. */
export const properties = [
  lifetime,
  termination,
  noEcho,
  soundness,
  answersOnce,
  reversePath,
  firstLinkStays,
  attribution,
  freshGuids,
];

// ------------------------------------------------------------- one way to relay

export const once = kit.always({
  name: 'Once',
  says: 'A servent sends a request at most once over each link.',
  source: '0.4, section "Descriptor Routing", rule 6',
  premise: (_, { copies }) => copies.size > 0,
  world: (_, { copies }) => [...copies.values()].every((count) => count === 1),
});

export const cost = kit.always({
  name: 'Cost',
  says: 'A flood has at most as many messages as a flood in rounds.',
  source: 'Every servent within TTL - 1 links sends the request to all neighbours but one',
  premise: (_, { issued }) => issued.size > 0,
  world: (views, history) =>
    everyRequest(
      history,
      (key, { origin, ttl }) => messagesOf(history, key) <= floodCost(overlay(views), origin, ttl),
    ),
});

export const exactCost = kit.settles({
  name: 'Exact Cost',
  says: 'A flood with unlimited TTL has exactly 2E - V + 1 messages, on E links between V servents.',
  source: 'The origin sends to each neighbour, every other servent to all but one',
  fairness,
  withinMs,
  world: (views, history) => {
    const graph = overlay(views);
    const exactly = 2 * linkCount(graph) - views.size + 1;
    return everyRequest(history, (key, { ttl }) => ttl < views.size || messagesOf(history, key) === exactly);
  },
});

export const coverage = kit.settles({
  name: 'Coverage',
  says: 'A request reaches every servent within its TTL in links of its origin.',
  source: '0.4, section "Descriptor Header": TTL',
  fairness,
  withinMs,
  world: (views, history) =>
    everyRequest(history, (key, { origin, ttl }) =>
      [...distances(overlay(views), origin)].every(
        ([node, distance]) => distance > ttl || isReached(views.get(node), key),
      ),
    ),
});

export const rising = kit.step({
  name: 'Rising',
  says: 'A servent relays a known request again only if the copy has a higher TTL than all before.',
  source: 'gtk-gnutella, routing.c: handle_duplicate',
  premise: (step) => isKnownRequest(step) && sentOn(step).length > 0,
  holds: (step) => {
    const message = received(step)?.message;
    const { type, guid, ttl } = message as Request;
    return ttl > (routeOf(step.before, type, guid)?.ttl ?? 0);
  },
});

function isKnownRequest(step: Step): boolean {
  const message = received(step)?.message;
  return (
    (message?.type === 'Ping' || message?.type === 'Query') &&
    routeOf(step.before, message.type, message.guid) !== undefined
  );
}
