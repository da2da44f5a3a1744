/**
 * Schedules as a fast-check Arbitrary: a list of concrete actions, made by walking a system from world to world and
 * choosing among the actions that are enabled, so that none is wasted.
 *
 * A schedule shrinks as a list. Whatever is left after cutting something out is walked again, and actions that are no longer
 * enabled fall out: with a send go its deliveries, with a crash its restart. So every shrunk schedule is one that can
 * happen, and what is kept is never a seed but the actions themselves.
 */
import fc from 'fast-check';
import type { Property } from './property.ts';
import { type Random } from './random.ts';
import { Run } from './run.ts';
import { type Strategy } from './strategy.ts';
import type { System } from './system.ts';
import type { Tallies } from './tallies.ts';
import type { Action } from './world.ts';
/** A storm of concrete actions, and the calm after it. */
export interface Schedule {
    /** Which initial world, from 0. */
    readonly start: number;
    /** The storm. */
    readonly actions: readonly Action[];
    /** Seed of the calm after it. */
    readonly calm: number;
}
/** How schedules are drawn. */
export interface ScheduleOptions {
    /** Most actions of a storm. */
    readonly actionsMax: number;
    /** From which each run draws its own; all unless given. */
    readonly strategies?: readonly Strategy[];
}
/**
 * Schedules of a system. `fresh` gives the system anew for each walk, since actors may be alive (see `Actor.live`).
 */
export declare function schedules(fresh: () => System, options: ScheduleOptions): fc.Arbitrary<Schedule>;
/** A schedule, and the run that it was drawn in. */
export interface Drawn {
    readonly schedule: Schedule;
    readonly run: Run;
    /** Actions taken, those taken back included. */
    readonly steps: number;
}
/**
 * Draws one schedule, judging as it goes; it ends where a promise breaks. Where it comes to the end of the scope, which is
 * judged and not followed further, the last action is taken back and another chosen.
 *
 * `tallies` hear of all of it.
 */
export declare function draw(fresh: () => System, properties: readonly Property[], { actionsMax, strategies: from }: ScheduleOptions, random: Random, tallies?: Tallies): Drawn;
/** What is left of a list without one stretch of it: halves first, then halves of halves, the last stretch first. */
export declare function withoutChunks<T>(list: readonly T[]): Generator<readonly T[]>;
/** The actions that can still happen, in order, once those that cannot are left out. */
export declare function possible(system: System, start: number, actions: readonly Action[]): readonly Action[];
