import { createEngine } from '../engine.ts';
import type { LogicalPlan, QueryOptions } from '../index.ts';
import type { Schema } from '../types/data-type.ts';
import { buildVector } from '../vectors/builder.ts';
import { Table } from '../vectors/table.ts';

/** What a query needs of a table. */
export interface Needs {
  /** The columns it reads; undefined where it reads whatever there is. */
  readonly columns: readonly string[] | undefined;
  /** How many rows it reads at most. */
  readonly maxRows: number | undefined;
  /** How many rows of the result are enough, where a part of the rows may give them: filters stand before the limit. */
  readonly enough?: number | undefined;
}

/** Stands for the columns that the first rows do not show: a query that reads it reads them all. */
const others = '\u0001others';

/**
 * Finds out what a query reads of its tables, by their schemas as the first rows show them, before the tables are read. The query runs over tables
 * without rows that note which of their columns are asked for. Undefined where the query does not run like that: it may use
 * a column that is yet to come.
 */
export async function needsOf(
  source: string,
  schemas: ReadonlyMap<string, Schema>,
  timeZone: string,
  query: QueryOptions,
): Promise<ReadonlyMap<string, Needs> | undefined> {
  const read = new Map<string, Set<string>>();
  const tables = new Map<string, Table>();
  for (const [name, schema] of schemas) {
    const all: Schema = [...schema, { name: others, type: { kind: 'varchar' } }];
    const asked = new Set<string>();
    read.set(name, asked);
    const columns = new Proxy(
      all.map(({ type }) => buildVector(type, [])),
      {
        get(target, key, receiver) {
          if (typeof key === 'string' && /^\d+$/.test(key)) asked.add(all[Number(key)]?.name ?? others);
          return Reflect.get(target, key, receiver) as unknown;
        },
      },
    );
    tables.set(name, new Table(all, columns, 0));
  }
  const engine = createEngine({ timeZone, tables });
  let limits: ReadonlyMap<string, Pick<Needs, 'maxRows' | 'enough'>> = new Map();
  try {
    const outputs = await engine.run(source, query);
    const { plan } = engine.compile(source, query);
    if (outputs.length === 1 && plan) limits = rowLimits(plan);
  } catch {
    return undefined;
  }
  return new Map(
    [...read].map(([name, asked]) => [
      name,
      { maxRows: undefined, ...limits.get(name), columns: asked.has(others) ? undefined : [...asked] },
    ]),
  );
}

/** The rows that a plan takes from its only table, where each row of the table gives one row, or none if filters say so, up to a limit. */
function rowLimits(plan: LogicalPlan): ReadonlyMap<string, Pick<Needs, 'maxRows' | 'enough'>> {
  let rows: number | undefined;
  let enough: number | undefined;
  let filtered = false;
  let node = plan;
  for (;;) {
    if (node.kind === 'Limit') {
      // What a filter after a limit keeps says nothing of what is needed before it.
      if (filtered) return new Map();
      enough ??= node.count;
      rows = Math.min(rows ?? Number.POSITIVE_INFINITY, node.count) + node.offset;
    } else if (node.kind === 'Filter') filtered = true;
    else if (node.kind !== 'Project') break;
    node = node.input;
  }
  if (node.kind !== 'Scan' || rows === undefined) return new Map();
  return new Map([[node.table, filtered ? { maxRows: undefined, enough } : { maxRows: rows }]]);
}
