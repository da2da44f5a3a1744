import { type Property } from './property.ts';
import type { System } from './system.ts';
import { type Action, type World } from './world.ts';
/** The world that stands for all that behave as this one does. */
export declare function rebased(system: System, world: World): World;
/** Rebases the worlds of one search, and looks at some of them closely. */
export declare class Rebasing {
    #private;
    constructor(system: System, properties: readonly Property[]);
    /** @throws CodeError where a world and what it is rebased to are not alike. */
    of(world: World): World;
}
/** The system in which a real run goes on: what is within is asked of the worlds that are explored, not of those that they stand for. */
export declare function withoutWithin({ within: _, ...system }: System): System;
/**
 * Actions as they are really taken, from those that were taken among rebased worlds: first the given ones, then by their
 * positions among the actions of each world.
 */
export declare function unfolded(system: System, start: number, actions: readonly Action[], ordinals?: readonly number[]): Action[];
/** A real run among rebased worlds: the same actions under their names there. */
export declare function folded(system: System, worlds: readonly World[], actions: readonly Action[]): {
    readonly worlds: readonly World[];
    readonly actions: readonly Action[];
};
