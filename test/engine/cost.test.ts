import { describe, expect, it } from 'vitest';
import { createEngine, dictionary, QueryError, Table } from '../../src/index.ts';

const rows = 1000;
const logs = Table.fromColumns({
  id: Float64Array.from({ length: rows }, (_, i) => i),
  host: dictionary(
    Array.from({ length: rows }, (_, i) => i % 4),
    ['a', 'b', 'c', 'd'],
  ),
  ok: Array.from({ length: rows }, (_, i) => i % 2 === 0),
  tags: Array.from({ length: rows }, () => ['x', 'y', 'z']),
});
const engine = createEngine({ tables: { logs }, limits: { seriesPoints: 1000 } });
const cost = (source: string) => engine.compile(source).cost!;

describe('the estimated cost', () => {
  it('counts rows per stage, groups and cells', () => {
    expect(cost('* | project id')).toEqual({ rows, groups: 0, cells: rows, total: 2 * rows });
    expect(cost('* | where id > 1 | project id').rows).toBe(2 * rows);
    expect(cost('* | stats n = count(1)')).toEqual({ rows: 2 * rows, groups: 1, cells: 2, total: 2 * rows + 2 });
    // Four hosts, and NULL.
    expect(cost('* | stats n = count(1) by host')).toMatchObject({ groups: 5, cells: 20 });
    expect(cost('* | stats n = count(1) by host, ok')).toMatchObject({ groups: 15 });
    expect(cost('* | stats n = count(1) by id')).toMatchObject({ groups: rows });
    expect(cost('* | stats n = count(1) by k = upper(host)')).toMatchObject({ groups: 5 });
    expect(cost('* | sort id | limit 10').cells).toBeLessThan(cost('* | sort id').cells);
    expect(cost('* | unnest tags | stats n = count(1)').rows).toBe(rows + rows + 3 * rows);
  });

  it('sees the products that make queries dear', () => {
    const pairs = (keys: string): number => cost(`* | extend k = 1 | join ($logs | extend k = 1) on ${keys} | stats n = count(1)`).rows;
    expect(pairs('k')).toBeGreaterThan(rows * rows);
    expect(pairs('host')).toBeGreaterThan((rows * rows) / 5);
    expect(pairs('id')).toBeLessThan(20 * rows);
    const once = '* | extend k = 1 | project k';
    expect(cost(`.let a = ${once}; .let b = $a | join $a on k; $b | join $b on k | stats n = count(1);`).rows).toBeGreaterThan(rows ** 4);
    const doubling = Array.from({ length: 40 }, (_, i) => `.let d${i + 1} = $d${i} | union $d${i};`).join(' ');
    expect(cost(`.let d0 = *; ${doubling} $d40 | stats n = count(1);`).rows).toBeGreaterThan(2 ** 40);
  });

  it('takes series as long as they are written, or else as long as they may be', () => {
    const times = createEngine({ tables: { logs: Table.from([{ t: new Date(0) }, { t: new Date(3_600_000) }]) } });
    const series = (range: string): number => times.compile(`* | make-series n = count(1) on t ${range}`).cost!.cells;
    expect(series("from 0 to 3600000000000 step '1m'")).toBeLessThan(200);
    expect(series("step '1m'")).toBeGreaterThan(2 ** 20);
  });

  it('is undefined for mistakes, and covers every output', () => {
    expect(engine.compile('* | project nothing').cost).toBeUndefined();
    expect(cost('.let a = *; $a; $a;').rows).toBeGreaterThan(cost('*').rows);
  });

  it('is made at once, whatever the query', () => {
    const wide = `* | extend ${Array.from({ length: 2000 }, (_, i) => `c${i} = id + ${i}`).join(', ')}`;
    const { cost: _, ...compiled } = engine.compile(wide);
    expect(compiled.diagnostics).toEqual([]);
    const long = engine.compile(`* ${'| where id > 0 '.repeat(99)}`);
    const started = performance.now();
    expect(long.cost?.rows).toBeGreaterThan(rows);
    expect(engine.compile(wide).cost?.cells).toBeGreaterThan(2000 * rows);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('counts only what a policy leaves', () => {
    const policed = createEngine({ tables: { logs }, policies: { logs: { rows: 'host = ?host and id < 100', hide: ['tags'] } } });
    expect(policed.compile('*', { context: { host: 'a' } }).cost).toEqual({ rows: 25, groups: 0, cells: 75, total: 100 });
    expect(() => policed.querySync('*', { context: { host: 'a' }, limits: { maxCost: 99 } })).toThrow(
      /estimated to cost 100, more than 99/,
    );
  });
});

describe('the limit maxCost', () => {
  const dear = '* | extend k = 1 | join ($logs | extend k = 1) on k | stats n = count(1)';

  it('refuses before anything runs, with the estimate and advice', async () => {
    const limits = { maxCost: 100_000 };
    for (const run of [
      () => engine.query(dear, { limits }),
      async () => engine.querySync(dear, { limits }),
      async () => {
        for await (const _ of engine.stream(dear, { limits }));
      },
    ]) {
      const error: unknown = await run().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(QueryError);
      const [diagnostic] = (error as QueryError).diagnostics; // checked above
      expect(diagnostic).toMatchObject({ code: 'SPL4018' });
      expect(diagnostic!.message).toMatch(/^the query is estimated to cost \d+, more than 100000 \(limit 'maxCost'\)$/);
      expect(diagnostic!.help).toMatch(/'limit' or 'stats' early/);
    }
    // The advice works.
    const cheaper = '* | stats n = count(1) by host | extend k = 1 | join ($logs | limit 10 | extend k = 1) on k | stats n = sum(n)';
    expect(engine.querySync(cheaper, { limits }).toArray()).toEqual([{ n: 10_000 }]);
  });

  it('is closed for a limit that is not a number', () => {
    expect(() => engine.querySync('*', { limits: { maxCost: Number.NaN } })).toThrow(/SPL4018/);
    expect(engine.querySync('*').rowCount).toBe(rows);
  });
});
