import { type Suite } from '../checker/index.ts';
/**
 * The suites that a file exports.
 *
 * @throws UsageError where the file is missing, does not compile, fails, or exports no sound suite.
 */
export declare function suitesIn(path: string): Promise<readonly Suite[]>;
/**
 * The suites of the configuration in a folder; none where there is no configuration.
 *
 * @throws UsageError as `suitesIn` does, and where the configuration is none.
 */
export declare function configuredSuites(folder: string): Promise<readonly Suite[]>;
