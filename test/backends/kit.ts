import type { DuckDBConnection } from '@duckdb/node-api';
import { ask } from '../../scripts/servers/clusters.mjs';
import { createEngine, QueryError, type Table } from '../../src/index.ts';

/** The error of what fails. */
export async function failure(run: () => Promise<unknown>): Promise<QueryError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof QueryError) return error;
    throw error;
  }
  throw new Error('the query did not fail');
}

/** Its message, and the part of the source that it is about. */
export async function failureAt(source: string, run: () => Promise<unknown>): Promise<{ readonly message: string; readonly at: string }> {
  const { message, diagnostics } = await failure(run);
  const { start, end } = diagnostics[0]!.span;
  return { message, at: source.slice(start, end) };
}

const clickhouseTypes: Readonly<Record<string, string>> = { bigint: 'Int64', double: 'Float64', varchar: 'String', json: 'String' };
const duckdbTypes: Readonly<Record<string, string>> = { bigint: 'BIGINT', double: 'DOUBLE', varchar: 'VARCHAR', json: 'VARCHAR' };

/** Creates a table of ClickHouse with the columns of one of the engine, and `seq` for the order of its rows. */
export async function createInClickhouse(url: string, name: string, { schema }: Table, engineSql: string): Promise<void> {
  const columns = schema.map((field) => `\`${field.name}\` ${clickhouseTypes[field.type.kind]}`).join(', ');
  await ask(url, `CREATE TABLE ${name} (seq Int64, ${columns}) ENGINE = ${engineSql}`);
}

/** The rows of a table as lines of JSON, with `seq`. */
async function linesOf(table: Table): Promise<readonly string[]> {
  const rows = (await createEngine({ tables: { logs: table } }).query('*')).toJSON() as Record<string, unknown>[];
  return rows.map((row, seq) => {
    const cells = Object.entries(row).map(([key, value]) => [key, typeof value === 'object' ? JSON.stringify(value) : value]);
    return JSON.stringify({ seq, ...Object.fromEntries(cells) });
  });
}

/** Gives such a table its rows. */
export async function fillInClickhouse(url: string, name: string, table: Table): Promise<void> {
  const lines = await linesOf(table);
  for (let from = 0; from < lines.length; from += 20_000)
    await ask(url, `INSERT INTO ${name} FORMAT JSONEachRow ${lines.slice(from, from + 20_000).join('\n')}`);
}

/** The same in DuckDB, from a file of lines that it writes. */
export async function fillInDuckdb(connection: DuckDBConnection, name: string, table: Table, file: string): Promise<void> {
  const { writeFile } = await import('node:fs/promises');
  await writeFile(file, (await linesOf(table)).join('\n'));
  const columns = table.schema.map((field) => `'${field.name}': '${duckdbTypes[field.type.kind]}'`).join(', ');
  await connection.run(
    `CREATE TABLE ${name} AS SELECT * FROM read_json('${file}', format = 'newline_delimited', columns = {'seq': 'BIGINT', ${columns}})`,
  );
}
