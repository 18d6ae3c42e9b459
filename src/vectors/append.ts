import { allValid, type Bitmap, clearBit, hasBit } from './bitmap.ts';
import { codedBefore, withFacts, withFactsOf } from './column-facts.ts';
import { DictionaryBuilder } from './dictionary.ts';
import { copyCells } from './fixed-width.ts';
import { concatenate, slice } from './take.ts';
import {
  cellReader,
  type DictionaryVector,
  type FixedWidthArray,
  type FlatVector,
  isFixedWidth,
  type ListVector,
  type Vector,
} from './vector.ts';

/** How much room appended columns leave for what is appended next. */
const growth = 1.5;

/** By memory that was made here: how many of its bytes belong to a column. Whoever ends there may go on; others' memory is never written to. */
const usedBytes = new WeakMap<ArrayBufferLike, number>();

/**
 * The rows of two columns of one type. The longer a column grows, the less it costs: the first rows are copied once into memory with room, and those that are appended
 * next are written behind them. Columns that end before see nothing of that.
 */
export function appended(column: Vector, more: Vector): Vector {
  const known = codedBefore(withFacts(column));
  if (known.encoding === 'dictionary') return appendedCodes(known, more) ?? concatenate(column.type, [column, more]);
  switch (column.encoding) {
    case 'flat':
      if (more.encoding === 'flat' && isFixedWidth(column.values) && isFixedWidth(more.values)) return appendedCells(column, more);
      if (more.encoding === 'flat' && Array.isArray(column.values) && column.values.length === column.length)
        return withFactsOf(column, { ...column, values: column.values.concat(more.values), length: column.length + more.length });
      return concatenate(column.type, [column, more]);
    case 'list':
      if (more.encoding !== 'list') return concatenate(column.type, [column, more]);
      return appendedLists(column, more);
    case 'row':
      if (more.encoding !== 'row') return concatenate(column.type, [column, more]);
      return {
        ...column,
        children: column.children.map((child, i) => appended(child, more.children[i]!)),
        validity: appendedBits(column, more),
        length: column.length + more.length,
      };
    case 'constant':
      if (more.encoding === 'constant' && Object.is(column.value, more.value) && !column.errors && !more.errors)
        return { ...column, length: column.length + more.length };
      return concatenate(column.type, [column, more]);
    default:
      return concatenate(column.type, [column, more]);
  }
}

function appendedCells(column: FlatVector, more: FlatVector): FlatVector {
  const values = behind(column.values as FixedWidthArray, more.values as FixedWidthArray); // the caller looked
  const validity = appendedBits(column, more);
  return withFactsOf(column, { encoding: 'flat', type: column.type, values, validity, length: values.length });
}

const builders = new WeakMap<object, DictionaryBuilder>();

/** Codes of strings behind those of a column; new strings go to the end of its dictionary. */
function appendedCodes(column: DictionaryVector, more: Vector): DictionaryVector | undefined {
  const { dictionary } = column;
  if (dictionary.cells || dictionary.repeats) return undefined;
  const builder =
    dictionary instanceof DictionaryBuilder ? dictionary : (builders.get(dictionary) ?? DictionaryBuilder.of(dictionary.values));
  builders.set(dictionary, builder);
  const read = cellReader(more);
  const added = Int32Array.from({ length: more.length }, (_, row) => {
    const value = read(row);
    return value === null ? -1 : builder.add(value);
  });
  const codes = behind(column.codes, added);
  return { encoding: 'dictionary', type: column.type, codes, dictionary: builder, length: codes.length };
}

/** Lists of two columns; of parts of longer columns, only the elements of their own rows. */
function appendedLists(column: ListVector, more: ListVector): ListVector {
  const end = column.offsets[column.length]!;
  const [from, to] = [more.offsets[0]!, more.offsets[more.length]!];
  const offsets = more.offsets.subarray(1).map((at) => at - from + end);
  return {
    ...column,
    offsets: behind(column.offsets, offsets),
    child: appended(slice(column.child, 0, end), slice(more.child, from, to)),
    validity: appendedBits(column, more),
    length: column.length + more.length,
  };
}

interface Nullable {
  readonly validity: Bitmap | undefined;
  readonly length: number;
}

function appendedBits(column: Nullable, more: Nullable): Bitmap | undefined {
  if (!column.validity && !more.validity) return undefined;
  const bits = bitsWithRoom(column, column.length + more.length);
  for (let row = 0; row < more.length; row++) {
    const at = column.length + row;
    if (!more.validity || hasBit(more.validity, row)) bits[at >> 3] = bits[at >> 3]! | (1 << (at & 7));
    else clearBit(bits, at);
  }
  return bits;
}

/** By memory that was made here: how many of its bits belong to rows. */
const usedBits = new WeakMap<ArrayBufferLike, number>();

/** The bits of a column, with room for so many rows, in place if that belongs to no one. */
function bitsWithRoom({ validity, length }: Nullable, rows: number): Bitmap {
  const bytes = (rows + 7) >> 3;
  const inPlace = validity?.byteOffset === 0 && usedBits.get(validity.buffer) === length && bytes <= validity.buffer.byteLength;
  const buffer = inPlace ? validity.buffer : new ArrayBuffer(Math.ceil(bytes * growth));
  usedBits.set(buffer, rows);
  const bits = new Uint8Array(buffer, 0, bytes);
  if (!inPlace) bits.set(validity ? validity.subarray(0, (length + 7) >> 3) : allValid(length));
  return bits;
}

/** Cells and others behind them, in place if there is room that belongs to no one. */
function behind<A extends FixedWidthArray>(cells: A, more: A): A {
  const Cells = cells.constructor as new (buffer: ArrayBufferLike, offset: number, length: number) => A;
  const length = cells.length + more.length;
  const { byteOffset: offset, byteLength } = cells;
  const bytes = offset + byteLength + more.byteLength;
  if (usedBytes.get(cells.buffer) === offset + byteLength && bytes <= cells.buffer.byteLength) {
    usedBytes.set(cells.buffer, bytes);
    const all = new Cells(cells.buffer, offset, length);
    copyCells(all, more, cells.length);
    return all;
  }
  const buffer = new ArrayBuffer(Math.ceil((length * growth) / 8) * 8 * cells.BYTES_PER_ELEMENT);
  usedBytes.set(buffer, byteLength + more.byteLength);
  const all = new Cells(buffer, 0, length);
  copyCells(all, cells);
  copyCells(all, more, cells.length);
  return all;
}
