import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { RenderSpec } from '../../operators/bind/scope.ts';
import type { Schema } from '../../types/data-type.ts';
import { hex } from '../../types/json-encoder.ts';
import type { TimeZone } from '../../types/time-zone.ts';
import type { Table } from '../../vectors/table.ts';
import type { OperatorStats } from '../stats.ts';
import type { OutputOptions } from './output-converter.ts';
import { ResultBatch } from './result-batch.ts';

/** The rows of a query, with warnings and statistics of the run. */
export class Result<Row extends object = Record<string, unknown>> {
  readonly schema: Schema;
  readonly rowCount: number;
  /** Warnings of the compiler and of the run, such as cells that became NULL. */
  readonly warnings: readonly Diagnostic[];
  /** One entry per operator, from the scan to the last command. */
  readonly stats: readonly OperatorStats[];
  /** How to chart the rows, if the query ends in `render`. */
  readonly render: RenderSpec | undefined;
  readonly #table: Table;
  readonly #timeZone: TimeZone;

  constructor(table: Table, warnings: readonly Diagnostic[], stats: readonly OperatorStats[], timeZone: TimeZone, render?: RenderSpec) {
    this.schema = table.schema;
    this.rowCount = table.rowCount;
    this.warnings = warnings;
    this.stats = stats;
    this.render = render;
    this.#table = table;
    this.#timeZone = timeZone;
  }

  /** The time zone in which times are shown. */
  get timeZone(): TimeZone {
    return this.#timeZone;
  }

  /** The rows as objects. NULL is null. */
  toArray(options: OutputOptions = {}): Row[] {
    return this.#batch().toArray(options);
  }

  /** The columns as arrays of host values, by name. */
  toColumns(options: OutputOptions = {}): Record<string, unknown[]> {
    return this.#batch().toColumns(options);
  }

  /** The rows as a table, to query again. */
  toTable(): Table {
    return this.#table;
  }

  /** The rows as JSON-safe objects: integers beyond 2^53 and times as text, maps with structured keys as lists of pairs, JSON as what it means. */
  toJSON(): unknown[] {
    return this.toArray({ bigint: 'auto', timestamp: 'text' }).map((row) => safe(row));
  }

  #batch(): ResultBatch<Row> {
    const { schema, rowCount, columns } = this.#table;
    return new ResultBatch({ schema, length: rowCount, columns }, this.#timeZone);
  }
}

function safe(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Uint8Array) return hex(value);
  if (Array.isArray(value)) return value.map(safe);
  if (value instanceof Map) return [...value].map((pair) => pair.map(safe));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, safe(member)]));
  return value;
}
