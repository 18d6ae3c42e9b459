import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const src = fileURLToPath(new URL('../../src/', import.meta.url));
const lines = (readdirSync(src, { recursive: true }) as string[])
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => readFileSync(join(src, file), 'utf8').split('\n'));

it('casts that silence the compiler are few, and each has its reason on its line', () => {
  const casts = lines.filter((line) => /\bas (?:never|unknown as)\b/.test(line));
  expect(casts.filter((line) => !/; \/\/ \w+/.test(line))).toEqual([]);
  expect(casts.length).toBeLessThan(5);
});
