import { type Exit } from './exit.ts';
import type { Options } from './options.ts';
export declare function list(protocols: readonly string[], options: Options): Promise<Exit>;
/** Explores one subject in one scope. */
export declare function explore(protocol: string | undefined, options: Options): Promise<Exit>;
/** Explores each protocol in its default scope, draws schedules in larger ones, and hunts every known bug. */
export declare function verify(protocols: readonly string[], options: Options): Promise<Exit>;
/** Runs a recorded trace again. */
export declare function replay(path: string, options: Options): Promise<Exit>;
/** Prints a recorded trace as it is, without running anything. */
export declare function show(path: string, options: Options): Exit;
