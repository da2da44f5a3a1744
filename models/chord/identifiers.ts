/**
 * The identifier space: a circle on which each node has a place. A node is named by its identifier, `N3` for 3, as in the paper
 * (Stoica et al. 2003, Figure 2).
 */
import type { NodeId } from '../../checker/actors/actor.ts';

/** The node whose identifier this is, whether there is such a node or not. */
export function nodeAt(identifier: number): NodeId {
  return `N${identifier}`;
}

export function identifierOf(node: NodeId): number {
  return Number(node.slice(1));
}

/** The node whose identifier comes next on a circle of so many. */
export function nextAfter(node: NodeId, identifiers: number): NodeId {
  return nodeAt((identifierOf(node) + 1) % identifiers);
}

/**
 * Whether b comes strictly between a and c on the way clockwise from a (Zave 2017). All the way round if a is c: then
 * everybody else lies between them, so a ring of one takes anybody in.
 */
export function between(a: NodeId, b: NodeId, c: NodeId): boolean {
  const [from, at, to] = [identifierOf(a), identifierOf(b), identifierOf(c)];
  return from < to ? from < at && at < to : from < at || at < to;
}
