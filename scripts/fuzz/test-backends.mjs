// The backends that tests and the fuzzer compare with the engine, each with a way to load tables into it.
import { DuckDBInstance } from '@duckdb/node-api';
import { duckdbCalls } from '../../build/backends/sql/duckdb-calls.js';
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

async function openDuckdb(options) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  return {
    backend: duckdb({ database: instance, ...options }),
    calls: duckdbCalls,
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

const openers = { duckdb: openDuckdb };

/** A backend by name, ready for tables. */
export function openTestBackend(name, options = {}) {
  return openers[name](options);
}
