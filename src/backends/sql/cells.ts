import { isInteger } from '../../types/data-type.ts';
import { floored } from './common-calls.ts';
import type { Site, SqlCall } from './dialect.ts';

/** What `bin` and `time_cell` divide: cells of one width, one of which starts at `origin`, from 0 to the width, in the unit of the value. */
export interface Cells {
  readonly value: string;
  readonly width: bigint;
  readonly origin: bigint;
}

const perSecond = 1_000_000_000n;
const perDay = 86_400n * perSecond;

/** Where a step of the calendar begins: whole weeks on a Monday, of which 1969-12-29 is one. */
const originOf = (nanos: bigint): bigint => (nanos % (7n * perDay) === 0n ? -3n * perDay : 0n);

const wholeNumber = (value: unknown): bigint | undefined =>
  typeof value === 'bigint' ? value : typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : undefined;

/** The cells of a call; undefined where a constant is missing, or they are not all of one length. */
export function cellsOf(call: SqlCall, { utc }: Site): Cells | undefined {
  const found = call.name === 'bin' ? binCells(call, utc) : timeCells(call, utc);
  if (!found || found.width <= 0n || found.width >= 2n ** 61n) return undefined;
  const { value, width, origin } = found;
  return { value, width, origin: ((origin % width) + width) % width };
}

function binCells({ args, types, literals }: SqlCall, utc: boolean): Cells | undefined {
  const [value, step] = types;
  const given = wholeNumber(literals[1]);
  if (given === undefined) return undefined;
  const of = (width: bigint, origin: bigint): Cells => ({ value: args[0]!, width, origin });
  if (isInteger(value!) && isInteger(step!)) return of(given, 0n);
  if (!utc) return undefined;
  const nanos = isInteger(step!) ? given * perSecond : given;
  if (step!.kind === 'interval day to second' || isInteger(step!)) {
    if (value!.kind === 'timestamp') return of(nanos, originOf(nanos));
    if (value!.kind === 'bigint' && nanos % perSecond === 0n) return of(nanos / perSecond, originOf(nanos) / perSecond);
  }
  return undefined;
}

function timeCells({ args, types, literals }: SqlCall, utc: boolean): Cells | undefined {
  const [width, origin] = [wholeNumber(literals[0]), wholeNumber(literals[1])];
  if (width === undefined || origin === undefined) return undefined;
  const real = isInteger(types[0]!) || (types[0]!.kind === 'interval day to second' && utc);
  return real ? { value: args[2]!, width, origin } : undefined;
}

/** The start of the cell; underflows where the value is within two widths of the smallest BIGINT. `number` writes a BIGINT. */
export function cellStartSql({ value, width, origin }: Cells, number: (value: bigint) => string): string {
  if (origin === 0n) return floored(value, number(width));
  return `(${floored(`(${value} - ${number(origin)})`, number(width))} + ${number(origin)})`;
}
