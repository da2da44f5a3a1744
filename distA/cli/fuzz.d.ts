import { type Exit } from './exit.ts';
import type { Options } from './options.ts';
export declare function fuzz(protocol: string | undefined, options: Options): Promise<Exit>;
