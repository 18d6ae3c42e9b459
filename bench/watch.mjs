// Goal 2 of tables that grow: 1,000 rows are appended to 1 million, and the per-minute series is answered again in 5 ms or less.
import { createEngine, liveTable, Table } from '../dist/index.js';

const verbs = ['GET', 'LIST', 'WATCH', 'POST', 'PUT', 'DELETE'];
const start = 1_750_000_000;
let made = 0;

/** Rows of an access log, twelve per second. */
function rows(count) {
  const times = new BigInt64Array(count);
  const latency = new Float64Array(count);
  const cells = { verb: [], code: [] };
  for (let i = 0; i < count; i++, made++) {
    times[i] = BigInt(start + Math.floor(made / 12));
    latency[i] = ((made * 7919) % 1000) / 500;
    cells.verb.push(verbs[made % 6]);
    cells.code.push(made % 97 === 0 ? '500' : '200');
  }
  return Table.fromColumns({ __time__: times, latency, ...cells });
}

const queries = {
  'errors and rows per minute': `* | extend minute = date_trunc('minute', from_unixtime(__time__))
    | stats n = count(1), errors = count(1) filter (where code = '500') by minute | make-series n = max(n) default = 0, errors = max(errors) default = 0 on minute step 1m`,
  'make-series with aggregates': `* | extend t = from_unixtime(__time__) | make-series n = count(1) default = 0 on t step 1m`,
  'slowest per minute and verb': `* | extend minute = __time__ / 60 | stats slowest = max(latency) by minute, verb`,
  'mean latency per minute': '* | extend minute = __time__ / 60 | stats mean = avg(latency) by minute',
  'ten slowest errors': 'code:500 | sort latency desc | limit 10',
  'ten slowest (a rescan)': '* | sort latency desc | limit 10',
};
const steps = 100;
for (const [what, options] of [
  ['everything kept', {}],
  ['a bounded number of bytes kept, so that rows are dropped', { bytes: 26_000_000 }],
]) {
  console.log(`\n${what}`);
  console.log('query                            first (ms)  again: median  slowest  rows read  rescans');
  for (const [name, query] of Object.entries(queries)) {
    made = 0;
    const logs = liveTable(options);
    for (let i = 0; i < 20; i++) logs.append(rows(50_000));
    const engine = createEngine({ tables: { logs } });
    const answers = [];
    let heard;
    const watch = engine.watch(query, {
      every: 0,
      onResult(_, answer) {
        answers.push(answer);
        heard?.();
      },
    });
    const next = () =>
      new Promise((resolve) => {
        heard = resolve;
      });
    let waiting = next();
    await Promise.race([waiting, watch.ended]);
    for (let i = 0; i < steps; i++) {
      waiting = next();
      logs.append(rows(1000));
      await Promise.race([waiting, watch.ended]);
    }
    await watch.stop();
    const [first, ...again] = answers;
    const times = again.map(({ time }) => time).sort((a, b) => a - b);
    const read = again.map(({ rowsRead }) => rowsRead).sort((a, b) => a - b)[again.length >> 1];
    const rescans = again.filter((answer) => answer.rescans.length > 0).length;
    const cells = [
      first.time.toFixed(0).padStart(10),
      times[times.length >> 1].toFixed(1).padStart(14),
      times.at(-1).toFixed(1).padStart(8),
    ];
    console.log(`${name.padEnd(32)} ${cells.join(' ')} ${String(read).padStart(10)} ${String(rescans).padStart(8)}`);
  }
}
