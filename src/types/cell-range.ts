import { outOfRange } from '../diagnostics/row-error.ts';
import { type DataType, formatType } from './data-type.ts';
import { formatDate, splitLocal } from './time-format.ts';
import type { MapValue } from './values.ts';

/** The smallest and the largest number of the integer types that JavaScript holds as numbers, and of days and months. */
const ranges: Partial<Record<DataType['kind'], readonly [number, number]>> = {
  tinyint: [-128, 127],
  smallint: [-32768, 32767],
  integer: [-2147483648, 2147483647],
  date: [-2147483648, 2147483647],
  'interval year to month': [-2147483648, 2147483647],
};

const nanosPerDay = 86_400_000_000_000n;

/** A computed value as a cell of its type; it fails the row where the type has no such cell. */
export type CellCheck = (value: unknown) => unknown;

/**
 * The check that every computed value passes before it is a cell, so that a constant and a stored cell agree: integers and times outside
 * the range of their type fail instead of wrapping around, REAL is rounded to 32 bits, an integer is never -0. Undefined for types of
 * which every value is a cell. NULL is not given to it; parts of arrays, maps and rows may be NULL.
 */
export function cellCheck(type: DataType): CellCheck | undefined {
  switch (type.kind) {
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'date':
    case 'interval year to month': {
      const [min, max] = ranges[type.kind]!;
      return (value) => {
        const number = value as number;
        return number >= min && number <= max ? number + 0 : misfit(number, type); // -0 + 0 is 0
      };
    }
    case 'bigint':
    case 'timestamp':
    case 'interval day to second':
      return (value) => (BigInt.asIntN(64, value as bigint) === value ? value : misfit(value, type));
    case 'time':
      return (value) => ((value as bigint) >= 0n && (value as bigint) < nanosPerDay ? value : misfit(value, type));
    case 'real':
      return (value) => Math.fround(value as number);
    case 'array': {
      const element = cellCheck(type.element);
      return element && ((value) => checkAll(value as readonly unknown[], element));
    }
    case 'map': {
      const key = cellCheck(type.key);
      const member = cellCheck(type.value);
      if (!key && !member) return undefined;
      return (value): MapValue => {
        const { keys, values } = value as MapValue;
        return { keys: key ? checkAll(keys, key) : keys, values: member ? checkAll(values, member) : values };
      };
    }
    case 'row': {
      const members = type.fields.map((field) => cellCheck(field.type));
      if (members.every((member) => member === undefined)) return undefined;
      return (value) => (value as readonly unknown[]).map((part, i) => (part === null ? null : (members[i]?.(part) ?? part)));
    }
    default:
      return undefined;
  }
}

/** The same cells, as they are where all are as they should be. */
function checkAll(cells: readonly unknown[], check: CellCheck): readonly unknown[] {
  let changed: unknown[] | undefined;
  let unchanged: unknown; // the last cell that is as it should be: a large one is often there many times in a row
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (cell === null || cell === undefined || (typeof cell === 'object' && cell === unchanged)) continue;
    const checked = check(cell);
    if (Object.is(checked, cell)) unchanged = cell;
    else (changed ??= [...cells])[i] = checked;
  }
  return changed ?? cells;
}

/** The days that TIMESTAMP reaches from and to. */
export const timestampRange = '1677-09-21 to 2262-04-11';

/** The day of an instant for a message, where there is a calendar for it. */
function dayOf(instant: bigint): string {
  const { days } = splitLocal(instant);
  return Math.abs(days) < 1e8 ? formatDate(days) : 'the time';
}

function misfit(value: unknown, type: DataType): never {
  if (type.kind === 'timestamp') return outOfRange(`${dayOf(value as bigint)} is not in the range of TIMESTAMP, ${timestampRange}`);
  const counted: Partial<Record<DataType['kind'], string>> = {
    date: ' days',
    time: ' nanoseconds',
    'interval day to second': ' nanoseconds',
    'interval year to month': ' months',
  };
  const unit = counted[type.kind];
  return outOfRange(`${value}${unit ? `${unit} do` : ' does'} not fit ${formatType(type).toUpperCase()}`);
}
