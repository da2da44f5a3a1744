export { type Config, defineConfig } from './config.ts';
export { assert, BrokenPromise, verdictText } from './reports/assert.ts';
