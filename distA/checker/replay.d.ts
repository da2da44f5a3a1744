import { type Property } from './property.ts';
import type { System } from './system.ts';
import { type Trace } from './trace.ts';
/** What became of a recorded trace. */
export type Replay = {
    readonly verdict: 'reproduced' | 'fixed';
    /** What the subject does on this schedule today, without the actions that were skipped. */
    readonly trace: Trace;
    /** Step of the record, from 1, at which the subject first did something else; 0 for what it showed initially. */
    readonly differsAt?: number;
    readonly skipped: number;
} | {
    readonly verdict: 'stale';
    readonly because: string;
}
/** The last world is reached again, but what a `possible` could reach from it is too much to look at. */
 | {
    readonly verdict: 'undecided';
    readonly because: string;
};
/** Replays a record made with this setting. */
export declare function replay(scope: System, property: Property, setting: unknown, recorded: Trace): Replay;
