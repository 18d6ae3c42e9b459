// node examples/incident/incident.mjs access.ndjson apiserver.prom traces.jsonl: when it was and what caused it by the log, how the metrics saw it, and where the
// traces say that the time went. `npm run demo -- --keep FOLDER` writes three such files.
import { createReadStream } from 'node:fs';
import { createEngine } from 'logflume';
import { readLogs, writeMarkdown } from 'logflume/formats';
import { tellStory } from '../story/story.mjs';
import { durationQuery, partRateQuery, pathQuery } from './questions.mjs';

const [access, scrapes, spans] = process.argv.slice(2);
if (!spans) {
  console.error('usage: node examples/incident/incident.mjs access.ndjson apiserver.prom traces.jsonl');
  process.exit(2);
}
const read = (name) => readLogs({ name, input: createReadStream(name, { highWaterMark: 1 << 20 }) }, { onError: 'skip' });
const engine = createEngine({ tables: { logs: await read(access), metrics: await read(scrapes), traces: await read(spans) } });
const ask = async (title, query, from) => console.log(`## ${title}\n\n${writeMarkdown(await engine.query(query, { from }))}`);

const { stretch, cause } = await tellStory(engine, { from: 'logs' });
if (!stretch) {
  console.log('Nothing stands out.');
  process.exit(0);
}
const time = (nanos) => new Date(Number(nanos / 1_000_000n)).toISOString();
console.log(`# From ${time(stretch.begin)} to ${time(stretch.end)}\n`);
for (const { filter, statistics } of cause.causes)
  console.log(`- ${filter}: ${statistics.real.toFixed(0)} requests a minute where ${statistics.predict.toFixed(0)} were expected`);
console.log();
await ask('Requests per second, by the metrics', partRateQuery(stretch.begin, stretch.end), 'metrics');
await ask('Milliseconds per request', durationQuery(stretch.begin, stretch.end), 'traces');
await ask('Milliseconds of the critical path per request', pathQuery(stretch.begin, stretch.end), 'traces');
