import { invalidCast } from '../../diagnostics/row-error.ts';
import { type DataType, formatType } from '../../types/data-type.ts';
import { parseDouble } from '../../types/number-format.ts';
import type { TimeZone } from '../../types/time-zone.ts';
import { type Conversion, conversion } from './cast.ts';
import { withArticle } from './with-article.ts';

/** What a reading of a string may be worth telling: the unit of digits that were taken for a time. */
export type OnDigits = (unit: string) => void;

/**
 * Reads a string where the query needs another type and does not say how: as a cast does, and beyond that digits of an epoch time as TIMESTAMP. JSON stands for
 * a number with all its digits.
 */
export function stringReader(to: DataType, timeZone: TimeZone, onDigits: OnDigits): Conversion | undefined {
  if (to.kind === 'json') return (value) => exactNumber(value as string);
  const convert = conversion({ kind: 'varchar' }, to, timeZone);
  if (!convert || to.kind !== 'timestamp') return convert;
  return (value) => {
    const nanos = epochNanos(value as string, onDigits);
    return nanos === undefined ? convert(value) : nanos;
  };
}

/** The number of a string as JSON writes it, with all its digits. */
function exactNumber(text: string): string {
  const [, sign, whole, rest] = /^\s*([+-]?)0*(\d+)((?:\.\d+)?(?:[eE][+-]?\d+)?)\s*$/.exec(text) ?? [];
  if (whole !== undefined) return (sign === '-' ? '-' : '') + whole + rest!;
  const number = parseDouble(text);
  if (number === undefined) {
    const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
    return invalidCast(`'${shown}' is not ${withArticle(formatType({ kind: 'double' }).toUpperCase())}`, text);
  }
  if (Number.isNaN(number)) return '"NaN"';
  return Number.isFinite(number) ? String(number) : number > 0 ? '1e999' : '-1e999';
}

/** The units of epoch times by how many digits they have from 2001 to 2286. */
const units: ReadonlyMap<number, { readonly name: string; readonly nanos: bigint }> = new Map([
  [10, { name: 'seconds', nanos: 1_000_000_000n }],
  [13, { name: 'milliseconds', nanos: 1_000_000n }],
  [16, { name: 'microseconds', nanos: 1_000n }],
  [19, { name: 'nanoseconds', nanos: 1n }],
]);

/** The instant of a string that is an epoch time, nanoseconds since 1970; undefined for other strings. */
function epochNanos(text: string, onDigits: OnDigits): bigint | undefined {
  const [, whole, fraction = ''] = /^\s*(\d{10}|\d{13}|\d{16}|\d{19})(?:\.(\d{1,9}))?\s*$/.exec(text) ?? [];
  const unit = whole === undefined ? undefined : units.get(whole.length)!;
  if (!unit) return undefined;
  const nanos = BigInt(whole!) * unit.nanos + (BigInt(fraction.padEnd(9, '0')) * unit.nanos) / 1_000_000_000n;
  if (BigInt.asIntN(64, nanos) !== nanos) return undefined;
  onDigits(unit.name);
  return nanos;
}
