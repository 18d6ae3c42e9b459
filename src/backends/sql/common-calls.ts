import { type DataType, isInteger } from '../../types/data-type.ts';
import type { CallSql, Site, SqlCall } from './dialect.ts';
import { type SearchPatterns, searchPatterns } from './search.ts';
import { Unportable } from './unportable.ts';

/** Whether values of a type are IEEE 754 numbers. */
export const isFloat = ({ kind }: DataType): boolean => kind === 'double' || kind === 'real';

/** Types whose values compare the same everywhere: integers, and what is stored as such. */
const plainKinds: readonly DataType['kind'][] = ['boolean', 'tinyint', 'smallint', 'integer', 'bigint', 'timestamp', 'date', 'varchar'];

/** Whether equality and order of values of a type are the same everywhere. */
export const isPlain = ({ kind }: DataType): boolean => plainKinds.includes(kind);

/** An operator between two SQL expressions. */
export const infix =
  (operator: string): CallSql =>
  ({ args }) =>
    `(${args.join(` ${operator} `)})`;

/** A function over the same arguments. */
export const named =
  (name: string): CallSql =>
  ({ args }) =>
    `${name}(${args.join(', ')})`;

/** The same, where all arguments are of types for which a test holds. */
export const over =
  (test: (type: DataType) => boolean, sql: CallSql): CallSql =>
  (call, site) =>
    call.types.every(test) ? sql(call, site) : undefined;

/** The same, where the SQL fails as a cell would. */
export const failing =
  (sql: CallSql): CallSql =>
  (call, site) => {
    const text = sql(call, site);
    if (text !== undefined) site.mayFail(`'${call.name}' of ${call.types.every(isInteger) ? 'integers' : 'such values'}`);
    return text;
  };

export const isKind =
  (...kinds: readonly DataType['kind'][]) =>
  ({ kind }: DataType): boolean =>
    kinds.includes(kind);

/** The literal of an argument if it is a string, or undefined. */
export function stringArgument({ literals }: SqlCall, index: number): string | undefined {
  const value = literals[index];
  return typeof value === 'string' ? value : undefined;
}

/** The literal of an argument if it is a whole number of a usual size, or undefined. */
export function countArgument({ literals }: SqlCall, index: number): number | undefined {
  const value = literals[index];
  const count = typeof value === 'bigint' || typeof value === 'number' ? Number(value) : Number.NaN;
  return Number.isInteger(count) && Math.abs(count) < 2 ** 31 ? count : undefined;
}

/** `sql` rounded down to a multiple of a positive number, also below zero. */
export const floored = (sql: string, width: string): string => `(${sql} - ((${sql} % ${width}) + ${width}) % ${width})`;

/** The nanoseconds of units of a fixed length. */
export const unitNanos: Readonly<Record<string, bigint>> = {
  millisecond: 1_000_000n,
  second: 1_000_000_000n,
  minute: 60_000_000_000n,
  hour: 3_600_000_000_000n,
  day: 86_400_000_000_000n,
};

/** Whether a regular expression means the same in every RE2-like engine: ASCII, without flags, Unicode classes and escapes of control characters. */
export const isSharedPattern = (pattern: string): boolean =>
  /^[\x20-\x7e]*$/.test(pattern) && !/\(\?|\\(?![dDwWsS.\\+*?()[\]{}|^$/-])|\[\[|\{\d{4,}|&&|\[[^\]]*\[/.test(pattern) && isRegExp(pattern);

/** The number of groups of a pattern that {@link isSharedPattern}. */
export const groupsOf = (pattern: string): number => pattern.replace(/\\.|\[[^\]]*\]/g, '').split('(').length - 1;

/** Whether `$1` always takes part in a match of the pattern. */
export const isSimpleGroup = (pattern: string): boolean => !/[|]|\)[*?{]/.test(pattern);

function isRegExp(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').source !== '';
  } catch {
    return false;
  }
}

/** The names of a JSON path that only has steps such as `.key`, or undefined. */
export function plainPath(path: string | undefined): readonly string[] | undefined {
  return path !== undefined && /^\$(?:\.[A-Za-z_][A-Za-z0-9_]*)+$/.test(path) ? path.split('.').slice(1) : undefined;
}

/** The patterns of a call of `search_matches`, or undefined. */
export function searchOf(call: SqlCall): SearchPatterns | undefined {
  const [term, match] = [stringArgument(call, 1), stringArgument(call, 2)];
  return term === undefined || match === undefined ? undefined : searchPatterns(term, match);
}

/** What `trim` and its like remove without an argument. */
const white = String.raw`\x{9}-\x{d}\x{1c}-\x{20}\x{85}\x{1680}\x{2000}-\x{2006}\x{2008}-\x{200a}\x{2028}\x{2029}\x{205f}\x{3000}`;

/** What is removed of a string, one pattern after the other; undefined where that is not constant. */
export function trimPatterns(call: SqlCall): readonly string[] | undefined {
  const given = call.args.length === 1 ? white : classOf(stringArgument(call, 1));
  if (given === undefined) return undefined;
  return [...(call.name === 'rtrim' ? [] : [`^[${given}]+`]), ...(call.name === 'ltrim' ? [] : [`[${given}]+$`])];
}

/** The inside of a class of RE2 of the characters of a string; undefined for none, and for halves of characters. */
const classOf = (characters = ''): string | undefined =>
  characters === '' || /[\ud800-\udfff]/u.test(characters)
    ? undefined
    : Array.from(characters, (point) => `\\x{${point.codePointAt(0)!.toString(16)}}`).join('');

/** @throws Unportable unless sums of doubles may be the backend's. */
export function needFast(name: string, { sums }: Site): void {
  if (sums === 'exact')
    throw new Unportable(
      `'${name}' of doubles`,
      'depends on the order of adding in its last digits',
      "the backend's option sums: 'fast' allows that",
    );
}

/** @throws Unportable unless approximations may be the backend's. */
export function needBackend(name: string, { approximate }: Site): void {
  if (approximate === 'engine')
    throw new Unportable(
      `aggregate '${name}'`,
      'is another approximation there',
      "the backend's option approximate: 'backend' allows that",
    );
}
