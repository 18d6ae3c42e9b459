import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEngine, type Engine, type LiveTable, liveTable, type QueryError, type WatchAnswer } from '../../src/index.ts';

interface Answer extends WatchAnswer {
  readonly rows: readonly unknown[];
  readonly warnings: readonly string[];
}

/** A watch whose answers are taken one by one, after each append. */
function stepwise(engine: Engine, query: string) {
  const answers: Answer[] = [];
  const errors: QueryError[] = [];
  let heard: () => void = () => {};
  const watch = engine.watch(query, {
    every: 0,
    onResult(result, answer) {
      answers.push({ ...answer, rows: result.toArray(), warnings: result.warnings.map(({ message }) => message) });
      heard();
    },
    onError(error) {
      errors.push(error);
      heard();
    },
  });
  /** The answer to the rows that are there. */
  const next = async (): Promise<Answer> => {
    const count = answers.length + errors.length;
    await new Promise<void>((resolve, reject) => {
      heard = resolve;
      watch.ended.catch(reject);
      if (answers.length + errors.length > count) resolve();
    });
    return answers.at(-1)!;
  };
  return { watch, next, answers, errors };
}

const rowsOf = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => ({ __time__: from + i, code: (from + i) % 5 === 0 ? '500' : '200', ms: (from + i) / 7 }));

async function secondAnswer(query: string, options: Parameters<typeof liveTable>[0] = {}) {
  const logs = liveTable({ chunkRows: 64, ...options });
  const engine = createEngine({ tables: { logs } });
  logs.append(rowsOf(0, 500));
  const { watch, next } = stepwise(engine, query);
  await next();
  logs.append(rowsOf(500, 10));
  const answer = await next();
  await watch.stop();
  expect(answer.rows).toEqual((await engine.query(query)).toArray());
  return answer;
}

describe('a watched query', () => {
  it('goes on from the answer before where aggregations and filters read the table', async () => {
    for (const query of [
      '* | stats n = count(1), slowest = max(ms) by code',
      '* | where ms > 10 | extend minute = __time__ / 60 | stats n = count(1), mean = avg(ms) by minute | sort minute desc | limit 3',
      "code:500 | extend t = from_unixtime(__time__) | make-series n = count(1) default = 0 on t from '1970-01-01' to '1970-01-01 00:10:00' step 1m",
      'code:500 | project ms | sort ms desc | limit 4',
      '.let slow = * | where ms > 20; $slow | stats n = count(1)',
      '* | stats n = count(1)',
    ])
      expect(await secondAnswer(query), query).toMatchObject({ rowsRead: 10, rescans: [] });
  });

  it('says why it reads all rows again', async () => {
    expect(await secondAnswer('* | sort ms desc | limit 2')).toMatchObject({ rowsRead: 510, rescans: ["TopN reads all rows of 'logs'"] });
    expect(await secondAnswer('* | stats n = count(1), x = max(try_cast(random() as bigint))')).toMatchObject({
      rowsRead: 510,
      rescans: ["Aggregate reads all rows of 'logs'"],
    });
    const failing = await secondAnswer('* | stats n = count(1 / (__time__ - 7))');
    expect(failing.rescans).toEqual(["cells of 'logs' fail or warn, which only all rows tell right"]);
    expect(failing.warnings).toHaveLength(1);
  });

  it('puts what is left together from parts where rows were dropped, and says where it cannot', async () => {
    const dropping = { keep: '440s' };
    expect(await secondAnswer('* | stats n = count(1), last = max(__time__) by code', dropping)).toMatchObject({
      rowsRead: 10,
      rescans: [],
    });
    const sums = await secondAnswer('* | stats s = sum(ms)', dropping);
    expect(sums.rowsRead).toBe(446);
    expect(sums.rescans).toEqual(['rows were dropped, and not all aggregates can be put together from those of parts']);
  });

  it('waits for the columns of a table, and takes new ones', async () => {
    const logs = liveTable();
    const engine = createEngine({ tables: { logs } });
    const { watch, next, errors } = stepwise(engine, '* | stats n = count(b), s = sum(a)');
    logs.append([{ a: 1 }]);
    await next();
    expect(errors).toHaveLength(1);
    logs.append([{ a: 2.5, b: 'x' }]);
    expect((await next()).rows).toEqual([{ n: 1, s: 3.5 }]);
    await watch.stop();
  });

  it('ends with its signal, with the first error, and with what its reader throws', async () => {
    const logs = liveTable().append([{ a: 1 }]);
    const engine = createEngine({ tables: { logs } });
    await expect(engine.watch('* | stats n = count(c)', { onResult: () => {} }).ended).rejects.toThrow("unknown column 'c'");
    const failing = engine.watch('*', {
      onResult() {
        throw new RangeError('enough');
      },
    });
    await expect(failing.ended).rejects.toThrow('enough');
    const controller = new AbortController();
    const { ended } = engine.watch('*', { onResult: () => controller.abort(), signal: controller.signal });
    await ended;
    expect(() => engine.watch('*', { every: 'often', onResult: () => {} })).toThrow("'every' must be a duration such as '5s', not 'often'");
    expect(() => engine.watch('* | limit 1; * | limit 2', { onResult: () => {} }).ended.catch(() => undefined)).not.toThrow();
  });

  it('does not compute an answer while the one before is read', async () => {
    const logs = liveTable().append([{ a: 1 }]);
    const engine = createEngine({ tables: { logs } });
    let reading = 0;
    let seen = 0;
    const watch = engine.watch('* | stats n = count(1)', {
      every: 0,
      async onResult() {
        expect(++reading).toBe(1);
        logs.append([{ a: 2 }]);
        await new Promise((resolve) => setTimeout(resolve, 5));
        reading--;
        if (++seen === 5) void watch.stop();
      },
    });
    await watch.ended;
    expect(seen).toBe(5);
  });
});

const row = fc.record({
  __time__: fc.integer({ min: 0, max: 400 }),
  code: fc.constantFrom('200', '404', '500', null),
  host: fc.constantFrom('a', 'b', 'c'),
  ms: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), { nil: null }),
  size: fc.option(fc.integer({ min: -5, max: 5 }), { nil: null }),
});
const schema = [
  { name: '__time__', type: 'bigint' },
  { name: 'code', type: 'varchar' },
  { name: 'host', type: 'varchar' },
  { name: 'ms', type: 'double' },
  { name: 'size', type: 'bigint' },
];

/** Queries of every kind of aggregate, and of what is done with their rows. */
const queries = [
  '* | stats n = count(1), c = count(code), s = sum(size), least = min(ms), most = max(code), d = count(distinct host) by code',
  '* | stats s = sum(ms), m = avg(ms), v = variance(ms), all = array_agg(host), p = approx_percentile(ms, 0.5), a = arbitrary(size)',
  "* | where size > 0 | stats n = count(1) filter (where code = '500'), h = approx_distinct(host), first = min_by(host, ms), hist = histogram(code) by host",
  '* | extend bucket = __time__ / 60 | stats n = count(1), b = bool_or(size > 2) by bucket | sort bucket | limit 4',
  "* | extend t = from_unixtime(__time__) | make-series n = count(1) default = 0, m = max(ms) default = 0.0 on t from '1970-01-01' to '1970-01-01 00:07:00' step 1m by host",
  'code:500 | project host, ms | sort ms, host',
  '* | where ms > 0 | dedup host | project host, code',
  `* | stats n = count(1) by host | join kind=left (* | where code = '500' | stats bad = count(1) by host) on host | project host, n, bad`,
  '* | sort ms desc, __time__, code, host, size | limit 3',
  '* | top 2 by size by host',
];

/** Every answer of a watch is the answer of the query over the rows that are kept. */
async function checkAnswers(logs: LiveTable, batches: readonly (readonly object[])[], queries: readonly string[]): Promise<void> {
  const engine = createEngine({ tables: { logs } });
  for (const query of queries)
    expect(
      engine.compile(query).diagnostics.filter(({ severity }) => severity === 'error'),
      query,
    ).toEqual([]);
  const watches = queries.map((query) => ({ query, ...stepwise(engine, query) }));
  try {
    await Promise.all(watches.map(({ next }) => next())); // without rows
    for (const batch of batches) {
      const heard = watches.map(({ next }) => next());
      logs.append(batch);
      await Promise.all(heard);
      for (const { query, answers, errors } of watches) {
        expect(errors, query).toEqual([]);
        expect(answers.at(-1)!.rows, query).toEqual((await engine.query(query)).toArray());
      }
    }
  } finally {
    await Promise.all(watches.map(({ watch }) => watch.stop()));
  }
}

describe('the answer of a watched query', () => {
  const batches = fc.array(fc.array(row, { minLength: 1, maxLength: 15 }), { minLength: 1, maxLength: 8 });

  it('is that of the query over the rows that are kept, after any sequence of appends', async () => {
    await fc.assert(
      fc.asyncProperty(
        batches,
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom({}, { keep: '60s' }, { bytes: 1500 }),
        fc.integer({ min: 0, max: queries.length - 3 }),
        async (all, chunkRows, keeping, first) => {
          const logs = liveTable({ schema, chunkRows, ...keeping });
          await checkAnswers(logs, all, queries.slice(first, first + 3));
        },
      ),
      { numRuns: process.env.LOGFLUME_THOROUGH === '1' ? 300 : 25 },
    );
  });
});
