// npm run pictures: draws the pictures of the guide with the project's own renderer, from series that are made here.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createEngine, Table } from 'logflume';
import { drawSeries } from 'logflume/formats';

/** Three days of requests a minute with a daily season, a burst, a dip and a lasting shift. */
export function requests() {
  let state = 42;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  return Array.from({ length: 3 * 288 }, (_, i) => {
    const level = 300 + 180 * Math.sin((2 * Math.PI * i) / 288 - 2) + 60 * (next() + next() - 1);
    const burst = i >= 400 && i < 412 ? 260 : 0;
    const dip = i >= 620 && i < 626 ? -220 : 0;
    return { time: 1_734_307_200_000_000_000n + BigInt(i) * 300_000_000_000n, n: Math.max(0, Math.round(level + burst + dip)) };
  });
}

mkdirSync('docs/pictures', { recursive: true });
const engine = createEngine({ tables: { logs: Table.from(requests()) } });
const only = (query) => engine.querySync(query).toArray({ bigint: 'bigint' })[0];

const found = only(`* | make-series n on time | extend r = series_decompose_anomalies(n)
  | project time, n, b = r.baseline_series, lo = r.lower_series, up = r.upper_series, s = r.anomalies_score_series`);
writeFileSync(
  'docs/pictures/anomalies.svg',
  drawSeries({
    title: 'Requests every five minutes',
    times: found.time,
    values: found.n,
    baseline: found.b,
    lower: found.lo,
    upper: found.up,
    scores: found.s,
  }),
);

const ahead = only(`* | where time < 1734523200000000000 | make-series n on time | extend r = series_forecast(n, 144)
  | project t = r.time_series, n = r.metric_series, f = r.forecast_metric_series, lo = r.forecast_metric_lower_series, up = r.forecast_metric_upper_series`);
writeFileSync(
  'docs/pictures/forecast.svg',
  drawSeries({ title: 'Twelve hours ahead', times: ahead.t, values: ahead.n, baseline: ahead.f, lower: ahead.lo, upper: ahead.up }),
);
