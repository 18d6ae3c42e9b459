// Detection and periods, called through queries with default options.
import { createEngine, Table } from 'logflume';
import { loadDir, loadPred, scoreAll } from './tools/series-score.mjs';
import { against, generatedSeries, predictions, printTable, publicSeries, tool } from './workspace.mjs';

const goals = {
  synthetic: { gF1: 0.7, vus: 0.6, f1: 0.68, quietAlarms: 0.1, quiet: 0.8 },
  cmd: { gF1: 0.62, vus: 0.53, f1: 0.62, alarms: 0.8 },
  nab: { nab: 33, gF1: 0.32, f1: 0.3 },
};

const judged = (series) =>
  `* | extend r = series_decompose_anomalies(${series}) | project score = r.anomalies_score_series, e = r.error_msg`;

/**
 * The points of every series as the engine judges them: flagged where the score of the default call is above 0. A normal point scores
 * exactly 0 there, so the ranking of all points comes from a call with the confidence 1.
 */
function detect(series, withTimes) {
  const columns = withTimes ? 'times, values' : 'values';
  return series.map(({ name, ts, values }) => {
    const times = ts.map((seconds) => BigInt(seconds) * 1_000_000_000n);
    const engine = createEngine({ tables: { logs: Table.from([withTimes ? { times, values } : { values }]) } });
    const start = performance.now();
    const [usual] = engine.querySync(judged(columns)).toArray();
    const ms = performance.now() - start;
    if (!usual.score) throw new Error(`${name}: ${usual.e}`);
    const [every] = engine.querySync(judged(`${columns}, '{"confidence": 1}'`)).toArray();
    return { name, scores: every.score, flags: usual.score.map((s) => (s > 0 ? 1 : 0)), ms };
  });
}

const figure = (value, goal, ...rest) =>
  value === null || value === undefined ? '–' : goal === undefined ? value.toFixed(rest[0] ?? 3) : against(value, goal, ...rest);

export function anomalies(seeds) {
  const sets = [
    ...seeds.map((seed) => [`synthetic, seed ${seed}`, goals.synthetic, generatedSeries(seed)]),
    ['cloud monitoring', goals.cmd, publicSeries('cmd')],
    ['cloud monitoring, with times', goals.cmd, publicSeries('cmd'), true],
    ['NAB', goals.nab, publicSeries('nab')],
    ['NAB, with times', goals.nab, publicSeries('nab'), true],
  ];
  const rows = sets.map(([label, goal, { dir, series }, withTimes = false]) => {
    const file = predictions(`anomalies-${label}`, detect(series, withTimes));
    const r = scoreAll(loadDir(dir), loadPred(file));
    return [
      label,
      figure(r.best.gEvent.f1, goal.gF1),
      figure(r.rank.vusPr, goal.vus),
      figure(r.flags.f1, goal.f1),
      figure(r.flags.faPer1000, goal.alarms, 2, true),
      figure(r.flags.clean?.faPer1000, goal.quietAlarms, 2, true),
      figure(r.flags.clean?.quiet, goal.quiet, 2),
      figure(r.nab.standard.score, goal.nab, 1),
      figure(r.msPer10k, 25, 1, true),
    ];
  });
  printTable(
    'Anomalies',
    [
      'set',
      'event F1 at one threshold',
      'VUS-PR',
      'F1 at the flags',
      'false alarms per 1000',
      '… on clean series',
      'clean series without any',
      'NAB score',
      'ms per 10,000 points',
    ],
    rows,
  );
}

/** What a period detector answers for generated series. */
export function periods(seeds) {
  const lines = seeds.map((seed) => {
    const { dir, series } = generatedSeries(seed);
    const found = series.map(({ name, values }) => {
      const engine = createEngine({ tables: { logs: Table.from([{ values }]) } });
      const start = performance.now();
      const [{ periods: list }] = engine.querySync('* | project periods = series_periods_detect(values, 0, 100000, 2).periods').toArray();
      return { name, periods: (list ?? []).map(Number).filter((p) => p > 0), ms: performance.now() - start };
    });
    return `seed ${seed}: ${tool('periods-score.mjs', '--data', dir, '--pred', predictions(`periods-${seed}`, found)).replace(/^\S+\s+/, '')}`;
  });
  process.stdout.write(`\n## Periods (goals: hit .80, top1 .88, clean .97)\n\n${lines.join('')}`);
}
