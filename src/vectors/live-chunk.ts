import type { DataType, Schema } from '../types/data-type.ts';
import { stringBytes } from '../types/spelled-bytes.ts';
import { appended } from './append.ts';
import { fittedTo } from './fit-column.ts';
import { Table } from './table.ts';
import { byteSize, cellReader, constantVector, type Vector } from './vector.ts';

/** The first and the last time of some rows, nanoseconds since 1970. */
export interface TimeRange {
  readonly min: bigint;
  readonly max: bigint;
}

/** Consecutive rows of a live table, with what is known of them. */
export class LiveChunk {
  readonly schema: Schema;
  readonly #time: string;
  #table: Table | undefined;
  #shown: Table | undefined;
  #fixedBytes = 0;
  /** By column of codes: how many values of its dictionary were measured, and their bytes. */
  readonly #measured = new Map<number, { count: number; bytes: number; values: readonly unknown[] }>();
  #times: TimeRange | undefined;

  /** `time`: the column of the time of a row, if there is one. */
  constructor(schema: Schema, time: string) {
    this.schema = schema;
    this.#time = time;
  }

  get rowCount(): number {
    return this.#table?.rowCount ?? 0;
  }

  get bytes(): number {
    let bytes = this.#fixedBytes;
    for (const measured of this.#measured.values()) bytes += measured.bytes;
    return bytes;
  }

  /** The times of the rows, of those that have one and were not later than the clock. */
  get times(): TimeRange | undefined {
    return this.#times;
  }

  /** Takes rows with the columns of the chunk. `clock`: nanoseconds since 1970. */
  append(rows: Table, clock: bigint): void {
    const before = this.#table;
    this.#table = before
      ? new Table(
          this.schema,
          before.columns.map((column, i) => appended(column, rows.columns[i]!)),
          before.rowCount + rows.rowCount,
        )
      : rows;
    this.#shown = undefined;
    for (const [i, column] of this.#table.columns.entries()) {
      const added = rows.columns[i]!;
      this.#fixedBytes += column.encoding === 'dictionary' ? 4 * added.length : byteSize(added);
      if (column.encoding === 'dictionary') this.#measure(i, column.dictionary.values);
    }
    const at = this.schema.findIndex(({ name }) => name === this.#time);
    if (at >= 0) this.#times = timesOf(rows.columns[at]!, this.#times, clock);
  }

  /** The rows with the columns of a later schema. */
  asTable(schema: Schema): Table {
    const own = this.#table!;
    if (this.#shown?.schema === schema) return this.#shown;
    const before = this.#shown;
    const columns = schema.map(({ name, type }, i): Vector => {
      const column = own.columns[i]; // schemas only grow at their end
      if (!column || this.schema[i]!.name !== name) return constantVector(type, null, own.rowCount);
      return before && before.schema[i]?.type === type ? before.columns[i]! : fittedTo(column, type);
    });
    this.#shown = new Table(schema, columns, own.rowCount);
    return this.#shown;
  }

  #measure(at: number, values: readonly unknown[]): void {
    let known = this.#measured.get(at);
    if (known?.values !== values) {
      known = { count: 0, bytes: 0, values };
      this.#measured.set(at, known);
    }
    for (; known.count < values.length; known.count++) {
      const value = values[known.count];
      known.bytes += typeof value === 'string' ? stringBytes(value.length) : 8;
    }
  }
}

/** The nanoseconds of the unit in which a column of a type counts time. */
const unitOf = ({ kind }: DataType): bigint => (kind === 'timestamp' ? 1n : kind === 'date' ? 86_400_000_000_000n : 1_000_000_000n);

function timesOf(column: Vector, known: TimeRange | undefined, clock: bigint): TimeRange | undefined {
  const read = cellReader(column);
  const unit = unitOf(column.type);
  let [min, max] = [known?.min, known?.max];
  for (let row = 0; row < column.length; row++) {
    const value = read(row) as bigint | number | null; // the cells of a column of times
    if (value === null) continue;
    const time = BigInt(value) * unit;
    if (time > clock) continue;
    if (min === undefined || time < min) min = time;
    if (max === undefined || time > max) max = time;
  }
  return min === undefined || max === undefined ? undefined : { min, max };
}
