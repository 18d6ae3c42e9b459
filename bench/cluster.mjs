// npm run bench:cluster -- [--rows 3000000,10000000] [--runs 5] [--pull 3000000]: the story's second query on three shards of ClickHouse 18.16, which it starts on loopback:
// through Logflume, as the same SQL by hand, as a person may write it, and by pulling the rows.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { createEngine } from 'logflume';
import { clickhouse } from 'logflume/clickhouse';
import { causeQuery } from '../examples/story/story.mjs';
import { ask, install, startEarly } from '../scripts/servers/clusters.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '3000000,10000000' },
    runs: { type: 'string', default: '5' },
    pull: { type: 'string', default: '3000000' },
  },
});
const runs = Number(values.runs);
const start = 1_734_382_800;
const day = 86_400;

/** The columns of the access log, in SQL over the numbers of one shard: 24 hours, 40 clients, 6 verbs and 12 resources, of which a lease is asked for more often around noon. */
const columns = (rows, shard) => `${start} + intDiv(number * ${day}, ${rows}) AS __time__,
  intHash32(number + ${shard}) % 40 AS client, concat('client-', toString(client), '/v1.28') AS userAgent,
  arrayElement(['GET', 'LIST', 'WATCH', 'PUT', 'PATCH', 'DELETE'], 1 + (client + number % 2) % 6) AS verb,
  concat('{"resource":"', arrayElement(['pods', 'nodes', 'leases', 'events', 'secrets', 'services', 'endpoints', 'jobs', 'configmaps', 'deployments', 'nodes', 'leases'],
    1 + client % 12), '","namespace":"kube-system","name":"n', toString(number % 1000), '"}') AS objectRef,
  toInt32(200) AS code, toFloat64(number % 977) / 1000 AS latency`;

async function load({ urls }, rows) {
  for (const [shard, url] of urls.entries()) {
    await ask(url, 'DROP TABLE IF EXISTS logs');
    await ask(url, 'DROP TABLE IF EXISTS logs_local');
    await ask(
      url,
      'CREATE TABLE logs_local (__time__ Int64, userAgent String, verb String, objectRef String, code Int32, latency Float64) ENGINE = MergeTree() PARTITION BY intDiv(__time__, 3600) ORDER BY __time__',
    );
    await ask(url, 'CREATE TABLE logs AS logs_local ENGINE = Distributed(c3, default, logs_local)');
    const own = Math.floor(rows / urls.length);
    const names = '__time__, userAgent, verb, objectRef, code, latency';
    await ask(url, `INSERT INTO logs_local SELECT ${names} FROM (SELECT ${columns(own, shard)} FROM system.numbers LIMIT ${own})`);
  }
}

/** What requests carry: bytes of answers, and the last statement. */
const seen = { bytes: 0, statement: '' };

async function counting(url, init) {
  const response = await fetch(url, init);
  if (!String(init.body).endsWith('FORMAT Native')) return response;
  seen.statement = init.body;
  const count = new TransformStream({
    transform(piece, controller) {
      seen.bytes += piece.length;
      controller.enqueue(piece);
    },
  });
  return new Response(response.body.pipeThrough(count), response);
}

/** Milliseconds at best of several things, which take turns, and the bytes of one run of each. */
async function measured(tasks, times = runs) {
  const found = tasks.map(() => ({ best: Number.POSITIVE_INFINITY, bytes: 0 }));
  for (let i = 0; i <= times; i++)
    for (const [t, run] of tasks.entries()) {
      seen.bytes = 0;
      const since = performance.now();
      await run();
      if (i > 0 || times === 0) found[t].best = Math.min(found[t].best, performance.now() - since); // the first warms up
      found[t].bytes = seen.bytes;
    }
  return found;
}

const groupsQuery = causeQuery(0n, 0n).split('| make-series')[0];
const byHand = `SELECT (intDiv(__time__, 60) * 60) * 1000000000 AS ts, userAgent, verb, visitParamExtractString(objectRef, 'resource') AS resource, count() AS request_count
  FROM logs GROUP BY ts, userAgent, verb, resource FORMAT Native`;

const ms = (value) => `${value.toFixed(0)} ms`;
const mb = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;

install();
const servers = await startEarly(3);
try {
  const [url] = servers.urls;
  const limits = { maxRowsTransferred: 1e9, rowsScanned: 1e9, bytes: 12e9, wallTime: 1e6 };
  const engineOf = async (more) => {
    const engine = createEngine({ backends: [clickhouse({ url, fetch: counting })], limits, ...more });
    await engine.connect();
    return engine;
  };
  const drain = async (statement) => {
    const response = await counting(url, { method: 'POST', body: statement });
    for await (const piece of response.body) void piece;
  };
  console.log(
    '| rows | groups | same SQL by hand | through Logflume | bar | all of the query | SQL of a person | bytes | pulling the rows | bytes | load |',
  );
  console.log('| ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const rows of values.rows.split(',').map(Number)) {
    await load(servers, rows);
    const engine = await engineOf();
    const noon = BigInt(start + 43_200) * 1_000_000_000n;
    const groups = (await engine.query(groupsQuery)).rowCount;
    const statement = seen.statement;
    const [hand, ours, whole, person] = await measured([
      () => drain(statement),
      () => engine.query(groupsQuery),
      () => engine.query(causeQuery(noon, noon + 1_800_000_000_000n)),
      () => drain(byHand),
    ]);
    const isWithin = ours.best <= 1.1 * hand.best + 20;
    let pulled = { best: Number.NaN, bytes: Number.NaN };
    if (rows <= Number(values.pull)) {
      const pulling = await engineOf({ execution: { optimize: false } });
      [pulled] = await measured([() => pulling.query(groupsQuery)], 0);
    }
    console.log(
      `| ${[
        rows.toLocaleString('en-US'),
        groups.toLocaleString('en-US'),
        ms(hand.best),
        ms(ours.best),
        isWithin ? 'kept' : 'MISSED',
        ms(whole.best),
        ms(person.best),
        mb(ours.bytes),
        Number.isNaN(pulled.best) ? '' : ms(pulled.best),
        Number.isNaN(pulled.best) ? '' : mb(pulled.bytes),
        loadavg()[0].toFixed(1),
      ].join(' | ')} |`,
    );
  }
} finally {
  await servers.stop();
}
