// The process of `npm run fuzz:texts` that compiles and runs mutated queries and reads mutated files: says the number of a text on descriptor 3 before it begins,
// and what went wrong on descriptor 4. A text is found again by its seed and number.
import { readdirSync, readFileSync, writeSync } from 'node:fs';
import { readLogs } from '../../build/formats.js';
import { createEngine, format, QueryError } from '../../build/index.js';
import { parseGolden, readTable } from '../../build/testing/golden.js';
import { randomFrom } from './expressions.mjs';
import { mutated, mutatedBytes } from './mutations.mjs';

const [seed, from, to] = process.argv.slice(2).map(Number);
const root = new URL('../../', import.meta.url);
const filesUnder = (path, ending) =>
  readdirSync(new URL(path, root), { recursive: true })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => readFileSync(new URL(`${path}${name}`, root), ending === '' ? undefined : 'utf8'));

const limits = { wallTime: 200, bytes: 100e6, resultBytes: 50e6, rowsScanned: 1e7 };
const now = () => Date.parse('2025-11-26T12:00:00Z');
const window = { begin: 1_700_000_000_000_000_000n, end: 1_700_000_600_000_000_000n };

/** The queries of a golden file with the tables that they read. */
function cases(text) {
  const tables = {};
  const found = [];
  for (const { kind, argument, body } of parseGolden(text).blocks)
    if (kind === 'table') tables[argument] = readTable(body);
    else if (kind !== 'zone') found.push(body);
  return { engine: createEngine({ tables, now, seed: 1, limits }), queries: found };
}

const goldens = filesUnder('test/queries/', '.spl')
  .map(cases)
  .filter(({ queries }) => queries.length > 0);
const documented = filesUnder('docs/', '.md').flatMap((text) =>
  [...text.matchAll(/^```(?:spl|text)?\n([^`]*?\|[^`]*?)^```/gm)].map(([, body]) => body.trim()),
);
const corpus = [...goldens.flatMap(({ queries }) => queries), ...documented.filter((text) => text.length < 2000)];
const samples = readdirSync(new URL('test/data/formats/', root), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`)
  .sort()
  .map((path) => readFileSync(path).subarray(0, 8000));
const engine = goldens[0].engine;
const words = [
  ...engine.functions.all.map(({ name }) => name).filter((name) => /^\w+$/.test(name)),
  ...engine.commands.map(({ name }) => name),
];

/** More time of the processor than this is slow, milliseconds: the limit of time, what it may be late, and as much again for collecting garbage. */
const slow = { compile: 700, run: 700, format: 700, read: 700 };

const unprintable = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;

const failed = (number, what, text, detail) =>
  writeSync(4, `${JSON.stringify({ number, what, text, detail: String(detail).slice(0, 2000) })}\n`);

/** Does a step, and reports it if it takes long or throws another error than a QueryError. */
async function step(number, what, text, work) {
  const start = process.cpuUsage();
  let result;
  try {
    result = await work();
  } catch (error) {
    if (!(error instanceof QueryError)) failed(number, `${what} threw ${error?.constructor?.name}`, text, error?.stack ?? error);
    else if (error.diagnostics.some(({ code }) => code === 'SPL5004'))
      failed(number, `${what} failed inside`, text, error.cause?.stack ?? error.message);
    else if (unprintable.test(error.render())) failed(number, `${what} rendered raw`, text, JSON.stringify(error.render()));
    else if (error.message.length > 2000) failed(number, `${what} said much`, text, error.message);
  }
  const { user, system } = process.cpuUsage(start);
  const took = (user + system) / 1000;
  if (took > slow[what]) failed(number, `${what} slow`, text, `${Math.round(took)} ms`);
  return result;
}

const counts = { texts: 0, compiled: 0, ran: 0, files: 0 };

async function attempt(number) {
  const random = randomFrom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  counts.texts++;
  if (random.below(16) === 0) {
    counts.files++;
    const bytes = mutatedBytes(random, samples);
    const text = Buffer.from(bytes).toString('base64');
    return step(number, 'read', text, () => readLogs({ name: random.pick(['a.json', 'a.csv', 'a.log', 'a']), input: bytes }, {}));
  }
  const { engine: own, queries } = random.pick(goldens);
  const text = mutated(random, random.pick(random.chance(0.9) ? queries : corpus), corpus, words);
  const options = { from: random.pick([...own.tables.keys(), undefined]), window, params: { min: 2, name: "O'Neill", list: [1, 2] } };
  const compiled = await step(number, 'compile', text, () => own.compile(text, options));
  const inside = compiled?.diagnostics.find(({ code }) => code === 'SPL5004');
  if (inside) failed(number, 'compile failed inside', text, inside.message);
  if (compiled?.plan) {
    counts.compiled++;
    await step(number, 'format', text, () => format(text));
    await step(number, 'run', text, async () => {
      const result = random.chance(0.5) ? own.querySync(text, options) : await own.query(text, options);
      counts.ran++;
      result.toArray();
      result.toJSON?.();
    });
  }
}

for (let number = from; number < to; number++) {
  writeSync(3, `${number}\n`);
  await attempt(number);
}
writeSync(3, `done ${JSON.stringify(counts)}\n`);
