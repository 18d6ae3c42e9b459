import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    setupFiles: ['test/kit/setup.ts'],
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'threads',
    maxWorkers: 2,
  },
});
