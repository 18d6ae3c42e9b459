import type { SchemaTree } from 'hyparquet';
import { type DataType, VARCHAR } from '../../types/data-type.ts';
import { storageOf } from '../../types/storage.ts';
import { allValid, clearBit } from '../../vectors/bitmap.ts';
import { encodeStrings } from '../../vectors/dictionary.ts';
import { allocate } from '../../vectors/fixed-width.ts';
import { buildColumn } from '../../vectors/table.ts';
import type { FixedWidthArray, Vector } from '../../vectors/vector.ts';
import { isBareList, isDecimal, nestingOf, typeOfNode, typeOfParquet, unitOf } from './column-types.ts';

/** The vector of a column whose values the library decoded as they are stored, and how many values had no place in its type. */
export function columnFromChunks(
  node: SchemaTree,
  chunks: readonly ArrayLike<unknown>[],
  rowCount: number,
): { readonly vector: Vector; readonly failed: number } {
  const type = typeOfNode(node);
  let failed = 0;
  const cellOf = memberReader(node, () => {
    failed++;
    return null;
  });
  const isText = (type.kind === 'varchar' || type.kind === 'json') && !isDecimal(node.element);
  if (isText && node.children.length === 0) return { vector: textColumn(type, chunks, rowCount), failed };
  if (storageOf(type) !== 'object') {
    const vector = fixedColumn(type, chunks, rowCount, cellOf);
    if (vector.wide === 0) return { vector: vector.vector, failed };
    // Whole numbers beyond BIGINT keep their digits.
    if (type.kind === 'bigint')
      return {
        vector: buildColumn(
          VARCHAR,
          Array.from(cellsOf(chunks), (value) => (value === undefined || value === null ? null : String(value))),
        ),
        failed: 0,
      };
    return { vector: vector.vector, failed: vector.wide };
  }
  return { vector: buildColumn(type, Array.from(cellsOf(chunks), cellOf)), failed };
}

function* cellsOf(chunks: readonly ArrayLike<unknown>[]): Generator<unknown> {
  for (const chunk of chunks) for (let i = 0; i < chunk.length; i++) yield chunk[i];
}

function textColumn(type: DataType, chunks: readonly ArrayLike<unknown>[], rowCount: number): Vector {
  const strings = new Array<string | null>(rowCount);
  let row = 0;
  for (const chunk of chunks) for (let i = 0; i < chunk.length; i++) strings[row++] = (chunk[i] as string | undefined) ?? null;
  return encodeStrings(type, strings) ?? { encoding: 'flat', type, values: strings, validity: undefined, length: rowCount };
}

/** Numbers, times and booleans; chunks that are stored as they lie in memory are copied at once. `wide` counts values that do not fit. */
function fixedColumn(
  type: DataType,
  chunks: readonly ArrayLike<unknown>[],
  rowCount: number,
  cellOf: (value: unknown) => unknown,
): { readonly vector: Vector; readonly wide: number } {
  const values = allocate(type, rowCount);
  let validity: Uint8Array | undefined;
  let wide = 0;
  let row = 0;
  const plain = cellOf === sameCell;
  for (const chunk of chunks) {
    if (plain && chunk.constructor === values.constructor) {
      (values as Float64Array).set(chunk as Float64Array, row); // of the same kind
      row += chunk.length;
      continue;
    }
    for (let i = 0; i < chunk.length; i++, row++) {
      const value = chunk[i];
      const cell = value === undefined || value === null ? null : plain ? value : cellOf(value);
      if (cell === null) clearBit((validity ??= allValid(rowCount)), row);
      else if (values instanceof BigInt64Array) {
        const whole = BigInt(cell as bigint | number);
        if (BigInt.asIntN(64, whole) === whole) values[row] = whole;
        else {
          wide++;
          clearBit((validity ??= allValid(rowCount)), row);
        }
      } else values[row] = Number(cell);
    }
  }
  return { vector: { encoding: 'flat', type, values: values as FixedWidthArray, validity, length: rowCount }, wide };
}

const sameCell = (value: unknown): unknown => value;

const orNull =
  (convert: (value: unknown) => unknown) =>
  (value: unknown): unknown =>
    value === null || value === undefined ? null : convert(value);

/** Makes a cell of a column or a member. */
function memberReader(node: SchemaTree, onFailure: () => null): (value: unknown) => unknown {
  const read = cellReaderOf(node, onFailure);
  if (!isBareList(node)) return read;
  const element = orNull(read);
  return orNull((value) => Array.from(value as ArrayLike<unknown>, element));
}

/** Makes a cell of a value as it is stored. */
function cellReaderOf(node: SchemaTree, onFailure: () => null): (value: unknown) => unknown {
  const nesting = nestingOf(node);
  switch (nesting.kind) {
    case 'list': {
      const element = orNull(cellReaderOf(nesting.element, onFailure));
      return orNull((value) => Array.from(value as ArrayLike<unknown>, element));
    }
    case 'map': {
      const key = keyReader(typeOfParquet(nesting.key));
      const member = orNull(cellReaderOf(nesting.value, onFailure));
      return orNull((value) => ({ keys: Object.keys(value as object).map(key), values: Object.values(value as object).map(member) }));
    }
    case 'row': {
      if (node.element.logical_type?.type === 'VARIANT')
        return orNull((value) => JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? Number(part) : part)));
      const members = node.children.map((child) => ({ name: child.element.name, read: orNull(memberReader(child, onFailure)) }));
      return orNull((value) => members.map(({ name, read }) => read((value as Readonly<Record<string, unknown>>)[name])));
    }
    default:
      return leafReader(node, onFailure);
  }
}

/** Keys of maps, which the library gives as texts. */
function keyReader(type: DataType): (key: string) => unknown {
  const storage = storageOf(type);
  if (type.kind === 'boolean') return (key) => key === 'true';
  return storage === 'int64' ? BigInt : storage === 'object' ? sameCell : Number;
}

function leafReader({ element }: SchemaTree, onFailure: () => null): (value: unknown) => unknown {
  const unit = unitOf(element);
  if (unit !== 1n)
    return (value) => {
      const nanos = BigInt(value as bigint | number) * unit;
      return BigInt.asIntN(64, nanos) === nanos ? nanos : onFailure();
    };
  if (!isDecimal(element)) return sameCell;
  const { scale = 0 } = element;
  const digitsOf = (value: unknown): bigint => (value instanceof Uint8Array ? wholeOf(value) : BigInt(value as bigint | number));
  // By its digits, the nearest double is found: a factor of a tenth would be wrong by one digit.
  if (scale > 0) return (value) => Number(`${digitsOf(value)}e-${scale}`);
  return typeOfParquet({ element, children: [], count: 0, path: [] }).kind === 'varchar' ? (value) => String(digitsOf(value)) : digitsOf;
}

/** The whole number of bytes in two's complement, the highest first. */
function wholeOf(bytes: Uint8Array): bigint {
  let whole = 0n;
  for (const byte of bytes) whole = (whole << 8n) | BigInt(byte);
  return BigInt.asIntN(bytes.length * 8, whole);
}
