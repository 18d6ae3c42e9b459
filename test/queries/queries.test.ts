import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { completeGolden, configurations, parseGolden, runGolden } from '../kit/golden.ts';

const root = new URL('./', import.meta.url);
const files = (readdirSync(root, { recursive: true }) as string[]).filter((name) => name.endsWith('.spl')).sort();

describe('golden queries', () => {
  for (const name of files) {
    const path = new URL(name, root);
    const file = parseGolden(readFileSync(path, 'utf8'));
    if (process.env.LOGFLUME_COMPLETE === '1') {
      it(`fills in ${name}`, () => {
        writeFileSync(path, completeGolden(file, runGolden(file, configurations[0]!)));
        expect(file.blocks.length).toBeGreaterThan(0);
      });
      continue;
    }
    for (const configuration of configurations) {
      it(`${name}, ${configuration.name}`, () => {
        const results = runGolden(file, configuration);
        for (const block of file.blocks) {
          // Plans show what the optimizer does; where it is off or the text is another, there is another plan.
          if (block.kind === 'table' || block.kind === 'zone' || (block.kind === 'plan' && configuration.name !== 'default')) continue;
          expect(results.get(block), `${name}, line ${block.line}`).toBe(block.expected);
        }
      });
    }
  }
});
