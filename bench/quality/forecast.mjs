// Forecasts of the last 24 hours of generated series, called through a query with default options.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine, Table } from 'logflume';
import { folder, generatedSeries, predictions, tool } from './workspace.mjs';

export function forecast(seeds) {
  const lines = seeds.map((seed) => {
    const { dir } = generatedSeries(seed);
    const truth = join(folder, `truth-${seed}.jsonl`);
    tool('forecast-score.mjs', 'make', '--data', dir, '--out', truth, '--hours', 24);
    const answers = readFileSync(truth, 'utf8')
      .trim()
      .split('\n')
      .map((line) => {
        const { name, train, test } = JSON.parse(line);
        const engine = createEngine({ tables: { logs: Table.from([{ values: train }]) } });
        const start = performance.now();
        const [{ middle, low, high, e }] = engine
          .querySync(
            '* | extend r = series_forecast(values, ?n) | project middle = r.forecast_metric_series, low = r.forecast_metric_lower_series, high = r.forecast_metric_upper_series, e = r.error_msg',
            { params: { n: test.length } },
          )
          .toArray();
        if (!middle) throw new Error(`${name}: ${e}`);
        const future = (all) => all.slice(train.length);
        return { name, mean: future(middle), lower: future(low), upper: future(high), ms: performance.now() - start };
      });
    return `seed ${seed}: ${tool('forecast-score.mjs', '--truth', truth, '--pred', predictions(`forecast-${seed}`, answers)).replace(/^\S+\s+/, '')}`;
  });
  process.stdout.write(`\n## Forecast of 24 hours (goals: MASE .90, sMAPE 29, coverage .90 to .98)\n\n${lines.join('')}`);
}
