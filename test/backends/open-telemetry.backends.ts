import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask, install, type Servers, startModern } from '../../scripts/servers/clusters.mjs';
import { clickhouse } from '../../src/clickhouse.ts';
import { createEngine, type Engine } from '../../src/index.ts';

let servers: Servers;
let engine: Engine;

const attributes = 'Map(LowCardinality(String), String)';

/** Tables with the columns, keys and kinds of indexes of those that the collector's exporter creates. */
const tables = [
  `CREATE TABLE otel_logs (Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)), TimestampTime DateTime DEFAULT toDateTime(Timestamp), TraceId String CODEC(ZSTD(1)), SpanId String,
    TraceFlags UInt8, SeverityText LowCardinality(String), SeverityNumber UInt8, ServiceName LowCardinality(String), Body String CODEC(ZSTD(1)), ResourceSchemaUrl LowCardinality(String),
    ResourceAttributes ${attributes} CODEC(ZSTD(1)), ScopeSchemaUrl LowCardinality(String), ScopeName String, ScopeVersion LowCardinality(String), ScopeAttributes ${attributes}, LogAttributes ${attributes},
    INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1, INDEX idx_key mapKeys(LogAttributes) TYPE bloom_filter(0.01) GRANULARITY 1, INDEX idx_body Body TYPE tokenbf_v1(32768, 3, 0) GRANULARITY 8)
    ENGINE = MergeTree PARTITION BY toDate(TimestampTime) PRIMARY KEY (ServiceName, TimestampTime) ORDER BY (ServiceName, TimestampTime, Timestamp) SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1`,
  `CREATE TABLE otel_traces (Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)), TraceId String, SpanId String, ParentSpanId String, TraceState String, SpanName LowCardinality(String), SpanKind LowCardinality(String),
    ServiceName LowCardinality(String), ResourceAttributes ${attributes}, ScopeName String, ScopeVersion String, SpanAttributes ${attributes}, Duration UInt64 CODEC(T64, ZSTD(1)), StatusCode LowCardinality(String), StatusMessage String,
    Events Nested (Timestamp DateTime64(9), Name LowCardinality(String), Attributes ${attributes}), Links Nested (TraceId String, SpanId String, TraceState String, Attributes ${attributes}),
    ResourceAttributeItems Array(String) ALIAS arrayMap(kv -> concat(kv.1, '=', kv.2), CAST(ResourceAttributes, 'Array(Tuple(String, String))')), INDEX idx_duration Duration TYPE minmax GRANULARITY 1)
    ENGINE = MergeTree PARTITION BY toDate(Timestamp) PRIMARY KEY (ServiceName, SpanName, toDateTime(Timestamp)) ORDER BY (ServiceName, SpanName, toDateTime(Timestamp), Timestamp)`,
];

const rows = [
  `INSERT INTO otel_logs (Timestamp, SeverityText, ServiceName, Body, ResourceAttributes) VALUES ('2026-01-01 00:00:01.5', 'INFO', 'cart', 'added GET /cart', {'k8s.pod':'p1'}),
    ('2026-01-01 00:00:02', 'ERROR', 'cart', 'Timeout while reading', {}), ('2026-01-01 00:01:00', 'INFO', 'pay', 'paid', {})`,
  `INSERT INTO otel_traces (Timestamp, TraceId, SpanName, ServiceName, Duration, StatusCode, Events.Timestamp, Events.Name, Events.Attributes) VALUES
    ('2026-01-01 00:00:01', 't1', 'GET /cart', 'cart', 1500000, 'Ok', ['2026-01-01 00:00:01.2'], ['retry'], [{'n':'1'}]), ('2026-01-01 00:00:09', 't1', 'SELECT', 'db', 9000000, 'Error', [], [], [])`,
];

beforeAll(async () => {
  install();
  servers = await startModern(1);
  for (const statement of [...tables, ...rows]) await ask(servers.urls[0]!, statement);
  engine = createEngine({ backends: [clickhouse({ url: servers.urls[0]!, openTelemetry: true })] });
  await engine.connect();
}, 600_000);

afterAll(async () => {
  await servers?.stop();
});

const answer = async (query: string, from: string): Promise<unknown> => (await engine.query(query, { from })).toJSON();

it('logs are read as the exporter creates them', async () => {
  expect(await answer('* | stats n = count(1) by ServiceName | sort ServiceName', 'logs')).toEqual([
    { ServiceName: 'cart', n: 2 },
    { ServiceName: 'pay', n: 1 },
  ]);
  expect(await answer("* | where SeverityText = 'INFO' | stats n = count(1) by minute = bin(__time__, 1m) | sort minute", 'logs')).toEqual([
    { minute: 1_767_225_600, n: 1 },
    { minute: 1_767_225_660, n: 1 },
  ]);
  expect(
    await answer(`* | where json_extract_scalar(ResourceAttributes, '$["k8s.pod"]') = 'p1' | project Timestamp, Body`, 'logs'),
  ).toEqual([{ Timestamp: '2026-01-01 00:00:01.500', Body: 'added GET /cart' }]);
  expect(engine.explain('timeout and reading | stats n = count(1)', { from: 'logs' })).toMatch(/^Remote/);
  expect(await answer('timeout and reading | stats n = count(1)', 'logs')).toEqual([{ n: 1 }]);
});

it('traces are read likewise: their durations are numbers, and what is nested is JSON', async () => {
  const query = '* | where Duration > 1000000 | stats slowest = max(Duration), total = sum(Duration) by StatusCode | sort StatusCode';
  expect(engine.explain(query, { from: 'traces' })).toMatch(/^Remote/);
  expect(await answer(query, 'traces')).toEqual([
    { StatusCode: 'Error', slowest: 9_000_000, total: 9_000_000 },
    { StatusCode: 'Ok', slowest: 1_500_000, total: 1_500_000 },
  ]);
  expect(await answer('* | where __time__ < 1767225605 | project "Events.Name", "Events.Attributes"', 'traces')).toEqual([
    { 'Events.Name': '["retry"]', 'Events.Attributes': '[{"n":"1"}]' },
  ]);
});

it('the commands of the README can be followed', async () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, block] = /## Where the logs are larger than a machine.*?```sh\n(.*?)```/s.exec(readme)!;
  const [first, ...commands] = block!.split('\n');
  expect(first).toBe('npm install logflume');
  const script = commands.join('\n').replaceAll('http://localhost:8123', servers.urls[0]!.slice(0, -1));
  expect(script).toContain(servers.urls[0]);
  const { stdout } = await promisify(execFile)('sh', ['-ec', script], { env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined } });
  expect(stdout).toMatch(/^otel_logs\notel_traces\nRemote clickhouse \[ServiceName: varchar, n: bigint\]\n {2}SELECT /);
  expect(stdout).toMatch(/\n\[ \{ ServiceName: 'cart', n: 2 \}, \{ ServiceName: 'pay', n: 1 \} \]\n$/);
});
