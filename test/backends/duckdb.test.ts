import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { duckdb, parquet } from '../../src/duckdb.ts';
import { createEngine, type Engine, type QueryOptions, Table } from '../../src/index.ts';
import { failure } from './kit.ts';

let instance: DuckDBInstance;
let engine: Engine;
let files: string;

const setup = `
  CREATE TABLE logs (__time__ BIGINT, moment TIMESTAMP, verb VARCHAR, code INTEGER, latency DOUBLE, body VARCHAR, small UTINYINT, tags VARCHAR[]);
  INSERT INTO logs SELECT 1700000000 + i, make_timestamp(1700000000000000 + i * 1000000), ['GET', 'LIST', 'PUT'][1 + i % 3], 200 + i % 5,
    i * 0.25e0, '{"resource":"r' || (i % 4) || '"}', i % 7, ['a', 'b'] FROM range(300) r(i);
  CREATE TABLE hosts (host VARCHAR, verb VARCHAR);
  INSERT INTO hosts VALUES ('h1', 'GET'), ('h2', 'LIST'), ('h3', NULL);
  CREATE TABLE odd (n BIGINT, text VARCHAR, huge HUGEINT, price DECIMAL(9, 2), s STRUCT(a INTEGER), tz TIMESTAMPTZ);
  INSERT INTO odd VALUES (9223372036854775807, '12', 170141183460469231731687303715884105727, 1.25, {'a': 1}, '2025-01-01 00:00:00+01'), (1, 'x', 5, NULL, NULL, NULL);
  CREATE VIEW gets AS SELECT verb, code FROM logs WHERE verb = 'GET';
`;

beforeAll(async () => {
  files = mkdtempSync(join(tmpdir(), 'logflume-'));
  instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(setup);
  await connection.run(`COPY (SELECT *, CAST(moment AS DATE) AS day FROM logs) TO '${files}/logs' (FORMAT parquet, PARTITION_BY (day))`);
  connection.closeSync();
  engine = createEngine({
    tables: { local: Table.from([{ verb: 'GET', weight: 2n }]) },
    backends: [
      duckdb({
        database: instance,
        files: { archive: parquet(join(files, 'logs/**/*.parquet'), { hivePartitioning: true }) },
        time: { archive: 'moment' },
      }),
    ],
  });
  await engine.connect();
});

afterAll(async () => {
  await engine.close();
  instance.closeSync();
  rmSync(files, { recursive: true });
});

const rows = async (source: string, options: QueryOptions = {}) => (await engine.query(source, { from: 'logs', ...options })).toJSON();

describe('a query over DuckDB', () => {
  it('runs there as far as it can be translated', async () => {
    const query = `* | extend ts = date_trunc(60, __time__), resource = json_extract_scalar(body, '$.resource')
      | where verb <> 'PUT' | stats n = count(1), slowest = max(latency) by ts, resource | sort ts, resource | limit 2`;
    const plan = engine.explain(query, { from: 'logs' });
    expect(plan).toMatch(/^Remote duckdb /);
    expect(plan).toContain('GROUP BY');
    expect(engine.compile(query, { from: 'logs' }).portability).toEqual([]);
    expect(await rows(query)).toEqual([
      { ts: 1699999980, resource: 'r0', n: 7, slowest: 9 },
      { ts: 1699999980, resource: 'r1', n: 7, slowest: 9.25 },
    ]);
  });

  it('runs the rest here, and says why', async () => {
    const query = "* | where soundex(verb) <> '' and code = 201 | stats n = count(1) by verb | sort verb";
    const { portability } = engine.compile(query, { from: 'logs' });
    expect(portability).toMatchObject([
      { backend: 'duckdb', what: "function 'soundex'", reason: 'has no function in duckdb that was found equal for every value' },
    ]);
    const { span } = portability[0]!;
    expect(query.slice(span.start, span.end)).toBe('soundex(verb)');
    const plan = engine.explain(query, { from: 'logs' });
    expect(plan.indexOf('Filter soundex')).toBeLessThan(plan.indexOf('Remote duckdb'));
    expect(plan).toContain('= CAST(201 AS INTEGER)');
    expect(await rows(query)).toEqual([
      { verb: 'GET', n: 20 },
      { verb: 'LIST', n: 20 },
      { verb: 'PUT', n: 20 },
    ]);
  });

  it('offers a rewrite for sums of doubles, which one option allows', async () => {
    const query = '* | stats s = sum(latency)';
    expect(engine.compile(query, { from: 'logs' }).portability).toMatchObject([
      { what: "'sum' of doubles", rewrite: "the backend's option sums: 'fast' allows that" },
    ]);
    const fast = createEngine({ backends: [duckdb({ database: instance, sums: 'fast' })] });
    expect((await fast.query(query, { from: 'logs' })).toJSON()).toEqual(await rows(query));
    expect(fast.explain(query, { from: 'logs' })).toMatch(/^Remote duckdb/);
  });

  it('joins tables that both lie there, and tables of both sides', async () => {
    const both = '* | join kind=inner ( $hosts ) on verb | stats n = count(1) by host | sort host';
    expect(engine.explain(both, { from: 'logs' })).toMatch(/^Remote duckdb/);
    expect(await rows(both)).toEqual([
      { host: 'h1', n: 100 },
      { host: 'h2', n: 100 },
    ]);
    const mixed = '* | stats n = count(1) by verb | join kind=inner ( $local ) on verb | project verb, n, weight';
    expect(await rows(mixed)).toEqual([{ verb: 'GET', n: 100, weight: 2 }]);
  });

  it('reads views, and types that the engine does not have', async () => {
    expect(await rows('* | stats n = count(1) by verb', { from: 'gets' })).toEqual([{ verb: 'GET', n: 100 }]);
    expect(await rows('* | sort n | limit 5', { from: 'odd' })).toEqual([
      { n: 1, text: 'x', huge: '5', price: null, s: null, tz: null },
      {
        n: '9223372036854775807',
        text: '12',
        huge: '170141183460469231731687303715884105727',
        price: 1.25,
        s: '{"a":1}',
        tz: '2024-12-31 23:00:00.000',
      },
    ]);
    expect(await rows('* | where small = 3 | stats n = count(1), t = max(tags)')).toEqual([{ n: 43, t: '["a","b"]' }]);
  });

  it('reads a glob of Parquet files as one table, of which a window skips files', async () => {
    const window = { begin: new Date('2023-11-14T22:15:00Z'), end: new Date('2023-11-14T22:15:10Z') };
    const query = '* | stats n = count(1), first = min(__time__)';
    expect(await rows(query, { from: 'archive', window })).toEqual([{ n: 10, first: 1_700_000_100 }]);
    expect(engine.explain(query, { from: 'archive', window })).toContain('t."moment" >= make_timestamp(');
    expect(await rows("* | where day = date '2023-11-14' | stats n = count(1)", { from: 'archive' })).toEqual([{ n: 300 }]);
  });

  it('has the answer of the engine where a cell fails: NULL and a warning', async () => {
    const query = '* | extend next = n + 1, number = cast(text as bigint) | project next, number | sort next nulls first';
    expect(engine.explain(query, { from: 'odd' })).toMatch(/^Remote duckdb/);
    const result = await engine.query(query, { from: 'odd' });
    expect(result.toJSON()).toEqual([
      { next: null, number: 12 },
      { next: 2, number: null },
    ]);
    expect(result.warnings.map(({ code }) => code)).toEqual(['SPL3101', 'SPL3101']);
    expect((await failure(() => engine.query(query, { from: 'odd', onRowError: 'fail' }))).message).toMatch(/^SPL3/);
  });

  it('notices a cell that fails where only NULL matters', async () => {
    expect(await rows('* | stats n = count(n + 1), m = count_null(n + 1), k = count_if((n + 1) is null)', { from: 'odd' })).toEqual([
      { n: 1, m: 1, k: 1 },
    ]);
  });

  it('streams', async () => {
    const batches = [];
    for await (const batch of engine.stream('* | project code', { from: 'logs' })) batches.push(...batch.toArray());
    expect(batches).toHaveLength(300);
  });
});

describe('what stops a query over DuckDB', () => {
  it('is a call that cannot wait', async () => {
    const error = await failure(async () => engine.querySync('*', { from: 'logs' }));
    expect(error.message).toMatch(/^SPL2230: table 'logs' lies in backend 'duckdb'/);
    expect(error.diagnostics[0]!.help).toContain('engine.query');
  });

  it('is more rows than the limit lets through, before they are read', async () => {
    const query = '* | where code > 200 | where soundex(verb) is not null';
    const error = await failure(() => engine.query(query, { from: 'logs', limits: { maxRowsTransferred: 100 } }));
    expect(error.message).toBe("SPL4035: 240 rows would come from backend 'duckdb', more than 100 (limit 'maxRowsTransferred')");
    const { start, end } = error.diagnostics[0]!.span;
    expect(query.slice(start, end)).toBe('soundex(verb)');
    expect(error.diagnostics[0]!.help).toContain("function 'soundex' has no function in duckdb that was found equal for every value");
    const groups = await failure(() =>
      engine.query('* | stats n = count(1) by latency', { from: 'logs', limits: { maxRowsTransferred: 100 } }),
    );
    expect(groups.message).toMatch(/^SPL4035/);
    expect(await rows('* | stats n = count(1) by code', { limits: { maxRowsTransferred: 100 } })).toHaveLength(5);
  });

  it('is its signal or its time, at once', async () => {
    const slow = '* | join kind=inner ( $numbers | project k, m = n ) on k | where bitwise_xor(n, m) = -1 | stats c = count(1)';
    const connection = await instance.connect();
    await connection.run('CREATE OR REPLACE TABLE numbers AS SELECT i AS n, 0 AS k FROM range(200000) r(i)');
    const own = createEngine({ backends: [duckdb({ database: instance })] });
    await own.connect();
    expect(own.explain(slow, { from: 'numbers' })).toMatch(/^Remote duckdb/);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    const started = performance.now();
    expect((await failure(() => own.query(slow, { from: 'numbers', signal: stop.signal }))).message).toMatch(/^SPL4013/);
    expect((await failure(() => own.query(slow, { from: 'numbers', limits: { wallTime: 200 } }))).message).toMatch(/^SPL4012/);
    expect(performance.now() - started).toBeLessThan(5000);
    // An interrupt that comes before the statement has begun is not lost.
    for (const wallTime of [1, 2, 4, 8, 16])
      expect((await failure(() => own.query(slow, { from: 'numbers', limits: { wallTime } }))).message).toMatch(/^SPL4012/);
    await connection.run('DROP TABLE numbers');
    connection.closeSync();
  });

  it('is a table that changed or went away, once', async () => {
    const connection = await instance.connect();
    await connection.run('CREATE TABLE changing AS SELECT 1::BIGINT AS n');
    const own = createEngine({ backends: [duckdb({ database: instance })] });
    await own.connect();
    await connection.run('CREATE OR REPLACE TABLE changing AS SELECT 1.5::DOUBLE AS n');
    const changed = await failure(() => own.query('* | project n', { from: 'changing' }));
    expect(changed.message).toMatch(/^SPL4037: backend 'duckdb' has other columns/);
    expect((await own.query('* | project n', { from: 'changing' })).toJSON()).toEqual([{ n: 1.5 }]);
    await connection.run('DROP TABLE changing');
    const gone = await failure(() => own.query('* | project n', { from: 'changing' }));
    expect(gone.message).toMatch(/^SPL4036: backend 'duckdb' failed: Catalog Error/);
    connection.closeSync();
  });

  it('is a database that cannot be opened', async () => {
    const broken = createEngine({
      tables: { here: Table.from([{ n: 1n }]) },
      backends: [duckdb({ database: '/no/such/folder/x.duckdb' })],
    });
    expect((await failure(() => broken.query('*', { from: 'logs' }))).message).toMatch(/^SPL4036: backend 'duckdb' failed/);
    expect((await broken.query('*', { from: 'here' })).toJSON()).toEqual([{ n: 1 }]);
    expect((await failure(() => broken.connect())).message).toMatch(/^SPL4036/);
  });

  it('is a policy, which a statement could not keep', async () => {
    const governed = createEngine({ backends: [duckdb({ database: instance })], policies: { logs: { rows: "verb = 'GET'" } } });
    expect((await failure(() => governed.query('*', { from: 'logs' }))).message).toMatch(
      /^SPL5005: the policy of table 'logs' cannot be applied in backend/,
    );
  });
});

it.each([
  "json_extract_scalar(body, '$.resource')",
  'floor(latency + 0.5)',
  "regexp_extract(body, 'r(\\d)', 1)",
  "split_part(body, ':', 2)",
  "starts_with(verb, 'GE')",
  "replace(body, 'r', 'x')",
  'to_unixtime(moment) - to_unixtime(moment)',
])('a rewrite that a report gives runs there: %s', (rewrite) => {
  expect(engine.compile(`* | extend x = ${rewrite}`, { from: 'logs' }).portability).toEqual([]);
});

it('everything of a stage that stays is reported, with its reason', () => {
  const query = "* | extend a = round(latency, 1), b = soundex(verb), c = date_parse(body, '%Y') | project a, b, c";
  expect(engine.compile(query, { from: 'logs' }).portability).toMatchObject([
    { what: "function 'round'", rewrite: expect.stringContaining('floor') },
    { what: "function 'soundex'", reason: 'has no function in duckdb that was found equal for every value' },
    { what: "function 'date_parse'", reason: 'reads times from strings by rules that databases do not share' },
  ]);
});

it('refuses two backends of one name', () => {
  expect(() => createEngine({ backends: [duckdb(), duckdb()] })).toThrow(new TypeError("two backends have the name 'duckdb'"));
});

it('does not take what it cannot read for a cell that fails, which a try would make NULL', async () => {
  const query = `* | extend number = try(json_extract_scalar('{"a":' || cast(code as varchar) || '}', '$.a')), word = try(upper(verb || 'é')) | sort __time__ | limit 1 | project number, word`;
  expect(engine.compile(query, { from: 'logs' }).portability).toMatchObject([
    { reason: "gives up for some values, which 'try' would make NULL" },
    { reason: "gives up for some values, which 'try' would make NULL" },
  ]);
  expect(await rows(query)).toEqual([{ number: '200', word: 'GETÉ' }]);
});
