import { type DataType, type Field, formatType, type Schema } from '../types/data-type.ts';
import { durationNanos } from '../types/duration-text.ts';
import { ChunkedTable } from './chunked-table.ts';
import { fittedTo, hasNoValue, widerType } from './fit-column.ts';
import { LiveChunk } from './live-chunk.ts';
import { type FieldInput, readSchema, Table } from './table.ts';
import { slice } from './take.ts';
import { constantVector, type Vector } from './vector.ts';

/** How much a {@link LiveTable} keeps. */
export interface LiveTableOptions {
  /** How long rows are kept, by their time: a duration such as `6h`, or milliseconds. For ever unless given. */
  readonly keep?: string | number;
  /** About how many bytes of rows are kept. */
  readonly bytes?: number;
  /** The column of the time of a row: TIMESTAMP, DATE, or whole seconds since 1970. Default: `__time__`. */
  readonly time?: string;
  /** The columns, where they are known: rows must fit them. Else rows that are appended widen them. */
  readonly schema?: readonly FieldInput[];
  /** The clock, in milliseconds since 1970: a row that claims a later time drops nothing. Default: `Date.now`. */
  readonly now?: () => number;
  /** Rows of a chunk at most: rows are dropped by the chunk. Default: 65,536. */
  readonly chunkRows?: number;
}

/** The share of what is kept that a chunk may have. */
const chunkShare = 16;
/** Fewer rows do not make a chunk, however far their times are apart. */
const minChunkRows = 64;

/**
 * A table that grows: rows are appended at its end, and dropped from its beginning when they are older than it keeps them, or more than it has room for. A query sees
 * the rows that were there when it began.
 */
export class LiveTable {
  readonly #options: LiveTableOptions;
  readonly #keep: bigint | undefined;
  readonly #chunkRows: number;
  readonly #listeners = new Set<() => void>();
  #schema: Schema;
  #chunks: LiveChunk[] = [];
  #firstChunk = 0;
  #newest: bigint | undefined;
  #snapshot: ChunkedTable | undefined;
  #dropped = 0;
  #version = 0;

  constructor(options: LiveTableOptions = {}) {
    this.#options = options;
    this.#keep = options.keep === undefined ? undefined : nanosOf(options.keep);
    const { chunkRows = 65_536, bytes = Number.POSITIVE_INFINITY } = options;
    if (!(chunkRows >= 1)) throw new RangeError(`'chunkRows' must be at least 1, not ${chunkRows}`);
    if (!(bytes > 0)) throw new RangeError(`'bytes' must be more than 0, not ${bytes}`);
    this.#chunkRows = Math.floor(chunkRows);
    this.#schema = options.schema ? readSchema(options.schema) : [];
    this.#requireTime(this.#schema);
  }

  /** The columns of all rows that were ever appended. */
  get schema(): Schema {
    return this.#schema;
  }

  get rowCount(): number {
    return this.#chunks.reduce((sum, { rowCount }) => sum + rowCount, 0);
  }

  /** About the bytes of the rows. */
  get bytes(): number {
    return this.#chunks.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** How many rows were dropped so far. */
  get dropped(): number {
    return this.#dropped;
  }

  /** A number that changes with the rows. */
  get version(): number {
    return this.#version;
  }

  /**
   * Appends rows, and drops what is then not kept any more. Takes time in proportion to the rows that are appended. A column that is new is NULL in the rows before;
   * one whose values no longer fit its type becomes DOUBLE, or VARCHAR.
   * @throws TypeError for a value or column that does not fit a schema that was given, and for a time that is not one.
   */
  append(rows: Iterable<object> | Table): this {
    const { schema } = this.#options;
    const table = rows instanceof Table ? rows : Table.from(rows, schema ? { schema } : {});
    if (table.rowCount === 0) return this;
    this.#admit(table);
    const clock = BigInt(Math.trunc((this.#options.now ?? Date.now)())) * 1_000_000n;
    for (let from = 0; from < table.rowCount; ) {
      const tail = this.#openChunk();
      const to = Math.min(table.rowCount, from + this.#chunkRows - tail.rowCount);
      tail.append(this.#part(table, tail, from, to), clock);
      const newest = tail.times?.max;
      if (newest !== undefined && (this.#newest === undefined || newest > this.#newest)) this.#newest = newest;
      from = to;
    }
    this.#drop();
    this.#snapshot = undefined;
    this.#version++;
    for (const listener of this.#listeners) listener();
    return this;
  }

  /** The rows that are there now, as a table that stays as it is. */
  snapshot(): ChunkedTable {
    this.#snapshot ??= new ChunkedTable(
      this.#schema,
      this.#chunks.map((chunk) => chunk.asTable(this.#schema)),
      this.#firstChunk,
    );
    return this.#snapshot;
  }

  /** Calls back after rows were appended, until the function that it answers is called. */
  onAppend(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Takes the columns of rows into the schema. */
  #admit(table: Table): void {
    const columns = new Map<string, DataType>(this.#schema.map(({ name, type }) => [name, type]));
    for (const [i, { name, type }] of table.schema.entries()) {
      const known = columns.get(name);
      if (known && formatType(known) === formatType(type)) continue;
      if (known && hasNoValue(table.columns[i]!)) continue;
      if (this.#options.schema)
        throw new TypeError(`column '${name}' ${known ? `is ${formatType(known)}, not ${formatType(type)}` : 'is not in the schema'}`);
      columns.set(name, known && this.#hasValues(name) ? widerType(known, type) : type);
    }
    const schema = [...columns].map(([name, type]): Field => ({ name, type }));
    const changed = schema.length !== this.#schema.length || schema.some(({ type }, i) => type !== this.#schema[i]!.type);
    if (!changed) return;
    this.#requireTime(schema);
    this.#schema = schema;
  }

  /** Whether a column has a value in a row that is kept. */
  #hasValues(name: string): boolean {
    const at = this.#schema.findIndex((field) => field.name === name);
    return this.snapshot().chunks.some(({ columns }) => !hasNoValue(columns[at]!));
  }

  /** Rows of what is appended, with the columns of the chunk that they go to. */
  #part({ schema, columns }: Table, { schema: wanted }: LiveChunk, from: number, to: number): Table {
    const fitted = wanted.map(({ name, type }): Vector => {
      const at = schema.findIndex((field) => field.name === name);
      return at < 0 ? constantVector(type, null, to - from) : fittedTo(slice(columns[at]!, from, to), type);
    });
    return new Table(wanted, fitted, to - from);
  }

  /** The chunk that takes the next rows; one with other columns, or all the rows that one may have, is followed by another. */
  #openChunk(): LiveChunk {
    const last = this.#chunks.at(-1);
    if (last && last.schema === this.#schema && !this.#isFull(last)) return last;
    const chunk = new LiveChunk(this.#schema, this.#options.time ?? '__time__');
    this.#chunks.push(chunk);
    return chunk;
  }

  #isFull({ rowCount, bytes, times }: LiveChunk): boolean {
    if (rowCount >= this.#chunkRows || bytes * chunkShare >= (this.#options.bytes ?? Number.POSITIVE_INFINITY)) return true;
    if (this.#keep === undefined || times === undefined || rowCount < minChunkRows) return false;
    return (times.max - times.min) * BigInt(chunkShare) >= this.#keep;
  }

  #drop(): void {
    const { bytes = Number.POSITIVE_INFINITY } = this.#options;
    let total = this.bytes;
    const oldest = this.#keep === undefined || this.#newest === undefined ? undefined : this.#newest - this.#keep;
    let count = 0;
    // The rows that were appended last stay, whatever they take.
    while (count + 1 < this.#chunks.length) {
      const { bytes: own, times, rowCount } = this.#chunks[count]!;
      const isOld = oldest !== undefined && times !== undefined && times.max < oldest;
      if (!isOld && total <= bytes) break;
      total -= own;
      this.#dropped += rowCount;
      count++;
    }
    this.#chunks.splice(0, count);
    this.#firstChunk += count;
  }

  #requireTime(schema: Schema): void {
    const { time = '__time__' } = this.#options;
    const field = schema.find(({ name }) => name === time);
    if (this.#keep === undefined || !field || isTime(field.type)) return;
    throw new TypeError(
      `rows are kept by column '${time}', which must be TIMESTAMP, DATE or whole seconds (BIGINT), not ${formatType(field.type)}`,
    );
  }
}

const isTime = ({ kind }: DataType): boolean => kind === 'timestamp' || kind === 'date' || kind === 'bigint' || kind === 'integer';

function nanosOf(keep: string | number): bigint {
  const nanos = typeof keep === 'number' ? BigInt(Math.trunc(keep * 1e6) || 0) : durationNanos(keep);
  if (nanos === undefined || nanos <= 0n) throw new RangeError(`'keep' must be a duration such as '6h', not '${keep}'`);
  return nanos;
}

/** A table that grows; see {@link LiveTable}. */
export const liveTable = (options: LiveTableOptions = {}): LiveTable => new LiveTable(options);
