// npm run demo: an API server slows down; three queries over its log find out why, and its metrics and traces tell the same.
import { createReadStream, createWriteStream, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine } from 'logflume';
import { readLogs, readNdjson, writeMarkdown } from 'logflume/formats';
import { durationQuery, partRateQuery, pathQuery, totalRateQuery } from '../incident/questions.mjs';
import { generateSignals } from '../incident/signals.mjs';
import { drawChart } from './chart.mjs';
import { leaseSurge, randomFault, readFault } from './generate.mjs';
import { causeQuery, isClear, linesQuery, meanRate, partQuery, rateQuery, worstPart, worstStretch } from './story.mjs';

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '320000' },
    seed: { type: 'string', default: '7' },
    fault: { type: 'string', multiple: true, default: [] },
    keep: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(`npm run demo -- [--lines 320000] [--seed 7] [--fault verb=GET,resource=leases,x=7]… [--keep FOLDER]

--fault plants a surge of x times the usual requests (userAgent=… works too); 'random' draws one, and --fault may be repeated.
--keep writes the log, the metrics and the traces into FOLDER and leaves them there.`);
  process.exit(0);
}

const seed = Number(values.seed);
const faults =
  values.fault.length === 0 ? [leaseSurge] : values.fault.map((text, i) => (text === 'random' ? randomFault(seed + i) : readFault(text)));
const colours = process.stdout.isTTY || process.env.FORCE_COLOR;
const bold = (text) => (colours ? `\u001b[1m${text}\u001b[22m` : text);
const faint = (text) => (colours ? `\u001b[2m${text}\u001b[22m` : text);
const say = (text = '') => console.log(text);
const show = (query) =>
  say(
    `\n${query
      .split('\n')
      .map((line) => faint('  │ ') + line)
      .join('\n')}\n`,
  );
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const clock = (nanos) => new Date(Number(BigInt(nanos) / 1_000_000n)).toISOString().slice(11, 16);

const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'logflume-demo-'));
mkdirSync(folder, { recursive: true });
const files = { log: join(folder, 'access.ndjson'), metrics: join(folder, 'apiserver.prom'), traces: join(folder, 'traces.jsonl') };
try {
  await story();
} finally {
  if (!values.keep) rmSync(folder, { recursive: true, force: true });
}

async function story() {
  say(bold('An API server slows down.'));
  let since = performance.now();
  await writeSignals();
  say(
    `Its access log of six hours (${(statSync(files.log).size / 1e6).toFixed(0)} MB), its metrics and its traces were written in ${seconds(since)}.`,
  );
  since = performance.now();
  const logs = await readNdjson(createReadStream(files.log, { highWaterMark: 1 << 20 }), { name: 'access.ndjson' });
  say(
    `The log was read in ${seconds(since)}: ${logs.rowCount.toLocaleString('en-US')} rows of ${logs.schema.map((f) => f.name).join(', ')}.`,
  );
  const engine = createEngine({ tables: { logs } });

  say(`\n${bold('1. When?')} The request rate by minute, and the minutes that do not fit:`);
  show(rateQuery);
  since = performance.now();
  const rate = (await engine.query(rateQuery)).toArray({ bigint: 'bigint' })[0];
  const marks = rate.anomalies_score_series.map((score) => score > 0);
  say(drawChart({ values: rate.request_count_arr.map(Number), marks, labels: rate.ts.map(clock) }));
  const stretch = await findStretch(engine, rate, marks, since);
  if (!stretch) return;

  say(`\n${bold('2. Why?')} Every combination of client, verb and resource becomes a series; what do the odd ones share?`);
  const query = causeQuery(stretch.begin, stretch.end);
  show(query);
  since = performance.now();
  const [{ ret: cause }] = (await engine.query(query)).toArray();
  const text = JSON.stringify(cause);
  say(faint(text.length > 600 ? `${text.slice(0, 600)}…` : text));
  if (cause.attrs.length === 0) {
    say(`\nNo combination stands out: everything moved alike (${seconds(since)}).`);
    return;
  }
  say();
  for (const { filter, statistics: s, direction, explained } of cause.causes) {
    say(
      `${bold(filter)}: ${s.real.toFixed(0)} requests a minute where ${s.predict.toFixed(0)} were expected (${direction}, ${(s.real / Math.max(s.predict, 1e-9)).toFixed(1)} times), ` +
        `over ${s.support} series; it explains ${(100 * explained).toFixed(0)} % of the movement.`,
    );
  }
  say(faint(`(${seconds(since)})`));

  say(`\n${bold('3. Which requests?')} The log lines behind it, slowest first:`);
  const lines = linesQuery(cause.causes[0].filter, stretch.begin, stretch.end);
  show(lines);
  say(writeMarkdown(await engine.query(lines)).trimEnd());
  await tellMetrics(stretch);
  await tellTraces(stretch);
  if (values.keep)
    say(`\nThe files are in ${folder}: logflume repl ${files.log} --table metrics=${files.metrics} --table traces=${files.traces}`);
}

/** The same stretch as the server's own counters saw it. */
async function tellMetrics({ begin, end }) {
  say(`\n${bold('4. What do the metrics say?')} Scrapes of every second minute, counters of requests by verb and resource:`);
  let since = performance.now();
  const metrics = await readLogs({ name: files.metrics, input: createReadStream(files.metrics, { highWaterMark: 1 << 20 }) });
  say(`${metrics.rowCount.toLocaleString('en-US')} samples were read in ${seconds(since)}.`);
  const engine = createEngine({ tables: { metrics } });
  show(totalRateQuery);
  since = performance.now();
  const [{ ts, per_second: rates }] = (await engine.query(totalRateQuery)).toArray({ bigint: 'bigint' });
  const marks = ts.map((time) => time + 360_000_000_000n > begin && time <= end);
  say(drawChart({ values: rates.map((rate) => rate ?? 0), marks, labels: ts.map(clock), height: 5 }));
  const query = partRateQuery(begin, end);
  show(query);
  say(writeMarkdown(await engine.query(query)).trimEnd());
  say(faint(`(${seconds(since)})`));
}

/** Where the time of the requests went. */
async function tellTraces({ begin, end }) {
  say(`\n${bold('5. Why were they slow?')} Of every 150th request there is a trace:`);
  const traces = await readLogs({ name: files.traces, input: createReadStream(files.traces, { highWaterMark: 1 << 20 }) });
  const engine = createEngine({ tables: { traces } });
  show(durationQuery(begin, end));
  say(writeMarkdown(await engine.query(durationQuery(begin, end))).trimEnd());
  say('\nMilliseconds of the critical path per request, the usual and those in the stretch:');
  show(pathQuery(begin, end));
  const path = await engine.query(pathQuery(begin, end));
  say(writeMarkdown(path).trimEnd());
  const [{ service, name, usual, during }] = path.toArray();
  say(`\nThe path ends in ${bold(`${service}, ${name}`)}: ${during.toFixed(1)} ms per request where ${usual.toFixed(1)} are usual.`);
}

/** The worst stretch of the total, or of the part that moves most where the total shows none. */
async function findStretch(engine, rate, marks, since) {
  const named = ({ begin, end }) => bold(`${clock(begin)} to ${clock(end)}`);
  const inTotal = worstStretch(rate.ts, rate.anomalies_score_series);
  say(`\n${marks.filter(Boolean).length} of ${marks.length} minutes are anomalous (${seconds(since)}).`);
  if (isClear(inTotal)) {
    say(`The worst stretch is ${named(inTotal)}.`);
    return inTotal;
  }
  say('That is too little to go by. Does a verb, a resource or a client show more?');
  show(partQuery('resource'));
  const again = performance.now();
  const part = await worstPart(engine, meanRate(rate));
  if (part) say(`${bold(`${part.attribute} ${part.part}`)} is odd from ${named(part.stretch)} (${seconds(again)}).`);
  else say(`None does (${seconds(again)}). A larger fault or more lines would show.`);
  return part?.stretch ?? inTotal;
}

async function writeSignals() {
  const outs = Object.fromEntries(Object.entries(files).map(([signal, file]) => [signal, { out: createWriteStream(file), lines: [] }]));
  const flush = async ({ out, lines }) => {
    if (!out.write(`${lines.splice(0).join('\n')}\n`)) await new Promise((resolve) => out.once('drain', resolve));
  };
  for (const { signal, line } of generateSignals({ lines: Number(values.lines), seed, faults })) {
    const target = outs[signal];
    if (target.lines.push(line) >= 4096) await flush(target);
  }
  for (const target of Object.values(outs)) {
    if (target.lines.length > 0) await flush(target);
    await new Promise((resolve) => target.out.end(resolve));
  }
}
