// npm run bench:smoke: whether the nine tuned queries of bench/compare, over 50,000 rows, give what plain loops give, and how much faster they are than these in the
// same run. Machines are busy, so that only a gross loss fails: a ratio of less than a fifth of the one that was recorded. -- --record true records the ratios.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { makeLog } from './compare/data.mjs';
import { logflume } from './compare/engines.mjs';
import { tuned } from './compare/queries.mjs';
import { loops } from './smoke-loops.mjs';

const { values } = parseArgs({ options: { record: { type: 'string', default: 'false' }, runs: { type: 'string', default: '7' } } });
const recordedUrl = new URL('./smoke-ratios.json', import.meta.url);
const recorded = JSON.parse(readFileSync(recordedUrl, 'utf8'));
const grossLoss = 5;

const log = makeLog(50_000);
const engine = logflume(1);
engine.load(log);
const ratios = {};
const failures = [];
console.log('| query | logflume, ms | loop, ms | ratio | recorded |\n| --- | ---: | ---: | ---: | ---: |');
for (const query of tuned) {
  const { name } = query;
  let [ours, theirs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let run = 0; run < Number(values.runs); run++) {
    const started = performance.now();
    const rows = await engine.run(query);
    const between = performance.now();
    const expected = loops[name](log);
    ours = Math.min(ours, between - started);
    theirs = Math.min(theirs, performance.now() - between);
    if (run === 0) compare(query, rows, expected);
  }
  ratios[name] = Number((theirs / ours).toFixed(2));
  console.log(`| ${name} | ${ours.toFixed(2)} | ${theirs.toFixed(2)} | ${ratios[name]} | ${recorded[name]} |`);
  if (!(ratios[name] >= recorded[name] / grossLoss)) failures.push(`${name} lost more than ${grossLoss} times of its speed`);
}
if (values.record === 'true') writeFileSync(recordedUrl, `${JSON.stringify(ratios, undefined, 2)}\n`);
for (const failure of failures) console.error(failure);
process.exitCode = failures.length > 0 && values.record !== 'true' ? 1 : 0;

function compare({ name, check, tolerance = 1e-9 }, rows, expected) {
  for (const [i, number] of check.entries()) {
    const found = number(rows);
    if (!(Math.abs(found - expected[i]) <= tolerance * Math.abs(expected[i])))
      failures.push(`${name} gives ${found} instead of ${expected[i]}`);
  }
}
