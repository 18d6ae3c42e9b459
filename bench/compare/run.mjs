// npm run bench:compare -- [--rows 1000000] [--runs 5] [--threads 1] : the same queries in Logflume, DuckDB, and, where `npm install` was run in this folder,
// ClickHouse and Polars, in one process and in turns. Answers are compared; a ratio is the best peer's minimum over ours, above 1 where we are faster.
import { parseArgs } from 'node:util';
import { makeLog } from './data.mjs';
import { clickhouse, duckdb, logflume, writeFiles } from './engines.mjs';
import { polars } from './polars.mjs';
import { others, tuned } from './queries.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '5' },
    threads: { type: 'string', default: '1' },
  },
});
const log = makeLog(Number(values.rows));
const files = writeFiles(log);
const threads = Number(values.threads);
const engines = [logflume(threads), await duckdb(files, threads)];
for (const [name, open] of Object.entries({ ClickHouse: clickhouse, Polars: polars })) {
  try {
    engines.push(await open(files, threads));
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    console.log(`${name} is not compared: run npm install in bench/compare`);
  }
}
for (const engine of engines) await engine.load(log);

let disagreements = 0;
for (const [title, queries] of [
  ['tuned for', tuned],
  ['not tuned for', others],
]) {
  console.log(`\n| ${title} | ${engines.map(({ name }) => name).join(' | ')} | ratio |\n| --- |${' ---: |'.repeat(engines.length + 1)}`);
  const ratios = [];
  for (const query of queries) {
    const best = await minima(query);
    const ratio = Math.min(...best.slice(1)) / best[0];
    ratios.push(ratio);
    console.log(`| ${query.name} | ${best.map((ms) => (Number.isFinite(ms) ? ms.toFixed(1) : '–')).join(' | ')} | ${ratio.toFixed(2)} |`);
  }
  console.log(`\ngeometric mean ${Math.exp(ratios.reduce((sum, r) => sum + Math.log(r), 0) / ratios.length).toFixed(2)}`);
}
console.log(`\nappend of 1,000 rows, and the series again: ${(await engines[0].append(tuned[0], log, Number(values.runs))).toFixed(1)} ms`);
files.remove();
process.exit(disagreements > 0 ? 1 : 0);

/** The minimum milliseconds of each engine over some runs, taken in turns after one that is not counted. */
async function minima(query) {
  const best = engines.map(() => Number.POSITIVE_INFINITY);
  let answers;
  for (let run = 0; run <= Number(values.runs); run++) {
    answers = [];
    for (const [i, engine] of engines.entries()) {
      const started = performance.now();
      const rows = await engine.run(query);
      if (rows && run > 0) best[i] = Math.min(best[i], performance.now() - started);
      answers.push(rows && query.check.map((number) => number(rows)));
    }
  }
  const { tolerance = 1e-6 } = query;
  for (const [i, numbers] of answers.entries()) {
    if (!numbers || numbers.every((n, k) => Math.abs(n - answers[0][k]) <= tolerance * Math.abs(answers[0][k]))) continue;
    disagreements++;
    console.log(`${engines[i].name} disagrees about '${query.name}': ${numbers.join(' ')} instead of ${answers[0].join(' ')}`);
  }
  return best;
}
