// npm run fuzz:backends -- [--backend duckdb] [--minutes 30] [--seed N]: random pipelines over random tables that lie in a backend and in the engine;
// the answers and the errors must be the same. With --query: only these, each of which the backend must compute whole.
import { parseArgs } from 'node:util';
import { builtinFunctions } from '../build/functions/index.js';
import { createEngine, QueryError, Table } from '../build/index.js';
import { columns, pipeline, rows } from './fuzz/backends.mjs';
import { createGrammar, randomFrom } from './fuzz/expressions.mjs';
import { openTestBackend } from './fuzz/test-backends.mjs';

const { values } = parseArgs({
  options: {
    backend: { type: 'string', default: 'duckdb' },
    url: { type: 'string' },
    early: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_007) },
    rows: { type: 'string', default: '60' },
    failures: { type: 'string', default: '20' },
    query: { type: 'string', multiple: true, default: [] },
  },
});
const deadline = performance.now() + Number(values.minutes) * 60_000;
const test = await openTestBackend(values.backend, { url: values.url, early: values.early });
const grammar = createGrammar(builtinFunctions.filter(({ name }) => test.calls.has(name)));
const stored = columns.filter(({ type }) => test.types.includes(type.kind));
const now = () => 1_700_000_000_000;

const show = (_, value) =>
  typeof value === 'bigint'
    ? `${value}n`
    : typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
      ? `#${Object.is(value, -0) ? '-0' : value}`
      : value;

/** What a query gives: its rows, in their order where they have one, or the code of its error. */
async function outcome(engine, text, ordered) {
  try {
    const result = await engine.query(text, { from: 'logs' });
    const list = result.toArray({ bigint: 'bigint', timestamp: 'text' }).map((row) => JSON.stringify(row, show));
    if (!ordered) list.sort();
    return JSON.stringify([result.schema.map(({ name, type }) => [name, type.kind]), list]);
  } catch (error) {
    if (error instanceof QueryError)
      return `error ${error.diagnostics.find((d) => d.severity === 'error')?.code}${error.diagnostics[0].code.startsWith('SPL403') ? error.message : ''}`;
    return `crash ${error?.stack ?? error}`;
  }
}

/** Engines over the same random tables: here, and in the backend. */
async function engines(random) {
  const harmless = values.query.length > 0 || random.chance(0.4);
  const tables = { logs: rows(random, Number(values.rows), harmless), other: rows(random, 8, harmless) };
  await test.load(tables, stored);
  const here = createEngine({
    tables: Object.fromEntries(Object.entries(tables).map(([name, list]) => [name, Table.from(list, { schema: stored })])),
    now,
  });
  const there = createEngine({ backends: [test.backend], now });
  await there.connect();
  return { here, there };
}

/** Whether a backend answers a query alone. A constant may fail when the query is planned. */
function isWhole({ there }, text) {
  try {
    return there.explain(text, { from: 'logs' }).startsWith('Remote');
  } catch (error) {
    if (error instanceof QueryError) return false;
    throw error;
  }
}

/** Whether a backend has the answer of the engine; what differs is printed. */
async function agree({ here, there }, text, ordered) {
  const expected = await outcome(here, text, ordered);
  const found = await outcome(there, text, ordered);
  if (found === expected) return true;
  const at = Array.from(expected).findIndex((sign, i) => sign !== found[i]);
  const from = expected.startsWith('error') || found.startsWith('error') ? 0 : Math.max(0, at - 200);
  process.stdout.write(
    `${text}\nexpected ${expected.slice(from, from + 500)}\nfound    ${found.slice(from, from + 500)}\n${there.explain(text, { from: 'logs' }).slice(0, 1500)}\n\n`,
  );
  return false;
}

let failures = 0;
if (values.query.length > 0) {
  const both = await engines(randomFrom(3));
  for (const text of values.query) {
    const plan = both.there.explain(text, { from: 'logs' });
    if (plan.startsWith('Remote') && (await agree(both, text, true))) continue;
    failures++;
    process.stdout.write(`${text}\n${plan}\n`);
  }
  await both.there.close();
} else {
  let seed = Number(values.seed);
  let [run, valid, whole] = [0, 0, 0];
  while (performance.now() < deadline && failures < Number(values.failures)) {
    const random = randomFrom(seed);
    const both = await engines(random);
    for (let n = 0; n < 40 && failures < Number(values.failures); n++) {
      run++;
      const { stages, ordered } = pipeline(random, grammar, 1 + random.below(3), stored);
      const text = ['*', ...stages].join(' | ');
      if (both.there.compile(text, { from: 'logs' }).diagnostics.some((d) => d.severity === 'error')) continue;
      valid++;
      if (isWhole(both, text)) whole++;
      if (await agree(both, text, ordered)) continue;
      failures++;
      process.stdout.write(`seed ${seed}\n\n`);
    }
    await both.there.close();
    seed = (seed + 1) | 0;
  }
  process.stdout.write(
    `${run} pipelines from seed ${values.seed} over ${values.backend}, ${valid} valid, ${whole} of them answered by it alone: ${failures} failures\n`,
  );
}
await test.close();
process.exitCode = failures > 0 ? 1 : 0;
