import { type Property } from './property.ts';
import { type Exploration, type Limits, type Progress, type Space } from './search.ts';
import type { System } from './system.ts';
import type { World } from './world.ts';
/** An `inductive` property. */
export type Inductive = Extract<Property, {
    kind: 'inductive';
}>;
/**
 * Searches a system for what its properties promise. Those that are inductive are judged by a search each, after the one for all
 * others; the numbers told are those of the first search.
 */
export declare function searchAll(spaceOf: (system: System, maxWorlds: number) => Space, system: System, properties: readonly Property[], limits?: Limits): Generator<Progress, Exploration, string | undefined>;
/** The system that begins in the listed worlds in which the condition holds. */
export declare function listedSystem(system: System, property: Inductive): System & {
    readonly listed: readonly World[];
};
