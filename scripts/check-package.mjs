// Packs what would be published, once and as it was built, and lets publint and attw judge it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'logflume-package-'));
function run(command, args, options = { stdio: 'inherit' }) {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32', ...options });
  if (status !== 0) process.exitCode = 1;
  return stdout;
}
try {
  const packed = JSON.parse(run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {}));
  const tarball = join(folder, packed[0].filename);
  run('npx', ['publint', tarball, '--strict']);
  run('npx', ['attw', tarball, '--profile', 'esm-only', '--quiet']);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
