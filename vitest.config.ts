import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['dist/**', 'examples/**', 'node_modules/**'],
    globalSetup: './tests/support/build.ts',
    setupFiles: './tests/support/seed.ts',
    testTimeout: 60_000,
    // By default vitest leaves one core free; of two cores that is half.
    maxWorkers: '100%',
  },
});
