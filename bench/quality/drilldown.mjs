// Root cause: series suites from raw rows through a query, snapshots through the algorithm's own entry.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine } from 'logflume';
import { readNdjson } from 'logflume/formats';
import { findFactors } from '../../build/functions/series/algorithms/common-factors.js';
import { against, folder, predictions, printTable, tool } from './workspace.mjs';

const suites = {
  'snap-small': 0.97,
  'snap-b': 0.95,
  'snap-s': 0.75,
  'snap-l': 0.9,
  'snap-api': 0.92,
  'snap-broad': 0.98,
  'snap-global': undefined,
  'ts-small': 0.93,
  'ts-mid': 0.93,
  'ts-api': 0.97,
  'ts-new': 1,
};

function snapshot(dir, { case: id, file }, { attributes }) {
  const leaves = readFileSync(join(dir, `${file}.snapshot.ndjson`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const columns = attributes.map((name) => {
    const values = [...new Set(leaves.map((leaf) => leaf[name]))].sort();
    const codes = new Map(values.map((value, i) => [value, i]));
    return { values, codes: Int32Array.from(leaves, (leaf) => codes.get(leaf[name])) };
  });
  const table = {
    codes: columns.map(({ codes }) => codes),
    cardinalities: columns.map(({ values }) => values.length),
    actual: Float64Array.from(leaves, ({ real }) => real),
    expected: Float64Array.from(leaves, ({ predict }) => predict),
    windowRatio: 0,
  };
  const counts = leaves.every(({ real }) => Number.isInteger(real) && real >= 0);
  const start = performance.now();
  const { factors } = findFactors(table, {
    maxFactors: Number.POSITIVE_INFINITY,
    maxAttributes: 6,
    minFraction: 0.03,
    counts,
    expired: () => false,
  });
  const attrs = factors.map(({ pattern }) =>
    Object.fromEntries([...pattern].flatMap((code, a) => (code < 0 ? [] : [[attributes[a], columns[a].values[code]]]))),
  );
  return { case: id, attrs, ms: performance.now() - start, calm: [] };
}

/** The fault's window, and beside it a window of 14 steps and one of a single step in which nothing happened: whether they named a cause. */
async function series(dir, { case: id, file, anomaly_begin_ns, anomaly_end_ns, step_s: step }, { attributes }) {
  const engine = createEngine({ tables: { logs: await readNdjson(readFileSync(join(dir, `${file}.rows.ndjson`), 'utf8')) } });
  const names = attributes.map((name) => `"${name}"`);
  const query = `* | extend time = second_to_nano(ts) | stats n = sum(value) by time, ${names.join(', ')}
    | make-series n = n on time by ${names.join(', ')}
    | stats ${attributes.map((name) => `"${name}_arr" = array_agg("${name}")`).join(', ')}, times = array_agg(time), series = array_agg(n)
    | project ret = series_drilldown(${attributes.map((name) => `"${name}_arr"`).join(', ')}, times, series, ?begin, ?end)`;
  const ask = async (begin, end) => (await engine.query(query, { params: { begin, end } })).toArray()[0].ret.attrs;
  const begin = BigInt(anomaly_begin_ns);
  const start = performance.now();
  const attrs = await ask(begin, BigInt(anomaly_end_ns));
  const ms = performance.now() - start;
  const before = (steps) => begin - BigInt(steps * step) * 1_000_000_000n;
  const calm = [await ask(before(14), before(1)), await ask(before(40), before(40))];
  return { case: id, attrs, ms, calm: calm.map((named) => named.length === 0) };
}

export async function drilldown(seed, cases, chosen = Object.keys(suites)) {
  const root = join(folder, `drilldown-${seed}`);
  const rows = [];
  const calm = [];
  for (const suite of chosen) {
    const goal = suites[suite];
    tool('drilldown-generate.mjs', '--out', root, '--suite', suite, '--seed', seed, '--no-leaves', ...(cases ? ['--cases', cases] : []));
    const dir = join(root, suite);
    const truth = JSON.parse(readFileSync(join(dir, 'truth.json'), 'utf8'));
    const lines = [];
    for (const one of truth.cases) lines.push(await (suite.startsWith('ts') ? series : snapshot)(dir, one, truth));
    calm.push(...lines.flatMap((line) => line.calm));
    const { all } = JSON.parse(
      tool('drilldown-score.mjs', '--truth', join(dir, 'truth.json'), '--pred', predictions(suite, lines), '--json'),
    );
    rows.push([
      suite,
      all.cases,
      goal === undefined ? `none named in ${against(all.exact_cases, 0.95)}` : against(all.f1, goal),
      `${all.tp} / ${all.fp} / ${all.fn}`,
      all.median_ms.toFixed(0),
    ]);
  }
  printTable(
    `Root cause, seed ${seed}`,
    ['suite', 'cases', 'F1 of exact combinations', 'right / too many / missed', 'ms a case, median'],
    rows,
  );
  if (calm.length === 0) return;
  const none = calm.filter(Boolean).length / calm.length;
  process.stdout.write(`\nwindows in which nothing happened, answered by no cause: ${against(none, 0.95)} of ${calm.length}\n`);
}
