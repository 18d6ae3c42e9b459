import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateLog, leaseSurge } from '../../examples/story/generate.mjs';
import { causeQuery, linesQuery, rateQuery, tellStory } from '../../examples/story/story.mjs';
import { ask, install, type Servers, startEarly, startModern } from '../../scripts/servers/clusters.mjs';
import type { Backend } from '../../src/backends/backend.ts';
import { clickhouse } from '../../src/clickhouse.ts';
import { duckdb, parquet } from '../../src/duckdb.ts';
import { readNdjson } from '../../src/formats.ts';
import { createEngine, type Engine, type Table } from '../../src/index.ts';
import { createInClickhouse, fillInClickhouse, fillInDuckdb } from './kit.ts';

let early: Servers;
let modern: Servers;
let folder: string;
let instance: DuckDBInstance;
let table: Table;
let here: Engine;

beforeAll(async () => {
  install();
  [early, modern] = await Promise.all([startEarly(3), startModern(1)]);
  folder = mkdtempSync(join(tmpdir(), 'logflume-story-'));
  instance = await DuckDBInstance.create(':memory:');
  const lines = [...generateLog({ lines: 60_000, seed: 7, faults: [{ ...leaseSurge, factor: 12 }] })];
  table = await readNdjson(lines.join('\n'));
  here = createEngine({ tables: { logs: table } });
}, 600_000);

afterAll(async () => {
  await early?.stop();
  await modern?.stop();
  instance?.closeSync();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** The story's table in each of the places where it may lie. */
const places: Readonly<Record<string, () => Promise<Backend>>> = {
  async DuckDB() {
    const connection = await instance.connect();
    await fillInDuckdb(connection, 'logs', table, join(folder, 'logs.ndjson'));
    connection.closeSync();
    return duckdb({ database: instance, order: { logs: 'rowid' } });
  },
  async 'Parquet files, partitioned by hour'() {
    const connection = await instance.connect();
    await connection.run(
      `COPY (SELECT *, (__time__ // 3600) AS hour FROM logs) TO '${folder}/parquet' (FORMAT parquet, PARTITION_BY (hour))`,
    );
    connection.closeSync();
    return duckdb({ files: { logs: parquet(`${folder}/parquet/**/*.parquet`, { hivePartitioning: true }) }, order: { logs: 'seq' } });
  },
  async 'a cluster of three servers of 2018'() {
    const [url] = early.urls as [string];
    for (const shard of early.urls) {
      await createInClickhouse(shard, 'logs_local', table, 'MergeTree() PARTITION BY intDiv(__time__, 3600) ORDER BY __time__');
      await createInClickhouse(shard, 'logs', table, 'Distributed(c3, default, logs_local, seq)');
    }
    await fillInClickhouse(url, 'logs', table);
    await expect.poll(() => ask(url, 'SELECT count() FROM logs'), { timeout: 20_000 }).toBe(`${table.rowCount}\n`);
    for (const shard of early.urls) expect(Number(await ask(shard, 'SELECT count() FROM logs_local'))).toBeGreaterThan(table.rowCount / 4);
    return clickhouse({ url, order: { logs: 'seq' } });
  },
  async 'ClickHouse of today'() {
    const [url] = modern.urls as [string];
    await createInClickhouse(url, 'logs', table, 'MergeTree() ORDER BY __time__');
    await fillInClickhouse(url, 'logs', table);
    return clickhouse({ url, order: { logs: 'seq' } });
  },
};

const show = (value: unknown): string => JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));

describe('the story has the answers of the engine, to the byte, over', () => {
  it.each(Object.keys(places))(
    '%s',
    async (place) => {
      const there = createEngine({ backends: [await places[place]!()] });
      await there.connect();
      const expected = await tellStory(here);
      expect(expected.cause).toBeDefined();
      expect(show(await tellStory(there))).toBe(show(expected));
      const json = async (engine: Engine, query: string): Promise<string> => show((await engine.query(query)).toJSON());
      const { begin, end } = expected.stretch!;
      for (const query of [rateQuery, causeQuery(begin, end)]) {
        expect(there.explain(query)).toMatch(/MakeSeries[^\n]*\n *Remote (?:clickhouse|duckdb)/);
        expect(await json(there, query)).toBe(await json(here, query));
      }
      const lines = linesQuery("verb = 'GET' and resource = 'leases'", begin, end);
      expect(there.explain(lines)).toMatch(/^Remote (?:clickhouse|duckdb)/);
      expect(await json(there, lines)).toBe(await json(here, lines));
      await there.close();
    },
    120_000,
  );
});
