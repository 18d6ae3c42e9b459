import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { BIGINT, type DataType, DOUBLE, type Field, formatType, isInteger, isNumeric, sameType, VARCHAR } from '../types/data-type.ts';
import { valueFormatter } from '../types/format-value.ts';
import { findTimeZone, type TimeZone } from '../types/time-zone.ts';
import { buildColumn } from '../vectors/table.ts';
import { concatenate, slice } from '../vectors/take.ts';
import { cellReader, type Vector } from '../vectors/vector.ts';
import { fillTime, namesToRead } from './fill-time.ts';
import { type FileReport, inputError, LoadedTable, type ReadOptions } from './input.ts';
import { sourceProblem } from './source.ts';

/** How files of columns are read. */
export type ColumnarOptions = Pick<ReadOptions, 'name' | 'columns' | 'maxRows' | 'times' | 'timeZone' | 'withFile' | 'signal'>;

/** The columns of one file. */
export interface Columns {
  readonly schema: readonly Field[];
  readonly vectors: readonly Vector[];
  readonly rowCount: number;
}

/** What reading one file is told, and what hears of it. */
export interface ColumnarRequest {
  /** Whether a column is read. */
  readonly wants: (name: string) => boolean;
  readonly maxRows: number;
  readonly warn: (column: string, reason: string) => void;
}

/** What is said of values of a column that have no place in its type. */
export const becameNull = (count: number, type: DataType): string =>
  `${count} ${count === 1 ? 'value is' : 'values are'} not ${formatType(type)} and became NULL`;

/** One file: its name, and what reads it. */
export interface ColumnarFile {
  readonly name: string;
  readonly format: string;
  readonly reason: string;
  /** The columns, and how many bytes were read. */
  read(request: ColumnarRequest): Promise<Columns & { readonly bytes: number }>;
}

/**
 * Reads files of columns into one table; columns go together by name, as {@link unite} says. Times are found as in text: where no column is `__time__`,
 * the best of the usual names fills it.
 * @throws QueryError for a file that cannot be read.
 */
export async function readColumnar(files: readonly ColumnarFile[], options: ColumnarOptions): Promise<LoadedTable> {
  const zone = findTimeZone(options.timeZone ?? 'UTC');
  if (!zone) throw inputError(options.name ?? 'the input', `'${options.timeZone}' is not a time zone`);
  const problems: Diagnostic[] = [];
  const notes: string[] = [];
  const reports: FileReport[] = [];
  const parts: Columns[] = [];
  const wanted = options.columns && namesToRead(options.columns);
  let left = options.maxRows ?? Number.POSITIVE_INFINITY;
  for (const { name, format, reason, read } of files) {
    if (left <= 0) break;
    options.signal?.throwIfAborted();
    const began = performance.now();
    const whole = await read({
      wants: (column) => wanted?.has(column) ?? true,
      maxRows: left,
      warn: (column, why) => problems.push(sourceProblem(`${name}, ${column}`, why)),
    });
    const part = withFile(firstRows(whole, left), name, options);
    parts.push(part);
    left -= part.rowCount;
    const time = performance.now() - began;
    reports.push({ name, format, reason, bytes: whole.bytes, lines: part.rowCount, rows: part.rowCount, skipped: 0, time });
  }
  const { schema, vectors, rowCount } = unite(parts, zone);
  const fields = [...schema];
  const columns = [...vectors];
  const asked = options.columns;
  if (options.times !== 'text' && (!asked || asked.includes('__time__') || asked.includes('__time_ns_part__')))
    fillTime(fields, columns, { rowCount, zone, files: parts.length, note: (text) => notes.push(text) });
  const kept = fields.map((_, i) => i).filter((i) => !asked || asked.includes(fields[i]!.name) || isPlace(fields[i]!.name));
  const report = { skippedCount: 0, skipped: [], notes, problems, files: reports };
  return new LoadedTable(
    kept.map((i) => fields[i]!),
    kept.map((i) => columns[i]!),
    rowCount,
    report,
  );
}

const isPlace = (name: string): boolean => name === '__file__' || name === '__line__';

function firstRows(columns: Columns, rows: number): Columns {
  if (columns.rowCount <= rows) return columns;
  return { ...columns, vectors: columns.vectors.map((vector) => slice(vector, 0, rows)), rowCount: rows };
}

function withFile(columns: Columns, name: string, options: ColumnarOptions): Columns {
  if (!options.withFile) return columns;
  const { schema, vectors, rowCount } = columns;
  const file: Vector = { encoding: 'constant', type: VARCHAR, value: name, length: rowCount };
  const line: Vector = {
    encoding: 'flat',
    type: BIGINT,
    values: BigInt64Array.from({ length: rowCount }, (_, row) => BigInt(row + 1)),
    validity: undefined,
    length: rowCount,
  };
  return {
    schema: [{ name: '__file__', type: VARCHAR }, { name: '__line__', type: BIGINT }, ...schema],
    vectors: [file, line, ...vectors],
    rowCount,
  };
}

/**
 * The rows of several tables as those of one. Columns go together by name; a table without a column has NULL there. Numbers of different types
 * become BIGINT or DOUBLE, whatever else differs VARCHAR.
 */
export function unite(parts: readonly Columns[], zone: TimeZone): Columns {
  if (parts.length === 1) return parts[0]!;
  const types = new Map<string, DataType>();
  for (const { schema } of parts)
    for (const { name, type } of schema) {
      const known = types.get(name);
      types.set(name, known ? commonType(known, type) : type);
    }
  const schema = [...types].map(([name, type]) => ({ name, type }));
  const vectors = schema.map(({ name, type }) =>
    concatenate(
      type,
      parts.map((part) => {
        const at = part.schema.findIndex((field) => field.name === name);
        return at < 0 ? { encoding: 'constant', type, value: null, length: part.rowCount } : retyped(part.vectors[at]!, type, zone);
      }),
    ),
  );
  return { schema, vectors, rowCount: parts.reduce((sum, part) => sum + part.rowCount, 0) };
}

function commonType(a: DataType, b: DataType): DataType {
  if (sameType(a, b)) return a;
  if (!isNumeric(a) || !isNumeric(b)) return VARCHAR;
  return isInteger(a) && isInteger(b) ? BIGINT : DOUBLE;
}

function retyped(vector: Vector, type: DataType, zone: TimeZone): Vector {
  if (sameType(vector.type, type)) return vector;
  const read = cellReader(vector);
  const convert =
    type.kind === 'bigint'
      ? (value: unknown) => BigInt(value as number)
      : type.kind === 'double'
        ? Number
        : valueFormatter(vector.type, zone);
  return buildColumn(
    type,
    Array.from({ length: vector.length }, (_, row) => {
      const value = read(row);
      return value === null ? null : convert(value);
    }),
  );
}
