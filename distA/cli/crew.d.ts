import type { Property, Subject, Suite } from '../checker/index.ts';
import type { Explored, Stormed } from '../reports/index.ts';
import type { Driver, StormPlan } from './drive.ts';
import type { Limits } from './limits.ts';
import type { Options } from './options.ts';
/** A check that was asked for: what came of it, or undefined where the run was over before it was its turn. */
type Asked<T> = () => Promise<T | undefined>;
/** Where checks are made: here, each when somebody waits for it, unless there are many. */
export declare class Crew {
    #private;
    constructor(driver: Driver, limits: Limits, options: Options);
    /** Is told how many checks will be asked for, before the first. */
    expect(checks: number): void;
    explore(suite: Suite, scope: string, subject: Subject, properties: readonly Property[]): Asked<Explored>;
    storm(suite: Suite, scope: string, subject: Subject, properties: readonly Property[], storm: StormPlan): Asked<Stormed>;
    /** Ends the threads, whatever they are about. */
    end(): Promise<void>;
}
export {};
