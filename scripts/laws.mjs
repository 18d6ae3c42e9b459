// npm run laws [-- ROUNDS]: runs the property tests with new seeds, which it prints.
import { spawnSync } from 'node:child_process';

const rounds = Number(process.argv[2] ?? 10);
for (let round = 0; round < rounds; round++) {
  const seed = Math.floor(Math.random() * 2 ** 31);
  console.log(`round ${round + 1} of ${rounds}, seed ${seed}`);
  const { status } = spawnSync('npx', ['vitest', 'run', '--mode', 'thorough', '--reporter=dot', 'test/laws', 'test/formats'], {
    stdio: 'inherit',
    env: { ...process.env, LOGFLUME_SEED: String(seed) },
  });
  if (status !== 0) process.exit(1);
}
