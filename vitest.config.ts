import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['dist/**', 'examples/**', 'node_modules/**'],
    globalSetup: './tests/support/build.ts',
    setupFiles: './tests/support/seed.ts',
    testTimeout: 60_000,
    // Vitest itself would leave one core to who looks on, which of two is half.
    maxWorkers: '100%',
  },
});
