import { outOfRange } from '../diagnostics/row-error.ts';
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
