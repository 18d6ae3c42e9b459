import type { DataType } from '../types/data-type.ts';
import type { TimeZone } from '../types/time-zone.ts';
import type { Vector } from '../vectors/vector.ts';
import { type Column, isoStart } from './column.ts';
import type { PackedCells } from './packed-cells.ts';
import { parseInstant } from './times.ts';

/** The row of each cell, where columns have fewer cells than rows. */
type Rows = readonly number[] | undefined;

function validityOf(rowCount: number, packed: PackedCells, rows: Rows, isNull: (index: number) => boolean): Uint8Array | undefined {
  let nulls = rows !== undefined || packed.length < rowCount;
  for (let i = 0; i < packed.length && !nulls; i++) nulls = isNull(i);
  if (!nulls) return undefined;
  const validity = new Uint8Array((rowCount + 7) >> 3);
  for (let i = 0; i < packed.length; i++) {
    if (isNull(i)) continue;
    const row = rows ? rows[i]! : i;
    validity[row >> 3] = validity[row >> 3]! | (1 << (row & 7));
  }
  return validity;
}

function numberVector(type: DataType, packed: PackedCells, rows: Rows, rowCount: number): Vector {
  const { numbers, length } = packed;
  const validity = validityOf(rowCount, packed, rows, (index) => Number.isNaN(numbers[index]));
  if (type.kind === 'double') {
    const values = new Float64Array(rowCount);
    for (let i = 0; i < length; i++) if (!Number.isNaN(numbers[i])) values[rows ? rows[i]! : i] = numbers[i]!;
    return { encoding: 'flat', type, values, validity, length: rowCount };
  }
  const values = new BigInt64Array(rowCount);
  // Whole numbers below 2^53 by their two halves, low first: a BigInt for each would cost an object.
  const halves = new Int32Array(values.buffer);
  for (let i = 0; i < length; i++) {
    const value = numbers[i]!;
    if (Number.isNaN(value)) continue;
    const row = rows ? rows[i]! : i;
    const high = Math.floor(value / 2 ** 32);
    halves[2 * row] = value - high * 2 ** 32;
    halves[2 * row + 1] = high;
  }
  return { encoding: 'flat', type, values, validity, length: rowCount };
}

function booleanVector(type: DataType, packed: PackedCells, rows: Rows, rowCount: number, isTrue: (code: number) => boolean): Vector {
  const { codes, length } = packed;
  const validity = validityOf(rowCount, packed, rows, (index) => codes[index]! < 0);
  const values = new Uint8Array(rowCount);
  for (let i = 0; i < length; i++) if (codes[i]! >= 0 && isTrue(codes[i]!)) values[rows ? rows[i]! : i] = 1;
  return { encoding: 'flat', type, values, validity, length: rowCount };
}

/** The times of texts, each distinct one read once; undefined where one of them is not a date-time. */
function timeVector(
  type: DataType,
  packed: PackedCells,
  strings: readonly string[],
  rows: Rows,
  rowCount: number,
  zone: TimeZone,
): Vector | undefined {
  const { codes, length } = packed;
  const instants = new BigInt64Array(strings.length);
  for (let code = 0; code < strings.length; code++) {
    const instant = parseInstant(strings[code]!, zone);
    if (instant === undefined) return undefined;
    instants[code] = instant;
  }
  const values = new BigInt64Array(rowCount);
  for (let i = 0; i < length; i++) if (codes[i]! >= 0) values[rows ? rows[i]! : i] = instants[codes[i]!]!;
  const validity = validityOf(rowCount, packed, rows, (index) => codes[index]! < 0);
  return { encoding: 'flat', type, values, validity, length: rowCount };
}

function textVector(type: DataType, packed: PackedCells, strings: string[], rows: Rows, rowCount: number): Vector {
  const { codes, length } = packed;
  if (packed.store.distinct) {
    let all = codes.slice(0, rowCount);
    if (rows || length < rowCount) {
      all = new Int32Array(rowCount).fill(-1);
      for (let i = 0; i < length; i++) all[rows ? rows[i]! : i] = codes[i]!;
    }
    return { encoding: 'dictionary', type, codes: all, dictionary: { values: strings }, length: rowCount };
  }
  const values = new Array<string | null>(rowCount).fill(null);
  for (let i = 0; i < length; i++) if (codes[i]! >= 0) values[rows ? rows[i]! : i] = strings[codes[i]!]!;
  return { encoding: 'flat', type, values, validity: undefined, length: rowCount };
}

const TIMESTAMP: DataType = { kind: 'timestamp' };

/**
 * Makes the vector of a column whose cells are in typed arrays. Undefined where they have to be looked at one by one; they are
 * then taken out of the arrays.
 */
export function finishPacked(
  column: Column,
  type: DataType,
  onlyTexts: boolean,
  { rowCount, zone, times }: { readonly rowCount: number; readonly zone: TimeZone; readonly times: boolean },
): { readonly type: DataType; readonly vector: Vector } | undefined {
  const { packed, rows } = column;
  if (!packed) return undefined;
  const { kind } = packed;
  const sparse = rows !== undefined && packed.length * 8 < rowCount;
  if (!sparse) {
    if (kind === 'numbers' && (type.kind === 'bigint' || type.kind === 'double'))
      return { type, vector: numberVector(type, packed, rows, rowCount) };
    if (kind === 'booleans' && type.kind === 'boolean')
      return { type, vector: booleanVector(type, packed, rows, rowCount, (code) => code === 1) };
    if (kind === 'texts' && (type.kind === 'boolean' || type.kind === 'json' || (type.kind === 'varchar' && onlyTexts))) {
      const strings = packed.store.strings();
      if (type.kind === 'boolean')
        return { type, vector: booleanVector(type, packed, rows, rowCount, (code) => strings[code]!.toLowerCase() === 'true') };
      const maybeTime = times && type.kind === 'varchar' && column.maybeTime && strings.every((text) => isoStart.test(text));
      const vector = maybeTime ? timeVector(TIMESTAMP, packed, strings, rows, rowCount, zone) : undefined;
      if (vector) return { type: TIMESTAMP, vector };
      return { type, vector: textVector(type, packed, strings, rows, rowCount) };
    }
  }
  column.unpack();
  return undefined;
}
