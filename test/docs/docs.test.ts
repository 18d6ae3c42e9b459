import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

// Every ```js block of a page is run, one after the other as one program; the ```text block after it is what it prints.
const root = fileURLToPath(new URL('../../', import.meta.url));
const pages = ['README.md', 'ARCHITECTURE.md', ...readdirSync(join(root, 'docs/guide')).map((name) => `docs/guide/${name}`)];
const mark = '\u0001end of block\u0001';

interface Block {
  readonly code: string;
  readonly printed: string | undefined;
}

function blocksOf(text: string): Block[] {
  return [...text.matchAll(/```js\n([^]*?)```(?:\s*```text\n([^]*?)```)?/g)].map(([, code, printed]) => ({ code: code!, printed }));
}

describe('the examples of the documentation', () => {
  for (const page of pages) {
    it(page, () => {
      const blocks = blocksOf(readFileSync(join(root, page), 'utf8'));
      expect(blocks.length).toBeGreaterThan(0);
      const folder = mkdtempSync(join(root, 'test/docs/.run-'));
      try {
        const file = join(folder, 'page.mjs');
        writeFileSync(file, blocks.map(({ code }) => `${code}\nconsole.log(${JSON.stringify(mark)});`).join('\n'));
        const { status, stdout, stderr } = spawnSync(process.execPath, [file], {
          encoding: 'utf8',
          env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
        });
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
        const printed = stdout.split(`${mark}\n`);
        blocks.forEach((block, i) => expect(printed[i]!.trim(), block.code).toBe((block.printed ?? '').trim()));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
});
