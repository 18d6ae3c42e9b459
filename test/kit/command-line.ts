import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The command line as it is published. */
export const commandLine = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Runs the command line in a folder, without colours, to its end. */
export function runIn(cwd: string, args: readonly string[], input: string | Uint8Array = '') {
  if (!existsSync(commandLine)) throw new Error('dist is missing: npm test builds it first');
  const { status, stdout, stderr } = spawnSync(process.execPath, [commandLine, ...args], {
    input,
    encoding: 'utf8',
    cwd,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
  });
  return { status, stdout, stderr };
}
