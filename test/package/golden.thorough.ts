import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../src/index.ts';

// The bundle changes what it is made of: documentation goes, declarations are marked, Chevrotain gets other collections. Its answers stay.
const root = fileURLToPath(new URL('../../', import.meta.url));
const published: typeof import('../../src/index.ts') = await import(join(root, 'dist/index.js'));
const { goldenCases, parseGolden }: typeof import('../../src/testing.ts') = await import(join(root, 'dist/testing.js'));

const files = (readdirSync(join(root, 'test/queries'), { recursive: true }) as string[])
  .filter((name) => name.endsWith('.spl'))
  .map((name) => ({ name, source: readFileSync(join(root, 'test/queries', name), 'utf8') }));

const options = {
  engine: { now: () => Date.parse('2025-11-26T12:00:00Z'), seed: 1 },
  query: { params: { min: 2, name: "O'Neill", list: [1, 2] } },
};

describe('the published bundle', () => {
  beforeAll(() => published.createEngine().loadLibraries());

  for (const { name, source } of files) {
    const [first] = goldenCases(name, source, options);
    it(first!.name, first!.run);
  }

  it('says the same of queries that are cut in their middle', () => {
    const [ours, theirs] = [createEngine(), published.createEngine()];
    const queries = files.flatMap(({ source }) => parseGolden(source).blocks).flatMap(({ kind, body }) => (kind === 'table' ? [] : [body]));
    expect(queries.length).toBeGreaterThan(500);
    for (const query of queries) {
      const cut = query.slice(0, query.length / 2);
      expect(theirs.compile(cut).diagnostics, cut).toEqual(ours.compile(cut).diagnostics);
    }
  });
});
