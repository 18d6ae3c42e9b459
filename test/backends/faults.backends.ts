import { createServer, type Server } from 'node:http';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, install, type Servers, startEarly, startModern } from '../../scripts/servers/clusters.mjs';
import { type ClickhouseOptions, clickhouse } from '../../src/clickhouse.ts';
import { duckdb } from '../../src/duckdb.ts';
import { createEngine, type Engine, type QueryOptions, type QueryProgress } from '../../src/index.ts';
import { thorough } from '../kit/thorough.ts';
import { failure, failureAt } from './kit.ts';

let early: Servers;
let modern: Servers;

const rowsPerShard = 400_000;

beforeAll(async () => {
  install();
  [early, modern] = await Promise.all([startEarly(3), startModern(1)]);
  for (const [i, shard] of early.urls.entries()) {
    await ask(shard, 'CREATE TABLE spread_local (k Int64, n Int64) ENGINE = MergeTree() ORDER BY n');
    await ask(shard, 'CREATE TABLE spread (k Int64, n Int64) ENGINE = Distributed(c3, default, spread_local)');
    await ask(shard, `INSERT INTO spread_local SELECT number % 4, number * 3 + ${i} FROM system.numbers LIMIT ${rowsPerShard}`);
  }
  await ask(modern.urls[0]!, 'CREATE TABLE spread (k Int64, n Int64) ENGINE = MergeTree() ORDER BY n');
  await ask(modern.urls[0]!, 'INSERT INTO spread SELECT number % 4, number FROM numbers(100000)');
}, 600_000);

afterAll(async () => {
  for (const pid of early?.pids ?? []) tryKill(pid, 'SIGCONT');
  await early?.stop();
  await modern?.stop();
});

function tryKill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it has ended
  }
}

async function engineOf(options: Partial<ClickhouseOptions> = {}): Promise<Engine> {
  const engine = createEngine({ backends: [clickhouse({ url: early.urls[0]!, ...options })] });
  await engine.connect();
  return engine;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const from: QueryOptions = { from: 'spread' };

/** Takes seconds in the oldest servers. */
const slow =
  "* | where not regexp_like(cast(n as varchar), '(1|2)*3(4|5)*6(1|2)*7') | stats c = count(distinct cast(n as varchar) || 'x') by k";

describe('what goes wrong with a cluster', () => {
  it('is said in its own words: who asks', async () => {
    expect((await failure(() => engineOf({ username: 'guarded', password: 'wrong' }))).message).toMatch(
      /^SPL4036: backend 'clickhouse' failed: Code: 193, .*Wrong password/,
    );
    await engineOf({ username: 'guarded', password: 'secret' });
  });

  it.each(['early', 'modern'])(
    'is a table that changes between compiling and running, also where the statement would still run: %s',
    async (kind) => {
      const [url] = (kind === 'early' ? early : modern).urls as [string];
      await ask(url, 'DROP TABLE IF EXISTS changing');
      await ask(url, 'CREATE TABLE changing (n Int64) ENGINE = Memory');
      const engine = await engineOf({ url });
      const query = '* | where n > 0 | stats s = max(n)';
      for (const [columns, cell, was] of [
        ['m Int64', '7', 'n Int64'],
        ['m Int64, n Float64', '7, 7.5', 'm Int64'],
      ] as const) {
        await ask(url, 'DROP TABLE changing');
        await ask(url, `CREATE TABLE changing (${columns}) ENGINE = Memory`);
        await ask(url, `INSERT INTO changing VALUES (${cell})`);
        if (was === 'm Int64') expect((await engine.query('* | stats c = count(m)', { from: 'changing' })).toJSON()).toEqual([{ c: 1 }]);
        const { message } = await failure(() =>
          engine.query(was === 'n Int64' ? query : query.replaceAll('n', 'm').replace('mot', 'not'), { from: 'changing' }),
        ).catch(() => ({ message: 'none' }));
        if (was === 'n Int64')
          expect(message).toMatch(
            `SPL4037: backend 'clickhouse' has other columns than its catalogue said: table 'changing' is now (${columns}), and was (${was})`,
          );
      }
      // The catalogue is read anew after a failure, and the type has changed since.
      await ask(url, 'DROP TABLE changing');
      await ask(url, 'CREATE TABLE changing (m Int64, n Float64) ENGINE = Memory');
      await ask(url, 'INSERT INTO changing VALUES (1, 7.5)');
      const fresh = await engineOf({ url });
      await ask(url, 'DROP TABLE changing');
      await ask(url, 'CREATE TABLE changing (m Int64, n Int64) ENGINE = Memory');
      await ask(url, 'INSERT INTO changing VALUES (1, 7)');
      expect((await failure(() => fresh.query(query, { from: 'changing' }))).message).toMatch(
        'is now (m Int64, n Int64), and was (m Int64, n Float64)',
      );
      expect((await fresh.query(query, { from: 'changing' })).toJSON()).toEqual([{ s: 7 }]);
    },
  );

  it('stops on the server when the query stops', async () => {
    const engine = await engineOf();
    expect(engine.explain(slow, from)).toMatch(/^Remote/);
    const running = async (): Promise<number> =>
      Number(
        await ask(early.urls[0]!, "SELECT count() FROM system.processes WHERE query LIKE '%uniqExact%' AND query NOT LIKE '%processes%'"),
      );
    expect((await failure(() => engine.query(slow, { ...from, limits: { wallTime: 150 } }))).message).toMatch(/^SPL4012/);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 150);
    expect((await failure(() => engine.query(slow, { ...from, signal: stop.signal }))).message).toMatch(/^SPL4013/);
    await expect.poll(running, { timeout: 10_000 }).toBe(0);
  });
});

describe('a query over a cluster', () => {
  it('says how far it is, and stops when the host does not want more', async () => {
    const engine = await engineOf({ settings: { max_threads: 1 } });
    const seen: QueryProgress[] = [];
    await engine.query(slow, { ...from, onProgress: (progress) => seen.push(progress) });
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.map(({ rowsRead }) => rowsRead)).toEqual(seen.map(({ rowsRead }) => rowsRead).toSorted((a, b) => a - b));
    expect(seen.at(-1)).toMatchObject({ backend: 'clickhouse', rowsRead: expect.any(Number), totalRows: expect.any(Number) });
    expect(seen.at(-1)!.rowsRead).toBeGreaterThan(0);
    expect(seen.at(-1)!.rowsRead).toBeLessThanOrEqual(3 * rowsPerShard);
    const tired = (): never => {
      throw new RangeError('enough');
    };
    await expect(engine.query(slow, { ...from, onProgress: tired })).rejects.toThrow('enough');
  });

  it('gives its limits to the servers', async () => {
    const patient = await engineOf({ fetch: (url, init) => fetch(url, { ...init, signal: null }) });
    const groups = '* | stats c = count(1) by n';
    const few = await failure(() => patient.query(groups, { ...from, limits: { maxRowsTransferred: 1000 } }));
    expect(few.message).toBe(
      "SPL4035: 1001 rows or more would come from backend 'clickhouse', more than 1000 (limit 'maxRowsTransferred')",
    );
    const small = await failure(() =>
      patient.query('* | stats c = count(distinct cast(n as varchar))', { ...from, limits: { bytes: 3e6 } }),
    );
    expect(small.message).toMatch(/^SPL4036: backend 'clickhouse' failed: Code: 241.*Memory limit/);
    expect(small.diagnostics[0]!.help).toContain("limit 'bytes'");
    const roomy = await engineOf({ maxMemory: 2e9 });
    expect((await roomy.query('* | stats c = count(distinct cast(n as varchar))', { ...from, limits: { bytes: 3e6 } })).toJSON()).toEqual([
      { c: 3 * rowsPerShard },
    ]);
  });

  it('that would pull raw rows is stopped before it does, and says which stage is to blame', async () => {
    const engine = await engineOf();
    const query = '* | where k = 1 | where soundex(cast(n as varchar)) is null';
    const { message, at } = await failureAt(query, () => engine.query(query, { ...from, limits: { maxRowsTransferred: 1000 } }));
    expect(message).toMatch(`SPL4035: ${(3 * rowsPerShard) / 4} rows would come from backend 'clickhouse', more than 1000`);
    expect(at).toBe('soundex(cast(n as varchar))');
  });
});

it.runIf(thorough)(
  'ten million groups come back',
  async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run('CREATE TABLE many AS SELECT i AS n FROM range(10000000) r(i)');
    connection.closeSync();
    const engine = createEngine({ backends: [duckdb({ database: instance })] });
    await engine.connect();
    const query = '* | stats c = count(1) by n';
    expect(engine.explain(query, { from: 'many' })).toMatch(/^Remote/);
    const result = await engine.query(query, { from: 'many', limits: { bytes: 8e9 } });
    expect(result.rowCount).toBe(10_000_000);
    const fewer = await failure(() => engine.query(query, { from: 'many', limits: { maxRowsTransferred: 9_999_999 } }));
    expect(fewer.message).toMatch(/^SPL4035: \d+ rows or more would come/);
    instance.closeSync();
  },
  300_000,
);

/** What stands before a server and spoils its answers to statements of tables. */
async function proxy(
  url: string,
  spoil: (bytes: Buffer) => Buffer | undefined,
): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces);
    const answer = await fetch(new URL(request.url!, url), { method: 'POST', body });
    const bytes = Buffer.from(await answer.arrayBuffer());
    response.statusCode = answer.status;
    if (!body.includes('FORMAT Native')) return void response.end(bytes);
    const spoilt = spoil(bytes);
    if (spoilt) response.end(spoilt);
    else response.writeHead(answer.status, { 'content-length': bytes.length }).write(bytes.subarray(0, 50), () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as { port: number }).port}/` };
}

describe.each(['early', 'modern'])('an answer of a server that is spoilt on its way: %s', (kind) => {
  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 5), /the answer ends within a block/],
    ['lost', () => undefined, /SPL4036: .*the connection was lost/],
    ['of zeros', (bytes: Buffer) => Buffer.alloc(bytes.length), /SPL4037: .*0 columns, not 2/],
    ['of other bytes', (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0x55)), /SPL403[67]/],
    ['with bytes after it', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('garbage')]), /SPL403[67]/],
  ] as const)('%s', async (_, spoil, expected) => {
    const between = await proxy((kind === 'early' ? early : modern).urls[0]!, spoil);
    try {
      const engine = await engineOf({ url: between.url });
      const query = '* | stats c = count(1), m = max(n)';
      const { message, at } = await failureAt(query, () => engine.query(query, from));
      expect(message).toMatch(expected);
      expect(at).toBe('stats c = count(1), m = max(n)');
    } finally {
      between.server.closeAllConnections();
      between.server.close();
    }
  });
});

describe('a disk that is full', () => {
  it('is said by ClickHouse, whose files may not grow further', async () => {
    const full = await startEarly(1, { maxFileKilobytes: 1024 });
    try {
      await ask(full.urls[0]!, 'CREATE TABLE many (n Int64) ENGINE = Memory');
      await ask(full.urls[0]!, 'INSERT INTO many SELECT number FROM system.numbers LIMIT 1000000');
      const engine = await engineOf({ url: full.urls[0]!, settings: { max_bytes_before_external_group_by: 1_000_000 } });
      const query = '* | stats c = count(1) by n | stats m = max(c)';
      const { message, at } = await failureAt(query, () => engine.query(query, { from: 'many' }));
      expect(message).toMatch(/^SPL4036: backend 'clickhouse' failed: Code: 75.*Cannot write to file.*File too large/);
      expect(at).toBe('stats m = max(c)');
      expect((await engine.query('* | stats m = max(n)', { from: 'many' })).toJSON()).toEqual([{ m: 999_999 }]);
    } finally {
      await full.stop();
    }
  }, 60_000);

  it('is said by DuckDB, whose temporary files may not grow further', async () => {
    const instance = await DuckDBInstance.create(':memory:', { memory_limit: '30MB', max_temp_directory_size: '1MB', threads: '1' });
    const connection = await instance.connect();
    await connection.run('CREATE TABLE many AS SELECT i AS n FROM range(1000000) r(i)');
    connection.closeSync();
    const engine = createEngine({ backends: [duckdb({ database: instance })] });
    await engine.connect();
    const query = `* | extend c = cast(n as varchar) || '${'x'.repeat(200)}' | sort c | limit 900000 | stats m = max(c)`;
    const { message } = await failureAt(query, () => engine.query(query, { from: 'many' }));
    expect(message).toMatch(/^SPL4036: backend 'duckdb' failed: Out of Memory Error/);
    instance.closeSync();
  }, 60_000);
});

describe('a shard', () => {
  const query = '* | stats n = count(1) by k | sort k';
  const spanOf = 'sort k';

  it('that stands still ends with the time of the query, and is not missed afterwards', async () => {
    const engine = await engineOf();
    tryKill(early.pids[2]!, 'SIGSTOP');
    try {
      const started = performance.now();
      expect((await failure(() => engine.query(query, { ...from, limits: { wallTime: 2000 } }))).message).toMatch(/^SPL4012/);
      expect(performance.now() - started).toBeLessThan(5000);
      const partial = failure(() => engine.query(query, { ...from, onLimit: 'partial', limits: { wallTime: 2000 } }));
      expect((await partial).message).toMatch(/^SPL4012/);
      expect(performance.now() - started).toBeLessThan(8000);
    } finally {
      tryKill(early.pids[2]!, 'SIGCONT');
    }
    await expect
      .poll(() => ask(early.urls[0]!, 'SELECT count() FROM spread').catch(() => ''), { timeout: 20_000 })
      .toBe(`${3 * rowsPerShard}\n`);
    const whole = await engine.query(query, { ...from, onLimit: 'partial' });
    expect([whole.warnings, (whole.toJSON() as { n: number }[])[0]!.n]).toEqual([[], (3 * rowsPerShard) / 4]);
  }, 90_000);

  it('that dies while a query runs makes it fail; only a caller who asks for it has the answer of the others', async () => {
    const engine = await engineOf();
    const running = failureAt(slow, () => engine.query(slow, { ...from, limits: { wallTime: 60_000 } }));
    const also = engine.query(slow, { ...from, onLimit: 'partial', limits: { wallTime: 60_000 } });
    await pause(250);
    tryKill(early.pids[2]!, 'SIGKILL');
    const { message, at } = await running;
    expect(message).toMatch(/^SPL4036: backend 'clickhouse' failed: (?:Code: \d+|the connection was lost)/);
    expect(at).toMatch(/^stats c = /);
    const survived = await also;
    expect(survived.warnings.map(({ code }) => code)).toEqual(['SPL4040']);

    expect(await failureAt(query, () => engine.query(query, from))).toMatchObject({
      message: expect.stringMatching(/^SPL4036: .*(?:refused|ALL_CONNECTION|All connection tries failed)/s),
      at: spanOf,
    });
    const partial = await engine.query(query, { ...from, onLimit: 'partial' });
    expect(partial.toJSON()).toEqual([0, 1, 2, 3].map((k) => ({ k, n: (2 * rowsPerShard) / 4 })));
    expect(partial.warnings[0]!.message).toMatch(
      /^the result is partial: of cluster 'c3' of backend 'clickhouse', shards 1 \(127\.0\.0\.1:\d+\), 2 \(127\.0\.0\.1:\d+\) answered, and 3 \(127\.0\.0\.1:\d+\) did not$/,
    );
    const batches: unknown[] = [];
    const stream = engine.stream(query, { ...from, onLimit: 'partial' });
    for await (const batch of stream) batches.push(...batch.toArray());
    expect([batches.length, stream.warnings.map(({ code }) => code)]).toEqual([4, ['SPL4040']]);
    tryKill(early.pids[1]!, 'SIGKILL');
    tryKill(early.pids[0]!, 'SIGKILL');
    expect((await failure(() => engine.query(query, { ...from, onLimit: 'partial' }))).message).toMatch(/^SPL4036: .*cannot be reached/);
  }, 90_000);
});
