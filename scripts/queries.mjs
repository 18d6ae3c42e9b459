// npm run queries: runs the golden files. With --complete, fills in what follows `----`; review the diff like code.
import { spawnSync } from 'node:child_process';

const complete = process.argv.includes('--complete');
const { status } = spawnSync('npx', ['vitest', 'run', 'test/queries', 'test/everyday'], {
  stdio: 'inherit',
  env: { ...process.env, ...(complete ? { LOGFLUME_COMPLETE: '1' } : {}) },
});
process.exit(status ?? 1);
