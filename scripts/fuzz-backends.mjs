// npm run fuzz:backends -- [--backend duckdb] [--minutes 30] [--seed N]: random pipelines over random tables that lie in a backend and in the engine;
// the answers and the errors must be the same.
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

let seed = Number(values.seed);
let [run, valid, whole, failures] = [0, 0, 0, 0];
while (performance.now() < deadline && failures < Number(values.failures)) {
  const random = randomFrom(seed);
  const harmless = random.chance(0.4);
  const tables = { logs: rows(random, Number(values.rows), harmless), other: rows(random, 8, harmless) };
  await test.load(tables, stored);
  const here = createEngine({
    tables: Object.fromEntries(Object.entries(tables).map(([name, list]) => [name, Table.from(list, { schema: stored })])),
    now,
  });
  const there = createEngine({ backends: [test.backend], now });
  await there.connect();
  for (let n = 0; n < 40; n++) {
    run++;
    const { stages, ordered } = pipeline(random, grammar, 1 + random.below(3), stored);
    const text = ['*', ...stages].join(' | ');
    if (there.compile(text, { from: 'logs' }).diagnostics.some((d) => d.severity === 'error')) continue;
    valid++;
    const plan = there.explain(text, { from: 'logs' });
    if (plan.startsWith('Remote')) whole++;
    const expected = await outcome(here, text, ordered);
    const found = await outcome(there, text, ordered);
    if (found === expected) continue;
    failures++;
    const at = Array.from(expected).findIndex((sign, i) => sign !== found[i]);
    const from = expected.startsWith('error') || found.startsWith('error') ? 0 : Math.max(0, at - 200);
    process.stdout.write(
      `seed ${seed}\n${text}\nexpected ${expected.slice(from, from + 500)}\nfound    ${found.slice(from, from + 500)}\n${plan.slice(0, 1500)}\n\n`,
    );
    if (failures >= Number(values.failures)) break;
  }
  await there.close();
  seed = (seed + 1) | 0;
}
await test.close();
process.stdout.write(
  `${run} pipelines from seed ${values.seed} over ${values.backend}, ${valid} valid, ${whole} of them answered by it alone: ${failures} failures\n`,
);
process.exitCode = failures > 0 ? 1 : 0;
