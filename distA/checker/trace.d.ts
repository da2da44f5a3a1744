/**
 * A schedule with what happened at each step: what a report shows of a broken promise.
 *
 * A trace is always made by replaying actions through the reference semantics, whatever engine found them, so that a
 * mistake in an engine cannot print a plausible lie.
 */
import type { Divergence, Effect, NodeId } from './actor.ts';
import type { Onward } from './finding.ts';
import { type Outcome } from './semantics.ts';
import type { System } from './system.ts';
import { type Action, type Standing, type World } from './world.ts';
/** A schedule from an initial world, with what happened at each step. */
export interface Trace {
    /** Which initial world it starts from, counted from 0. */
    readonly start: number;
    readonly initial: Readonly<Record<NodeId, Standing>>;
    readonly steps: readonly TraceStep[];
    /**
     * Present for a lasso: after the last step the world is as it was after this many steps, and so on for ever; after as many
     * as there are it stays as it is.
     */
    readonly loop?: number;
}
/** One action, and what came of it. */
export interface TraceStep {
    readonly action: Action;
    /** What the node that took the step asked of the world; empty where only the network changed. */
    readonly effects: readonly Effect[];
    readonly changes: readonly Change[];
    /** What the monitor made of it; absent where its history stayed as it was. */
    readonly history?: {
        readonly before: unknown;
        readonly after: unknown;
    };
    /** The node had no rule for what it received. */
    readonly ignored?: true;
}
/**
 * A node that came up or went down, a field of its view with another value than before, or an implementation that left its
 * model.
 */
export type Change = {
    readonly node: NodeId;
    readonly standing: Standing;
} | {
    readonly node: NodeId;
    readonly divergence: Divergence;
} | {
    readonly node: NodeId;
    readonly field: string;
    readonly before: unknown;
    readonly after: unknown;
};
/** Replays actions from an initial world. */
export declare function traceOf(system: System, start: number, actions: readonly Action[]): Trace;
/**
 * Replays actions, and then what goes on for ever.
 *
 * @throws Error where it does not come round to the same world: then whoever found it is mistaken.
 */
export declare function lassoOf(system: System, start: number, actions: readonly Action[], { ordinals, loop }: Onward): Trace;
/** Takes one action, and says what happened. */
export declare function stepOf(system: System, world: World, action: Action): {
    outcome: Outcome;
    step: TraceStep;
};
/** As `traceOf`, for actions of which the last one makes an actor fail. */
export declare function traceOfFailure(system: System, start: number, actions: readonly Action[]): Trace;
