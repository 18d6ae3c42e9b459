// npm run bench:compile: the first compile of a process, the compile of a ten-stage query once warm, and of every prefix of the
// example queries.
import { spawnSync } from 'node:child_process';
import { createEngine, Table } from '../dist/index.js';

const tenStages = `* | where a = 'x' and b > 1 | extend c = b * 2, d = upper(a) | where c < 100 | extend t = date_trunc(60, __time__)
  | stats n = count(1), m = avg(lat), p = approx_percentile(lat, 0.99) by t, d | extend r = n / 60 | where n > 10 | sort n desc
  | limit 10 | project t, d, n, r`;
const logs = () => Table.from([{ a: 'x', b: 1, __time__: 1, lat: 1.5 }]);
const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1];

if (process.argv[2] === 'first') {
  const engine = createEngine({ tables: { logs: logs() } });
  const start = performance.now();
  engine.compile(tenStages);
  process.stdout.write(String(performance.now() - start));
} else {
  const first = Array.from({ length: 15 }, () =>
    Number(spawnSync(process.execPath, [process.argv[1], 'first'], { encoding: 'utf8' }).stdout),
  );
  process.stdout.write(
    `first compile of a process, grammar included: ${median(first).toFixed(0)} ms (median of ${first.length}; ${Math.min(...first).toFixed(0)} to ${Math.max(...first).toFixed(0)})\n`,
  );
  const engine = createEngine({ tables: { logs: logs() } });
  for (let i = 0; i < 500; i++) engine.compile(tenStages);
  const start = performance.now();
  for (let i = 0; i < 1000; i++) engine.compile(tenStages);
  process.stdout.write(`ten stages, warm: ${((performance.now() - start) / 1000).toFixed(2)} ms\n`);
  const prefixes = Array.from({ length: tenStages.length }, (_, i) => tenStages.slice(0, i + 1));
  for (const text of prefixes) engine.compile(text);
  const times = prefixes.map((text) => {
    const before = performance.now();
    engine.compile(text);
    return performance.now() - before;
  });
  process.stdout.write(`every prefix of it: median ${median(times).toFixed(2)} ms, at most ${Math.max(...times).toFixed(1)} ms\n`);
}
