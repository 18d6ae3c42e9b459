// Engines behind one shape: { name, load(log), run(query) → rows as arrays }. Loading is not measured.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, dictionary, Table } from '../../dist/index.js';

/** `threads`: with more than one, as many workers. */
export function logflume(threads) {
  let engine;
  return {
    name: 'logflume',
    load({ columns, owners }) {
      const inputs = Object.entries(columns).map(([name, c]) => [name, c.codes ? dictionary(c.codes, c.values) : c]);
      const tables = { logs: Table.fromColumns(Object.fromEntries(inputs)), owners: Table.from(owners) };
      engine = createEngine({ tables, workers: threads > 1 ? threads : 0 });
    },
    async run({ pipe }) {
      return (await engine.query(pipe, { from: 'logs' })).toArray().map(Object.values);
    },
    /** Milliseconds to append a thousand rows and to run a query again: the minimum of some runs after the first, which makes room. */
    async append({ pipe }, log, runs) {
      const rows = (from) =>
        Array.from({ length: 1000 }, (_, i) =>
          Object.fromEntries(
            Object.entries(log.columns).map(([name, c]) => [
              name,
              c.codes ? c.values[c.codes[(from + i) % log.rows]] : c[(from + i) % log.rows],
            ]),
          ),
        );
      let best = Number.POSITIVE_INFINITY;
      for (let run = 0; run <= runs; run++) {
        const more = rows(run * 1000);
        const started = performance.now();
        engine.tables.set('logs', engine.tables.get('logs').append(more));
        await engine.query(pipe, { from: 'logs' });
        if (run > 0) best = Math.min(best, performance.now() - started);
      }
      return best;
    },
  };
}

const sqlTypes = { __time__: 'BIGINT', status: 'INTEGER', latency: 'DOUBLE' };
const quoted = (text) => `"${String(text).replaceAll('"', '""')}"`;

/** Writes the log as CSV files for the engines that read them. */
export function writeFiles({ rows, columns, owners }) {
  const folder = mkdtempSync(join(tmpdir(), 'logflume-compare-'));
  const names = Object.keys(columns);
  const parts = [`${names.join(',')}\n`];
  for (let row = 0; row < rows; row++) {
    const cells = names.map((name) => {
      const c = columns[name];
      return c.codes ? quoted(c.values[c.codes[row]]) : String(c[row]);
    });
    parts.push(`${cells.join(',')}\n`);
    if (parts.length > 50_000) writeFileSync(join(folder, 'logs.csv'), parts.splice(0).join(''), { flag: 'a' });
  }
  writeFileSync(join(folder, 'logs.csv'), parts.join(''), { flag: 'a' });
  writeFileSync(join(folder, 'owners.csv'), `user,team,tier\n${owners.map((o) => `${o.user},${o.team},${o.tier}\n`).join('')}`);
  return { folder, names, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export async function duckdb({ folder, names }, threads) {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`set threads = ${threads}`);
  const types = names.map((name) => `'${name}': '${sqlTypes[name] ?? 'VARCHAR'}'`).join(', ');
  await connection.run(`create table logs as select * from read_csv('${folder}/logs.csv', header = true, columns = {${types}})`);
  await connection.run(`create table owners as select * from read_csv('${folder}/owners.csv', header = true)`);
  return {
    name: 'duckdb',
    load() {},
    async run({ sql }) {
      const rows = (await connection.runAndReadAll(sql)).getRowsJS();
      return rows.map((row) => row.map((cell) => cell?.items ?? cell));
    },
  };
}

export async function clickhouse({ folder, names }, threads) {
  const { Session } = (await import('chdb')).default ?? (await import('chdb'));
  const session = new Session(join(folder, 'chdb'));
  const types = { BIGINT: 'Int64', INTEGER: 'Int32', DOUBLE: 'Float64' };
  const typed = names.map((name) => `${name} ${types[sqlTypes[name]] ?? 'LowCardinality(String)'}`);
  session.query(`create table logs (${typed.join(', ')}) engine = Memory`);
  session.query(
    `insert into logs select * from file('${folder}/logs.csv', 'CSVWithNames', '${typed.join(', ').replace(/LowCardinality\(String\)/g, 'String')}')`,
  );
  session.query('create table owners (user String, team String, tier Int32) engine = Memory');
  session.query(`insert into owners select * from file('${folder}/owners.csv', 'CSVWithNames', 'user String, team String, tier Int32')`);
  return {
    name: 'clickhouse',
    load() {},
    async run({ sql, ch = sql }) {
      const text = session.query(
        `${ch} settings max_threads = ${threads}, output_format_json_quote_64bit_integers = 0`,
        'JSONCompactEachRow',
      );
      return text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    },
  };
}
