// No series function fails a query for its data, and no NaN or infinity leaks out of one: it answers, or says in error_msg why it cannot.
import { describe, expect, it } from 'vitest';
import { createEngine, Table } from '../../src/index.ts';

type Numbers = readonly (number | null)[];
const many = Array.from({ length: 150_001 }, (_, i) => (i * 7919) % 101);
const inputs: Readonly<Record<string, Numbers>> = {
  empty: [],
  'one point': [3],
  'two points': [3, 4],
  'all NULL': new Array<null>(50).fill(null),
  'all NaN': new Array<number>(50).fill(Number.NaN),
  constant: new Array<number>(60).fill(7),
  'mostly NULL': Array.from({ length: 60 }, (_, i) => (i % 30 === 0 ? i : null)),
  infinite: [...new Array<number>(40).fill(1), Number.POSITIVE_INFINITY, 2],
  huge: Array.from({ length: 60 }, (_, i) => (i % 2 ? 1e308 : -1e308)),
  tiny: Array.from({ length: 60 }, (_, i) => (i % 3) * 5e-324),
  'a single spike in zeros': Array.from({ length: 60 }, (_, i) => (i === 30 ? 1 : 0)),
  'more than 150,000 points': many,
};

const calls = [
  'series_decompose_anomalies(v)',
  'series_decompose_anomalies(v, \'{"confidence": 1}\')',
  'series_decompose_anomalies(v, \'{"period_num": "[7, 24]"}\')',
  'series_pattern_anomalies(v)',
  'series_forecast(v, 7)',
  'series_forecast(v, 7, \'{"seasonality_config": {"seasonality_mode": "multiplicative"}}\')',
  'series_describe(v)',
  'series_changepoints(v)',
  'series_periods_detect(v, 0, 1000, 2)',
  'series_periods_validate(v, 7, 24)',
  'series_decompose(v)',
  "series_decompose(v, 5, 'linefit', 3)",
  'series_decompose_forecast(v, 2)',
  'series_stats(v)',
  'series_stats(v, true)',
  'series_fit_line(v)',
  'series_fit_2lines(v)',
  'series_fit_poly(v, 3)',
  'series_fft(v)',
  "cluster(array[v, v, v], 'kmeans')",
  "cluster(array[v, v], 'kshape', '{\"n_clusters\": 2}')",
  'correlation(v, v, \'{"max_shift": 3}\')',
  "series_drilldown(array['a'], array[transform(sequence(1, cardinality(v)), x -> x)], array[v], 1, 2)",
];

function leaks(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  if (typeof value === 'string') return /\bNaN\b|Infinity/.test(value);
  if (Array.isArray(value)) return value.some(leaks);
  return typeof value === 'object' && value !== null && Object.values(value).some(leaks);
}

const shown = (value: unknown): string => JSON.stringify(value, (_, x) => (typeof x === 'bigint' ? String(x) : x)) ?? 'undefined';

const engines = Object.entries(inputs).map(([name, v]) => {
  const table = Table.from([{ v }], { schema: [{ name: 'v', type: 'array(double)' }] });
  return { name, engine: createEngine({ tables: { logs: table } }) };
});

describe('degenerate series', () => {
  for (const call of calls)
    it(call, () => {
      for (const { name, engine } of engines) {
        if (name.startsWith('more') && /cluster|correlation|drilldown/.test(call)) continue;
        const [row] = engine.querySync(`* | project r = ${call}`).toArray({ bigint: 'bigint' });
        const { r } = row as { r: unknown };
        expect(r, name).not.toBeNull();
        if (leaks(r)) expect.fail(`${name}: ${shown(r).slice(0, 300)}`);
        if (name === 'empty') expect(shown(r), name).toMatch(/error_msg\\*":\\*"|series has|no samples/);
      }
    });

  it('times that are missing, and lengths that differ, are reported', () => {
    const engine = createEngine({ tables: { one: Table.from([{ x: 1 }]) } });
    const reasons = engine
      .querySync(
        `$one | project a = series_decompose_anomalies(array[3, null, 1], array[1, 2, 3]).error_msg, b = series_forecast(array[1, null, 2], array[1, 2, 3], 1).error_msg,
          c = series_describe(array[1, 2], array[1, 2, 3]).error_msg, d = json_extract_scalar(series_drilldown(array['a'], array[array[1, 2]], array[array[1]], 1, 2), '$.error_msg'),
          e = json_extract_scalar(series_drilldown(array['a'], array[array[1, 2]], array[array[1, 1]], 5, 9), '$.error_msg'),
          f = json_extract_scalar(series_drilldown(array['a'], array[array[1, 2]], array[array[1, 1]], 2, 1), '$.error_msg'),
          g = json_extract_scalar(series_drilldown(array['a'], array[array[1, 2]], array[array[1, 1]], 1, 2), '$.error_msg')`,
      )
      .toArray()[0];
    expect(reasons).toEqual({
      a: 'a time is NULL',
      b: 'a time is NULL',
      c: 'there are 2 times and 3 values',
      d: 'series 1 has 2 times and 1 values',
      e: 'the window holds no point of the series',
      f: 'the window ends before it begins',
      g: 'there is no point before the window',
    });
  });

  it('reads cells of 300,000 elements', () => {
    const size = 300_000;
    const rows = Array.from({ length: size }, (_, i) => i);
    const table = Table.from([{ v: rows, lists: rows.map((i) => [String(i % 7)]), a: rows.map(String), l: rows.map((i) => `s${i % 2}`) }]);
    const engine = createEngine({ tables: { logs: table }, limits: { cellSize: 10_000_000, bytes: 4e9, wallTime: 120_000 } });
    const [row] = engine
      .querySync(
        `* | project n = summary_log_variables(lists)[1].distinct, e = series_fit_poly(v, 1).rsquare,
          p = diff_patterns(array[a], array['a'], l, 's0', 's1', '{"minimum_support_fraction": 0}').error_msg`,
      )
      .toArray();
    expect(row).toEqual({ n: 7, e: 1, p: null });
  });

  it('stops clustering for the wall time', () => {
    const samples = Array.from({ length: 300 }, (_, s) => Array.from({ length: 300 }, (_, i) => Math.sin((i + s * 3) / (5 + (s % 4)))));
    const engine = createEngine({ tables: { logs: Table.from([{ samples }]) }, limits: { wallTime: 200 } });
    expect(() => engine.querySync("* | project r = cluster(samples, 'kshape').sizes")).toThrow('SPL4012');
  });
});
