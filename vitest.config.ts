import { defineConfig } from 'vitest/config';

const shared = {
  setupFiles: ['test/kit/setup.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
  pool: 'threads' as const,
};

// `npm test` runs the project `node`, which needs Node alone; the others need a terminal (tmux) and a browser (Chromium).
export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: ['default', './scripts/count-reporter.mjs'],
    projects: [
      { test: { ...shared, name: 'node', include: ['test/**/*.test.ts'] } },
      { test: { ...shared, name: 'terminal', include: ['test/**/*.terminal.ts'] } },
      { test: { ...shared, name: 'browser', include: ['test/**/*.browser.ts'] } },
    ],
  },
});
