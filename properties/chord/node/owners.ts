/**
 * Owners and fingers, computed from the names of all members: what a lookup ought to find. The properties of lookups
 * and keys are stated in these terms.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import { identifierOf } from '../../../models/chord/identifiers.ts';
import type { ChordNode, Key, NodeView } from '../../../models/chord/node/messages.ts';
import { closestPreceding, fingerKey, ownerKnownTo } from '../../../models/chord/node/routing.ts';
import { isIdeal } from '../ring.ts';

/** The views of all nodes, or of the members. */
export type NodeViews = ReadonlyMap<NodeId, NodeView>;

/** The nodes that are members. */
export function membersIn(views: NodeViews): NodeViews {
  return new Map([...views].filter(([, { stage }]) => stage === 'member'));
}

/** The members in the order in which a key meets them, clockwise; the first one is its owner. */
function clockwise(key: Key, members: Iterable<NodeId>): readonly NodeId[] {
  const start = identifierOf(key);
  const order = [...members].sort((a, b) => identifierOf(a) - identifierOf(b));
  const at = order.findIndex((node) => identifierOf(node) >= start);
  return at < 0 ? order : [...order.slice(at), ...order.slice(0, at)];
}

/** The owner of a key: the first member at its identifier or after it, clockwise. */
export function ownerOf(key: Key, members: Iterable<NodeId>): NodeId {
  return clockwise(key, members)[0] as NodeId;
}

/** The owner and the members after it, as many as store a key. */
export function holdersFor(key: Key, members: Iterable<NodeId>, replicas: number): readonly NodeId[] {
  return clockwise(key, members).slice(0, replicas);
}

/** The number of members from a key to a node, the node left out: members that a lookup passed over. */
export function passedOver(key: Key, owner: NodeId, members: Iterable<NodeId>): number {
  const all = new Set(members).add(owner);
  return clockwise(key, all).indexOf(owner);
}

/** The fingers of a node by number, as they ought to be. */
export function rightFingers(
  self: NodeId,
  members: Iterable<NodeId>,
  { fingers, identifiers }: Pick<ChordNode['setting'], 'fingers' | 'identifiers'>,
): ReadonlyMap<number, NodeId> {
  const all = [...members];
  const pairs = Array.from({ length: fingers }, (_, at): [number, NodeId] => [
    at + 1,
    ownerOf(fingerKey(self, at + 1, identifiers), all),
  ]);
  return new Map(pairs.filter(([, owner]) => owner !== self));
}

/** Whether every finger of every member leads to a member. */
export function fingersAreLive(members: NodeViews): boolean {
  return [...members.values()].every(({ fingers }) =>
    [...fingers.values()].every((node) => members.has(node)),
  );
}

/**
 * The owner to which routing leads from a member, step by step over the views of one world, and the number of
 * nodes that are asked; undefined if a step leads to a node that is no member, or never ends.
 */
export function routedTo(
  key: Key,
  from: NodeId,
  members: NodeViews,
): { readonly owner: NodeId; readonly forwardings: number } | undefined {
  let at: NodeId | null = from;
  for (let forwardings = 0; forwardings <= members.size; forwardings++) {
    const view: NodeView | undefined = at === null ? undefined : members.get(at);
    if (view === undefined) return undefined;
    const routes = { ...view, self: at as NodeId };
    const owner = ownerKnownTo(routes, key);
    if (owner !== null) return { owner, forwardings };
    at = closestPreceding(routes, key);
  }
  return undefined;
}

/** Whether the members form an ideal ring. */
export function isIdealRing(members: NodeViews): boolean {
  return isIdeal(members);
}
