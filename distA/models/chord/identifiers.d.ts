/**
 * The identifier space: a circle on which each node has a place. A node is named by its identifier, `N3` for 3, as in the paper
 * (Stoica et al. 2003, Figure 2).
 */
import type { NodeId } from '../../checker/actor.ts';
/** The node whose identifier this is, whether there is such a node or not. */
export declare function nodeAt(identifier: number): NodeId;
export declare function identifierOf(node: NodeId): number;
/** The node whose identifier comes next on a circle of so many. */
export declare function nextAfter(node: NodeId, identifiers: number): NodeId;
/**
 * Whether b comes strictly between a and c on the way clockwise from a (Zave 2017). All the way round if a is c: then
 * everybody else lies between them, so a ring of one takes anybody in.
 */
export declare function between(a: NodeId, b: NodeId, c: NodeId): boolean;
