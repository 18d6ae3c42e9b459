import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

// Vite comes with Vitest. By default it makes classic scripts of workers, in which no `await` is at the top.
it('Vite builds an application with its default settings, with one worker beside it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'logflume-vite-'));
  try {
    writeFileSync(join(folder, 'index.html'), '<script type="module" src="./main.js"></script>');
    writeFileSync(
      join(folder, 'main.js'),
      `import { createEngine } from ${JSON.stringify(join(root, 'dist/index.js'))};\nglobalThis.engine = createEngine({ workers: 2 });`,
    );
    execFileSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', folder], { stdio: 'pipe' });
    const assets = join(folder, 'dist/assets');
    const names = readdirSync(assets);
    const workers = names.filter((name) => name.startsWith('worker-'));
    expect(workers).toHaveLength(1);
    const threads = names.filter((name) => name.startsWith('threads-')).map((name) => readFileSync(join(assets, name), 'utf8'));
    expect(threads).toHaveLength(1);
    expect(threads[0]).toContain(workers[0]!);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
