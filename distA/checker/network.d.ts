/**
 * Messages under way, for each kind of network.
 *
 * - `fifo`: each link delivers in the order of sending. Only the oldest message of a link can be delivered, lost or
 *   doubled; what happens to a later one can wait until it is the oldest.
 * - `unordered`: a multiset; any message may come next.
 * - `set`: as `unordered`, but of equal messages on a link at most one is under way.
 * - `duplicating`: a set that only grows. A message may be delivered any number of times, at any time or never, so
 *   loss, reordering and duplication cost no actions of their own.
 *
 * Messages are kept in canonical order (per link in sending order for `fifo`), so that how a world came about does not
 * show in it.
 */
import type { NodeId, Tagged } from './actor.ts';
import type { Partition } from './system.ts';
import type { World } from './world.ts';
/** How messages travel; see the head of this file. */
export type NetworkKind = 'fifo' | 'unordered' | 'set' | 'duplicating';
/** A message on its way. */
export interface Envelope {
    readonly from: NodeId;
    readonly to: NodeId;
    readonly message: Tagged;
}
/** The messages that may be delivered next, each once. */
export declare function deliverable(system: {
    readonly network: NetworkKind;
    readonly partitions?: readonly Partition[];
}, world: World): Envelope[];
/** Whether the partition that stands holds back what goes from one node to another. */
export declare function isBlocked({ partitions }: {
    readonly partitions?: readonly Partition[];
}, world: World, from: NodeId, to: NodeId): boolean;
/** Whether what is sent from one node to another is lost, whatever happens. */
export declare function isSevered({ severed }: {
    readonly severed?: readonly (readonly [from: NodeId, to: NodeId])[];
}, from: NodeId, to: NodeId): boolean;
/** The messages that something can happen to, each once. */
export declare function heads(kind: NetworkKind, inFlight: readonly Envelope[]): Envelope[];
/** What is under way once a message was sent. */
export declare function sent(kind: NetworkKind, inFlight: readonly Envelope[], envelope: Envelope): readonly Envelope[];
/** What is under way once a message was delivered. */
export declare function afterDelivery(kind: NetworkKind, inFlight: readonly Envelope[], envelope: Envelope): readonly Envelope[];
/** With `fifo` the first equal message of a link is also the oldest: equal ones are interchangeable. */
export declare function without(inFlight: readonly Envelope[], envelope: Envelope): readonly Envelope[];
/** The copy stands right behind its original. */
export declare function withCopy(inFlight: readonly Envelope[], { from, to, message }: Envelope): readonly Envelope[];
/** Names of nodes have no `>` in them (see validate.ts). */
export declare function linkOf({ from, to }: Envelope): string;
/** Equal messages on the same link. */
export declare function isEqual(one: Envelope, other: Envelope): boolean;
/** Equal for equal messages on the same link. Remembered, because what is under way is compared again and again. */
export declare function envelopeKey(envelope: Envelope): string;
