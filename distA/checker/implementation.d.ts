/**
 * An optimised implementation as an actor. The actor's state is what the implementation saves, and whose it is; before
 * each step the one live instance of a node is loaded with it. So exploring, which jumps between worlds, needs no copy
 * of an instance per world.
 */
import type { Actor, Birth, Core, Effect, Outbox, Shape } from './actor.ts';
/** Which node of which system a state belongs to; shared by all states of one life. */
interface Home {
    readonly self: string;
    readonly nodes: readonly string[];
    readonly setting: unknown;
}
/** What an implementation is between two steps. */
export interface ImplementationState<Saved = unknown> {
    readonly home: Home;
    readonly saved: Saved;
}
/** Makes an actor of an implementation. `make` gives an instance that has not started. */
export declare function implementationActor<P extends Shape, Saved>(make: (birth: Birth<P>) => Core<P, Saved>): Actor<P, ImplementationState<Saved>>;
/** An outbox that keeps copies of what is written to it, in order. */
export declare class Recorder<P extends Shape> {
    #private;
    readonly writer: Outbox<P>;
    /** What was written since the last time, in order. */
    take(): Effect<P>[];
}
export {};
