// node --max-old-space-size=8000 bench/growth.mjs [--rows 10000,100000,1000000,10000000] [--runs 5]: how the tuned queries of bench/compare grow with the rows,
// alone in a process; the last column is the time over that of the number of rows before.
import { parseArgs } from 'node:util';
import { makeLog } from './compare/data.mjs';
import { logflume } from './compare/engines.mjs';
import { tuned } from './compare/queries.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000,100000,1000000,10000000' },
    runs: { type: 'string', default: '5' },
    threads: { type: 'string', default: '1' },
  },
});
const sizes = values.rows.split(',').map(Number);
const times = new Map(tuned.map(({ name }) => [name, []]));
for (const rows of sizes) {
  const engine = logflume(Number(values.threads));
  engine.load(makeLog(rows));
  for (const query of tuned) {
    let best = Number.POSITIVE_INFINITY;
    for (let run = 0; run <= Number(values.runs); run++) {
      const started = performance.now();
      await engine.run(query);
      if (run > 0) best = Math.min(best, performance.now() - started);
    }
    times.get(query.name).push(best);
  }
}
console.log(`| milliseconds | ${sizes.join(' | ')} | growth |\n| --- |${' ---: |'.repeat(sizes.length + 1)}`);
for (const [name, best] of times)
  console.log(`| ${name} | ${best.map((ms) => ms.toFixed(1)).join(' | ')} | ${(best.at(-1) / best.at(-2)).toFixed(1)} |`);
