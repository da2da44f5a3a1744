/**
 * What a run is made of: exploring a scope, drawing schedules, hunting known bugs. Each is asked for first, so that several can
 * be under way, and prints what was found when it is told to.
 */
import { type Property, type Side, type Subject, type Suite } from '../checker/index.ts';
import { type Check, type Explored } from '../reports/index.ts';
import type { Crew } from './crew.ts';
import type { Driver } from './drive.ts';
import { type Exit } from './exit.ts';
import type { Limits } from './limits.ts';
import type { Options } from './options.ts';
import type { Output } from './output.ts';
/** What the checks of one run share. */
export interface Run {
    readonly options: Options;
    readonly limits: Limits;
    /** For checks that are made one after the other. */
    readonly driver: Driver;
    /** For those of which several may be made at a time. */
    readonly crew: Crew;
    readonly output: Output;
    /** What was checked so far, for the report. */
    readonly checks: Check[];
}
/** How one check ended, and what to say of it in the last line of the run. */
export interface Ended {
    readonly exit: Exit;
    /** Promises that are broken, or bugs that were not caught. */
    readonly broken: readonly string[];
}
/** What was asked for: waits for it, prints it, and says how it ended. */
export type Pending = () => Promise<readonly Ended[]>;
export declare function exploreScope({ crew, output, checks }: Run, { suite, scope, subject }: Pick<Explored, 'suite' | 'scope' | 'subject'>, properties: readonly Property[]): Pending;
interface StormOfSide {
    readonly storm: NonNullable<Suite['storms']>[number];
    readonly subject: Subject;
    readonly properties: readonly Property[];
}
/** The scopes that are too large to explore, for model, implementation and both. */
export declare function stormsOf(suite: Suite, { property }: Options): readonly StormOfSide[];
/** Draws schedules. */
export declare function stormScopes({ crew, output, checks }: Run, suite: Suite, storms: readonly StormOfSide[]): Pending;
interface Hunt {
    readonly bug: string;
    readonly scope: string;
    readonly sides: readonly (readonly [Side, Property])[];
}
/**
 * Every known bug that breaks one of the chosen properties must be caught: made in the model, made in the implementation,
 * and as a step that the model does not take.
 */
export declare function huntBugs({ crew, output, checks }: Run, suite: Suite, hunts: readonly Hunt[]): Pending;
/** The known bugs that are to be caught, each with what it breaks on each side. */
export declare function huntsOf(suite: Suite, { property }: Options): readonly Hunt[];
export {};
