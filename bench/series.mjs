// npm run bench:series: the series functions by the length and the number of series, called through queries; minimum of the runs.
import { parseArgs } from 'node:util';
import { createEngine, Table } from 'logflume';

const { values: given } = parseArgs({ options: { runs: { type: 'string', default: '5' } } });

function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** Counts a minute with a day's season, noise and a few bursts. */
function counts(length, seed) {
  const next = random(seed);
  return Array.from({ length }, (_, i) => {
    const level = 200 + 120 * Math.sin((2 * Math.PI * i) / 1440) + 60 * (next() + next() + next() - 1.5);
    return Math.max(0, Math.round(level * (next() < 0.001 ? 3 : 1)));
  });
}

function best(run) {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < Number(given.runs); i++) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

const limits = { wallTime: 600_000, bytes: 8 * 2 ** 30, cellSize: 10_000_000, seriesPoints: 10_000_000, groups: 5_000_000 };
const line = (...cells) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
const ms = (value) => (value < 10 ? value.toFixed(1) : value.toFixed(0));

function series(name, query, lengths) {
  for (const length of lengths) {
    const engine = createEngine({ tables: { logs: Table.from([{ v: counts(length, 7) }]) }, limits });
    const time = best(() => engine.querySync(query));
    line(name, `1 × ${length.toLocaleString('en')}`, ms(time), ((time / length) * 10_000).toFixed(1));
  }
}

line('function', 'series × points', 'ms', 'ms per 10,000 points');
line('---', '---:', '---:', '---:');
const lengths = [1000, 10_000, 100_000, 1_000_000];
series('series_decompose_anomalies', '* | project r = series_decompose_anomalies(v).anomalies_score_series', lengths);
{
  const rows = Array.from({ length: 5000 }, (_, i) => ({ v: counts(360, i + 1) }));
  const engine = createEngine({ tables: { logs: Table.from(rows) }, limits });
  const time = best(() => engine.querySync('* | project r = series_decompose_anomalies(v).anomalies_score_series'));
  line('series_decompose_anomalies', '5,000 × 360', ms(time), ((time / (5000 * 360)) * 10_000).toFixed(1));
}
series('series_forecast, 1,440 ahead', '* | project r = series_forecast(v, 1440).forecast_metric_series', lengths.slice(1, 3));
series('series_describe', '* | project r = series_describe(v).result', lengths.slice(0, 3));
series('series_pattern_anomalies', '* | project r = series_pattern_anomalies(v).anomalies_score_series', lengths.slice(0, 3));
series('series_changepoints', '* | project r = series_changepoints(v).indexes', lengths.slice(0, 3));

process.stdout.write('\n');
line('series_drilldown', 'leaves × points', 'ms');
line('---', '---:', '---:');
for (const [cardinalities, leaves, points] of [
  [[50, 100, 10], 5000, 360],
  [[10, 20, 12, 8, 30], 48_000, 60],
  [[10, 5, 40, 10, 6, 6], 720_000, 32],
]) {
  const next = random(11);
  const seen = new Set();
  const rows = [];
  while (rows.length < leaves) {
    const codes = cardinalities.map((c) => Math.floor(next() * c));
    const key = codes.join();
    if (leaves < 100_000 && seen.has(key)) continue;
    seen.add(key);
    const level = 20 * next() ** 3;
    const factor = codes[0] === 1 && codes[1] === 2 ? 6 : 1;
    rows.push({
      codes,
      values: Float64Array.from({ length: points }, (_, t) => Math.round(level * (t >= points - 14 ? factor : 1) + 3 * next())),
    });
  }
  const times = Array.from({ length: points }, (_, t) => BigInt(t + 1));
  const attributes = cardinalities.map((_, a) => `a${a}`);
  const table = Table.from([
    {
      ...Object.fromEntries(attributes.map((name, a) => [name, rows.map(({ codes }) => `v${codes[a]}`)])),
      times: rows.map(() => times),
      values: rows.map(({ values }) => Array.from(values)),
    },
  ]);
  const engine = createEngine({ tables: { logs: table }, limits });
  const query = `* | project r = series_drilldown(${attributes.join(', ')}, times, values, ${points - 13}, ${points})`;
  const time = best(() => engine.querySync(query));
  line(`k = ${cardinalities.length}`, `${leaves.toLocaleString('en')} × ${points}`, ms(time));
}
