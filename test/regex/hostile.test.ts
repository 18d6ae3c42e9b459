import { describe, expect, it } from 'vitest';
import { createEngine, QueryError, Table } from '../../src/index.ts';

const a = 'a'.repeat(100_000);

/** Runs a query with a clock of half a second: it must end soon, with rows or a QueryError. */
function milliseconds(query: string, rows: readonly Record<string, unknown>[]): number {
  const engine = createEngine({ tables: { t: Table.from(rows) }, limits: { wallTime: 500, bytes: 200_000_000 } });
  const start = performance.now();
  try {
    engine.querySync(query);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
  }
  return performance.now() - start;
}

describe('a hostile regular expression in a query', () => {
  const queries: Readonly<Record<string, string>> = {
    'counts matches that read to the end': "* | extend d = regexp_count(s, 'a.*z|a')",
    'replaces them': "* | extend d = regexp_replace(s, 'a.*z|a', 'b')",
    'splits at them': "* | extend d = regexp_split(s, 'a.*z|a')",
    'extracts them': "* | extend d = regexp_extract_all(s, '(a.*z)|(a)', 2)",
    'compiles to much': "* | extend d = regexp_extract(s, concat(array_join(repeat('(a?){500}', 30), ''), 'b'), 1)",
    'has three counts of a thousand': "* | extend d = regexp_extract(s, '(a?){1000}(a?){1000}(a?){1000}b', 1)",
    'has many groups': "* | extend d = regexp_captures(s, array_join(repeat('(.)', 3300), ''))",
    'has many groups that are optional': "* | extend d = regexp_extract(s, concat(array_join(repeat('(.)?', 800), ''), 'b'), 1)",
    'has states without end': "* | extend d = regexp_replace(s, '([ab]*a[ab]{12}a)|(a)', '$1')",
    'makes a cell that is too large': "* | extend d = regexp_replace(rpad('', 1000000, 'a'), 'a', rpad('', 500, s))",
  };
  for (const [name, query] of Object.entries(queries)) {
    it(`ends in time: ${name}`, () => {
      expect(milliseconds(query, [{ s: a }])).toBeLessThan(1500);
    });
  }

  it('ends in time and keeps little: patterns from the rows', () => {
    const rows = Array.from({ length: 250 }, (_, i) => ({ s: 'abc', x: String(i) }));
    const before = process.memoryUsage().rss;
    expect(milliseconds("* | extend d = regexp_like(s, concat('(?i)', array_join(repeat('\\pL', 2400), ''), x))", rows)).toBeLessThan(1500);
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  });
});
