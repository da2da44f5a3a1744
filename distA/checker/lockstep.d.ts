/**
 * A model and an implementation as one actor that takes every step with both. Exploring it is the proof, for that scope,
 * that the implementation refines the model: each of its steps is a step of the model.
 *
 * Its state is the *set* of model states that agree with the implementation so far, and the implementation's. Where the
 * model leaves something open (`choices`), every choice is tried, and those that do what the implementation did stay. None
 * left is a divergence: it is part of the state, told with the nearest miss, and the pair takes no further steps.
 *
 * Two steps agree if they leave the same behind, seen from outside: the same messages in the same order to each node, the
 * same outputs in order, the same timers armed (and armed anew), the same durable record, and the same view. So a model
 * may write down its record twice where the implementation writes once, and disarm a timer that is not armed.
 */
import type { Actor, Divergence, Shape } from './actor.ts';
/** A model and an implementation between two steps that they take together. */
export interface LockstepState {
    /** Model states that agree so far, without doubles, in canonical order. */
    readonly models: readonly unknown[];
    readonly implementation: unknown;
    /** What the world keeps for the node; known here because effects are compared by what they change of it. */
    readonly armed: readonly string[];
    readonly durable: unknown;
    readonly divergence?: Divergence;
}
/** The pair as one actor. Its effects and view are the implementation's. */
export declare function lockstep<P extends Shape>(model: Actor<P>, implementation: Actor<P>): Actor<P, LockstepState>;
