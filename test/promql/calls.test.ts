import { describe, expect, it } from 'vitest';
import { readLogs } from '../../src/formats.ts';
import { createEngine, type QueryError, Table } from '../../src/index.ts';
import { metricStore, promqlCalls } from '../../src/promql.ts';
import { sample } from '../kit/read.ts';

const minute = 60_000_000_000n;
const step = Number(minute);
const metrics = Table.from(
  Array.from({ length: 20 }, (_, i) => i).flatMap((i) =>
    ['a', 'b'].map((pod) => ({
      __name__: 'requests_total',
      __labels__: `pod#$#${pod}|verb#$#GET`,
      __time_nano__: BigInt(i) * (minute / 4n),
      __value__: (pod === 'a' ? 15 : 30) * i,
    })),
  ),
);
const engine = createEngine({ tables: { metrics }, sources: { metricstore: metricStore(metrics) }, calls: { prom: promqlCalls } });

describe('PromQL over tables of metrics', () => {
  it('answers at every step, one row per series, for the functions of series', async () => {
    const result = await engine.query(
      "* | prom-call promql_query_range('sum by (pod) (rate(requests_total[1m]))', '2m') | sort __labels__['pod']",
    );
    expect(result.schema.map(({ name }) => name)).toEqual(['__labels__', '__name__', '__ts__', '__value__']);
    expect(result.toArray()).toEqual([
      { __labels__: { pod: 'a' }, __ts__: [2 * step, 4 * step], __value__: [1, 1], __name__: null },
      { __labels__: { pod: 'b' }, __ts__: [2 * step, 4 * step], __value__: [2, 2], __name__: null },
    ]);
    const described =
      "* | prom-call promql_query_range('requests_total', '1m') | extend d = series_describe(__ts__, __value__) | stats n = count(d.error_msg), rows = count(1)";
    expect((await engine.query(described)).toArray()).toEqual([{ n: 0, rows: 2 }]);
  });

  it('answers at an instant, with the columns of metrics', async () => {
    const result = await engine.query(
      "* | prom-call promql_query('requests_total > 300') | project pod = __labels__['pod'], __name__, __time_nano__, __value__",
    );
    expect(result.toArray()).toEqual([{ pod: 'b', __name__: 'requests_total', __time_nano__: (19 * step) / 4, __value__: 570 }]);
  });

  it('answers in the query window', async () => {
    const window = { begin: minute, end: 3n * minute };
    const [row] = (await engine.query(".metricstore | prom-call promql_query_range('sum(requests_total)')", { window })).toArray();
    expect(row!.__ts__).toEqual([step, 2 * step]);
  });

  it('is a source as well', async () => {
    const result = await engine.query(".metricstore with(promql_query='sum(requests_total) / 45', range='2m')");
    expect(result.toArray()).toMatchObject([{ __ts__: [0, 2 * step, 4 * step], __value__: [0, 8, 16] }]);
    const piped = await engine.query(".metricstore with(project='p') | prom-call promql_query('count(requests_total)')");
    expect(piped.toArray()).toMatchObject([{ __value__: 2 }]);
    await expect(engine.query(".metricstore with(promql_query='sum(')")).rejects.toThrow(
      /SPL5001.*unexpected the end of the query in 'sum\('/s,
    );
  });

  it.each([
    ["* | prom-call promql_query('sum(rate(requests_total))')", 'rate takes a range vector, not an instant vector', 'requests_total'],
    ["* | prom-call promql_query('sum(')", 'unexpected the end of the query', "'"],
    ["* | prom-call promql_query('up{a=\"it''s\"} + nothing(x)')", "unknown function 'nothing'", 'nothing'],
    ["* | prom-call promql_query('info(x)')", "the function 'info' is not supported", 'info'],
    ["* | prom-call promql_query('limit_ratio(0.5, x)')", "the aggregation 'limit_ratio' is not supported", 'limit_ratio'],
    ["* | prom-call promql_query('a + fill(0) b')", "'fill(0)' is not supported", 'fill(0)'],
    ["* | prom-call promql_query_range('up', 'often')", "the step 'often' is not a duration such as '1m'", "'often'"],
  ])('says where a mistake is: %s', (query, reason, place) => {
    const [found] = engine.compile(query).diagnostics;
    expect(found).toMatchObject({ code: 'SPL2251', message: expect.stringContaining(reason) });
    expect(query.slice(found!.span.start, found!.span.end)).toBe(place);
  });

  it('fails with the place of what is found while it runs, and for rows that are not metrics', async () => {
    await expect(engine.query("* | prom-call promql_query('requests_total / on(verb) requests_total')")).rejects.toMatchObject({
      diagnostics: [{ code: 'SPL4050', message: expect.stringMatching(/several series of the right side match/) }],
    } satisfies Partial<Record<keyof QueryError, unknown>>);
    await expect(engine.query("* | project __name__ | prom-call promql_query('a')")).rejects.toThrow(/have no column '__time_nano__'/);
  });

  it('ends with the limits of the query', async () => {
    const costly = "* | prom-call promql_query_range('sum_over_time(sum(requests_total)[10d:1s])', '1s')";
    await expect(engine.query(costly, { limits: { wallTime: 300 } })).rejects.toThrow(/SPL4012/);
    await expect(engine.query(costly, { limits: { bytes: 1_000_000 } })).rejects.toThrow(/SPL4007/);
    await expect(engine.query(costly, { signal: AbortSignal.timeout(50) })).rejects.toThrow(/SPL4013/);
  });

  it('reads what Prometheus, OTLP and a query wrote', async () => {
    const over = async (path: string, query: string, format?: string): Promise<Record<string, unknown>[]> => {
      const read = await readLogs(sample(path), {
        ...(format ? { format } : {}),
        ...(path.startsWith('prometheus-text') ? { scrapedAt: '2026-01-01T00:00:00Z' } : {}),
      } as object);
      return (
        await createEngine({ tables: { read }, calls: { prom: promqlCalls } }).query(`* | prom-call promql_query('${query}')`)
      ).toArray();
    };
    const [buckets] = await over('prometheus-text/kube-apiserver-1.35-part.txt', 'count({__name__=~".+_bucket", le="+Inf"})');
    expect(buckets).toMatchObject({ __value__: 17 });
    const mixed = await readLogs(sample('otlp/metrics.json'));
    const { warnings } = await createEngine({ tables: { mixed }, calls: { prom: promqlCalls } }).query(
      "* | prom-call promql_query('my_counter')",
    );
    expect(warnings.map(({ message }) => message)).toEqual([expect.stringMatching(/1 row has neither a value nor classic buckets/)]);
    const otlp = await over('otlp/metrics.json', '{__name__=~"my_.*"}');
    expect(otlp.map(({ __name__ }) => __name__)).toContain('my_counter');
    expect(await over('prometheus-api/matrix.json', 'count({__name__=~".+"})')).toMatchObject([{ __value__: expect.any(Number) }]);
  });
});
