import { type DataType, DOUBLE, formatType, VARCHAR } from '../types/data-type.ts';
import { valueFormatter } from '../types/format-value.ts';
import { findTimeZone } from '../types/time-zone.ts';
import { hasBit } from './bitmap.ts';
import { buildColumn } from './table.ts';
import { cellReader, constantVector, isFixedWidth, type Vector } from './vector.ts';

const isWhole = ({ kind }: DataType): boolean => kind === 'bigint' || kind === 'integer' || kind === 'smallint' || kind === 'tinyint';
const isNumber = (type: DataType): boolean => isWhole(type) || type.kind === 'double' || type.kind === 'real';

/** The type that holds the values of two types: the same as of a column of a table that has both. */
export function widerType(first: DataType, second: DataType): DataType {
  if (formatType(first) === formatType(second)) return first;
  if (isWhole(first) && isWhole(second)) return { kind: 'bigint' };
  if (isNumber(first) && isNumber(second)) return DOUBLE;
  const json = [first, second].every(({ kind }) => kind === 'json' || kind === 'array' || kind === 'row' || kind === 'map');
  return json && [first, second].some(({ kind }) => kind === 'json') ? { kind: 'json' } : VARCHAR;
}

/** A column with the values of another in a type that holds them, as {@link widerType} finds it. */
export function fittedTo(column: Vector, type: DataType): Vector {
  if (formatType(column.type) === formatType(type)) return column;
  if (hasNoValue(column)) return constantVector(type, null, column.length);
  const read = cellReader(column);
  const convert = converter(column.type, type);
  const cells = Array.from({ length: column.length }, (_, row) => {
    const value = read(row);
    return value === null ? null : convert(value);
  });
  return buildColumn(type, cells);
}

function converter(from: DataType, to: DataType): (value: unknown) => unknown {
  if (to.kind === 'double') return Number;
  if (to.kind === 'bigint') return (value) => BigInt(value as number); // a narrower integer
  return valueFormatter(from, findTimeZone('UTC')!);
}

/** Whether all cells of a column are NULL. */
export function hasNoValue(column: Vector): boolean {
  if (column.encoding === 'constant') return column.value === null || column.length === 0;
  if (column.encoding === 'dictionary') return column.codes.every((code) => code < 0);
  if (column.encoding === 'flat' && !isFixedWidth(column.values)) return column.values.every((value) => value === null);
  const { validity, length } = column;
  if (!validity) return length === 0;
  for (let row = 0; row < length; row++) if (hasBit(validity, row)) return false;
  return true;
}
