/**
 * The public interface of `swarmcheck`: the checker, `assert` with its report, and the type of the
 * configuration.
 */
export * from './checker/index.ts';
export { type Config, defineConfig } from './config.ts';
export { assert, VerdictError, verdictText } from './reports/assert.ts';
