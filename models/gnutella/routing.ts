/**
 * The routing rules of a servent: where descriptors go, and with which TTL and Hops. Sources: the Gnutella
 * protocol specification 0.4 (section "Descriptor Routing"), and the 0.6 draft (section "TTL").
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import { type GnutellaContext, inOrder, type Received, routeKey, routeOf } from './context.ts';
import type { Descriptor, Guid, Header, Push, Reply, Request, Route } from './messages.ts';

/** A message with its addressee. */
export interface Sent {
  readonly to: NodeId;
  readonly message: Descriptor;
}

/** The kind of request that a reply answers. */
export function requestOf({ type }: Reply): Request['type'] {
  return type === 'Pong' ? 'Ping' : 'Query';
}

/** The TTL of a received descriptor, lowered so that TTL and Hops are together at most `ttlMax`; at least 0. */
export function trimmed({ ttl, hops }: Pick<Header, 'ttl' | 'hops'>, ttlMax: number): number {
  return Math.max(0, Math.min(ttl, ttlMax - hops));
}

/**
 * A descriptor as it goes on: one TTL less, one hop more. Undefined if its TTL would be 0, for then it goes no
 * further.
 */
export function relayed<T extends Header>(descriptor: Received<T>, ttlMax: number): T | undefined {
  const { from: _, ...sent } = descriptor;
  const ttl = trimmed(descriptor, ttlMax) - 1;
  return ttl > 0 ? ({ ...sent, ttl, hops: descriptor.hops + 1 } as unknown as T) : undefined;
}

/** The copies of a request: one for each neighbour except the one that it came from. */
export function copies(
  { neighbours, setting }: Pick<GnutellaContext, 'neighbours' | 'setting'>,
  request: Received<Request>,
): readonly Sent[] {
  const message = relayed<Request>(request, setting.ttlMax);
  if (message === undefined) return [];
  return neighbours.filter((to) => to !== request.from).map((to) => ({ to, message }));
}

/** The first copies of a request that this servent issues: one for each neighbour. */
export function issued(
  { neighbours }: Pick<GnutellaContext, 'neighbours'>,
  message: Request,
): readonly Sent[] {
  return neighbours.map((to) => ({ to, message }));
}

/** A reply on its way back: to the neighbour that the request came from, if it is still one. */
export function back(context: GnutellaContext, reply: Received<Reply>): readonly Sent[] {
  const to = routeOf(context, requestOf(reply), reply.guid)?.from;
  return onwards(context, reply, to);
}

/** A Push on its way to its servent: to the neighbour from which a hit of that servent came. */
export function towards(context: GnutellaContext, push: Received<Push>): readonly Sent[] {
  const to = context.pushRoutes.find(({ servent }) => servent === push.servent)?.via;
  return onwards(context, push, to);
}

function onwards(
  { neighbours, setting }: GnutellaContext,
  descriptor: Received<Reply> | Received<Push>,
  to: NodeId | null | undefined,
): readonly Sent[] {
  const message = relayed<Reply | Push>(descriptor, setting.ttlMax);
  if (message === undefined || to === undefined || to === null || !neighbours.includes(to)) return [];
  return [{ to, message }];
}

/**
 * The TTL of a reply: the number of links that its request crossed, or the greatest. The 0.6 draft asks for
 * the Hops of the request, which is one less than the links, since Hops does not count the last link.
 */
export function replyTtl(
  { hops }: Pick<Header, 'hops'>,
  { replyTtl, ttlMax }: Pick<GnutellaContext['setting'], 'replyTtl' | 'ttlMax'>,
): number {
  return replyTtl === 'path' ? hops + 1 : ttlMax;
}

/** The next GUID of a servent. */
export function freshGuid({ self, issued }: Pick<GnutellaContext, 'self' | 'issued'>): Guid {
  return `${self}.${issued + 1}`;
}

/** The routing table after one more request. */
export function withRoute(
  routes: readonly Route[],
  request: Request,
  from: NodeId | null,
  ttl = request.ttl,
): readonly Route[] {
  const route: Route = { request: request.type, guid: request.guid, from, ttl, isOld: false };
  return [...routes, route].toSorted((a, b) => inOrder(routeKey(a), routeKey(b)));
}

/** The routing table after a generation: the old routes are forgotten, the others become old. */
export function nextGeneration(routes: readonly Route[]): readonly Route[] {
  return routes.filter(({ isOld }) => !isOld).map((route) => ({ ...route, isOld: true }));
}
