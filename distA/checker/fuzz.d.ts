import type { Result } from './explore.ts';
import type { Property } from './property.ts';
import { type ScheduleOptions } from './schedule.ts';
import { type ShrinkProgress } from './shrink.ts';
import type { System } from './system.ts';
import { type Tallied, type TalliesOptions } from './tallies.ts';
import { type Trace } from './trace.ts';
/** How many schedules, how long, and drawn from which seed. */
export interface FuzzOptions extends ScheduleOptions, TalliesOptions {
    /** Absent: until the caller says stop, or a promise breaks. */
    readonly runs?: number;
    readonly seed: number;
}
/** How far schedules have come. */
export interface FuzzProgress {
    readonly runs: number;
    /** Actions taken in all, storms and calms, without those of shrinking. */
    readonly actions: number;
    /** Present once a promise is broken, while its schedule is shrunk. */
    readonly shrinking?: ShrinkProgress;
}
/** What schedules found. */
export interface Fuzzed extends Omit<FuzzProgress, 'shrinking'> {
    readonly stopped?: string;
    /** The first promise that broke, on the shrunk schedule. */
    readonly violation?: Violation;
    /** In how many runs each `sometimes` was reached. */
    readonly reached: ReadonlyMap<Property, number>;
    readonly tallies: Tallied;
}
/** A promise that a schedule broke. */
export interface Violation {
    readonly property: Property;
    readonly trace: Trace;
    /** Actions of the storm as it was drawn. */
    readonly drawn: number;
    /** Schedules tried to make it simpler, and why no more were, if so. */
    readonly tries: number;
    readonly stopped?: string;
    /** Of a promise that broke in the calm: after how many steps that began, and how long it had lasted. */
    readonly calm?: {
        readonly begins: number;
        readonly atMs: number;
    };
}
/** The seed of those who name none: fixed, so that two runs of one version draw the same. */
export declare const defaultSeed = 24301;
/**
 * @throws UsageError where the system makes no sense; CodeError, with the trace that led there, where an actor fails or does
 * not do the same thing twice.
 */
export declare function fuzz(system: System, properties: readonly Property[], { runs: runsMax, seed, ...options }: FuzzOptions): Generator<FuzzProgress, Fuzzed, string | undefined>;
/** Draws schedules to the end, for callers that need no progress. */
export declare function fuzzAll(system: System, properties: readonly Property[], options: FuzzOptions & {
    readonly runs: number;
}): Fuzzed;
/** What schedules say of each property: one that none broke holds so far. */
export declare function resultsOf({ violation, stopped, reached }: Fuzzed, properties: readonly Property[]): readonly Result[];
/** A system for one run: actors that live one life where they can, and remember their steps where they cannot. */
export declare function forSchedules(system: System): () => System;
