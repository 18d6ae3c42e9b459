import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGrammar, randomFrom } from '../../scripts/fuzz/expressions.mjs';
import { columns, pipeline, rows } from '../../scripts/fuzz/pipelines.mjs';
import { builtinFunctions } from '../../src/functions/index.ts';
import type { Engine, EngineOptions, QueryOptions, Table as SourceTable } from '../../src/index.ts';
import { parseGolden, readTable } from '../../src/testing/golden.ts';
import { table as large } from '../kit/plain-rows.ts';

// Threads run what is published, so that all of this is about the bundle.
const root = fileURLToPath(new URL('../../', import.meta.url));
const { createEngine, QueryError, Table, untrustedLimits }: typeof import('../../src/index.ts') = await import(join(root, 'dist/index.js'));
const published = ({ schema, columns, rowCount }: SourceTable) => new Table(schema, columns, rowCount);

const now = (): number => Date.parse('2025-11-26T12:00:00Z');
const engines: Engine[] = [];

/** An engine whose workers take part in reading every table. */
function engineOf(workers: number, tables: Record<string, SourceTable>, options: EngineOptions = {}): Engine {
  const engine = createEngine({ ...options, now, tables, workers, execution: { minWorkerRows: 1, ...options.execution } });
  engines.push(engine);
  return engine;
}

/** What threads were told to run, and said that they did. */
const threads: { posted: number; run: number; done: number; givenUp: number; last: Worker | undefined } = {
  posted: 0,
  run: 0,
  done: 0,
  givenUp: 0,
  last: undefined,
};
const { postMessage } = Worker.prototype;
const watched = new WeakSet<Worker>();

beforeAll(() => {
  Worker.prototype.postMessage = function (this: Worker, message: { readonly kind: string }, ...rest): void {
    if (!watched.has(this)) {
      watched.add(this);
      this.on('message', ({ kind }: { readonly kind: string }) => {
        if (kind === 'done') threads.done++;
        if (kind === 'givenUp') threads.givenUp++;
      });
    }
    // Tables of tests before may be dropped at any time.
    if (message.kind !== 'drop') threads.posted++;
    if (message.kind === 'run') {
      threads.run++;
      threads.last = this;
    }
    postMessage.call(this, message, ...rest);
  };
});
afterAll(async () => {
  Worker.prototype.postMessage = postMessage;
  await Promise.all(engines.map((engine) => engine.close()));
});

const cells = (_: string, value: unknown): unknown =>
  typeof value === 'bigint'
    ? `${value}n`
    : typeof value === 'number' && !Number.isFinite(value)
      ? String(value)
      : Object.is(value, -0)
        ? '-0'
        : value;

/** All that a caller sees of a query. */
async function outcome(run: () => Promise<Awaited<ReturnType<Engine['query']>>> | ReturnType<Engine['querySync']>): Promise<string> {
  try {
    const result = await run();
    const shown = result.toArray({ bigint: 'bigint', timestamp: 'text' });
    // How many rows come before a limit is reached depends on the size of batches, which depends on time.
    const countsRows = !result.stats.some(({ operator }) => operator === 'Limit' || operator === 'TopN');
    const stats = result.stats.map(({ operator, rowsIn, rowsOut }) => (countsRows ? [operator, rowsIn, rowsOut] : operator));
    return JSON.stringify([result.schema, shown, result.warnings, stats], cells, 1);
  } catch (error) {
    if (error instanceof QueryError) return JSON.stringify(error.diagnostics);
    throw error;
  }
}

async function expectSameAnswer(engine: Engine, query: string, options: QueryOptions = {}): Promise<void> {
  const expected = await outcome(() => engine.querySync(query, options));
  expect(await outcome(() => engine.query(query, options)), query).toBe(expected);
}

const aggregates = [
  'count(1)',
  'count(n)',
  'count_if(i > 3)',
  'sum(n)',
  'sum(i)',
  'sum(d)',
  'avg(d)',
  'avg(n)',
  'min(d)',
  'max(d)',
  'min(n)',
  'max(s)',
  'min(t)',
  'stddev(d)',
  'var_pop(d)',
  'skewness(d)',
  'p95(d)',
  'p50(n)',
  'approx_percentile(d, array[0.1, 0.9])',
  'approx_percentile(d * exp(d) / (i - 3), i, 0.9)',
  'median(d)',
  'approx_distinct(s)',
  'approx_distinct(n)',
  'count_distinct(s)',
  'count(distinct c)',
  'sum(distinct d)',
  'arbitrary(s)',
  'first(s)',
  'last(c)',
  'first(s, t)',
  'last(d, n)',
  'min_by(s, n)',
  'max_by(c, d)',
  'min_by(id, n, 3)',
  'max(n, 5)',
  'bool_and(b)',
  'bool_or(b)',
  'bitwise_xor_agg(id)',
  'checksum(s)',
  'entropy(c)',
  'count_null(d)',
  'corr(d, i)',
  'array_agg(id)',
  'histogram(b)',
  "listagg(c, ';')",
  'map_agg(i, d)',
  'geometric_mean(abs(d))',
]; // prettier-ignore

const pipelines = [
  '* | stats count(1)',
  '* | stats count(1), sum(n), max(d) by c',
  '* | where d > 0 and n < 100 | extend k = i % 7 | stats count(1), sum(d), p90(d) by k, b',
  '* | where n is null | stats count(1) by c, s, day',
  '* | where n > 100000 | stats count(1), sum(d)',
  '* | where n > 100000 | stats count(1), sum(d) by c',
  '* | extend m = upper(c) | stats n = count(1), a = avg(d) by m | sort n desc, m | limit 7',
  '* | stats n = count(1) by c | top 5 by n, c',
  '* | distinct c, b',
  '* | make-series n = count(1) on t step 1d by b',
  '* | stats count(1) by try_cast(substr(s, 2, 3) as bigint)',
  '* | stats x = try(sum(n * 9000000000000000)) by i',
  '* | stats x = sum(n * 9000000000000000) by i',
  '* | stats count(1) by l = list',
  '.let a = * | stats n = count(1), s = sum(d) by c; $a | join (* | stats m = max(n) by c) on c | sort n desc, c | limit 20',
  '* | extend x = cast(s as bigint) | stats count(x)',
  '* | extend x = try(cast(s as bigint)) | stats count(x), count(1)',
]; // prettier-ignore

describe('workers', () => {
  it('aggregate as one thread does, to the last digit', { timeout: 240_000 }, async () => {
    const logs = published(large);
    for (const workers of [1, 2, 3]) {
      const engine = engineOf(workers, { logs });
      const before = threads.done;
      for (const call of workers === 2 ? aggregates : []) {
        await expectSameAnswer(engine, `* | stats x = ${call}`);
        await expectSameAnswer(engine, `* | where i % 3 > 0 | stats x = ${call}, y = count(1) by c`);
        await expectSameAnswer(engine, `* | stats x = ${call} filter (where d > 10) by b, i % 5`);
      }
      for (const query of pipelines) {
        expect(engine.compile(query).schema, query).toBeDefined();
        await expectSameAnswer(engine, query);
      }
      expect(threads.done - before).toBeGreaterThan(workers * (workers === 2 ? 100 : 10));
      await engine.close();
    }
  });

  it('give what is in golden files', { timeout: 240_000 }, async () => {
    const before = { ...threads };
    const engine = engineOf(2, {});
    const folder = join(root, 'test/queries');
    for (const name of readdirSync(folder, { recursive: true }) as string[]) {
      if (!name.endsWith('.spl')) continue;
      engine.tables.clear();
      for (const { kind, argument, body } of parseGolden(readFileSync(join(folder, name), 'utf8')).blocks) {
        if (kind === 'table') engine.tables.set(argument, published(readTable(body)));
        else if (kind === 'query' || kind === 'warnings')
          await expectSameAnswer(engine, body, { params: { min: 2, name: "O'Neill", list: [1, 2] } });
      }
    }
    expect(threads.done - before.done).toBeGreaterThan(250);
  });

  it('give what random pipelines give', { timeout: 240_000 }, async () => {
    const grammar = createGrammar(builtinFunctions);
    const engine = engineOf(2, {});
    const before = threads.done;
    for (let seed = 1; seed <= 200; seed++) {
      const random = randomFrom(seed);
      for (const [name, count] of Object.entries({ logs: 25, other: 8 }))
        engine.tables.set(name, Table.from(rows(random, count), { schema: columns }));
      await expectSameAnswer(engine, ['*', ...pipeline(random, grammar, 1 + random.below(3))].join(' | '), { from: 'logs' });
    }
    expect(threads.done - before).toBeGreaterThan(30);
  });

  it('read rows of a policy, and not those that it hides', async () => {
    const engine = engineOf(
      2,
      { logs: published(large) },
      { policies: { logs: { rows: 'i % 2 = ?half', masks: { c: "concat('~', c)" } } } },
    );
    const before = threads.done;
    for (const half of [0, 1]) await expectSameAnswer(engine, '* | stats count(1), sum(n) by c', { context: { half } });
    expect(threads.done - before).toBe(4);
  });

  it('do not share what a source answers to one query, with a policy or without', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => ({ s: `s${i % 7}`, x: i }));
    const sources = { there: () => Table.from(rows), guarded: () => Table.from(rows) };
    const engine = engineOf(2, {}, { sources, policies: { '.guarded': { rows: 'x >= 1500' } } });
    const before = threads.posted;
    for (const [source, n] of Object.entries({ there: 3000, guarded: 1500 }))
      expect((await engine.query(`.${source} | stats n = count(1)`)).toArray()).toEqual([{ n }]);
    expect(threads.posted).toBe(before);
  });

  it('see rows that are appended, and strings that are new', async () => {
    const rowsOf = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => ({ s: `s${(from + i) % (from + 7)}`, x: i / 3 }));
    const engine = engineOf(2, { logs: Table.from(rowsOf(0, 3000)) });
    const before = threads.done;
    for (let from = 100; from < 500; from += 100) {
      await expectSameAnswer(engine, '* | stats n = count(1), m = max(x) by upper(s)');
      engine.tables.set('logs', engine.tables.get('logs')!.append(rowsOf(from, 50)));
    }
    expect(threads.done - before).toBe(8);
  });

  it('stream', async () => {
    const engine = engineOf(2, { logs: published(large) });
    const before = threads.done;
    const streamed: unknown[] = [];
    for await (const row of engine.stream('* | stats n = count(1) by c').rows()) streamed.push(row);
    expect(streamed).toEqual(engine.querySync('* | stats n = count(1) by c').toArray());
    expect(threads.done - before).toBe(2);
  });

  it('are not asked for what they cannot do', async () => {
    const logs = published(large);
    const engine = engineOf(2, { logs }, { execution: { minWorkerRows: 50_001 } });
    const before = threads.run;
    await engine.query('* | stats count(1) by c');
    await engineOf(2, { logs }).query('* | stats count(1) by random() > 0.5');
    await engineOf(2, { logs }).query('* | sort d | limit 3');
    expect(threads.run).toBe(before);
  });

  it('answer several queries at once', async () => {
    const engine = engineOf(2, { logs: published(large) });
    const queries = pipelines.slice(0, 8);
    const expected = queries.map((query) => engine.querySync(query).toArray());
    const answers = await Promise.all(queries.map((query) => engine.query(query)));
    expect(answers.map((answer) => answer.toArray())).toEqual(expected);
  });
});

describe('limits of queries that workers compute', () => {
  const slow = '* | stats n = count(1) by k = reduce(sequence(1, 5000), 0, (a, x) -> a + x * id)';
  const big = published(large);

  it('stop at the signal', async () => {
    const engine = engineOf(2, { logs: big });
    await engine.query('* | stats count(1) by c, id');
    const controller = new AbortController();
    const running = engine.query(`${slow} | stats sum(n)`, { signal: controller.signal });
    const before = threads.run;
    while (threads.run === before) await new Promise((resolve) => setTimeout(resolve, 1));
    const stopped = performance.now();
    controller.abort();
    await expect(running).rejects.toMatchObject({ diagnostics: [{ code: 'SPL4013' }] });
    expect(performance.now() - stopped).toBeLessThan(150);
    await expectSameAnswer(engine, '* | stats count(1) by c');
  });

  it('stop when the host says so', async () => {
    const engine = engineOf(2, { logs: big });
    const running = engine.query(slow, { interrupted: () => true });
    await expect(running).rejects.toMatchObject({ diagnostics: [{ code: 'SPL4013' }] });
  });

  it('stop while columns are shared and strings are given', async () => {
    const rows = 400_000;
    const strings = Array.from({ length: rows }, (_, i) => `a string ${i} ${'x'.repeat(100)}`);
    const source = Table.fromColumns({ s: strings, t: strings.map((text, i) => (i % 2 ? text : 'x')), n: new Float64Array(rows) });
    const query = '* | stats n = count(1), m = max(n) by s, t | stats n = count(1), m = max(m)';
    const outcomes = new Set<string>();
    const late: number[] = [];
    for (const [i, delay] of [5, 20, 40, 70, 100, 150, 200, 300].entries()) {
      const columns = source.columns.map((column) => ({ ...column }));
      const engine = engineOf(2, { logs: new Table(source.schema, columns, rows) });
      const controller = new AbortController();
      let asked = false;
      let stopped = Number.NaN;
      const stop = (): void => {
        stopped = performance.now();
        if (i % 2 === 0) controller.abort();
        else asked = true;
      };
      setTimeout(stop, delay);
      const answer = await engine.query(query, { signal: controller.signal, interrupted: () => asked }).then(
        () => 'rows',
        (error: { readonly diagnostics: readonly { readonly code: string }[] }) => error.diagnostics[0]!.code,
      );
      outcomes.add(answer);
      if (answer !== 'rows') late.push(performance.now() - stopped);
      // What was not given is given to the next query.
      expect((await engine.query(query)).toArray()).toEqual([{ n: rows, m: 0 }]);
    }
    expect(outcomes).toContain('SPL4013');
    // Other tests have the processors at times, but not each time.
    expect(late.sort((a, b) => a - b)[late.length >> 1]).toBeLessThan(150);
    expect(late.at(-1)).toBeLessThan(2000);
  });

  it('stop at the limits of one thread, with the same words', async () => {
    const engine = engineOf(2, { logs: big });
    for (const limits of [{ groups: 100 }, { bytes: 100_000 }, { rowsScanned: 49_999 }, { resultRows: 10 }])
      await expectSameAnswer(engine, '* | stats n = count(1), array_agg(d) by s', { limits });
    const running = engine.query(slow, { limits: { wallTime: 5 } });
    await expect(running).rejects.toMatchObject({ diagnostics: [{ code: 'SPL4012' }] });
    await expectSameAnswer(engine, '* | stats count(1) by c', { limits: untrustedLimits });
  });
});

describe('work that threads give up', () => {
  it('counts, so that the query does not work as long again', async () => {
    const engine = engineOf(2, { logs: published(large) });
    const slow = '* | stats n = count(1) by k = reduce(sequence(1, 5000), 0, (a, x) -> a + x * id)';
    const before = threads.givenUp;
    const failed = engine.query(slow, { limits: { workTime: 1500 } }).catch((error: unknown) => ({ error }));
    while (threads.givenUp === before) await new Promise((resolve) => setTimeout(resolve, 1));
    const gaveUp = performance.now();
    expect(await failed).toMatchObject({ error: { diagnostics: [{ name: 'limit-work-time' }] } });
    expect(performance.now() - gaveUp).toBeLessThan(1000);
  });
});

describe('threads', () => {
  it('that die fail the query, and the next one has new ones', async () => {
    const engine = engineOf(2, { logs: published(large) });
    await engine.query('* | stats count(1) by c');
    const before = threads.run;
    const running = engine.query('* | stats n = count(1) by k = reduce(sequence(1, 5000), 0, (a, x) -> a + x * id)');
    running.catch(() => undefined);
    while (threads.run === before) await new Promise((resolve) => setTimeout(resolve, 1));
    await threads.last!.terminate();
    await expect(running).rejects.toMatchObject({ diagnostics: [{ code: 'SPL4030' }] });
    const done = threads.done;
    await expectSameAnswer(engine, '* | stats count(1) by c');
    expect(threads.done - done).toBe(2);
  });

  it('keep no process alive', async () => {
    const script = `import { createEngine, Table } from ${JSON.stringify(join(root, 'dist/index.js'))};
      const logs = Table.fromColumns({ n: new BigInt64Array(4000) });
      const engine = createEngine({ tables: { logs }, workers: 2, execution: { minWorkerRows: 1 } });
      console.log(String((await engine.query('* | stats count(1), sum(n)')).toArray().length));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { timeout: 30_000 });
    expect(stdout).toBe('1\n');
  });

  it('end with the engine, which then answers alone', async () => {
    const engine = engineOf(2, { logs: published(large) });
    await engine.query('* | stats count(1) by c');
    await engine[Symbol.asyncDispose]();
    const before = threads.run;
    await expectSameAnswer(engine, '* | stats count(1) by c');
    expect(threads.run).toBe(before);
  });

  it('are told nothing more, and none is started, when the engine was closed while columns are shared', async () => {
    const logs = Table.fromColumns({ s: Array.from({ length: 400_000 }, (_, i) => (i % 3 ? `string ${i}` : 'x')) });
    for (const delay of [0, 10, 20, 40, 60, 80]) {
      const engine = engineOf(2, { logs: new Table(logs.schema, [{ ...logs.columns[0]! }], logs.rowCount) });
      const answer = engine.query('* | stats n = count(1) by s | stats n = count(1)').then(
        (result) => result.toArray(),
        () => 'ended',
      );
      await new Promise((resolve) => setTimeout(resolve, delay));
      await engine.close();
      const before = threads.posted;
      expect([[{ n: 266_667 }], 'ended']).toContainEqual(await answer);
      expect(threads.posted).toBe(before);
    }
  });

  it('are not needed: without shared memory one thread gives the same', async () => {
    const { SharedArrayBuffer } = globalThis;
    Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
    try {
      const before = threads.run;
      await expectSameAnswer(engineOf(2, { logs: published(large) }), '* | stats count(1), sum(d) by c');
      expect(threads.run).toBe(before);
    } finally {
      Object.defineProperty(globalThis, 'SharedArrayBuffer', { value: SharedArrayBuffer, configurable: true, writable: true });
    }
  });
});
