import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Backend, RemoteTable } from '../../src/backends/backend.ts';
import { clickhouseDialect } from '../../src/backends/sql/clickhouse.ts';
import type { Dialect, SqlTable } from '../../src/backends/sql/dialect.ts';
import { dividePlans } from '../../src/backends/sql/divide.ts';
import { duckdbDialect } from '../../src/backends/sql/duckdb.ts';
import { builtinFunctions } from '../../src/functions/index.ts';
import { createEngine, type Table } from '../../src/index.ts';
import { type GoldenBlock, parseGolden, readTable } from '../../src/testing/golden.ts';

const dialects: readonly Dialect[] = [
  duckdbDialect,
  clickhouseDialect('clickhouse', { modern: true }),
  clickhouseDialect('clickhouse 18', { modern: false }),
];

/** A backend that has tables and only says what would run in it. */
function catalogueOf(dialect: Dialect, tables: ReadonlyMap<string, Table>): Backend {
  const backend: Backend = {
    name: dialect.name,
    tables: async () =>
      new Map<string, RemoteTable>(
        [...tables].map(([name, { schema }]) => {
          const columns = schema.map((field) => ({ sql: `t."${field.name}"`, bound: undefined }));
          const table: SqlTable = {
            backend,
            name,
            schema,
            stored: name,
            definition: undefined,
            from: `"${name}" AS t`,
            columns,
            order: undefined,
          };
          return [name, table];
        }),
      ),
    divide: (plans, options) => dividePlans(plans, dialect, { sums: 'exact', approximate: 'engine' }, { ...options, optimize: true }),
    run: () => expect.unreachable(),
    count: () => expect.unreachable(),
    close: async () => {},
  };
  return backend;
}

/** What keeps a query here, and why; before the rules, since how many constants these compute depends on the machine. */
async function report({ body }: GoldenBlock, tables: ReadonlyMap<string, Table>): Promise<readonly string[] | undefined> {
  const said = new Map<string, string[]>();
  for (const dialect of dialects) {
    const engine = createEngine({ backends: [catalogueOf(dialect, tables)], now: () => 0, execution: { optimize: false } });
    await engine.connect();
    const compiled = engine.compile(body, { params: { min: 2, name: "O'Neill", list: [1, 2] } });
    if (!compiled.plan) return undefined;
    const lines = compiled.portability.map(({ what, reason, rewrite, span }) => {
      const source = body.slice(span.start, span.end).replaceAll(/\s+/g, ' ');
      const shown = source.length > 60 ? `${source.slice(0, 57)}...` : source;
      return `${what} in \`${shown}\`: ${reason.replaceAll(dialect.name, 'the database')}${rewrite === undefined ? '' : ` -> ${rewrite}`}`;
    });
    for (const line of new Set(lines.length === 0 ? ['whole'] : lines)) said.set(line, [...(said.get(line) ?? []), dialect.name]);
  }
  return [...said].map(([line, names]) => `  ${names.length === dialects.length ? 'all' : names.join(', ')}: ${line}`);
}

it('the report of every golden query is as it was reviewed', async () => {
  const root = new URL('../queries/', import.meta.url);
  const lines: string[] = [];
  for (const name of (readdirSync(root, { recursive: true }) as string[]).filter((file) => file.endsWith('.spl')).sort()) {
    const tables = new Map<string, Table>();
    for (const block of parseGolden(readFileSync(new URL(name, root), 'utf8')).blocks) {
      if (block.kind === 'table') tables.set(block.argument, readTable(block.body));
      if (block.kind !== 'query' || tables.size === 0) continue;
      const said = await report(block, tables);
      if (said !== undefined) lines.push(`${name}:${block.line}`, ...said);
    }
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('portability.txt');
}, 300_000);

describe('the tables of what backends compute', () => {
  const names = new Set(builtinFunctions.flatMap(({ name, aliases = [] }) => [name, ...aliases]));
  const scalars = new Set(builtinFunctions.filter(({ kind }) => kind === 'scalar').map(({ name }) => name));
  const aggregates = new Set(builtinFunctions.filter(({ kind }) => kind === 'aggregate').map(({ name }) => name));

  it.each(dialects)('name functions that there are: $name', (dialect) => {
    expect(names.size).toBeGreaterThan(300);
    expect([...dialect.calls.keys()].filter((name) => !scalars.has(name))).toEqual([]);
    expect([...dialect.aggregates.keys()].filter((name) => !aggregates.has(name))).toEqual([]);
  });
});
