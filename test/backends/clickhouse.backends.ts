import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, install, type Servers, startEarly, startModern } from '../../scripts/servers/clusters.mjs';
import { clickhouse } from '../../src/clickhouse.ts';
import { createEngine, type QueryOptions } from '../../src/index.ts';
import { translated, translatedToday } from './translated.ts';

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
});

it.each(['modern', 'early', 'duckdb'])('%s computes whole what it is said to compute', async (kind) => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    'scripts/fuzz-backends.mjs',
    ...(kind === 'duckdb' ? [] : ['--backend', 'clickhouse', '--url', (kind === 'early' ? early : modern).urls.join(',')]),
    ...(kind === 'early' ? ['--early'] : []),
    ...(kind === 'early' ? translated : [...translated, ...translatedToday]).flatMap((query) => ['--query', query]),
  ]);
  expect(stdout).toBe('');
});

it.each(['modern', 'early'])(
  'random pipelines have the answers of the engine, also over the shards of a cluster: %s',
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
      (kind === 'early' ? early : modern).urls.join(','),
    ];
    const { stdout } = await promisify(execFile)(process.execPath, kind === 'early' ? [...args, '--early'] : args);
    expect(stdout).toMatch(/ 0 failures\n$/);
  },
  120_000,
);
