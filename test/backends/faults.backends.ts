import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, install, type Servers, startEarly } from '../../scripts/servers/clusters.mjs';
import { clickhouse } from '../../src/clickhouse.ts';
import { createEngine } from '../../src/index.ts';
import { failure } from './kit.ts';

let early: Servers;

beforeAll(async () => {
  install();
  early = await startEarly(3);
  for (const [i, shard] of early.urls.entries()) {
    await ask(shard, 'CREATE TABLE spread_local (k Int64, n Int64) ENGINE = MergeTree() ORDER BY n');
    await ask(shard, 'CREATE TABLE spread (k Int64, n Int64) ENGINE = Distributed(c3, default, spread_local)');
    await ask(shard, `INSERT INTO spread_local SELECT number % 4, number * 3 + ${i} FROM system.numbers LIMIT 1000000`);
  }
}, 600_000);

afterAll(async () => {
  await early?.stop();
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
    const error = await failure(() => engine.query('* | stats n = count(1) by k', { from: 'spread', limits: { wallTime: 60_000 } }));
    expect(error.message).toMatch(
      /^SPL4036: backend 'clickhouse' failed: Code: \d+.*(refused|ALL_CONNECTION|All connection tries failed)/s,
    );
  }, 90_000);
});
