// npm run bench: the story's first query beside DuckDB, on the same rows in the same process.
// node bench/main-query.mjs [--rows 1000000,10000000] [--runs 7]
import { parseArgs } from 'node:util';
import { createEngine, Table } from 'logflume';

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '1000000,10000000' }, runs: { type: 'string', default: '7' } },
});
const runs = Number(values.runs);
const start = 1734382800;

const series = `* | extend ts = second_to_nano(date_trunc(60, __time__))
  | stats request_count=count(1) by ts
  | make-series request_count_arr = request_count on ts`;
const anomalies = `${series} | extend ret = series_decompose_anomalies(ts, request_count_arr)
  | extend anomalies_score_series = ret.anomalies_score_series | project ts, request_count_arr, anomalies_score_series`;
const sql =
  'SELECT list(ts ORDER BY ts) AS ts, list(n ORDER BY ts) AS n FROM (SELECT (t - t % 60) * 1000000000 AS ts, count(*) AS n FROM logs GROUP BY 1)';

async function duckdb(rows) {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  await connection.run(
    `CREATE TABLE logs AS SELECT (${start} + i * 86400 // ${rows} + (i * 7919) % 3)::BIGINT AS t FROM range(${rows}) r(i)`,
  );
  return async () => (await (await connection.runAndReadAll(sql)).getRowObjects())[0];
}

const best = async (run) => {
  const times = [];
  for (let i = 0; i < runs; i++) {
    const since = performance.now();
    await run();
    times.push(performance.now() - since);
  }
  return Math.min(...times);
};

console.log('| rows | Logflume series | with anomalies | DuckDB series, 1 thread | DuckDB ÷ Logflume |');
console.log('| ---: | ---: | ---: | ---: | ---: |');
for (const rows of values.rows.split(',').map(Number)) {
  const times = BigInt64Array.from({ length: rows }, (_, i) => BigInt(start + Math.floor((i * 86400) / rows) + ((i * 7919) % 3)));
  const engine = createEngine({ tables: { logs: Table.fromColumns({ __time__: times }) } });
  const peer = await duckdb(rows);
  const ours = engine.querySync(series).toArray({ bigint: 'bigint' })[0];
  const theirs = await peer();
  if (ours.ts.length !== theirs.ts.items.length || ours.request_count_arr.some((n, i) => n !== theirs.n.items[i]))
    throw new Error('the answers differ');
  const own = await best(() => engine.querySync(series));
  const whole = await best(() => engine.querySync(anomalies));
  const duck = await best(peer);
  console.log(
    `| ${rows.toLocaleString('en-US')} | ${own.toFixed(1)} ms | ${whole.toFixed(1)} ms | ${duck.toFixed(1)} ms | ${(duck / own).toFixed(2)} |`,
  );
}
