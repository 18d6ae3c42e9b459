import { describe, expect, it } from 'vitest';
import { createEngine, QueryError, Table } from '../../src/index.ts';

const asked: unknown[] = [];
const engine = createEngine({
  tables: { logs: Table.from([{ host: 'h1', content: '{"__proto__":"p","constructor":"c","a":"1"}' }]) },
  sources: {
    metricstore: async (args, { window }) => {
      asked.push([args, window?.begin]);
      return Table.from([{ host: 'h1', cpu: 0.5 }]);
    },
    broken: () => {
      throw new Error('the store is away');
    },
  },
});

describe('sources of the host', () => {
  it('are loaded with their arguments and read like tables, in pipelines and inside of joins', async () => {
    const window = { begin: 5n, end: 9n };
    const read = await engine.query(".metricstore with(query='cpu', n=3) | extend twice = cpu * 2", { window });
    expect(read.toArray()).toEqual([{ host: 'h1', cpu: 0.5, twice: 1 }]);
    expect(asked).toEqual([[{ query: 'cpu', n: 3 }, 5n]]);
    const joined = await engine.query('* | join (.metricstore | where cpu > 0) on host | project host, cpu');
    expect(joined.toArray()).toEqual([{ host: 'h1', cpu: 0.5 }]);
  });

  it('say what went wrong', async () => {
    await expect(engine.query('.broken | limit 1')).rejects.toMatchObject({
      diagnostics: [{ code: 'SPL5001', span: { start: 0, end: 7 } }],
    });
    await expect(engine.query('.metricstor')).rejects.toMatchObject({
      diagnostics: [{ code: 'SPL2117', help: "did you mean 'metricstore'?" }],
    });
    expect(engine.compile('.metricstore | where cpu > 1').diagnostics.map((d) => d.code)).toEqual(['SPL2118']);
    expect(() => engine.querySync('.metricstore')).toThrow(QueryError);
  });
});

describe('columns found in the data', () => {
  it('may have any name, and a stream gives them with its batches', async () => {
    const result = await engine.query('* | parse-json content | project-away content');
    expect(result.schema.map((field) => field.name)).toEqual(['host', '__proto__', 'constructor', 'a']);
    expect(Object.entries(result.toArray()[0]!)).toEqual([
      ['host', 'h1'],
      ['__proto__', 'p'],
      ['constructor', 'c'],
      ['a', '1'],
    ]);
    expect(({} as Record<string, unknown>).p).toBeUndefined();
    for await (const batch of engine.stream('* | parse-json content')) expect(batch.schema.at(-1)!.name).toBe('a');
  });

  it('count against the limit of columns', async () => {
    const wide = { content: JSON.stringify(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, i]))) };
    const small = createEngine({ tables: { logs: Table.from([wide]) }, limits: { columns: 20 } });
    await expect(small.query('* | parse-json content')).rejects.toMatchObject({ diagnostics: [{ code: 'SPL4004' }] });
    expect((await small.query('* | parse-json content | project k7')).toArray()).toEqual([{ k7: '7' }]);
  });
});

describe('render', () => {
  it('says how the result is drawn, where it is the last command', async () => {
    const drawn = await engine.query('* | stats n = count(1) by host | render visualize=columnchart, xfield=host, yfields=n');
    expect(drawn.render).toEqual({ visualize: 'columnchart', xField: 'host', yFields: ['n'], seriesFields: [] });
    expect((await engine.query('* | render visualize=table | limit 1')).render).toBeUndefined();
  });
});

describe('a policy of a source', () => {
  const load = () =>
    Table.from([
      { tenant: 'a', x: 1, token: 't1' },
      { tenant: 'b', x: 2, token: 't2' },
    ]);
  const governed = createEngine({ sources: { rows: load }, policies: { '.rows': { rows: 'tenant = ?tenant', hide: ['token'] } } });

  it('makes the table that queries see', async () => {
    const context = { tenant: 'a' };
    expect((await governed.query('.rows with(a=1)', { context })).toArray()).toEqual([{ tenant: 'a', x: 1 }]);
    expect((await governed.query('.rows with(a=1) | union (.rows with(a=2)) | stats n = count(1)', { context })).toArray()).toEqual([
      { n: 2 },
    ]);
    await expect(governed.query('.rows with(a=1) | project token', { context })).rejects.toMatchObject({
      diagnostics: [{ code: 'SPL2001' }],
    });
  });

  it('shows nothing without the values that it reads', async () => {
    await expect(governed.query('.rows with(a=1)')).rejects.toMatchObject({ diagnostics: [{ code: 'SPL5005' }] });
  });
});

describe('joins of many rows', () => {
  it('stop at the limit of time instead of hanging', async () => {
    const many = Table.fromColumns({ k: new BigInt64Array(20_000) });
    const big = createEngine({ tables: { logs: many, other: many }, limits: { wallTime: 200 } });
    await expect(big.query('* | join $other on k | stats n = count(1)')).rejects.toMatchObject({ diagnostics: [{ code: 'SPL4012' }] });
  });
});
