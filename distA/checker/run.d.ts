import { type Property } from './property.ts';
import type { System } from './system.ts';
import type { Taken, Walk } from './walk.ts';
import type { Action } from './world.ts';
/** A run that is judged as it goes. */
export declare class Run {
    #private;
    /** Storm and calm, as far as they came. */
    readonly taken: Action[];
    /** The promise that broke. */
    broken: Property | undefined;
    /** What an actor threw; the action that made it is the last one taken. */
    failed: {
        readonly cause: unknown;
    } | undefined;
    /** After how many actions the calm began, and when in it a promise was found broken. */
    calm: {
        readonly begins: number;
        readonly atMs?: number;
    } | undefined;
    readonly walk: Walk;
    /** `reached` is what was reached before, in a run that went another way from here on. */
    constructor(system: System, walk: Walk, properties: readonly Property[], reached?: readonly Property[]);
    /** Whether anything can still be found out by going on. */
    get isOver(): boolean;
    /** Every `sometimes` that came to be. */
    get reached(): readonly Property[];
    /** Takes an action that may happen; what came of it, unless the actor failed. */
    take(action: Action): Taken | undefined;
    /**
     * Takes those of the actions that may happen when it is their turn, in order; `loosely` also others like them in place of
     * those that may not.
     */
    play(actions: readonly Action[], how?: 'exactly' | 'loosely'): void;
    /** The calm after the storm: from `withinMs` on, for as long again, every world must have settled. */
    calmDown(seed: number): void;
}
/** A run of a system that begins in this initial world. */
export declare function runOf(system: System, start: number, properties: readonly Property[], reached?: readonly Property[]): Run;
/** The action as the walk has it to offer, if it does. */
export declare function wayOf(walk: Walk, action: Action): Action | undefined;
