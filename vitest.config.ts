import { defineConfig } from 'vitest/config';

const shared = {
  setupFiles: ['test/kit/setup.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
  pool: 'threads' as const,
};

// `npm test` runs the project `node`, which needs Node alone; the others need a terminal (tmux) and a browser (Chromium). The mode `thorough` (`npm run check`, CI)
// adds the files and cases that take minutes.
export default defineConfig(({ mode }) => {
  const thorough = mode === 'thorough';
  const node = thorough ? ['test/**/*.test.ts', 'test/**/*.thorough.ts'] : ['test/**/*.test.ts'];
  return {
    test: {
      maxWorkers: 2,
      reporters: ['default', './scripts/count-reporter.mjs'],
      projects: [
        // Modules are loaded once per thread in the quick run, and once per file, as limits of time need it, in the thorough one.
        { test: { ...shared, name: 'node', include: node, isolate: thorough, env: { LOGFLUME_THOROUGH: thorough ? '1' : '0' } } },
        { test: { ...shared, name: 'backends', include: ['test/**/*.backends.ts'], env: { LOGFLUME_THOROUGH: thorough ? '1' : '0' } } },
        { test: { ...shared, name: 'terminal', include: ['test/**/*.terminal.ts'] } },
        { test: { ...shared, name: 'browser', include: ['test/**/*.browser.ts'] } },
      ],
    },
  };
});
