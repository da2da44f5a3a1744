/** What `import ... from 'swarmcheck'` gives: the checker, `assert` with its report, and the configuration's type. */
export * from './checker/index.ts';
export { type Config, defineConfig } from './config.ts';
export { assert, BrokenPromise, verdictText } from './reports/assert.ts';
