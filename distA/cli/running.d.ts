import type { Ended, Run } from './checks.ts';
import { type Exit } from './exit.ts';
import type { Options } from './options.ts';
/** Begins a run, and ends it with a report, also where it fails. */
export declare function running(options: Options, check: (run: Run) => Promise<readonly Ended[]>): Promise<Exit>;
