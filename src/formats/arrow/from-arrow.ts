import {
  type Batch,
  batchType,
  type Column,
  type Table as FlechetteTable,
  type DataType as FlechetteType,
  IntervalUnit,
  Type,
} from '@uwdata/flechette';
import { type DataType, type Field, VARCHAR } from '../../types/data-type.ts';
import { storageOf } from '../../types/storage.ts';
import { type Bitmap, hasBit } from '../../vectors/bitmap.ts';
import { buildVector } from '../../vectors/builder.ts';
import { DictionaryBuilder, encodeStrings } from '../../vectors/dictionary.ts';
import { cellConverter } from '../../vectors/ingest.ts';
import { Table } from '../../vectors/table.ts';
import { concatenate } from '../../vectors/take.ts';
import type { FixedWidthArray, Vector } from '../../vectors/vector.ts';
import { becameNull } from '../columnar.ts';
import { checkBatch } from './check-batch.ts';
import { nanosPerUnit, typeOfArrow } from './column-types.ts';

/** What hears of values that have no place. */
export interface ArrowContext {
  readonly warn: (column: string, reason: string) => void;
}

/** The columns of an Arrow table. Cells of fixed width that lie in one batch are used as they are. @throws Error where buffers do not go with the number of rows. */
export function vectorsFromArrow(arrow: FlechetteTable, context: ArrowContext): { readonly schema: Field[]; readonly vectors: Vector[] } {
  const schema: Field[] = [];
  const vectors: Vector[] = [];
  for (const [i, column] of arrow.children.entries()) {
    const field = arrow.schema.fields[i]!;
    if (column.length !== arrow.numRows) throw new Error('columns have different numbers of rows');
    const type = holdsUnsigned(column) ? VARCHAR : typeOfArrow(column.type, field.metadata?.get('ARROW:extension:name'));
    if (!type) {
      context.warn(`column '${field.name}'`, 'its Arrow type is not known, and it is left out');
      continue;
    }
    const reader = new ColumnReader(field.name, type);
    const parts = column.data.map((batch) => {
      checkBatch(batch);
      return reader.vector(batch, type);
    });
    if (reader.failed > 0) context.warn(`column '${field.name}'`, becameNull(reader.failed, type));
    schema.push({ name: field.name, type });
    vectors.push(parts.length === 1 ? parts[0]! : concatenate(type, parts));
  }
  return { schema, vectors };
}

/**
 * A table of an Arrow table of `@uwdata/flechette`; tables of other libraries come as bytes, by {@link readArrow}. Numbers and times of 64 bits, 32-bit integers, doubles and days
 * in one batch are used as they are, without a copy. `warn` hears of columns that are left out and of values that became NULL.
 * @throws Error where buffers do not go with the number of rows.
 */
export function tableFromArrow(arrow: FlechetteTable, context: ArrowContext = { warn: () => undefined }): Table {
  const { schema, vectors } = vectorsFromArrow(arrow, context);
  return new Table(schema, vectors, arrow.numRows);
}

/** Whether a column has whole numbers that no BIGINT holds. */
function holdsUnsigned({ type, data }: Column<unknown>): boolean {
  if (type.typeId !== Type.Int || type.signed || type.bitWidth !== 64) return false;
  return data.some(({ values, length, validity, nullCount }) => {
    const cells = values as BigUint64Array; // of this type
    for (let row = 0; row < length; row++) if (cells[row]! >> 63n && (nullCount === 0 || hasBit(validity, row))) return true;
    return false;
  });
}

/** Makes vectors of the batches of a column; strings of all batches share one dictionary where they come with one. */
class ColumnReader {
  readonly #name: string;
  readonly #type: DataType;
  readonly #codes = new Map<Column<unknown>, Int32Array>();
  #dictionary: DictionaryBuilder | undefined;
  /** How many cells did not fit. */
  failed = 0;

  constructor(name: string, type: DataType) {
    this.#name = name;
    this.#type = type;
  }

  vector(batch: Batch<unknown>, type: DataType): Vector {
    const arrow = batch.type;
    const { length } = batch;
    const validity = validityOf(batch);
    const flat = (values: FixedWidthArray): Vector => ({ encoding: 'flat', type, values, validity, length });
    const cells = batch.values;
    switch (arrow.typeId) {
      case Type.Null:
        return { encoding: 'constant', type, value: null, length };
      case Type.Bool:
        return flat(Uint8Array.from({ length }, (_, row) => (hasBit(cells as Uint8Array, row) ? 1 : 0)));
      case Type.Int:
      case Type.Float:
        // Only those of whole columns are known to fit.
        if (
          type.kind === 'varchar' ||
          (cells instanceof BigUint64Array && type !== this.#type) ||
          (arrow.typeId === Type.Float && arrow.precision === 0)
        )
          break;
        return flat(widened(cells as Exclude<typeof cells, readonly unknown[]>, length, storageOf(type)));
      case Type.Date:
        return type.kind === 'date' ? flat((cells as Int32Array).subarray(0, length)) : this.#times(batch, type, 1_000_000n);
      case Type.Time:
      case Type.Timestamp:
      case Type.Duration:
        return this.#times(batch, type, nanosPerUnit[arrow.unit]!);
      case Type.Interval:
        if (arrow.unit === IntervalUnit.YEAR_MONTH) return flat((cells as Int32Array).subarray(0, length));
        break;
      case Type.Utf8:
      case Type.LargeUtf8: {
        const strings = stringsOf(batch, validity);
        return encodeStrings(type, strings) ?? { encoding: 'flat', type, values: strings, validity: undefined, length };
      }
      case Type.Dictionary:
        if (type === this.#type && storageOf(type) === 'object' && type.kind !== 'varbinary' && !isNested(type))
          return this.#coded(batch, type, validity);
        break;
      case Type.List:
      case Type.LargeList:
      case Type.FixedSizeList:
        if (type.kind !== 'array') break;
        return {
          encoding: 'list',
          type,
          offsets: offsetsOf(batch),
          child: this.vector(batch.children[0]!, type.element),
          validity,
          length,
        };
      case Type.Map: {
        if (type.kind !== 'map') break;
        const [keys, values] = batch.children[0]!.children;
        return {
          encoding: 'map',
          type,
          offsets: offsetsOf(batch),
          keys: this.vector(keys!, type.key),
          values: this.vector(values!, type.value),
          validity,
          length,
        };
      }
      case Type.Struct:
        if (type.kind !== 'row') break;
        return {
          encoding: 'row',
          type,
          children: batch.children.map((child, i) => this.vector(child, type.fields[i]!.type)),
          validity,
          length,
        };
    }
    return this.#converted(batch, type);
  }

  /** Times of any unit as nanoseconds; those beyond what fits are NULL. */
  #times(batch: Batch<unknown>, type: DataType, unit: bigint): Vector {
    const { length } = batch;
    const validity = validityOf(batch);
    const cells = batch.values;
    if (cells instanceof BigInt64Array && unit === 1n)
      return { encoding: 'flat', type, values: cells.subarray(0, length), validity, length };
    return buildVector(
      type,
      Array.from({ length }, (_, row) => {
        if (validity && !hasBit(validity, row)) return null;
        const nanos = BigInt((cells as BigInt64Array | Int32Array)[row]!) * unit;
        return BigInt.asIntN(64, nanos) === nanos ? nanos : this.#fails();
      }),
    );
  }

  /** Codes into a dictionary of strings. */
  #coded(batch: Batch<unknown>, type: DataType, validity: Bitmap | undefined): Vector {
    const { length, values } = batch;
    const { dictionary } = batch as Batch<unknown> & { readonly dictionary: Column<unknown> }; // of a dictionary batch
    this.#dictionary ??= new DictionaryBuilder();
    let codes = this.#codes.get(dictionary);
    if (!codes) {
      dictionary.data.forEach(checkBatch);
      codes = Int32Array.from(dictionary.toArray(), (value) => (value === null ? -1 : this.#dictionary!.add(value)));
      this.#codes.set(dictionary, codes);
    }
    const keys = values as Int32Array;
    const own = codes;
    const mapped = Int32Array.from({ length }, (_, row) => (validity && !hasBit(validity, row) ? -1 : (own[Number(keys[row])] ?? -1)));
    return { encoding: 'dictionary', type, codes: mapped, dictionary: this.#dictionary, length };
  }

  /** Cell by cell, as the library reads them. */
  #converted(batch: Batch<unknown>, type: DataType): Vector {
    const read = cellsOf(batch);
    const convert = cellConverter(type, this.#name);
    const cells = Array.from({ length: batch.length }, (_, row) => {
      try {
        const value = read(row);
        return value === null ? null : convert(hostValue(value, batch.type, type));
      } catch {
        return this.#fails();
      }
    });
    if (type.kind === 'varchar' || type.kind === 'json') return encodeStrings(type, cells as (string | null)[]) ?? buildVector(type, cells);
    return buildVector(type, cells);
  }

  #fails(): null {
    this.failed++;
    return null;
  }
}

const isNested = ({ kind }: DataType): boolean => kind === 'array' || kind === 'map' || kind === 'row';

/** The bitmap of a batch; undefined where no cell is NULL. */
function validityOf({ nullCount, validity, length }: Batch<unknown>): Bitmap | undefined {
  return nullCount > 0 && validity?.length ? validity.subarray(0, (length + 7) >> 3) : undefined;
}

/** Numbers of any width in the width that they have here; as they are where it is the same. */
function widened(
  cells: Exclude<Batch<unknown>['values'], readonly unknown[]>,
  length: number,
  storage: ReturnType<typeof storageOf>,
): FixedWidthArray {
  const own = cells.subarray(0, length);
  if (storage === 'float64') return own instanceof Float64Array ? own : Float64Array.from(own as Float32Array);
  if (storage === 'int32') return own instanceof Int32Array ? own : Int32Array.from(own as Int16Array);
  if (own instanceof BigInt64Array) return own;
  if (own instanceof BigUint64Array) return new BigInt64Array(own.buffer, own.byteOffset, length);
  return BigInt64Array.from(own as Uint32Array, BigInt);
}

/** Where the elements of each row begin. */
function offsetsOf({ type, offsets, length }: Batch<unknown>): Int32Array {
  if (type.typeId === Type.FixedSizeList) return Int32Array.from({ length: length + 1 }, (_, row) => row * type.stride);
  return offsets instanceof Int32Array ? offsets.subarray(0, length + 1) : Int32Array.from(offsets.subarray(0, length + 1), Number);
}

/** How many bytes of strings are decoded at once. */
const decodedBytes = 1 << 22;

/** The strings of a batch. Bytes are decoded for many rows at once; where they are all ASCII, offsets are places in the text. */
function stringsOf({ length, offsets, values }: Batch<unknown>, validity: Bitmap | undefined): (string | null)[] {
  const bytes = values as Uint8Array;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const strings = new Array<string | null>(length);
  const place = (row: number): number => Number(offsets[row]!);
  for (let from = 0; from < length; ) {
    const first = place(from);
    let to = from + 1;
    while (to < length && place(to + 1) - first <= decodedBytes) to++;
    const last = place(to);
    const text = decoder.decode(bytes.subarray(first, last));
    const plain = text.length === last - first;
    for (let row = from; row < to; row++) {
      const [begin, end] = [place(row), place(row + 1)];
      if (validity && !hasBit(validity, row)) strings[row] = null;
      else strings[row] = plain ? text.slice(begin - first, end - first) : decoder.decode(bytes.subarray(begin, end));
    }
    from = to;
  }
  return strings;
}

/** Reads cells as values of JavaScript, decimals as scaled bigints where they have no fraction. */
function cellsOf(batch: Batch<unknown>): (row: number) => unknown {
  const { type } = batch;
  if (type.typeId !== Type.Decimal) return (row) => batch.at(row);
  const Decimals = batchType(type, { useDecimalInt: type.scale === 0 });
  const decimals = new Decimals(batch as ConstructorParameters<typeof Decimals>[0]); // a batch has what its constructor takes
  return (row) => decimals.at(row) as unknown;
}

/** A cell as a value that the converter of its type takes. */
function hostValue(value: unknown, arrow: FlechetteType, type: DataType): unknown {
  if (arrow.typeId === Type.Decimal)
    return type.kind === 'bigint' ? BigInt(value as bigint | number) : type.kind === 'varchar' ? String(value) : value;
  if (arrow.typeId === Type.Int) return type.kind === 'varchar' ? String(value) : value;
  if (arrow.typeId !== Type.Interval) return value;
  const parts = Array.from(value as ArrayLike<number | bigint>, Number);
  if (type.kind !== 'varchar') return BigInt(parts[0]!) * 86_400_000_000_000n + BigInt(parts[1]!) * 1_000_000n;
  return `P${parts[0]}M${parts[1]}DT${parts[2]! / 1e9}S`;
}
