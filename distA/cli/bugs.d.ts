import { type Exit } from './exit.ts';
import type { Options } from './options.ts';
export declare function bugs(protocols: readonly string[], options: Options): Promise<Exit>;
