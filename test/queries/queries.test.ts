import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { completeGolden, configurations, type GoldenOptions, goldenCases, parseGolden, runGolden } from '../../src/testing.ts';
import { thorough } from '../kit/thorough.ts';

/** What a quick run asks of every file; a thorough one asks all configurations. */
const quick: ReadonlySet<string> = new Set(['default', 'row kernels only']);

const root = new URL('./', import.meta.url);
const files = (readdirSync(root, { recursive: true }) as string[]).filter((name) => name.endsWith('.spl')).sort();

const options: GoldenOptions = {
  engine: { now: () => Date.parse('2025-11-26T12:00:00Z'), seed: 1 },
  query: {
    params: { min: 2, name: "O'Neill", list: [1, 2] },
  },
};

describe('golden queries', () => {
  for (const name of files) {
    const path = new URL(name, root);
    const source = readFileSync(path, 'utf8');
    if (process.env.LOGFLUME_COMPLETE === '1') {
      it(`fills in ${name}`, () => {
        const file = parseGolden(source);
        writeFileSync(path, completeGolden(file, runGolden(file, configurations[0]!, options)));
        expect(file.blocks.length).toBeGreaterThan(0);
      });
      continue;
    }
    const cases = goldenCases(name, source, options);
    for (const { name: title, run } of thorough ? cases : cases.filter((_, i) => quick.has(configurations[i]!.name))) it(title, run);
  }
});
