import { parquetWriteBuffer, type SchemaElement } from 'hyparquet-writer';
import { type DataType, formatType } from '../../types/data-type.ts';
import { valueFormatter } from '../../types/format-value.ts';
import { findTimeZone } from '../../types/time-zone.ts';
import type { MapValue } from '../../types/values.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';
import { type Rows, tableOf } from '../write.ts';

/** Options of {@link writeParquet}. */
export interface ParquetWriteOptions {
  /** `SNAPPY` (the default) or `UNCOMPRESSED`. */
  readonly codec?: 'SNAPPY' | 'UNCOMPRESSED';
  /** Rows per row group. Default: 100,000. */
  readonly rowGroupSize?: number;
}

/**
 * Rows as a Parquet file with statistics. TIMESTAMP has nanoseconds and is UTC, JSON is a string with the logical type JSON, arrays, maps and rows are nested; intervals
 * are written as strings, since readers do not agree on them. @throws TypeError for types that Parquet has no place for.
 */
export function writeParquet(rows: Rows, { codec = 'SNAPPY', rowGroupSize = 100_000 }: ParquetWriteOptions = {}): Uint8Array {
  const { schema, columns } = tableOf(rows);
  const elements = schema.flatMap(({ name, type }) => elementsOf(name, type));
  const columnData = schema.map(({ name, type }, i) => ({ name, data: storedCells(columns[i]!, type) }));
  const root: SchemaElement = { name: 'root', num_children: schema.length };
  return new Uint8Array(parquetWriteBuffer({ schema: [root, ...elements], columnData, codec, rowGroupSize }));
}

/** The schema of a column, in the order in which Parquet writes a tree. */
function elementsOf(name: string, type: DataType, repetition: 'OPTIONAL' | 'REQUIRED' = 'OPTIONAL'): SchemaElement[] {
  const leaf = (element: Omit<SchemaElement, 'name' | 'repetition_type'>): SchemaElement[] => [
    { name, repetition_type: repetition, ...element },
  ];
  switch (type.kind) {
    case 'boolean':
      return leaf({ type: 'BOOLEAN' });
    case 'tinyint':
      return leaf({ type: 'INT32', converted_type: 'INT_8' });
    case 'smallint':
      return leaf({ type: 'INT32', converted_type: 'INT_16' });
    case 'integer':
      return leaf({ type: 'INT32' });
    case 'bigint':
      return leaf({ type: 'INT64' });
    case 'real':
      return leaf({ type: 'FLOAT' });
    case 'double':
      return leaf({ type: 'DOUBLE' });
    case 'date':
      return leaf({ type: 'INT32', converted_type: 'DATE' });
    case 'timestamp':
      return leaf({ type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'NANOS' } });
    case 'time':
      return leaf({ type: 'INT64', logical_type: { type: 'TIME', isAdjustedToUTC: false, unit: 'NANOS' } });
    case 'varbinary':
      return leaf({ type: 'BYTE_ARRAY' });
    case 'json':
      return leaf({ type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'JSON' } });
    case 'array':
      return [
        { name, repetition_type: repetition, converted_type: 'LIST', logical_type: { type: 'LIST' }, num_children: 1 },
        { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
        ...elementsOf('element', type.element),
      ];
    case 'map':
      return [
        { name, repetition_type: repetition, converted_type: 'MAP', logical_type: { type: 'MAP' }, num_children: 1 },
        { name: 'key_value', repetition_type: 'REPEATED', num_children: 2 },
        ...elementsOf('key', type.key, 'REQUIRED'),
        ...elementsOf('value', type.value),
      ];
    case 'row':
      return [
        { name, repetition_type: repetition, num_children: type.fields.length },
        ...type.fields.flatMap((field) => elementsOf(field.name, field.type)),
      ];
    case 'function':
      throw new TypeError(`Parquet has no type for ${formatType(type)}`);
    default:
      return leaf({ type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } });
  }
}

/** The cells of a column as the library takes them. */
function storedCells(vector: Vector, type: DataType): unknown[] {
  const read = cellReader(vector);
  const store = storer(type);
  return Array.from({ length: vector.length }, (_, row) => {
    const cell = read(row);
    return cell === null ? null : store(cell);
  });
}

function storer(type: DataType): (cell: unknown) => unknown {
  const orNull =
    (store: (cell: unknown) => unknown) =>
    (cell: unknown): unknown =>
      cell === null ? null : store(cell);
  switch (type.kind) {
    case 'array': {
      const element = orNull(storer(type.element));
      return (cell) => (cell as readonly unknown[]).map(element);
    }
    case 'map': {
      const key = storer(type.key);
      const value = orNull(storer(type.value));
      return (cell) => {
        const { keys, values } = cell as MapValue;
        return keys.map((k, i) => ({ key: key(k), value: value(values[i]) }));
      };
    }
    case 'row': {
      const members = type.fields.map((field) => ({ name: field.name, store: orNull(storer(field.type)) }));
      return (cell) => Object.fromEntries(members.map(({ name, store }, i) => [name, store((cell as readonly unknown[])[i])]));
    }
    case 'interval day to second':
    case 'interval year to month':
      return valueFormatter(type, findTimeZone('UTC')!);
    default:
      return (cell) => cell;
  }
}
