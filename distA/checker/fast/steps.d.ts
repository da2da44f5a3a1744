/**
 * Local steps, each taken once. What a node does depends on how it stands and on what it receives, on nothing else of the
 * world; so the reference semantics is asked the first time, in the world where that was, and the answer holds in all others.
 */
import type { Received } from '../actor.ts';
import type { Recovery, Transition } from '../property.ts';
import { type Outcome } from '../semantics.ts';
import { type Action, type World } from '../world.ts';
import { type Parts } from './parts.ts';
/** What one step of one node leaves behind, in numbers of `Parts`. It is taken when it is first needed, not before. */
export interface LocalStep {
    readonly action: Action;
    /** How the node stands after it; -1 as long as it was never taken. */
    node: number;
    /** What it sends. */
    messages: number;
    /** What the monitor is told. */
    tidings: number;
    /** Nothing but what is under way can be changed by it. */
    isIdle: boolean;
    /** How many nodes it has read, each as it stands in the world that the step is of. */
    readonly hasRead: number;
    /** Index of the node that it reads next, whose standing then decides which of `readings` happens; -1 where it reads none. */
    reads: number;
    /** By how the node stands that it reads; absent until first taken. */
    readonly readings: LocalStep[];
}
/** Something a node may do by itself: a timer that is armed, an input that the outside may bring. */
export interface Trigger {
    /** Of the bound that limits it, or -1. */
    readonly limit: number;
    readonly action: Action;
    readonly event: Received;
    /** Absent until first taken. */
    steps: readonly LocalStep[] | undefined;
}
/** What may become of an open call. */
export interface Calling {
    /** Index of the callee. */
    readonly callee: number;
    /** Present where it has not been answered, and may be. */
    readonly request: LocalStep | undefined;
    readonly reply: Trigger | undefined;
    readonly failure: Trigger;
    /** The callee has crashed since. */
    readonly isLost: boolean;
}
/** What a step was taken in: the world, and how a property that breaks in it is to be told. */
export interface Occasion {
    world(): World;
    /** Runs what may fail before any action is taken. */
    asking<T>(run: () => T): T;
    /** Runs what may fail; the error is then told with the action. */
    taking<T>(action: Action, run: () => T): T;
    judge(transition: Transition | Recovery, action: Action): void;
    /** Notes the rules that a step took. */
    note(outcome: Outcome): void;
}
export declare class Steps {
    #private;
    constructor(parts: Parts);
    /** Whether any node seen so far had a timer armed. */
    get hasTimers(): boolean;
    /** What may become of a node that receives a message: one step for each draw and choice. */
    delivered(node: number, envelope: number, occasion: Occasion): readonly LocalStep[];
    timers(node: number): readonly Trigger[];
    inputs(node: number, occasion: Occasion): readonly Trigger[];
    triggered(trigger: Trigger, occasion: Occasion): readonly LocalStep[];
    written(node: number): Trigger | undefined;
    calls(node: number): readonly Calling[];
    /** One for each number of records that got down before. */
    crashed(node: number): readonly LocalStep[];
    /** `draw`: of equal ones always the same. */
    restarted(node: number, draw: unknown): LocalStep;
    /** The step as it happens here: itself, or what it is where the nodes that it reads stand so. */
    resolved(step: LocalStep, here: Int32Array, occasion: Occasion): LocalStep;
}
