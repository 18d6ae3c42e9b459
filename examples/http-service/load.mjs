// node examples/http-service/load.mjs [--seconds 60] [--clients 50]: how long ordinary clients of the service wait while all are ordinary, and while one of them is
// hostile. The service runs in a process of its own, which also measures how late its event loop is.
import { fork } from 'node:child_process';
import { Agent, request } from 'node:http';
import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { sampleTables } from './sample.mjs';
import { createService } from './service.mjs';

/** What the others send. */
export const ordinary = [
  '* | where code >= 500 | stats n = count(1) by verb | sort n desc',
  "* | where path like '%/pods/7%' | stats p = approx_percentile(latency, 0.99)",
  '* | extend slow = latency > 0.9 | stats n = count_if(slow) by verb',
  '* | sort latency desc | limit 10 | project time, path, latency',
  "verb: LIST | extend pod = split_part(path, '/', 5) | stats n = count(1) by pod | top 5 by n",
  "* | make-series n = count(1) default = '0' on time step '5m' by verb",
];

/** What a client sends that wants the others to wait. */
export const hostile = [
  '* | extend k = 1 | join (* | extend k = 1 | project k, y = code) on k | stats n = count(1)',
  '* | limit 1 | extend a = reduce(sequence(1, 10000), 0, (s, a) -> s + reduce(sequence(1, 10000), 0, (s, b) -> s + b))',
  "* | extend d = levenshtein_distance(rpad(path, 1000, 'a'), rpad(verb, 1000, 'b')) | stats n = sum(d)",
  "* | extend d = regexp_count(rpad(path, 10000, 'a'), 'a.*z|a') | stats n = sum(d)",
  '* | limit 1 | extend a = series_decompose_anomalies(transform(sequence(1, 200000), x -> x % 17.0))',
  '* | extend b = repeat(1, 1000) | unnest b | stats n = count(1) by path, b',
  `* | where ${Array.from({ length: 1200 }, (_, i) => `code = ${i}`).join(' or ')}`,
  `* | extend a = ${'('.repeat(5000)}`,
  '* | sort path, verb, latency | project path, latency | limit 100000',
  "* | make-series n = sum(latency) on time step '1ms' by path",
  `* | stats ${Array.from({ length: 200 }, (_, i) => `c${i} = approx_percentile(latency + ${i}, 0.5)`).join(', ')} by path`,
  "* | stats a = array_agg(path) | extend d = array_join(a, path) | extend e = regexp_replace(d, '(p|o|d)+', path)",
];

/** Milliseconds as an `HDRHistogram` of microseconds tells them. */
const ms = (histogram, percentile) => histogram.percentile(percentile) / 1000;

function post(agent, port, query, leaveAfter) {
  return new Promise((resolve) => {
    const body = JSON.stringify({ query });
    const sent = request(
      { agent, port, host: '127.0.0.1', method: 'POST', path: '/query', headers: { 'content-length': Buffer.byteLength(body) } },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (piece) => (text += piece));
        response.on('end', () => resolve({ status: response.statusCode, text }));
      },
    );
    sent.on('error', ({ message }) => resolve({ status: 0, text: message }));
    sent.end(body);
    if (leaveAfter) setTimeout(() => sent.destroy(), leaveAfter).unref();
  });
}

/** Clients that ask one after the other, with a pause in between; answers the times that the ordinary ones waited, and how many asked. */
async function phase(port, { clients, seconds, attackers, pause }) {
  const waited = createHistogram();
  const agent = new Agent({ keepAlive: true, maxSockets: clients + 1 });
  const until = performance.now() + seconds * 1000;
  const wrong = new Set();
  let attacks = 0;
  const client = async (number) => {
    for (let n = number; performance.now() < until; n++) {
      await new Promise((resolve) => setTimeout(resolve, pause * (0.5 + Math.random())));
      const started = performance.now();
      const { status, text } = await post(agent, port, ordinary[n % ordinary.length]);
      waited.record(Math.max(1, Math.round((performance.now() - started) * 1000)));
      if (status !== 200) wrong.add(text.slice(0, 200));
    }
  };
  const attacker = async () => {
    for (let n = 0; performance.now() < until; n++, attacks++)
      // It seldom waits for the answer.
      await post(agent, port, hostile[n % hostile.length], n % 5 === 4 ? undefined : 1500);
  };
  await Promise.all([...Array.from({ length: clients - attackers }, (_, n) => client(n)), ...Array.from({ length: attackers }, attacker)]);
  agent.destroy();
  return { requests: waited.count, wrong: [...wrong], attacks, p50: ms(waited, 50), p99: ms(waited, 99), max: waited.max / 1000 };
}

/** Runs both phases against a service in a process of its own. */
export async function measure({ seconds = 60, clients = 50, pause = 1000 } = {}) {
  const child = fork(fileURLToPath(import.meta.url), ['--serve']);
  const ask = (message) =>
    new Promise((resolve) => {
      child.once('message', resolve);
      child.send(message);
    });
  try {
    const { port } = await ask('begin');
    const run = async (attackers, length) => {
      await ask('reset');
      const clientsSaw = await phase(port, { clients, seconds: length, attackers, pause });
      return { ...clientsSaw, ...(await ask('delay')) };
    };
    await run(0, Math.min(seconds, 5)); // until the code is compiled
    return { calm: await run(0, seconds), attacked: await run(1, seconds) };
  } finally {
    child.kill();
  }
}

function serve() {
  const server = createService(sampleTables());
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  process.on('message', (message) => {
    if (message === 'begin') server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
    else if (message === 'reset') {
      delay.reset();
      process.send({});
    } else process.send({ loopP99: delay.percentile(99) / 1e6, loopMax: delay.max / 1e6, rss: process.memoryUsage().rss / 1e6 });
  });
  process.on('disconnect', () => process.exit());
}

if (process.argv.includes('--serve')) serve();
else if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      clients: { type: 'string', default: '50' },
      pause: { type: 'string', default: '1000' },
    },
  });
  const { calm, attacked } = await measure({
    seconds: Number(values.seconds),
    clients: Number(values.clients),
    pause: Number(values.pause),
  });
  console.table({ calm, 'one is hostile': attacked });
  const worse = attacked.p99 / calm.p99;
  console.log(
    `the p99 of the others is ${worse.toFixed(2)} times its calm value; the event loop was late by ${attacked.loopP99.toFixed(1)} ms (p99)`,
  );
  process.exitCode = worse < 3 && attacked.loopP99 < 60 && attacked.wrong.length === 0 ? 0 : 1;
}
