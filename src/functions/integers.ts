import { outOfRange } from '../diagnostics/row-error.ts';
import { formatDate, splitLocal } from '../types/time-format.ts';
import { integer, smallint, type TypeDescriptor, tinyint } from '../types/type-descriptor.ts';

/** An integer type that JavaScript holds as a number, with its range. */
export interface SmallInteger {
  readonly token: TypeDescriptor<number>;
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

export const smallIntegers: readonly SmallInteger[] = [
  { token: tinyint, name: 'TINYINT', min: -128, max: 127 },
  { token: smallint, name: 'SMALLINT', min: -32768, max: 32767 },
  { token: integer, name: 'INTEGER', min: -2147483648, max: 2147483647 },
];

/** The number if the type holds it; fails the row otherwise. */
export function inRange(value: number, { name, min, max }: SmallInteger): number {
  if (value >= min && value <= max) return value === 0 ? 0 : value; // -0 is no integer
  return outOfRange(`${value} does not fit ${name}`);
}

/** The bigint if 64 bits hold it; fails the row otherwise. */
export function inBigintRange(value: bigint): bigint {
  return BigInt.asIntN(64, value) === value ? value : outOfRange(`${value} does not fit BIGINT`);
}

/** The nanoseconds if an interval holds them; fails the row otherwise. */
export function inIntervalRange(nanos: bigint): bigint {
  return BigInt.asIntN(64, nanos) === nanos ? nanos : outOfRange('the interval is longer than 106751 days');
}

/** The instant if a TIMESTAMP holds it, which is 64 bits of nanoseconds; fails the row otherwise. */
export function inTimestampRange(instant: bigint): bigint {
  return BigInt.asIntN(64, instant) === instant
    ? instant
    : outOfRange(`${nameOf(instant)} is not in the range of TIMESTAMP, ${timestampRange}`);
}

/** The days that TIMESTAMP reaches from and to. */
export const timestampRange = '1677-09-21 to 2262-04-11';

/** The day of an instant for a message, where there is a calendar for it. */
function nameOf(instant: bigint): string {
  const { days } = splitLocal(instant);
  return Math.abs(days) < 1e8 ? formatDate(days) : 'the time';
}
