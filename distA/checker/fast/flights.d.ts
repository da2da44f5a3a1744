/** Messages under way in a run, kept so that any of them can be chosen at random: the twin of `network.ts`. */
import type { NodeId, Tagged } from '../actor.ts';
import { type Envelope, type NetworkKind } from '../network.ts';
import type { Action } from '../world.ts';
import { Pool, type Pooled } from './pool.ts';
type Delivery = Extract<Action, {
    type: 'deliver';
}>;
/** What a network does with messages. */
export interface Flights {
    /** Those never delivered so far: all, except in a `duplicating` network. */
    readonly fresh: Pool<Flight>;
    /** Those delivered before that may be delivered again. */
    readonly known: Pool<Flight>;
    send(from: NodeId, to: NodeId, message: Tagged): void;
    /** The one that can be delivered, lost or doubled, if it is under way. */
    find(envelope: Envelope): Flight | undefined;
    delivered(flight: Flight): void;
    dropped(flight: Flight): void;
    doubled(flight: Flight): void;
    /** All that is under way to a node, or from it, is lost. */
    loseAll(end: 'to' | 'from', node: NodeId): void;
    /** As the reference semantics keeps them. */
    inFlight(): readonly Envelope[];
}
/** A message on its way, with how many copies there are; of a fifo link the oldest. */
export interface Flight extends Pooled {
    readonly delivery: Delivery;
    readonly key: string;
    copies: number;
    isKnown: boolean;
}
/** The empty network of a kind. */
export declare function flightsOf(kind: NetworkKind): Flights;
export {};
