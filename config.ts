/** The configuration of a project, which `swarmcheck.config.ts` exports. */
import type { Suite } from './checker/index.ts';

/** The suites and the adapters of a project; it needs one of the two. */
export interface Config {
  /** Suites, or paths of files that export suites, relative to the folder of the configuration. */
  readonly suites?: readonly (Suite | string)[];
  /**
   * By the name of a protocol, the command of the adapter that plays its implementation, or the command for
   * each role. Commands run in the folder of the configuration.
   */
  readonly adapters?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

/**
 * `export default defineConfig({ suites: ['./my.suite.ts'] })`: returns the configuration, and lets
 * TypeScript check it.
 */
export function defineConfig(config: Config): Config {
  return config;
}
