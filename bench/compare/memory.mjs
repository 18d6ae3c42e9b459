// node bench/compare/memory.mjs [--rows 1000000] [--threads 1]: resident memory of each engine in a process of its own, beyond that of the empty process: after
// it has read the same CSV file, and at the peak of the tuned queries.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readCsv } from '../../dist/formats.js';
import { createEngine } from '../../dist/index.js';
import { makeLog } from './data.mjs';
import { clickhouse, duckdb, writeFiles } from './engines.mjs';
import { polars } from './polars.mjs';
import { tuned } from './queries.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    threads: { type: 'string', default: '1' },
    engine: { type: 'string' },
    files: { type: 'string' },
  },
});
const megabytes = (bytes) => Math.round(bytes / 2 ** 20);

async function logflumeFromCsv({ folder }, threads) {
  const tableOf = (name) => readCsv(readFileSync(`${folder}/${name}.csv`));
  const engine = createEngine({
    tables: { logs: await tableOf('logs'), owners: await tableOf('owners') },
    workers: threads > 1 ? threads : 0,
  });
  return { run: async ({ pipe }) => (await engine.query(pipe, { from: 'logs' })).toArray() };
}

const engines = { logflume: logflumeFromCsv, duckdb, clickhouse, polars };
if (values.engine) await measure();
else compare();

async function measure() {
  const files = JSON.parse(values.files);
  const before = process.memoryUsage.rss();
  const engine = await engines[values.engine](files, Number(values.threads));
  for (let i = 0; i < 3; i++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const loaded = process.memoryUsage.rss() - before;
  const loading = process.resourceUsage().maxRSS;
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 1);
  for (const query of tuned) {
    await engine.run(query);
    peak = Math.max(peak, process.memoryUsage.rss());
  }
  clearInterval(watch);
  console.log(`| ${values.engine} | ${megabytes(loaded)} | ${megabytes(loading * 1024 - before)} | ${megabytes(peak - before)} |`);
  process.exit(0);
}

function compare() {
  const files = writeFiles(makeLog(Number(values.rows)));
  console.log('| MB | loaded | peak of loading | peak of queries |\n| --- | ---: | ---: | ---: |');
  for (const engine of Object.keys(engines)) {
    const args = ['--expose-gc', fileURLToPath(import.meta.url), '--engine', engine, '--threads', values.threads];
    const { status, stdout } = spawnSync(
      process.execPath,
      [...args, '--files', JSON.stringify({ folder: files.folder, names: files.names })],
      { encoding: 'utf8' },
    );
    process.stdout.write(status === 0 ? stdout : `| ${engine} | not installed (npm install in bench/compare), or failed | | |\n`);
  }
  files.remove();
}
