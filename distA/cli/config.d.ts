/** What `swarmcheck.config.ts` exports. */
import type { Suite } from '../checker/index.ts';
export interface Config {
    /** Suites, or paths of files that export some, from the folder of the configuration. */
    readonly suites: readonly (Suite | string)[];
}
/** `export default defineConfig({ suites: ['./my.suite.ts'] })`: the configuration itself, with its types checked. */
export declare function defineConfig(config: Config): Config;
