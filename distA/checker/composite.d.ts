/**
 * A node made of parts: one for itself (the root) and one for each partner. Where a protocol lives per connection a machine a
 * connection reads like the protocol, and one machine for all of them does not.
 *
 * - A message goes to the part of the partner that sent it; what that part sends to its partner goes over the network.
 * - Parts of one node tell each other by sending, too: a partner's part to `self`, which is the root, and the root to a
 *   partner's name, which is that partner's part. Such a message arrives within the same step, with `from` the other's name,
 *   and so on until nobody has anything left to tell.
 * - Inputs, replies and `persisted` go to the root. Timers are of the part that arms them: those of a partner's part are
 *   known outside as `retry@b`.
 *
 * A partner's part is born with `nodes: [self, partner]`.
 */
import type { Actor, NodeId, Shape } from './actor.ts';
/** The parts of a node of protocol P. */
export interface Parts<P extends Shape, R extends Shape, Q extends Shape> {
    readonly root: Actor<R>;
    readonly partner: Actor<Q>;
    /** What the node shows, of what its parts show. */
    view(root: R['view'], partners: ReadonlyMap<NodeId, Q['view']>): P['view'];
}
/** The states of the parts between two steps. */
export interface CompositeState {
    readonly self: NodeId;
    readonly root: unknown;
    readonly partners: Readonly<Record<NodeId, unknown>>;
}
/** Makes one actor of the parts of a node. */
export declare function composite<P extends Shape, R extends Shape = Shape, Q extends Shape = Shape>(parts: Parts<P, R, Q>): Actor<P, CompositeState>;
