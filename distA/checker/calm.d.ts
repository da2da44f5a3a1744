import type { Random } from './random.ts';
import type { System } from './system.ts';
import type { Taken, Walk } from './walk.ts';
import type { Action } from './world.ts';
/** The system without its cuts: where a scope ends, time does not. */
export declare function withoutCuts({ within: _, bounds: __, ...system }: System): System;
/** The system in calm: a failure detector that may lie does so in a storm, and when a timer fires time decides. */
export declare function calmed(system: System): System;
/**
 * Lets time pass on a walk until nothing is due any more, or `untilMs`. `take` takes each action, at its time; where it answers
 * with nothing, the calm is over.
 */
export declare function calm(system: System, walk: Walk, random: Random, untilMs: number, take: (action: Action, atMs: number) => Taken | undefined): void;
