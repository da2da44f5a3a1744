import { defineConfig } from 'swarmcheck';

export default defineConfig({ suites: ['./src/ring.suite.ts'] });
