import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCases } from '../kit/promql-cases.ts';

const folder = new URL('cases/', import.meta.url);

describe('PromQL, in the form of the tests of Prometheus', () => {
  it.each(readdirSync(folder))('%s', (name) => {
    const results = runCases(readFileSync(new URL(name, folder), 'utf8'));
    expect(results.length).toBeGreaterThan(20);
    expect(results.filter(({ problem }) => problem !== undefined)).toEqual([]);
  });
});
