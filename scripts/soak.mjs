// npm run soak [-- --queries 2000]: runs hostile and ordinary queries in turns in one process, and says what the heap holds before and after. Fails if it holds more.
import { parseArgs } from 'node:util';
import { createEngine, QueryError, Table } from '../dist/index.js';
import { hostile, ordinary } from '../examples/http-service/load.mjs';
import { sampleRows } from '../examples/http-service/sample.mjs';

const { values } = parseArgs({ options: { queries: { type: 'string', default: '2000' } } });
const total = Number(values.queries);

/** What the heap may hold more at the end, MB: which patterns are cached, and which code is optimized, differs by the last queries. */
const tolerance = 2;

const attacks = [
  ...hostile,
  ...(await Promise.all(['memory', 'structure', 'time'].map(async (kind) => (await import(`../test/hostile/attacks/${kind}.mjs`)).attacks)))
    .flat()
    .filter(({ run, query, tables, engine }) => !run && !tables && !engine && typeof query === 'string')
    .map(({ query }) => query),
];
const limits = { wallTime: 150, bytes: 100e6 };
// The attacks read x and s.
const logs = Table.from(sampleRows(2000).map((row, x) => ({ ...row, x, s: `s${x % 50}`, t: row.time })));
const engine = createEngine({ tables: { logs }, limits });
await engine.loadLibraries();

const outcomes = {};
const count = (name) => (outcomes[name] = (outcomes[name] ?? 0) + 1);

async function ask(query, options) {
  try {
    (await engine.query(query, options)).toArray();
    count('rows');
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    count(error.diagnostics.find(({ severity }) => severity === 'error').code);
  }
}

async function asked(from, to) {
  for (let n = from; n < to; n++) {
    if (n % 2 === 0) await ask(ordinary[(n / 2) % ordinary.length]);
    else {
      const controller = new AbortController();
      const timer = n % 10 === 1 ? setTimeout(() => controller.abort(), 20) : undefined;
      await ask(attacks[((n - 1) / 2) % attacks.length], { signal: controller.signal });
      clearTimeout(timer);
    }
  }
}

async function heap() {
  for (let i = 0; i < 4; i++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
  return { heap: heapUsed / 1e6, external: external / 1e6, buffers: arrayBuffers / 1e6, rss: rss / 1e6 };
}

// So many that caches are full, and what is compiled when it is first used is there.
await asked(0, total);
const before = await heap();
await asked(0, total);
const after = await heap();
console.table({ before, after });
console.log(`${total} queries of ${attacks.length} attacks and ${ordinary.length} ordinary ones:`, JSON.stringify(outcomes));
const more = after.heap + after.external - before.heap - before.external;
console.log(`${more.toFixed(1)} MB more than before (${tolerance} MB are tolerated)`);
process.exitCode = more > tolerance ? 1 : 0;
