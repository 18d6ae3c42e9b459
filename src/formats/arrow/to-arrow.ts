import {
  type Batch,
  batchType,
  binary,
  bool,
  Column,
  dateDay,
  dictionary,
  duration,
  Endianness,
  type Field as FlechetteField,
  type Table as FlechetteTable,
  type DataType as FlechetteType,
  field,
  float32,
  float64,
  IntervalUnit,
  int8,
  int16,
  int32,
  int64,
  interval,
  largeUtf8,
  list,
  map,
  nullType,
  struct,
  Table,
  TimeUnit,
  Type,
  timeNanosecond,
  timestamp,
  utf8,
  Version,
} from '@uwdata/flechette';
import type { DataType } from '../../types/data-type.ts';
import { formatType } from '../../types/data-type.ts';
import { allValid, type Bitmap, clearBit, hasBit } from '../../vectors/bitmap.ts';
import { buildVector } from '../../vectors/builder.ts';
import { sizeOf } from '../../vectors/dictionary.ts';
import { flattened } from '../../vectors/flatten.ts';
import type { Table as LogTable } from '../../vectors/table.ts';
import {
  cellReader,
  type DictionaryVector,
  type FixedWidthArray,
  type FlatValues,
  type ListVector,
  type MapVector,
  type Vector,
} from '../../vectors/vector.ts';
import { jsonExtension } from './column-types.ts';

/** The buffers of a batch, as the library takes them. */
interface Buffers {
  readonly values?: ArrayBufferView;
  readonly offsets?: Int32Array | BigInt64Array;
  readonly children?: Batch<unknown>[];
}

/**
 * A table as an Arrow table of one record batch. Cells of BIGINT, INTEGER, DOUBLE, times and dates are used as they are, without a copy; strings that repeat
 * become dictionaries; JSON is a string whose field says `arrow.json`; TIMESTAMP has nanoseconds and the zone UTC.
 * @throws TypeError for types that Arrow has no place for.
 */
export function tableToArrow({ schema, columns }: LogTable): FlechetteTable {
  const batches = columns.map(batchOf);
  const fields = schema.map(({ name, type }, i): FlechetteField => {
    const metadata = type.kind === 'json' ? new Map([['ARROW:extension:name', jsonExtension]]) : null;
    return field(name, batches[i]!.type, true, metadata);
  });
  const children = batches.map((batch) => new Column([batch]));
  return new Table({ version: Version.V5, endianness: Endianness.Little, fields, metadata: null }, children);
}

/** The cells of a column as a batch. */
function batchOf(vector: Vector): Batch<unknown> {
  const { type } = vector;
  switch (type.kind) {
    case 'array':
    case 'map':
    case 'row':
      return nestedBatch(vector);
    case 'varchar':
    case 'json':
      return vector.encoding === 'dictionary' && sizeOf(vector.dictionary) <= vector.length ? codedBatch(vector) : textBatch(vector);
    case 'varbinary':
      return bytesBatch(vector);
    case 'boolean':
      return bitBatch(vector);
    case 'unknown':
      return made(nullType(), vector.length, undefined, {});
    default: {
      const { values, validity, length } = flattened(vector);
      const arrow = fixedType(type);
      if (!arrow) throw new TypeError(`Arrow has no type for ${formatType(type)}`);
      return made(arrow, length, validity, { values: narrowed(values, type) });
    }
  }
}

/** The Arrow type of a type whose cells have a fixed width. */
function fixedType(type: DataType): FlechetteType | undefined {
  switch (type.kind) {
    case 'tinyint':
      return int8();
    case 'smallint':
      return int16();
    case 'integer':
      return int32();
    case 'bigint':
      return int64();
    case 'real':
      return float32();
    case 'double':
      return float64();
    case 'timestamp':
      return timestamp(TimeUnit.NANOSECOND, 'UTC');
    case 'date':
      return dateDay();
    case 'time':
      return timeNanosecond();
    case 'interval day to second':
      return duration(TimeUnit.NANOSECOND);
    case 'interval year to month':
      return interval(IntervalUnit.YEAR_MONTH);
    default:
      return undefined;
  }
}

/** Cells in the width that Arrow gives their type; most have it already. */
function narrowed(values: FlatValues, { kind }: DataType): ArrayBufferView {
  const cells = values as FixedWidthArray; // of a type of fixed width
  if (kind === 'tinyint') return Int8Array.from(cells as Int32Array);
  if (kind === 'smallint') return Int16Array.from(cells as Int32Array);
  return kind === 'real' ? Float32Array.from(cells as Float64Array) : cells;
}

/** A batch of buffers. */
function made(type: FlechetteType, length: number, validity: Bitmap | undefined, buffers: Buffers): Batch<unknown> {
  const Batches = batchType(type, { useBigInt: true, useBigIntTimestamp: true, useMap: true });
  const nullCount = type.typeId === Type.Null ? length : validity ? countNulls(validity, length) : 0;
  const options: object = { length, nullCount, type, validity: nullCount > 0 ? validity : new Uint8Array(0), ...buffers };
  return new Batches(options as ConstructorParameters<typeof Batches>[0]) as Batch<unknown>; // each type needs other buffers
}

function countNulls(validity: Bitmap, length: number): number {
  let nulls = 0;
  for (let row = 0; row < length; row++) if (!hasBit(validity, row)) nulls++;
  return nulls;
}

function nestedBatch(vector: Vector): Batch<unknown> {
  const { type, length } = vector;
  switch (vector.encoding) {
    case 'list': {
      const child = batchOf(vector.child);
      return made(list(field('item', child.type)), length, vector.validity, { offsets: offsetsOf(vector), children: [child] });
    }
    case 'map': {
      const keys = batchOf(vector.keys);
      const values = batchOf(vector.values);
      const entryType = struct([field('key', keys.type, false), field('value', values.type)]);
      const entries = made(entryType, keys.length, undefined, { children: [keys, values] });
      return made(map(keys.type, values.type), length, vector.validity, { offsets: offsetsOf(vector), children: [entries] });
    }
    case 'row': {
      const children = vector.children.map(batchOf);
      const fields = children.map((child, i) => field(type.kind === 'row' ? type.fields[i]!.name : '', child.type));
      return made(struct(fields), length, vector.validity, { children });
    }
    default:
      return batchOf(rebuilt(vector));
  }
}

/** The offsets of the rows; a part of a column has those of the whole. */
const offsetsOf = ({ offsets, length }: ListVector | MapVector): Int32Array => offsets.subarray(0, length + 1);

function bitBatch(vector: Vector): Batch<unknown> {
  const { values, validity, length } = flattened(vector);
  const bits = new Uint8Array((length + 7) >> 3);
  for (let row = 0; row < length; row++) if (values[row]) bits[row >> 3] = bits[row >> 3]! | (1 << (row & 7));
  return made(bool(), length, validity, { values: bits });
}

/** Codes and the strings that they stand for. */
function codedBatch({ codes, dictionary: { values }, length }: DictionaryVector): Batch<unknown> {
  const strings = textBatch({ encoding: 'flat', type: { kind: 'varchar' }, values, validity: undefined, length: values.length });
  const type = dictionary(strings.type, int32());
  let validity: Bitmap | undefined;
  let keys = codes;
  for (let row = 0; row < length; row++) {
    if (codes[row]! >= 0) continue;
    if (!validity) {
      validity = allValid(length);
      keys = codes.slice(0, length);
    }
    keys[row] = 0;
    clearBit(validity, row);
  }
  const batch = made(type, length, validity, { values: keys });
  return (batch as Batch<unknown> & { setDictionary(column: Column<unknown>): Batch<unknown> }).setDictionary(new Column([strings])); // of a dictionary type
}

/** The most bytes that 32-bit offsets reach. */
const maxOffset = 2 ** 31 - 1;

/** Strings, one after the other. */
function textBatch(vector: Vector): Batch<unknown> {
  const { length } = vector;
  const read = cellReader(vector) as (row: number) => string | null; // cells of strings
  const encoder = new TextEncoder();
  let bytes = new Uint8Array(Math.max(1024, length * 16));
  const ends = new Float64Array(length + 1);
  const validity = validityOf(vector, read);
  let filled = 0;
  for (let row = 0; row < length; row++) {
    const string = read(row);
    if (string !== null) {
      if (bytes.length - filled < string.length * 3) {
        const grown = new Uint8Array(2 * bytes.length + string.length * 3);
        grown.set(bytes.subarray(0, filled));
        bytes = grown;
      }
      filled += encoder.encodeInto(string, bytes.subarray(filled)).written;
    }
    ends[row + 1] = filled;
  }
  const values = bytes.subarray(0, filled);
  return filled > maxOffset
    ? made(largeUtf8(), length, validity, { values, offsets: BigInt64Array.from(ends, BigInt) })
    : made(utf8(), length, validity, { values, offsets: Int32Array.from(ends) });
}

function bytesBatch(vector: Vector): Batch<unknown> {
  const { length } = vector;
  const read = cellReader(vector) as (row: number) => Uint8Array | null; // cells of VARBINARY
  const offsets = new Int32Array(length + 1);
  for (let row = 0; row < length; row++) {
    const end = offsets[row]! + (read(row)?.length ?? 0);
    if (end > maxOffset) throw new RangeError('a column of VARBINARY has more than 2 GB');
    offsets[row + 1] = end;
  }
  const values = new Uint8Array(offsets[length]!);
  for (let row = 0; row < length; row++) values.set(read(row) ?? [], offsets[row]);
  return made(binary(), length, validityOf(vector, read), { values, offsets });
}

function validityOf({ length }: Vector, read: (row: number) => unknown): Bitmap | undefined {
  let validity: Bitmap | undefined;
  for (let row = 0; row < length; row++) if (read(row) === null) clearBit((validity ??= allValid(length)), row);
  return validity;
}

/** The vector with its cells in the encoding of their type. */
function rebuilt(vector: Vector): Vector {
  const read = cellReader(vector);
  return buildVector(
    vector.type,
    Array.from({ length: vector.length }, (_, row) => read(row)),
  );
}
