/** The configuration of a project, which `swarmcheck.config.ts` exports. */
import type { Suite } from './checker/index.ts';

/** The suites of a project. */
export interface Config {
  /** Suites, or paths of files that export suites, relative to the folder of the configuration. */
  readonly suites: readonly (Suite | string)[];
}

/**
 * `export default defineConfig({ suites: ['./my.suite.ts'] })`: returns the configuration, and lets
 * TypeScript check it.
 */
export function defineConfig(config: Config): Config {
  return config;
}
