// npm run fuzz -- [--minutes 30] [--seed N]: compares random pipelines between the ways to run them. What differs is shrunk
// and written to test/queries/regressions as a golden case.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { builtinFunctions } from '../build/functions/index.js';
import { createEngine, format, QueryError, Table } from '../build/index.js';
import { openDuckdb, queryPair } from './fuzz/duckdb.mjs';
import { createGrammar, randomFrom } from './fuzz/expressions.mjs';
import { columns, pipeline, rows, timeRange } from './fuzz/pipelines.mjs';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_007) },
    rows: { type: 'string', default: '40' },
  },
});
const deadline = performance.now() + Number(values.minutes) * 60_000;
const grammar = createGrammar(builtinFunctions);
const schema = columns.map(({ name, type }) => ({ name, type }));

const configurations = {
  'as it is': {},
  'optimizer off': { optimize: false },
  'row by row': { kernels: false },
  'batches of one': { maxBatchRows: 1 },
  'batches of seven': { maxBatchRows: 7 },
  dictionaries: { dictionaryInputs: true },
};

const show = (_, value) =>
  typeof value === 'bigint' ? `${value}n` : typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/** What a query gives: its rows as a text, or the code of its error. */
function outcome(text, tables, execution, window) {
  const engine = createEngine({ tables, execution, now: () => 1_700_000_000_000, limits: { wallTime: 20_000, resultRows: 100_000 } });
  try {
    const result = engine.querySync(text, {
      from: 'logs',
      ...(window ? { window: { begin: new Date(window.begin), end: new Date(window.end) } } : {}),
    });
    return JSON.stringify([result.schema, result.toArray({ bigint: 'bigint', timestamp: 'text' })], show);
  } catch (error) {
    if (error instanceof QueryError) return `error ${error.diagnostics.find((d) => d.severity === 'error')?.code}`;
    return `crash ${error?.stack ?? error}`;
  }
}

const limits = /^error SPL(4|3010|3011)/;

/** The rows of a table that lie in a window. */
function within({ list }, { begin, end }) {
  const [from, to] = [BigInt(begin / 1000), BigInt(end / 1000)];
  return tableOf(list.filter(({ __time__: time }) => time !== null && time >= from && time < to));
}

/** Says how the ways to run a pipeline differ; undefined where they agree. */
function difference(stages, tables, window) {
  const text = ['*', ...stages].join(' | ');
  const outcomeOf = (query, execution) => outcome(query, tables, execution, window);
  const expected = outcomeOf(text, {});
  if (expected.startsWith('crash')) return { text, name: 'as it is', expected: '', found: expected };
  if (limits.test(expected)) return undefined;
  for (const [name, execution] of Object.entries(configurations)) {
    const found = outcomeOf(text, execution);
    if (found !== expected && !limits.test(found)) return { text, name, expected, found };
  }
  if (window) {
    const alone = { logs: within(tables.logs, window), other: within(tables.other, window) };
    const found = outcome(text, alone, {});
    if (found !== expected && !limits.test(found)) return { text, name: 'the rows of the window alone', expected, found };
  }
  let printed;
  try {
    printed = format(text);
  } catch (error) {
    return expected.startsWith('error') ? undefined : { text, name: 'format', expected, found: String(error) };
  }
  const found = outcomeOf(printed, {});
  return found === expected ? undefined : { text, name: 'printed and parsed again', expected, found };
}

/** Takes stages, rows and the ends of the pipeline away as long as the difference stays. */
function shrink(stages, tables, window) {
  let best = { stages, tables, found: difference(stages, tables, window) };
  for (let changed = true; changed; ) {
    changed = false;
    const smaller = [
      ...best.stages.map((_, i) => ({ ...best, stages: best.stages.filter((__, j) => j !== i) })),
      ...['logs', 'other'].flatMap((name) => {
        const list = best.tables[name].list;
        const half = Math.ceil(list.length / 2);
        return list.length <= 1
          ? []
          : [list.slice(0, half), list.slice(half), list.slice(1)].map((part) => ({
              ...best,
              tables: { ...best.tables, [name]: tableOf(part) },
            }));
      }),
    ];
    for (const candidate of smaller) {
      const found = difference(candidate.stages, candidate.tables, window);
      if (!found || found.found.startsWith('error SPL2')) continue;
      best = { ...candidate, found };
      changed = true;
      break;
    }
  }
  return best;
}

function tableOf(list) {
  const table = Table.from(list, { schema });
  return Object.assign(table, { list });
}

function write({ tables, found }, seed, window) {
  mkdirSync(new URL('../test/queries/regressions/', import.meta.url), { recursive: true });
  const cell = (value) =>
    value === null
      ? 'NULL'
      : typeof value === 'number' && !Number.isFinite(value)
        ? String(value)
        : JSON.stringify(value instanceof Date ? value.toISOString() : value, (_, v) => (typeof v === 'bigint' ? Number(v) : v));
  const block = (name) =>
    `table ${name}\n${columns.map(({ name: column, type }) => `${column}: ${type.kind === 'array' ? 'array(bigint)' : type.kind}`).join('  ')}\n${tables[
      name
    ].list
      .map((row) => columns.map(({ name: column }) => cell(row[column])).join('  '))
      .join('\n')}`;
  const at = (time) => new Date(time).toISOString().slice(0, 19).replace('T', ' ');
  const windowLine = window ? `window ${at(window.begin)}..${at(window.end)}\n\n` : '';
  const body = `# found by fuzzing, seed ${seed}: ${found.name}\n\n${block('logs')}\n\n${block('other')}\n\n${windowLine}query\n${found.text}\n----\n`;
  const file = new URL(`../test/queries/regressions/seed-${seed}.spl`, import.meta.url);
  writeFileSync(file, body);
  return file.pathname;
}

const duckdb = await openDuckdb();
const canonical = (row) =>
  row.map((value) =>
    typeof value === 'bigint' ? String(value) : typeof value === 'number' ? String(value === 0 ? 0 : Number(value.toPrecision(12))) : value,
  );

/** Says how a query differs from DuckDB; undefined where they agree, or where either refuses a value. */
async function foreignDifference(random, drawn) {
  // NaN is a number above all others in DuckDB, and equal to itself.
  const finite = ({ list }) => tableOf(list.map((row) => ({ ...row, d: row.d === null || Number.isFinite(row.d) ? row.d : 4.5 })));
  const tables = { logs: finite(drawn.logs), other: finite(drawn.other) };
  const { spl, sql } = queryPair(random);
  await duckdb.load({ logs: tables.logs.list, other: tables.other.list });
  const theirs = await duckdb.rows(sql);
  if (!theirs) return undefined;
  try {
    const result = createEngine({ tables }).querySync(spl, { from: 'logs' });
    if (result.warnings.some(({ code }) => code === 'SPL3101')) return undefined;
    const ours = result.toArray({ bigint: 'bigint' }).map((row) => canonical(Object.values(row)));
    const [found, expected] = [JSON.stringify(ours), JSON.stringify(theirs.map(canonical))];
    return found === expected ? undefined : { text: `${spl}\n${sql}`, expected, found };
  } catch (error) {
    return { text: `${spl}\n${sql}`, expected: '', found: error instanceof QueryError ? error.render() : String(error?.stack) };
  }
}

/** A query window among the times of the rows. */
function windowOf(random) {
  const begin = (timeRange.from + random.below(timeRange.length)) * 1000;
  return { begin, end: begin + (1 + random.below(timeRange.length)) * 1000 };
}

let seed = Number(values.seed);
let foreign = 0;
let run = 0;
let valid = 0;
let failures = 0;
const started = performance.now();
while (performance.now() < deadline && failures < 20) {
  const random = randomFrom(seed);
  const tables = { logs: tableOf(rows(random, Number(values.rows))), other: tableOf(rows(random, 8)) };
  const stages = pipeline(random, grammar, 1 + random.below(3));
  const window = random.chance(0.3) ? windowOf(random) : undefined;
  const engine = createEngine({ tables });
  const text = ['*', ...stages].join(' | ');
  run++;
  let sound = true;
  try {
    sound = !engine.compile(text, { from: 'logs' }).diagnostics.some((d) => d.severity === 'error');
  } catch (error) {
    failures++;
    process.stdout.write(`seed ${seed}: compile throws ${error?.stack ?? error}\n${text}\n`);
    sound = false;
  }
  if (sound) {
    valid++;
    const found = difference(stages, tables, window);
    if (found) {
      failures++;
      const small = shrink(stages, tables, window);
      process.stdout.write(
        `seed ${seed}: ${small.found.name}\n${small.found.text}\nexpected ${small.found.expected.slice(0, 600)}\nfound    ${small.found.found.slice(0, 600)}\n${write(small, seed, window)}\n\n`,
      );
    }
  }
  const other = await foreignDifference(random, tables);
  foreign++;
  if (other) {
    failures++;
    process.stdout.write(
      `seed ${seed}: not as DuckDB\n${other.text}\nexpected ${other.expected.slice(0, 400)}\nfound    ${other.found.slice(0, 400)}\n\n`,
    );
  }
  seed = (seed + 1) | 0;
}
const seconds = ((performance.now() - started) / 1000).toFixed(0);
process.stdout.write(
  `${run} pipelines from seed ${values.seed}, ${valid} of them valid and run ${Object.keys(configurations).length + 1} ways, and ${foreign} queries beside DuckDB, in ${seconds} s: ${failures} failures\n`,
);
process.exitCode = failures > 0 ? 1 : 0;
