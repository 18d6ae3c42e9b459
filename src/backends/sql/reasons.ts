import type { FunctionCategory } from '../../functions/declaration.ts';
import type { DataType } from '../../types/data-type.ts';

/** Why something runs in the engine, and what would let it run in a database, where something does. */
export interface Reason {
  readonly reason: string;
  readonly rewrite?: string;
}

const isNested = ({ kind }: DataType): boolean => kind === 'array' || kind === 'map' || kind === 'row' || kind === 'function';

const nested: Reason = { reason: 'has arrays, maps or rows, which statements do not have' };

const document: Reason = {
  reason: 'reads JSON as the engine does: its numbers digit by digit, members that are there twice, halves of characters',
  rewrite: "json_extract_scalar(column, '$.a.b') of a path of plain names runs there",
};

const timeOfText: Reason = {
  reason: 'reads times from strings by rules that databases do not share',
  rewrite: "a condition on '__time__' or on a stored column of times runs there",
};

const byName: Readonly<Record<string, Reason>> = {
  json_members: {
    reason: 'finds its columns in the data',
    rewrite: "json_extract_scalar(column, '$.a') for each column that is needed runs there",
  },
  json_parse: document,
  json_member: document,
  json_text: document,
  json_extract: document,
  date_parse: timeOfText,
  parse_datetime: timeOfText,
  from_iso8601_timestamp: timeOfText,
  from_iso8601_date: timeOfText,
  date: timeOfText,
  at_timezone: {
    reason: 'asks the time zones of the process that runs the engine',
    rewrite: 'an engine in UTC, and the zone on the groups that come back',
  },
  random: { reason: "depends on the engine's seed" },
  round: { reason: 'rounds halves and large numbers otherwise', rewrite: 'floor(x + 0.5) runs there, or round the groups that come back' },
  array_agg: { ...nested, rewrite: "'stats' by more columns makes groups there, from which arrays are made here" },
  max_by: { reason: 'keeps the first of equal rows, which a database need not', rewrite: "'sort … | dedup' says which row" },
  min_by: { reason: 'keeps the first of equal rows, which a database need not', rewrite: "'sort … | dedup' says which row" },
  percentile: { reason: 'interpolates otherwise', rewrite: "approx_percentile with the backend's option approximate: 'backend'" },
  median: { reason: 'interpolates otherwise', rewrite: "approx_percentile(x, 0.5) with the backend's option approximate: 'backend'" },
  regexp_captures: { reason: 'gives a row of groups', rewrite: 'regexp_extract(string, pattern, group) for each group runs there' },
  regexp_replace: {
    reason: 'writes groups into its replacement, and steps over empty matches, otherwise',
    rewrite: 'replace(string, part, other) of constants runs there',
  },
  split: { ...nested, rewrite: 'split_part(string, separator, n) with constants runs in DuckDB' },
  log_patterns: {
    reason: 'is an algorithm of the engine',
    rewrite: "'where' before it, and 'stats count(1) by' the string, leave fewer rows",
  },
  date_diff: { reason: 'counts whole units of the calendar otherwise', rewrite: 'to_unixtime(b) - to_unixtime(a) runs there' },
};

const byCategory: Partial<Record<FunctionCategory, Reason>> = {
  json: document,
  series: { reason: 'is an algorithm of the engine over series', rewrite: "'stats' before 'make-series' makes the groups there" },
  patterns: { reason: 'is an algorithm of the engine' },
  array: nested,
  map: nested,
  regexp: {
    reason: 'has results of patterns that databases give otherwise',
    rewrite: 'regexp_like and regexp_extract with a constant pattern run there',
  },
  url: { reason: 'takes URLs apart by rules that databases do not share', rewrite: 'regexp_extract(url, pattern) runs there' },
  ip: { reason: 'reads addresses by rules that databases do not share', rewrite: "starts_with(address, '10.1.') runs there" },
  binary: { reason: 'has bytes, which statements do not have' },
  math: { reason: 'may differ in the last digit from machine to machine' },
  search: { reason: 'has no equal there for such values' },
};

/** Why a function has no translation at all. */
export function reasonOfFunction(name: string, category: FunctionCategory, types: readonly DataType[], database: string): Reason {
  const known = byName[name];
  if (known) return known;
  if (types.some(isNested)) return nested;
  if (types.some(({ kind }) => kind === 'json')) return document;
  return byCategory[category] ?? { reason: `has no function in ${database} that was found equal for every value` };
}

const constant = (what: string): Reason => ({ reason: `needs ${what}` });

const ofArguments: Readonly<Record<string, Reason>> = {
  like: constant('a constant pattern of strings, without ESCAPE'),
  regexp_like: constant('a constant pattern of ASCII without flags and classes of Unicode'),
  regexp_extract: constant('a constant pattern of ASCII without flags, and a group that always takes part'),
  json_extract_scalar: {
    reason: 'needs a constant path of plain names',
    rewrite: "a path such as '$.a.b' (in ClickHouse '$.a'), with a cast of the column to varchar",
  },
  substr: constant('a constant start from 1 on, and a constant length'),
  strpos: constant('a constant that is not empty, and two arguments'),
  replace: constant('three arguments, of which the last two are constants and the second not empty'),
  split_part: constant('a constant separator and position'),
  starts_with: constant('a constant that is not empty'),
  ends_with: constant('a constant that is not empty'),
  trim: constant('constant characters'),
  ltrim: constant('constant characters'),
  rtrim: constant('constant characters'),
  search_matches: {
    reason: 'needs a string, and a term of ASCII or of characters that are words by themselves',
    rewrite: "'like' with the letters as they are written runs there",
  },
  date_trunc: {
    reason: 'needs a constant width of seconds, or a constant unit and the time zone UTC',
    rewrite: 'an engine in UTC, or a width in seconds',
  },
  bin: {
    reason: 'needs a constant step of a fixed length, and the time zone UTC for times',
    rewrite: 'a step of days or less; months are groups of days, which are put together here',
  },
  time_cell: { reason: 'needs a constant step of a fixed length, and the time zone UTC for intervals' },
  from_unixtime: { reason: 'needs a whole number of seconds', rewrite: 'from_unixtime(cast(x as bigint))' },
  '=': { reason: 'compares types that databases compare otherwise', rewrite: 'cast both sides to bigint, double or varchar' },
  in: { reason: 'compares types that databases compare otherwise', rewrite: 'cast the value to bigint, double or varchar' },
  '+': {
    reason: 'has types, or integers that may overflow unnoticed, of which there is no equal',
    rewrite: 'a constant on the right, or cast(x as double), runs there',
  },
};

const sameAs: Readonly<Record<string, string>> = {
  '<>': '=',
  '<': '=',
  '<=': '=',
  '>': '=',
  '>=': '=',
  '-': '+',
  '*': '+',
  '/': '+',
  '%': '+',
  mod: '+',
  negate: '+',
  abs: '+',
};

/** Why a function that is translated is not with the arguments of a call. */
export function reasonOfArguments(name: string, types: readonly DataType[]): Reason {
  const said = ofArguments[sameAs[name] ?? name];
  if (types.some(isNested)) return nested;
  if (types.some(({ kind }) => kind === 'json')) return name === 'json_extract_scalar' ? said! : document;
  return said ?? { reason: 'has no equal for arguments of these types' };
}

/** Why a cast has no translation. */
export function reasonOfCast(from: DataType, to: DataType, database: string): Reason {
  if (isNested(from) || isNested(to)) return nested;
  if (from.kind === 'json' || to.kind === 'json') return document;
  if (from.kind === 'varchar' && (to.kind === 'timestamp' || to.kind === 'date')) return timeOfText;
  if (from.kind === 'varchar' && to.kind === 'double')
    return { reason: `reads fewer digits in ${database}`, rewrite: 'cast(… as bigint) of whole numbers runs there' };
  if (to.kind === 'real') return { reason: 'rounds to 32 bits, which statements do not have', rewrite: 'cast(… as double)' };
  if (from.kind === 'double' && to.kind === 'varchar') return { reason: 'writes other digits', rewrite: 'cast the groups that come back' };
  return { reason: `has no equal in ${database} for every value` };
}

/** Why a literal has no translation. */
export function reasonOfLiteral(type: DataType): Reason {
  if (isNested(type)) return nested;
  if (type.kind === 'json') return document;
  if (type.kind === 'unknown') return { reason: 'has no type that a statement could give it', rewrite: 'cast(null as bigint)' };
  return { reason: 'is of a type that statements do not have' };
}
