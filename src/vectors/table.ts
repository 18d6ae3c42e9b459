import type { DataType, Field, Schema } from '../types/data-type.ts';
import { BIGINT, BOOLEAN, DOUBLE, formatType, VARCHAR } from '../types/data-type.ts';
import { parseType } from '../types/parse-type.ts';
import { appended } from './append.ts';
import { buildVector } from './builder.ts';
import { type DictionaryColumn, encodeStrings } from './dictionary.ts';
import { inferSchema } from './infer.ts';
import { cellConverter } from './ingest.ts';
import type { RecordBatch } from './record-batch.ts';
import { concatenate } from './take.ts';
import type { Vector } from './vector.ts';

/** A column declared by the host: the type is written in the language, or a {@link DataType}. */
export interface FieldInput {
  readonly name: string;
  readonly type: string | DataType;
}

/** A column of {@link Table.fromColumns}. */
export type ColumnInput =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint8Array
  | Uint16Array
  | DictionaryColumn
  | readonly unknown[];

/** An immutable in-memory table: named, typed columns of equal length. */
export class Table {
  readonly schema: Schema;
  readonly columns: readonly Vector[];
  readonly rowCount: number;

  constructor(schema: Schema, columns: readonly Vector[], rowCount: number) {
    this.schema = schema;
    this.columns = columns;
    this.rowCount = rowCount;
  }

  /**
   * Makes a table from row objects. Without a schema the types are inferred from all rows: booleans give BOOLEAN, whole
   * numbers and bigints BIGINT, other numbers DOUBLE, Dates TIMESTAMP, strings VARCHAR (even if they look like
   * numbers), arrays ARRAY, plain objects JSON; a column with several kinds becomes VARCHAR.
   * @throws TypeError if a value does not fit a declared type.
   */
  static from(rows: Iterable<object>, options: { readonly schema?: readonly FieldInput[] } = {}): Table {
    const objects = (Array.isArray(rows) ? rows : [...rows]) as readonly Readonly<Record<string, unknown>>[]; // read by their own names only
    const schema = options.schema ? readSchema(options.schema) : inferSchema(objects);
    const columns = schema.map(({ name, type }) => {
      const convert = cellConverter(type, name);
      const cells = objects.map((row) => convert(Object.hasOwn(row, name) ? row[name] : null));
      return buildColumn(type, cells);
    });
    return new Table(schema, columns, objects.length);
  }

  /**
   * Makes a table from columns. Typed arrays are used as they are, without a copy: Float64Array is DOUBLE, BigInt64Array
   * BIGINT, narrower integers INTEGER, `dictionary(codes, values)` VARCHAR; plain arrays are inferred as rows are.
   * @throws TypeError if the lengths differ or a value does not fit a declared type.
   */
  static fromColumns(columns: Readonly<Record<string, ColumnInput>>, options: { readonly schema?: readonly FieldInput[] } = {}): Table {
    const declared = new Map(options.schema ? readSchema(options.schema).map((field) => [field.name, field.type]) : []);
    const schema: Field[] = [];
    const vectors: Vector[] = [];
    for (const [name, input] of Object.entries(columns)) {
      const vector = columnVector(name, input, declared.get(name));
      if (vectors[0] && vector.length !== vectors[0].length)
        throw new TypeError(`column '${name}' has ${vector.length} rows, column '${schema[0]!.name}' has ${vectors[0].length}`);
      schema.push({ name, type: vector.type });
      vectors.push(vector);
    }
    return new Table(schema, vectors, vectors[0]?.length ?? 0);
  }

  /** Concatenates batches of one schema. */
  static fromBatches(schema: Schema, batches: readonly RecordBatch[]): Table {
    const rowCount = batches.reduce((sum, batch) => sum + batch.length, 0);
    const columns = schema.map((field, i) =>
      batches.length === 0
        ? buildVector(field.type, [])
        : concatenate(
            field.type,
            batches.map((batch) => batch.columns[i]!),
          ),
    );
    return new Table(schema, columns, rowCount);
  }

  /**
   * A table of these rows and more, of the same schema; this one stays as it is. Takes time in proportion to the rows that are added, but for the first
   * call, which copies the columns once; maps, binary cells and strings that are mostly distinct are copied by every call. Members of rows that are not columns are left out.
   * @throws TypeError if a value does not fit its column, or a table has another schema.
   */
  append(more: Iterable<object> | Table): Table {
    const table = more instanceof Table ? more : Table.from(more, { schema: this.schema });
    const written = ({ name, type }: Field): string => `${name}: ${formatType(type)}`;
    const at = this.schema.findIndex((field, i) => !table.schema[i] || written(field) !== written(table.schema[i]));
    if (at >= 0 || table.schema.length > this.schema.length) {
      const found = table.schema[at < 0 ? this.schema.length : at];
      throw new TypeError(
        `appended rows have the columns of the table: ${at < 0 ? 'no more' : written(this.schema[at]!)}, not ${found ? written(found) : 'none'}`,
      );
    }
    const columns = this.columns.map((column, i) => appended(column, table.columns[i]!));
    return new Table(this.schema, columns, this.rowCount + table.rowCount);
  }

  /** The column with a name, or undefined. */
  column(name: string): Vector | undefined {
    return this.columns[this.schema.findIndex((field) => field.name === name)];
  }
}

/** A column from cells; strings are dictionary-encoded if that pays. */
export function buildColumn(type: DataType, cells: readonly unknown[]): Vector {
  const strings = type.kind === 'varchar' || type.kind === 'json';
  return (strings ? encodeStrings(type, cells as readonly (string | null)[]) : undefined) ?? buildVector(type, cells);
}

/** The schema that a host declares. @throws TypeError for an unknown type. */
export function readSchema(fields: readonly FieldInput[]): Schema {
  return fields.map(({ name, type }) => {
    if (typeof type !== 'string') return { name, type };
    const parsed = parseType(type);
    if ('unknown' in parsed) throw new TypeError(`column '${name}': unknown type '${parsed.unknown}'`);
    return { name, type: parsed.type };
  });
}

function columnVector(name: string, input: ColumnInput, declared: DataType | undefined): Vector {
  if ('codes' in input) {
    const { codes, values } = input;
    if (codes.some((code) => code >= values.length)) throw new TypeError(`column '${name}': a code has no value`);
    const type = declared ?? VARCHAR;
    return { encoding: 'dictionary', type, codes, dictionary: { values }, length: codes.length };
  }
  const length = input.length;
  const flat = (type: DataType, values: Float64Array | BigInt64Array | Int32Array | Uint8Array): Vector => ({
    encoding: 'flat',
    type,
    values,
    validity: undefined,
    length,
  });
  if (input instanceof BigInt64Array) return flat(declared?.kind === 'timestamp' ? declared : BIGINT, input);
  if (declared === undefined) {
    if (input instanceof Float64Array) return flat(DOUBLE, input);
    if (input instanceof Float32Array) return flat(DOUBLE, Float64Array.from(input));
    if (ArrayBuffer.isView(input)) return flat({ kind: 'integer' }, input instanceof Int32Array ? input : Int32Array.from(input));
  } else {
    if (input instanceof Float64Array && declared.kind === 'double') return flat(DOUBLE, input);
    if (input instanceof Int32Array && (declared.kind === 'integer' || declared.kind === 'date')) return flat(declared, input);
    if (input instanceof Uint8Array && declared.kind === 'boolean') return flat(BOOLEAN, input);
  }
  const cells = input as readonly unknown[];
  const type = declared ?? inferSchema(cells.map((value) => ({ value })))[0]?.type ?? VARCHAR;
  const convert = cellConverter(type, name);
  return buildColumn(type, Array.from(cells, convert));
}
