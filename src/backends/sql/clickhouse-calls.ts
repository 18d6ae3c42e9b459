import { type DataType, isInteger } from '../../types/data-type.ts';
import { cellStartSql, cellsOf } from './cells.ts';
import { clickhouseLiteral, clickhouseString, clickhouseType } from './clickhouse-literal.ts';
import {
  countArgument,
  floored,
  groupsOf,
  isFloat,
  isKind,
  isPlain,
  isSharedPattern,
  isSimpleGroup,
  named,
  over,
  plainPath,
  searchOf,
  stringArgument,
  trimPatterns,
  unitNanos,
} from './common-calls.ts';
import type { CallSql, Site } from './dialect.ts';

/** What a version of ClickHouse can do. */
export interface ClickhouseFeatures {
  /** Version 22.3 and later: integers of 128 bits, `accurateCast`, joins as standard SQL has them, and characters beyond U+FFFF in all functions. */
  readonly modern: boolean;
}

const isText = isKind('varchar');

/** A number, or a failure of the statement where a condition is true. */
export function checked(sql: string, condition: string, what: string, site: Site): string {
  site.mayFail(what);
  return `(${sql} + throwIf(ifNull(${condition}, 0)))`;
}

/** A string, likewise. */
export function checkedText(sql: string, condition: string, what: string, site: Site): string {
  site.mayFail(what);
  return `substring(${sql}, 1 + throwIf(ifNull(${condition}, 0)))`;
}

/** `AND` and `OR` in three-valued logic; early versions have another one. */
export function connected(operator: 'and' | 'or', args: readonly string[]): string {
  const decided = operator === 'and' ? args.map((arg) => `ifNull(${arg}, 1) = 0, 0`) : args.map((arg) => `ifNull(${arg}, 0) = 1, 1`);
  const open = args.map((arg) => `isNull(${arg})`).join(' OR ');
  return `multiIf(${decided.join(', ')}, ${open}, NULL, ${operator === 'and' ? 1 : 0})`;
}

const comparison =
  (operator: string): CallSql =>
  ({ args: [left, right], types }) => {
    const [a, b] = types as [DataType, DataType];
    const comparable = (isPlain(a) && isPlain(b) && (a.kind === b.kind || (isInteger(a) && isInteger(b)))) || (isFloat(a) && isFloat(b));
    return comparable ? `(${left} ${operator} ${right})` : undefined;
  };

/** The range of an integer type. */
const bits: Partial<Record<DataType['kind'], number>> = { tinyint: 8, smallint: 16, integer: 32, bigint: 64 };

const arithmetic =
  (operator: string, { modern }: ClickhouseFeatures): CallSql =>
  ({ name, args: [left, right], types, literals, returns }, site) => {
    if (types.every(isKind('double'))) return `(${left} ${operator} ${right})`;
    if (!types.every(isInteger) || types[0]!.kind !== types[1]!.kind) return undefined;
    const what = `'${name}' of integers`;
    if (modern) {
      site.mayFail(what);
      return `accurateCast(toInt128(${left}) ${operator} toInt128(${right}), 'Nullable(${clickhouseType(returns)})')`;
    }
    // Without wider integers: a constant says from where on the other side overflows.
    const constant = literals[1] === undefined || literals[1] === null ? undefined : BigInt(literals[1] as bigint | number);
    if (constant === undefined || returns.kind !== 'bigint') return undefined;
    const [min, max] = [-(2n ** 63n), 2n ** 63n - 1n];
    if (operator === '*') {
      if (constant <= 1n) return undefined;
      return checked(`(${left} * ${right})`, `${left} > ${max / constant} OR ${left} < ${min / constant}`, what, site);
    }
    const added = operator === '-' ? -constant : constant;
    const overflows = added > 0n ? `${left} > ${max - added}` : `${left} < ${min - added}`;
    return added === 0n || added > max ? undefined : checked(`(${left} ${operator} ${right})`, overflows, what, site);
  };

const division =
  (sql: (left: string, right: string) => string, doubles: boolean, { modern }: ClickhouseFeatures): CallSql =>
  ({ name, args: [left, right], types, literals, returns }, site) => {
    if (types.every(isKind('double'))) return doubles ? `(${left} / ${right})` : undefined;
    if (!types.every(isInteger) || types[0]!.kind !== types[1]!.kind) return undefined;
    const divisor = Number(literals[1] ?? 0);
    // Early versions divide by -1, and by zero within conditions, to whatever.
    if (divisor === 0 || divisor === -1) {
      if (!modern) return undefined;
      site.mayFail(`'${name}' of integers`);
    }
    return `to${clickhouseType(returns)}(${sql(left!, right!)})`;
  };

/** Above this, a time less a week, or its like, does not wrap around. */
const smallest = '-9223000000000000000';

const dateTrunc: CallSql = (call, site) => {
  const { args, types, literals } = call;
  const [, time] = args;
  if (types.every(isInteger)) {
    const width = countArgument(call, 0);
    if (width === undefined || width <= 0) return undefined;
    return checked(floored(time!, `toInt64(${width})`), `${time} < ${smallest}`, "'date_trunc'", site);
  }
  if (types[1]!.kind !== 'timestamp' || !site.utc) return undefined;
  const unit = String(literals[0]).toLowerCase();
  const nanos = unitNanos[unit];
  if (nanos !== undefined) return checked(floored(time!, `toInt64(${nanos})`), `${time} < ${smallest}`, "'date_trunc'", site);
  if (unit !== 'week') return undefined;
  // 1970-01-05 is a Monday.
  const monday = `(${time} - toInt64(345600000000000))`;
  return checked(
    `(${floored(monday, 'toInt64(604800000000000)')} + toInt64(345600000000000))`,
    `${time} < ${smallest}`,
    "'date_trunc'",
    site,
  );
};

/** The start of a cell of `bin` or `time_cell`. */
const cellStart: CallSql = (call, site) => {
  const cells = cellsOf(call, site);
  if (!cells) return undefined;
  const least = -(2n ** 63n) + 2n * cells.width;
  return checked(
    cellStartSql(cells, (value) => `toInt64(${value})`),
    `${cells.value} < ${least}`,
    `'${call.name}'`,
    site,
  );
};

/** Lower or upper case of ASCII. */
const cased =
  (name: string): CallSql =>
  ({ name: called, args: [text], types }, site) =>
    types.every(isText)
      ? checkedText(`${name}(${text})`, `length(${text}) <> lengthUTF8(${text})`, `'${called}' of characters beyond ASCII`, site)
      : undefined;

const trimmed: CallSql = (call) => {
  const ends = trimPatterns(call);
  const cut = (text: string, pattern: string): string => `replaceRegexpOne(${text}, ${clickhouseString(pattern)}, '')`;
  return ends && isText(call.types[0]!) ? ends.reduce(cut, call.args[0]!) : undefined;
};

const searchMatches: CallSql = (call, site) => {
  const search = searchOf(call);
  if (!search || !isText(call.types[0]!)) return undefined;
  const [text] = call.args;
  const found = (search.patterns ?? []).map((pattern) => `match(lower(${text}), ${clickhouseString(pattern)})`);
  const all = found.length === 0 ? `multiIf(isNull(${text}), NULL, ${search.patterns ? 1 : 0})` : `(${found.join(' AND ')})`;
  const strange = `length(${text}) <> lengthUTF8(${text}) AND NOT match(${text}, ${clickhouseString(search.known)})`;
  site.mayGiveUp("'search_matches' of unusual characters");
  return `bitOr(${all}, throwIf(ifNull(${strange}, 0)))`;
};

/** Seconds as nanoseconds. */
const nanosOfSeconds: CallSql = ({ name, args: [arg] }, site) =>
  checked(`(${arg} * toInt64(1000000000))`, `${arg} > 9223372036 OR ${arg} < -9223372036`, `'${name}'`, site);

/** What is left of a time of day below a unit, counted in another, in UTC. */
const clockPart =
  (below: bigint, unit: bigint): CallSql =>
  ({ args: [arg], types: [type] }, { utc }) => {
    const [b, u] = [`toInt64(${below})`, `toInt64(${unit})`];
    return type!.kind === 'timestamp' && utc ? `intDiv(((${arg} % ${b}) + ${b}) % ${b}, ${u})` : undefined;
  };

/** A part of a day in UTC, for the days that every version has a calendar of. */
const dayPart =
  (name: string): CallSql =>
  ({ name: called, args: [arg], types: [type] }, site) => {
    if (type!.kind !== 'timestamp' || !site.utc) return undefined;
    const seconds = `intDiv(${arg}, toInt64(1000000000))`;
    const part = `toInt64(${name}(toDateTime(toUInt32(ifNull(${seconds}, 0)), 'UTC')))`;
    const value = `multiIf(isNull(${arg}), CAST(NULL AS Nullable(Int64)), ${part})`;
    return checked(value, `${arg} < 0 OR ${seconds} > 4000000000`, `'${called}' of times before 1970`, site);
  };

const like: CallSql = (call) => {
  const pattern = stringArgument(call, 1);
  if (pattern === undefined || call.args.length !== 2 || !isText(call.types[0]!)) return undefined;
  return `(${call.args[0]} LIKE ${clickhouseString(pattern.replaceAll('\\', '\\\\'))})`;
};

const regexpLike: CallSql = (call) => {
  const pattern = stringArgument(call, 1);
  if (pattern === undefined || call.args.length !== 2 || !isSharedPattern(pattern) || !call.types.every(isText)) return undefined;
  return `match(${call.args[0]}, ${clickhouseString(`(?-s:${pattern})`)})`;
};

const regexpExtract: CallSql = (call) => {
  const pattern = stringArgument(call, 1);
  const group = call.args.length > 2 ? countArgument(call, 2) : 0;
  if (pattern === undefined || !isSharedPattern(pattern) || !isText(call.types[0]!)) return undefined;
  if (group !== 0 && (group !== 1 || groupsOf(pattern) < 1 || !isSimpleGroup(pattern))) return undefined;
  const [text] = call.args;
  const written = group === 0 ? `((?-s:${pattern}))` : `(?-s:${pattern})`;
  const sql = clickhouseString(written);
  return `multiIf(isNull(${text}), NULL, match(${text}, ${sql}), toNullable(extract(${text}, ${sql})), NULL)`;
};

const blank = String.raw`[ \t\n\r]*`;
const text = String.raw`"[^"\\\x00-\x1f]*"`;
const word = `(?:${text}|true|false|null|-?[0-9][0-9.eE+-]*)`;
/** A flat JSON object, of strings without escapes, numbers, booleans and null. */
const flatObject = `^${blank}[{]${blank}(?:${text}${blank}:${blank}${word}${blank}(?:,${blank}${text}${blank}:${blank}${word}${blank})*)?[}]${blank}$`;

/** Strings of flat objects, in which a key is found by its pattern; other documents make the statement fail. */
const jsonExtractScalar: CallSql = (call, site) => {
  const path = plainPath(stringArgument(call, 1));
  if (path?.length !== 1 || !isText(call.types[0]!)) return undefined;
  const [document] = call.args;
  const key = `"${path[0]}"${blank}:${blank}`;
  const matches = (pattern: string): string => `match(${document}, ${clickhouseString(pattern)})`;
  const found = `extract(${document}, ${clickhouseString(`${key}"([^"]*)"`)})`;
  const value = `multiIf(isNull(${document}), NULL, ${matches(`${key}"`)}, toNullable(${found}), NULL)`;
  const strange = `NOT ${matches(flatObject)} OR ${matches(`${key}[-0-9tf]`)} OR ${matches(`${key}.*[,{]${blank}${key}`)}`;
  return checkedText(value, strange, "'json_extract_scalar' of what is not a flat object, and of numbers", site);
};

const substr: CallSql = (call) => {
  const start = countArgument(call, 1);
  const length = call.args.length > 2 ? countArgument(call, 2) : 2 ** 31 - 1;
  if (!isText(call.types[0]!) || start === undefined || start < 1 || length === undefined || length < 0) return undefined;
  return length === 0 ? `substring(${call.args[0]}, 1, 0)` : `substringUTF8(${call.args[0]}, ${start}, ${length})`;
};

const withText =
  (index: number, sql: CallSql): CallSql =>
  (call, site) =>
    (stringArgument(call, index) ?? '') === '' ? undefined : sql(call, site);

/** A list of constants is a set, unless a NULL leaves it open; other lists are compared one by one. */
const isIn: CallSql = ({ args: [value, ...list], types, literals }) => {
  const comparable = types.every(isPlain) && types.every(({ kind }) => kind === types[0]!.kind);
  if (!comparable && !types.every(isKind('double'))) return undefined;
  const candidates = literals.slice(1);
  if (comparable && candidates.every((candidate) => candidate !== undefined && candidate !== null))
    return `multiIf(isNull(${value}), NULL, ${value} IN (${list.join(', ')}))`;
  const tests = list.map((candidate) => `(${value} = ${candidate})`);
  return list.length > 20 ? undefined : tests.length === 1 ? tests[0] : connected('or', tests);
};

const extremeOf =
  (name: string): CallSql =>
  (call) =>
    call.types.every((type) => isInteger(type) && type.kind === call.returns.kind) && call.args.length === 2
      ? `multiIf(isNull(${call.args[0]}) OR isNull(${call.args[1]}), NULL, ${name}(${call.args.join(', ')}))`
      : undefined;

const signed =
  (name: string): CallSql =>
  ({ name: called, args: [arg], returns }, site) => {
    if (isFloat(returns)) return `${name}(${arg})`;
    if (!isInteger(returns)) return undefined;
    const smallestOf = clickhouseLiteral(
      -(2n ** BigInt(bits[returns.kind]! - 1)),
      returns.kind === 'bigint' ? returns : { kind: 'bigint' },
    );
    return checked(`to${clickhouseType(returns)}(${name}(${arg}))`, `${arg} = ${smallestOf}`, `'${called}' of integers`, site);
  };

/** The calls that ClickHouse answers as the engine does, for every value, from a version on. */
export function clickhouseCalls(features: ClickhouseFeatures): ReadonlyMap<string, CallSql> {
  return new Map<string, CallSql>([
    ...['=', '<>', '<', '<=', '>', '>='].map((operator) => [operator, comparison(operator)] as const),
    ['in', isIn],
    ['not', ({ args: [arg] }) => `(NOT ${arg})`],
    ['like', like],
    ['||', over(isText, named('concat'))],
    ['concat', over(isText, (call, site) => (call.args.length > 1 ? named('concat')(call, site) : undefined))],
    ['+', arithmetic('+', features)],
    ['-', arithmetic('-', features)],
    ['*', arithmetic('*', features)],
    ['/', division((left, right) => `intDiv(${left}, ${right})`, true, features)],
    ['%', division((left, right) => `(${left} % ${right})`, false, features)],
    ['mod', division((left, right) => `(${left} % ${right})`, false, features)],
    ['negate', signed('negate')],
    ['abs', signed('abs')],
    ['floor', over(isKind('double'), named('floor'))],
    ['ceil', over(isKind('double'), named('ceil'))],
    ['sqrt', over(isKind('double'), named('sqrt'))],
    ['bitwise_and', over(isKind('bigint'), named('bitAnd'))],
    ['bitwise_or', over(isKind('bigint'), named('bitOr'))],
    ['bitwise_xor', over(isKind('bigint'), named('bitXor'))],
    ['greatest', extremeOf('greatest')],
    ['least', extremeOf('least')],
    ['length', over(isText, ({ args: [arg] }) => `toInt64(lengthUTF8(${arg}))`)],
    ...(features.modern ? ([['substr', substr]] as const) : []),
    [
      'strpos',
      over(isText, (call, site) =>
        call.args.length === 2 ? withText(1, ({ args }) => `toInt64(positionUTF8(${args.join(', ')}))`)(call, site) : undefined,
      ),
    ],
    [
      'replace',
      over(isText, (call, site) =>
        call.args.length === 3 && stringArgument(call, 2) !== undefined ? withText(1, named('replaceAll'))(call, site) : undefined,
      ),
    ],
    ['starts_with', over(isText, withText(1, named('startsWith')))],
    ['ends_with', over(isText, withText(1, named('endsWith')))],
    ['regexp_like', regexpLike],
    ['regexp_extract', regexpExtract],
    ['json_extract_scalar', jsonExtractScalar],
    ['lower', cased('lower')],
    ['upper', cased('upper')],
    ...['trim', 'ltrim', 'rtrim'].map((name) => [name, trimmed] as const),
    ['search_matches', searchMatches],
    ['date_trunc', dateTrunc],
    ['bin', cellStart],
    ['time_cell', cellStart],
    ['second_to_nano', over(isKind('bigint'), nanosOfSeconds)],
    ['from_unixtime', over(isKind('bigint'), nanosOfSeconds)],
    [
      'to_unixtime',
      ({ args: [arg] }) =>
        `(toFloat64(intDiv(${arg}, toInt64(1000000000))) + toFloat64(${arg} % toInt64(1000000000)) / toFloat64(1000000000))`,
    ],
    ['year', dayPart('toYear')],
    ['month', dayPart('toMonth')],
    ['day', dayPart('toDayOfMonth')],
    ['day_of_week', dayPart('toDayOfWeek')],
    ['hour', clockPart(86_400_000_000_000n, 3_600_000_000_000n)],
    ['minute', clockPart(3_600_000_000_000n, 60_000_000_000n)],
    ['second', clockPart(60_000_000_000n, 1_000_000_000n)],
    ['millisecond', clockPart(1_000_000_000n, 1_000_000n)],
  ] as readonly (readonly [string, CallSql])[]);
}
