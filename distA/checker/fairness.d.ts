/**
 * What may not be put off for ever. A search sees every order of events, also the ones in which a message is never delivered
 * though nothing keeps it back. A promise that something happens in the end (`leadsTo`, `settles`) says which of these
 * orders it counts on not to meet.
 *
 * Fairness is spoken of in families, and every member of a family is judged by itself: `timeout` means each timer of each node,
 * `deliver ack` each acknowledgement by its content and link. Weak fairness: what stays possible from some moment on
 * is done in the end. Strong fairness: what is possible again and again is done in the end, even if it is
 * impossible in between. (TLA+'s WF and SF; what changes nothing counts neither as possible nor as done.)
 */
import type { AnyShape, Of, Shape, Tagged } from './actor.ts';
import type { NodeState, Action as WorldAction } from './world.ts';
type TypeOf<T> = T extends Tagged ? T['type'] : never;
/** The kinds of action that a family may name. */
export declare const fairKinds: ("deliver" | "heal" | "input" | "persisted" | "reply" | "request" | "restart" | "timeout")[];
/** What of a kind may happen: all of it, or what bears a name: a type of message or input, a timer. */
export type Family<P extends Shape = AnyShape> = (typeof fairKinds)[number] | `deliver ${TypeOf<P['message']>}` | `timeout ${Extract<Of<P, 'timer'>, string>}` | `input ${TypeOf<Of<P, 'input'>>}`;
/** What is counted on not to be put off for ever. Without it whatever can go on for ever may. */
export interface Fairness<P extends Shape = AnyShape> {
    readonly weak?: readonly Family<P>[];
    readonly strong?: readonly Family<P>[];
}
/** The label of what may happen in calm and belongs to no family that a property names. */
export declare const calmLabel = 0;
/**
 * Labels for the edges of a graph of worlds: one for each member of a family that some property names, and two for all that
 * is in none.
 */
export declare class Labels {
    #private;
    constructor(families: Iterable<string>);
    get count(): number;
    /** The label of an action; `before` is how the node stood that restarts. A draw or choice makes no other member of it. */
    of(action: WorldAction, before?: NodeState): number;
    /** By label, whether it may happen in calm. */
    calm(): Uint8Array;
    /** By label, whether it belongs to one of these families. */
    among(families: readonly string[]): Uint8Array;
}
export {};
