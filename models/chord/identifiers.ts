/**
 * The identifier space: a circle on which each node has one point. A node is named by its identifier, `N3`
 * for 3, as in the paper (Stoica et al. 2003, Figure 2).
 */
import type { NodeId } from '../../checker/actors/actor.ts';

/** The name of the node with this identifier. The node need not exist. */
export function nodeAt(identifier: number): NodeId {
  return `N${identifier}`;
}

/** The identifier of a node. */
export function identifierOf(node: NodeId): number {
  return Number(node.slice(1));
}

/** The node with the next identifier, on a circle of this many identifiers. */
export function nextAfter(node: NodeId, identifiers: number): NodeId {
  return nodeAt((identifierOf(node) + 1) % identifiers);
}

/**
 * Whether b lies strictly between a and c, clockwise from a (Zave 2017). If a is c, the interval is the
 * whole circle without a: every other node lies in it, so a ring of one member accepts any node.
 */
export function between(a: NodeId, b: NodeId, c: NodeId): boolean {
  const [from, at, to] = [identifierOf(a), identifierOf(b), identifierOf(c)];
  return from < to ? from < at && at < to : from < at || at < to;
}
