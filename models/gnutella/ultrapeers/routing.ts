/**
 * The routing rules of a peer: a query floods among ultrapeers as among servents (`../routing.ts`), and goes
 * to a leaf only if the leaf's query-route table may match. Sources: "Ultrapeers: Another Step Towards
 * Gnutella Scalability" (Singla & Rohrs 2001), section 2; the query-routing proposal (Rohrs 2002).
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { Received } from '../context.ts';
import type { Query, QueryHit } from '../messages.ts';
import { relayed } from '../routing.ts';
import { openTo, type PeerContext, slotOf } from './context.ts';
import type { Descriptor } from './messages.ts';

/** A descriptor with its addressee. */
export interface Sent {
  readonly to: NodeId;
  readonly descriptor: Descriptor;
}

/** The leaves whose tables may match a query: never fewer than those that do, perhaps more. */
export function leavesFor(context: PeerContext, { criteria }: Query): readonly NodeId[] {
  const slot = slotOf(criteria, context.setting);
  return openTo(context, 'leaf').filter((leaf) => context.tables.get(leaf)?.has(slot) === true);
}

/** The copies of a received query for other ultrapeers: none if its TTL is spent. */
export function ultrapeerCopies(context: PeerContext, query: Received<Query>): readonly Sent[] {
  const descriptor = relayed<Query>(query, context.setting.ttlMax);
  if (descriptor === undefined) return [];
  return openTo(context, 'ultrapeer')
    .filter((to) => to !== query.from)
    .map((to) => ({ to, descriptor }));
}

/**
 * The copies of a received query for these leaves. The last link to a leaf is not counted against the TTL, so
 * that a query reaches the leaves of every ultrapeer that it reaches.
 */
export function leafCopies(leaves: readonly NodeId[], query: Received<Query>): readonly Sent[] {
  const { from, ...rest } = query;
  const descriptor: Query = { ...rest, ttl: 1, hops: query.hops + 1 };
  return leaves.filter((to) => to !== from).map((to) => ({ to, descriptor }));
}

/** The first copies of a query that this peer issues. */
export function firstCopies(context: PeerContext, query: Query): readonly Sent[] {
  const leaves = context.role === 'ultrapeer' ? leavesFor(context, query) : [];
  return [...openTo(context, 'ultrapeer'), ...leaves].map((to) => ({ to, descriptor: query }));
}

/** A hit on its way back, on the link from which its query came. */
export function back(context: PeerContext, hit: Received<QueryHit>): readonly Sent[] {
  const to = context.routes.get(hit.guid)?.from;
  const descriptor = relayed<QueryHit>(hit, context.setting.ttlMax);
  if (descriptor === undefined || to === undefined || to === null) return [];
  return context.held.get(to)?.isOpen === true ? [{ to, descriptor }] : [];
}
