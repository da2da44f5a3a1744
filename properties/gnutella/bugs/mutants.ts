/**
 * Mutants of `Servent` for the known bugs that no rule of `implementations/gnutella/rules.ts` decides. A
 * mutant changes the saved state before or after an event, or what the servent sends.
 */
import type { Birth, NodeId, Outbox, Received } from '../../../checker/actors/actor.ts';
import type { ServentSaved } from '../../../implementations/gnutella/saved.ts';
import { Servent } from '../../../implementations/gnutella/servent.ts';
import type { Descriptor, Gnutella, Request, Route } from '../../../models/gnutella/messages.ts';

/** Makes a servent that has the bug. */
export type Mutant = (birth: Birth<Gnutella>) => Servent;

type Out = Outbox<Gnutella>;

/** The changes of a mutant, in the order in which one step applies them. */
interface Changes {
  /** The state that the step begins with. */
  readonly before?: (saved: ServentSaved, event: Received<Gnutella>) => Partial<ServentSaved>;
  /** Whether the event is ignored. */
  readonly ignores?: (event: Received<Gnutella>) => boolean;
  /** What is sent in place of a message. */
  readonly sent?: (
    to: NodeId,
    message: Descriptor,
    event: Received<Gnutella>,
    saved: ServentSaved,
  ) => readonly Sent[];
  /** Whether an armed timer stays armed where the servent would disarm it. */
  readonly keepsTimers?: (event: Received<Gnutella>) => boolean;
  /** The state that the step ends with, given that before, and whether the step sent a request. */
  readonly after?: (
    saved: ServentSaved,
    before: ServentSaved,
    event: Received<Gnutella>,
    hasRelayed: boolean,
  ) => Partial<ServentSaved>;
  /** What is sent besides. */
  readonly more?: (saved: ServentSaved, event: Received<Gnutella>) => readonly Sent[];
}

type Sent = readonly [to: NodeId, message: Descriptor];

/** A servent with these changes. */
function changed({ before, ignores, sent, keepsTimers, after, more }: Changes): Mutant {
  return (birth) =>
    new (class extends Servent {
      override handle(event: Received<Gnutella>, out: Out): void {
        if (ignores?.(event)) return;
        const saved = this.save();
        if (before !== undefined) this.load({ ...saved, ...before(saved, event) });
        let hasRelayed = false;
        const send: Out['send'] = (to: NodeId, message: Descriptor) => {
          hasRelayed ||= message.type === 'Ping' || message.type === 'Query';
          for (const [other, instead] of sent?.(to, message, event, saved) ?? [[to, message] as const])
            out.send(other, instead);
        };
        const disarm: Out['disarm'] = (timer) => {
          if (keepsTimers?.(event) !== true) out.disarm(timer);
        };
        super.handle(event, { ...out, send, disarm });
        if (after !== undefined) {
          const now = this.save();
          this.load({ ...now, ...after(now, saved, event, hasRelayed) });
        }
        for (const [to, message] of more?.(saved, event) ?? []) out.send(to, message);
      }
    })(birth);
}

// ------------------------------------------------------------- parts of events and states

/** The request of an event, with its sender. */
function requestIn(event: Received<Gnutella>): (Request & { readonly from: NodeId }) | undefined {
  if (event.type !== 'message') return undefined;
  const { message, from } = event;
  return message.type === 'Ping' || message.type === 'Query' ? { ...message, from } : undefined;
}

function isOf(request: Request): (route: Route) => boolean {
  return (route) => route.request === request.type && route.guid === request.guid;
}

function isReplyOf(event: Received<Gnutella>): boolean {
  return event.type === 'message' && (event.message.type === 'Pong' || event.message.type === 'QueryHit');
}

/** The hit of an event, with its sender. */
function hitIn(event: Received<Gnutella>) {
  return event.type === 'message' && event.message.type === 'QueryHit'
    ? { ...event.message, from: event.from }
    : undefined;
}

/** A descriptor with its TTL one lower and its Hops one higher. */
function next<T extends Exclude<Descriptor, { type: 'Bye' }>>(message: T): T {
  return { ...message, ttl: message.ttl - 1, hops: message.hops + 1 };
}

/** A descriptor without the sender that `requestIn` and `hitIn` add. */
function without<T extends { readonly from: NodeId }>({ from: _, ...message }: T): Omit<T, 'from'> {
  return message;
}

function byKey(a: Route, b: Route): number {
  const [one, other] = [`${a.request} ${a.guid}`, `${b.request} ${b.guid}`];
  return one < other ? -1 : one > other ? 1 : 0;
}

// ------------------------------------------------------------- the mutants

/** Takes a reply for a copy of its request (G2). */
export const dropsReplies = changed({ ignores: isReplyOf });

/** Recognises a copy only if it comes from the same neighbour (G3). */
export const knowsCopiesByLink = changed({
  before: ({ routes }, event) => {
    const request = requestIn(event);
    if (request === undefined) return {};
    return { routes: routes.filter((route) => !isOf(request)(route) || route.from === request.from) };
  },
  after: ({ routes }, { routes: known }, event) => {
    const request = requestIn(event);
    if (request === undefined) return {};
    const hidden = known.filter((route) => isOf(request)(route) && route.from !== request.from);
    return { routes: [...hidden, ...routes].sort(byKey) };
  },
});

/** Sends a hit to every neighbour but its sender (G8). */
export const floodsHits = changed({
  sent: (to, message, event, { open }) => {
    const from = hitIn(event)?.from;
    return message.type === 'QueryHit' && message.hops > 0
      ? open.filter((node) => node !== from).map((node): Sent => [node, message])
      : [[to, message]];
  },
});

/** Sends replies to the neighbour from which the last copy came (G9). */
export const overwritesLink = changed({
  after: ({ routes }, { routes: known }, event) => {
    const request = requestIn(event);
    if (request === undefined || !known.some(isOf(request))) return {};
    return {
      routes: routes.map((route) => (isOf(request)(route) ? { ...route, from: request.from } : route)),
    };
  },
});

/** Routes a Push by its GUID, as if it were a reply (G10). */
export const routesPushByGuid = changed({
  sent: (to, message, event) => (message.type === 'Push' && event.type === 'message' ? [] : [[to, message]]),
});

/** Remembers the last request and the one before (G12). */
export const forgetsEarly: Mutant = (birth) => new Servent(birth, undefined, 1);

/** Enters a request into the routing table only if it relays it (G13). */
export const notesWhenRelaying = changed({
  after: ({ routes }, { routes: known }, event, hasRelayed) => {
    const request = requestIn(event);
    if (request === undefined || hasRelayed) return {};
    return { routes: known.some(isOf(request)) ? routes : routes.filter((route) => !isOf(request)(route)) };
  },
});

/** Sends a hit for an unknown query to every neighbour but its sender (G14). */
export const floodsStrayHits = changed({
  more: ({ routes, open }, event) => {
    const hit = hitIn(event);
    if (hit === undefined || hit.ttl <= 1) return [];
    if (routes.some(({ request, guid }) => request === 'Query' && guid === hit.guid)) return [];
    const message = next(without(hit) as Descriptor & { type: 'QueryHit' });
    return open.filter((node) => node !== hit.from).map((node): Sent => [node, message]);
  },
});

/** Answers a Ping with the address of its sender (G17). */
export const answersWithAsker = changed({
  sent: (to, message) => [
    [to, message.type === 'Pong' && message.hops === 0 ? { ...message, address: to } : message],
  ],
});

/** Sends every ring under the GUID of the first one (G18). */
export const reusesGuid = changed({
  sent: (to, message, event, { ring }) => [
    [
      to,
      isRingTimeout(event) && message.type === 'Query'
        ? { ...message, guid: ring?.guids[0] as string }
        : message,
    ],
  ],
  after: ({ ring }, before, event) =>
    isRingTimeout(event) && ring !== null && before.ring !== null
      ? { issued: before.issued, routes: before.routes, ring: { ...ring, guids: before.ring.guids } }
      : {},
});

function isRingTimeout(event: Received<Gnutella>): boolean {
  return event.type === 'timeout' && event.timer === 'ring';
}

/** Goes on with its rings after a hit (S1). */
export const ignoresHitOfRing = changed({
  keepsTimers: (event) => hitIn(event) !== undefined,
  after: (_, { ring }, event) => (hitIn(event) === undefined ? {} : { ring }),
});

/** Does not enter its own requests into the routing table (G23). */
export const forgetsOwnRequests = changed({
  after: ({ routes }, _, event) =>
    event.type === 'input' ? { routes: routes.filter(({ from }) => from !== null) } : {},
});
