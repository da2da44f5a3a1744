import { type FuzzOptions, type Property, type Subject, type Suite } from '../checker/index.ts';
import { type Explored, type Stormed } from '../reports/index.ts';
import { type Stop } from './limits.ts';
import type { Options } from './options.ts';
/** How long a broken schedule is shrunk unless told otherwise. */
export declare const shrinkSecondsMax = 10;
/** How schedules are drawn, in plain data. */
export type StormPlan = Pick<FuzzOptions, 'runs' | 'actionsMax'>;
export declare class Driver {
    #private;
    constructor(options: Options, limits: Stop);
    /** Explores a subject to the end, or to the first limit. */
    explore(suite: Suite, scope: string, subject: Subject, properties: readonly Property[]): Promise<Explored>;
    /** Draws schedules until one breaks a promise, or there were enough; what broke is shrunk for a while. */
    storm(suite: Suite, scope: string, subject: Subject, properties: readonly Property[], options: Omit<FuzzOptions, 'seed'> & {
        readonly seed?: number;
    }): Promise<Stormed>;
}
