/** What `import ... from 'swarmcheck'` gives: the checker, `assert` with its report, and the configuration's type. */
export * from './checker/index.js';
export { defineConfig } from './config.js';
export { assert, BrokenPromise, verdictText } from './reports/assert.js';
