// Detection against the recipe of KQL (decompose, then Tukey's scores of the residual), both through queries: event F1 at each one's best
// single threshold, and the difference by a paired bootstrap over series (Efron & Tibshirani, An Introduction to the Bootstrap, 1993).
import { createEngine, Table } from 'logflume';
import { loadDir, loadPred, scoreAll } from './tools/series-score.mjs';
import { generatedSeries, predictions, printTable, publicSeries } from './workspace.mjs';

const detectors = {
  ours: `* | project score = series_decompose_anomalies(values, '{"confidence": 1}').anomalies_score_series`,
  kql: "* | project score = transform(series_outliers(series_decompose(series_fill_linear(values)).residual, 'ctukey'), x -> abs(x))",
};

function scoresOf(query, series) {
  return series.map(({ name, values }) => {
    const [{ score }] = createEngine({ tables: { logs: Table.from([{ values }]) } })
      .querySync(query)
      .toArray();
    return { name, scores: score };
  });
}

/** By series, the windows, those hit and the false alarms at the best single threshold. */
function eventsOf(label, dir, lines) {
  const score = (pred) => scoreAll(loadDir(dir), loadPred(predictions(label, pred)), { vus: 4 });
  const { threshold } = score(lines).best.gEvent;
  return score(lines.map((line) => ({ ...line, flags: line.scores.map((s) => (s >= threshold ? 1 : 0)) }))).perSeries.map(
    ({ flags }) => flags,
  );
}

function f1(events, picks) {
  let [hit, windows, alarms] = [0, 0, 0];
  for (const i of picks) {
    hit += events[i].D;
    windows += events[i].W;
    alarms += events[i].FA;
  }
  return hit === 0 ? 0 : (2 * hit) / (hit + alarms + windows);
}

function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

export function compare(seeds, replicates = 2000) {
  const sets = [
    ...seeds.slice(0, 1).map((seed) => [`synthetic, seed ${seed}`, generatedSeries(seed)]),
    ['cloud monitoring', publicSeries('cmd')],
    ['NAB', publicSeries('nab')],
  ];
  const rows = sets.map(([label, { dir, series }]) => {
    const [ours, kql] = Object.entries(detectors).map(([name, query]) => eventsOf(`${name}-${label}`, dir, scoresOf(query, series)));
    const all = ours.map((_, i) => i);
    const random = randomFrom(1);
    const draws = Array.from({ length: replicates }, () => all.map(() => Math.floor(random() * all.length)));
    const range = (measure) => {
      const sorted = draws.map(measure).sort((a, b) => a - b);
      return `${sorted[Math.floor(0.025 * replicates)].toFixed(3)} to ${sorted[Math.ceil(0.975 * replicates) - 1].toFixed(3)}`;
    };
    const [a, b] = [f1(ours, all), f1(kql, all)];
    return [
      label,
      `${a.toFixed(3)} (${range((picks) => f1(ours, picks))})`,
      b.toFixed(3),
      `${(a - b).toFixed(3)} (${range((picks) => f1(ours, picks) - f1(kql, picks))})`,
    ];
  });
  printTable(
    'Against the recipe of KQL, event F1 at the best single threshold (95 % by paired bootstrap over series)',
    ['set', 'Logflume', 'KQL recipe', 'difference'],
    rows,
  );
}
