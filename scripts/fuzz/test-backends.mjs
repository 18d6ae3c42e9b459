// The backends that tests and the fuzzer compare with the engine, each with a way to load tables into it.
import { DuckDBInstance } from '@duckdb/node-api';
import { clickhouseCalls } from '../../build/backends/sql/clickhouse-calls.js';
import { duckdbCalls } from '../../build/backends/sql/duckdb-calls.js';
import { clickhouse } from '../../build/clickhouse.js';
import { duckdb } from '../../build/duckdb.js';

const sqlTypes = { bigint: 'BIGINT', double: 'DOUBLE', varchar: 'VARCHAR', boolean: 'BOOLEAN', timestamp: 'TIMESTAMP', date: 'DATE' };

function literal(value, { kind }) {
  if (value === null) return 'NULL';
  switch (kind) {
    case 'varchar':
      return `'${value.replaceAll("'", "''")}'`;
    case 'double':
      return `'${Object.is(value, -0) ? '-0.0' : value}'::DOUBLE`;
    case 'timestamp':
      return `make_timestamp(${BigInt(value.getTime()) * 1000n})`;
    case 'date':
      return `DATE '1970-01-01' + ${value.getTime() / 86_400_000}`;
    default:
      return String(value);
  }
}

async function openDuckdb() {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  return {
    backend: duckdb({ database: instance, order: { logs: 'rowid', other: 'rowid' } }),
    calls: duckdbCalls,
    types: Object.keys(sqlTypes),
    async load(tables, columns) {
      for (const [name, list] of Object.entries(tables)) {
        await connection.run(
          `CREATE OR REPLACE TABLE ${name} (${columns.map((column) => `"${column.name}" ${sqlTypes[column.type.kind]}`).join(', ')})`,
        );
        const values = list.map((row) => `(${columns.map((column) => literal(row[column.name], column.type)).join(', ')})`);
        if (values.length > 0) await connection.run(`INSERT INTO ${name} VALUES ${values.join(', ')}`);
      }
    },
    async close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

const clickhouseTypes = {
  bigint: 'Int64',
  double: 'Float64',
  varchar: 'String',
  boolean: 'Bool',
  timestamp: 'DateTime64(9)',
  date: 'Date32',
};

function clickhouseLiteral(value, { kind }) {
  if (value === null) return 'NULL';
  switch (kind) {
    case 'varchar':
      return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
    case 'double': {
      const bytes = [...new Uint8Array(Float64Array.of(value).buffer)];
      return `reinterpretAsFloat64(unhex('${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}'))`;
    }
    case 'timestamp':
      return `'${value.toISOString().slice(0, -1).replace('T', ' ')}'`;
    case 'date':
      return `'${value.toISOString().slice(0, 10)}'`;
    default:
      return String(value);
  }
}

/** A server at a URL, or the servers of the cluster `c3`, over which rows are spread; early ones have no booleans and no times before 1970. */
async function openClickhouse({ url, early = false, ...options }) {
  const urls = url.split(',');
  const ask = async (statement, target = urls[0]) => {
    const response = await fetch(target, { method: 'POST', body: statement });
    if (!response.ok) throw new Error(await response.text());
  };
  const create = async (name, columnsSql, engineSql, target) => {
    await ask(`DROP TABLE IF EXISTS ${name}`, target);
    await ask(`CREATE TABLE ${name} (${columnsSql}) ENGINE = ${engineSql}`, target);
  };
  return {
    backend: clickhouse({ url: urls[0], order: { logs: 'id', other: 'id' }, ...options }),
    calls: clickhouseCalls({ modern: !early }),
    types: early ? ['bigint', 'double', 'varchar'] : Object.keys(clickhouseTypes),
    async load(tables, columns) {
      const columnsSql = columns.map((column) => `\`${column.name}\` Nullable(${clickhouseTypes[column.type.kind]})`).join(', ');
      for (const [name, list] of Object.entries(tables)) {
        const values = list.map((row) => `(${columns.map((column) => clickhouseLiteral(row[column.name], column.type)).join(', ')})`);
        const own = urls.length > 1 ? `${name}_local` : name;
        for (const [i, target] of urls.entries()) {
          await create(own, columnsSql, 'Memory', target);
          const part = values.filter((_, row) => row % urls.length === i);
          if (part.length > 0) await ask(`INSERT INTO ${own} VALUES ${part.join(', ')}`, target);
        }
        if (urls.length > 1) await create(name, columnsSql, `Distributed(c3, default, ${own})`);
      }
    },
    async close() {},
  };
}

const openers = { duckdb: openDuckdb, clickhouse: openClickhouse };

/** A backend by name, ready for tables. */
export function openTestBackend(name, options = {}) {
  return openers[name](options);
}
