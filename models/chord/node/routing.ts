/** Routing: the next node on the way to a key, from the fingers and the successor list (Stoica et al. 2003, Figure 5). */
import type { NodeId } from '../../../checker/actors/actor.ts';
import { between, identifierOf } from '../identifiers.ts';
import type { Key, NodeView } from './messages.ts';

/** What routing reads of a node. */
export type Routes = Pick<NodeView, 'successors' | 'predecessor' | 'fingers'> & { readonly self: NodeId };

/** The first entry of the list. A member always has one. */
export function successorOf({ successors }: Pick<Routes, 'successors'>): NodeId {
  return successors[0] as NodeId;
}

/** Whether an identifier is in the interval (a, b], clockwise. If a is b, that is the whole circle. */
export function isIn(a: NodeId, key: Key, b: NodeId): boolean {
  return hasSamePlace(key, b) || between(a, key, b);
}

/** Whether two names have the same identifier. */
function hasSamePlace(one: string, other: string): boolean {
  return one.slice(1) === other.slice(1);
}

/** Whether a node owns a key: the key is in (predecessor, node]. A node always owns its own identifier. */
export function isOwnedBy({ self, predecessor }: Pick<Routes, 'self' | 'predecessor'>, key: Key): boolean {
  return hasSamePlace(key, self) || (predecessor !== null && isIn(predecessor, key, self));
}

/**
 * The owner of a key, as far as this node knows it without asking; null otherwise. It is the node itself, or the first
 * successor; if successors before the key were tried, it is the one after them.
 */
export function ownerKnownTo(
  routes: Routes,
  key: Key,
  tried: ReadonlySet<NodeId> = new Set(),
): NodeId | null {
  if (isOwnedBy(routes, key)) return routes.self;
  const nearest = routes.successors.find((node) => isIn(routes.self, key, node) || !tried.has(node));
  return nearest !== undefined && isIn(routes.self, key, nearest) ? nearest : null;
}

/**
 * The nearest node before a key among the fingers and the successors of a node, those that were tried left out;
 * null if it knows none between itself and the key (Stoica et al. 2003, Figure 5: closest_preceding_node).
 */
export function closestPreceding(
  { self, successors, fingers }: Omit<Routes, 'predecessor'>,
  key: Key,
  tried: ReadonlySet<NodeId> = new Set(),
): NodeId | null {
  let nearest: NodeId | null = null;
  for (const node of [...successors, ...fingers.values()])
    if (!tried.has(node) && between(nearest ?? self, node, key) && !hasSamePlace(node, self)) nearest = node;
  return nearest;
}

/** The identifier of a finger, 2 to the power of its number after the node, as the name of a key. */
export function fingerKey(self: NodeId, number: number, identifiers: number): Key {
  return `K${(identifierOf(self) + 2 ** number) % identifiers}`;
}
