import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateLog, leaseSurge } from '../../examples/story/generate.mjs';
import { causeQuery, linesQuery, rateQuery, tellStory } from '../../examples/story/story.mjs';
import { ask, install, type Servers, startEarly, startModern } from '../../scripts/servers/clusters.mjs';
import { clickhouse } from '../../src/clickhouse.ts';
import { readNdjson } from '../../src/formats.ts';
import { createEngine, type Engine, QueryError, type QueryOptions, type Table } from '../../src/index.ts';

let early: Servers;
let modern: Servers;

beforeAll(async () => {
  install();
  [early, modern] = await Promise.all([startEarly(3), startModern(1)]);
}, 600_000);

afterAll(async () => {
  await early?.stop();
  await modern?.stop();
});

async function failure(run: () => Promise<unknown>): Promise<QueryError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
  throw new Error('the query did not fail');
}

const types: Readonly<Record<string, string>> = { bigint: 'Int64', double: 'Float64', varchar: 'String', json: 'String' };

/** Creates a table with the columns of one of the engine, and `seq` for the order of its rows. */
async function create(url: string, name: string, { schema }: Table, engineSql: string): Promise<void> {
  const columns = schema.map((field) => `\`${field.name}\` ${types[field.type.kind]}`).join(', ');
  await ask(url, `CREATE TABLE ${name} (seq Int64, ${columns}) ENGINE = ${engineSql}`);
}

/** Gives such a table its rows. */
async function fill(url: string, name: string, table: Table): Promise<void> {
  const rows = (await createEngine({ tables: { logs: table } }).query('*')).toJSON() as Record<string, unknown>[];
  for (let from = 0; from < rows.length; from += 20_000) {
    const lines = rows.slice(from, from + 20_000).map((row, i) => {
      const cells = Object.entries(row).map(([key, value]) => [key, typeof value === 'object' ? JSON.stringify(value) : value]);
      return JSON.stringify({ seq: from + i, ...Object.fromEntries(cells) });
    });
    await ask(url, `INSERT INTO ${name} FORMAT JSONEachRow ${lines.join('\n')}`);
  }
}

describe('the story', () => {
  let here: Engine;
  let table: Table;

  beforeAll(async () => {
    const lines = [...generateLog({ lines: 60_000, seed: 7, faults: [{ ...leaseSurge, factor: 12 }] })];
    table = await readNdjson(lines.join('\n'));
    here = createEngine({ tables: { logs: table } });
  }, 120_000);

  const show = (value: unknown): string => JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));

  async function same(there: Engine): Promise<void> {
    const [told, expected] = [await tellStory(there), await tellStory(here)];
    expect(show(told)).toBe(show(expected));
    const { begin, end } = expected.stretch!;
    for (const query of [rateQuery, causeQuery(begin, end)]) {
      expect(there.explain(query, { from: 'logs' })).toMatch(/MakeSeries[^\n]*\n *Remote clickhouse/);
      expect(show((await there.query(query, { from: 'logs' })).toJSON())).toBe(show((await here.query(query)).toJSON()));
    }
    const lines = linesQuery("verb = 'GET' and resource = 'leases'", begin, end);
    expect(there.explain(lines, { from: 'logs' })).toMatch(/^Remote clickhouse/);
    expect(show((await there.query(lines, { from: 'logs' })).toJSON())).toBe(show((await here.query(lines)).toJSON()));
  }

  it('is the same on a cluster of three servers of 2018, to the byte', async () => {
    const [url] = early.urls as [string];
    for (const shard of early.urls) {
      await create(shard, 'logs_local', table, 'MergeTree() PARTITION BY intDiv(__time__, 3600) ORDER BY __time__');
      await create(shard, 'logs', table, 'Distributed(c3, default, logs_local, seq)');
    }
    await fill(url, 'logs', table);
    await expect.poll(() => ask(url, 'SELECT count() FROM logs'), { timeout: 20_000 }).toBe(`${table.rowCount}\n`);
    for (const shard of early.urls) expect(Number(await ask(shard, 'SELECT count() FROM logs_local'))).toBeGreaterThan(table.rowCount / 4);
    const there = createEngine({ backends: [clickhouse({ url, order: { logs: 'seq' } })] });
    await there.connect();
    await same(there);
  }, 120_000);

  it('is the same on ClickHouse of today, to the byte', async () => {
    const [url] = modern.urls as [string];
    await create(url, 'logs', table, 'MergeTree() ORDER BY __time__');
    await fill(url, 'logs', table);
    const there = createEngine({ backends: [clickhouse({ url, order: { logs: 'seq' } })] });
    await there.connect();
    await same(there);
    await ask(url, 'DROP TABLE logs');
  }, 120_000);
});

describe('tables of ClickHouse', () => {
  it('have their time column as __time__, of which a window reads only the partitions that it needs', async () => {
    for (const url of [early.urls[0]!, modern.urls[0]!]) {
      await ask(url, 'DROP TABLE IF EXISTS events');
      await ask(
        url,
        'CREATE TABLE events (at DateTime, host String, n UInt32, big UInt64) ENGINE = MergeTree() PARTITION BY toYYYYMMDD(at) ORDER BY at',
      );
      await ask(
        url,
        "INSERT INTO events SELECT toDateTime(1700000000 + number * 3600), concat('h', toString(number % 3)), number, 18446744073709551615 FROM system.numbers LIMIT 500",
      );
      const engine = createEngine({ backends: [clickhouse({ url, tables: ['events'], time: { events: 'at' } })] });
      await engine.connect();
      const options: QueryOptions = { from: 'events', window: { begin: new Date(1_700_360_000_000), end: new Date(1_700_396_000_000) } };
      const query = '* | stats n = count(1), first = min(__time__), last = max(at), total = sum(n), big = max(big)';
      expect(engine.explain(query, options)).toContain('t.`at` >= toDateTime(1700359999)');
      expect((await engine.query(query, options)).toJSON()).toEqual([
        { n: 10, first: 1_700_360_000, last: '2023-11-19 11:13:20.000', total: 1045, big: '18446744073709551615' },
      ]);
    }
  });

  it('of OpenTelemetry are read as they are created', async () => {
    const [url] = modern.urls as [string];
    await ask(
      url,
      `CREATE TABLE IF NOT EXISTS otel_logs (Timestamp DateTime64(9), TraceId String, SpanId String, TraceFlags UInt8, SeverityText LowCardinality(String), SeverityNumber UInt8,
        ServiceName LowCardinality(String), Body String, ResourceSchemaUrl LowCardinality(String), ResourceAttributes Map(LowCardinality(String), String), ScopeName String,
        LogAttributes Map(LowCardinality(String), String)) ENGINE = MergeTree PARTITION BY toDate(Timestamp) ORDER BY (ServiceName, Timestamp)`,
    );
    await ask(
      url,
      `INSERT INTO otel_logs (Timestamp, SeverityText, ServiceName, Body, ResourceAttributes) VALUES ('2026-01-01 00:00:01.5', 'INFO', 'cart', 'a', {'k8s.pod':'p1'}), ('2026-01-01 00:00:02', 'ERROR', 'cart', 'b', {}), ('2026-01-01 00:01:00', 'INFO', 'pay', 'c', {})`,
    );
    const engine = createEngine({ backends: [clickhouse({ url, openTelemetry: true })] });
    const rows = async (query: string) => (await engine.query(query, { from: 'logs' })).toJSON();
    expect(await rows('* | stats n = count(1) by ServiceName | sort ServiceName')).toEqual([
      { ServiceName: 'cart', n: 2 },
      { ServiceName: 'pay', n: 1 },
    ]);
    expect(await rows("* | where SeverityText = 'INFO' | stats n = count(1) by minute = date_trunc(60, __time__) | sort minute")).toEqual([
      { minute: 1_767_225_600, n: 1 },
      { minute: 1_767_225_660, n: 1 },
    ]);
    expect(await rows(`* | where json_extract_scalar(ResourceAttributes, '$["k8s.pod"]') = 'p1' | project Timestamp, Body`)).toEqual([
      { Timestamp: '2026-01-01 00:00:01.500', Body: 'a' },
    ]);
  });
});

describe('what goes wrong with a cluster', () => {
  it('is said in its own words', async () => {
    const [url] = early.urls as [string];
    const guarded = createEngine({ backends: [clickhouse({ url, username: 'guarded', password: 'wrong' })] });
    expect((await failure(() => guarded.connect())).message).toMatch(/^SPL4036: backend 'clickhouse' failed: Code: 193, .*Wrong password/);
    const allowed = createEngine({ backends: [clickhouse({ url, username: 'guarded', password: 'secret' })] });
    await allowed.connect();
    await ask(url, 'DROP TABLE IF EXISTS changing');
    await ask(url, 'CREATE TABLE changing (n Int64) ENGINE = Memory');
    const engine = createEngine({ backends: [clickhouse({ url })] });
    await engine.connect();
    await ask(url, 'DROP TABLE changing');
    await ask(url, 'CREATE TABLE changing (m Int64) ENGINE = Memory');
    expect((await failure(() => engine.query('* | stats s = max(n)', { from: 'changing' }))).message).toMatch(
      /SPL4036: .*(Unknown|Missing|There is no)/,
    );
    expect((await engine.query('* | stats c = count(m)', { from: 'changing' })).toJSON()).toEqual([{ c: 0 }]);
  });

  it('stops on the server when the query stops', async () => {
    const [url] = early.urls as [string];
    await ask(url, 'DROP TABLE IF EXISTS many');
    await ask(url, 'CREATE TABLE many (n Int64) ENGINE = Memory');
    await ask(url, 'INSERT INTO many SELECT number FROM system.numbers LIMIT 3000000');
    const engine = createEngine({ backends: [clickhouse({ url })] });
    await engine.connect();
    const slow =
      "* | where not regexp_like(cast(n as varchar), '(1|2)*3(4|5)*6(1|2)*7') | stats c = count(distinct cast(n as varchar) || 'x')";
    expect(engine.explain(slow, { from: 'many' })).toMatch(/^Remote/);
    const running = async (): Promise<number> =>
      Number(await ask(url, "SELECT count() FROM system.processes WHERE query LIKE '%uniqExact%' AND query NOT LIKE '%processes%'"));
    expect((await failure(() => engine.query(slow, { from: 'many', limits: { wallTime: 150 } }))).message).toMatch(/^SPL4012/);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 150);
    expect((await failure(() => engine.query(slow, { from: 'many', signal: stop.signal }))).message).toMatch(/^SPL4013/);
    await expect.poll(running, { timeout: 10_000 }).toBe(0);
  });

  it('is ten million groups, of which the limit lets none through', async () => {
    const [url] = early.urls as [string];
    const engine = createEngine({ backends: [clickhouse({ url })], limits: { maxRowsTransferred: 100_000 } });
    await engine.connect();
    const started = performance.now();
    expect((await failure(() => engine.query('* | stats c = count(1) by n', { from: 'many' }))).message).toMatch(/^SPL403[56]/);
    expect((await failure(() => engine.query('* | where soundex(cast(n as varchar)) is null', { from: 'many' }))).message).toMatch(
      /^SPL4035: 3000000 rows/,
    );
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  it('is a server that dies, while a query of its shards runs', async () => {
    const [url] = early.urls as [string];
    const engine = createEngine({ backends: [clickhouse({ url })] });
    await engine.connect();
    process.kill(early.pids[2]!, 'SIGKILL');
    const error = await failure(() => engine.query('* | stats n = count(1) by verb', { from: 'logs', limits: { wallTime: 60_000 } }));
    expect(error.message).toMatch(
      /^SPL4036: backend 'clickhouse' failed: Code: \d+.*(refused|ALL_CONNECTION|All connection tries failed)/s,
    );
  }, 90_000);
});

it.each(['modern', 'early'])(
  'random pipelines have the answers of the engine: %s',
  async (kind) => {
    const args = [
      'scripts/fuzz-backends.mjs',
      '--backend',
      'clickhouse',
      '--minutes',
      '0.25',
      '--seed',
      '77',
      '--url',
      (kind === 'early' ? early : modern).urls[0]!,
    ];
    const { stdout } = await promisify(execFile)(process.execPath, kind === 'early' ? [...args, '--early'] : args);
    expect(stdout).toMatch(/ 0 failures\n$/);
  },
  120_000,
);
