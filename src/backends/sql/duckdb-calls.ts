import { isInteger } from '../../types/data-type.ts';
import { cellStartSql, cellsOf } from './cells.ts';
import {
  countArgument,
  failing,
  floored,
  groupsOf,
  infix,
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
import type { CallSql } from './dialect.ts';
import { duckdbFailure, duckdbString } from './duckdb-literal.ts';

const isText = isKind('varchar');

/** NaN is above all numbers and equal to itself in DuckDB; here it is neither. */
function comparison(operator: string, otherwise: string): CallSql {
  return ({ args: [left, right], types, literals }) => {
    const plain = `(${left} ${operator} ${right})`;
    if (types.every(isPlain)) return types[0]!.kind === types[1]!.kind || types.every(isInteger) ? plain : undefined;
    if (!types.every(isFloat)) return undefined;
    const isNumber = (index: number): boolean => typeof literals[index] === 'number' && !Number.isNaN(literals[index]);
    const suspects = [left, right].filter((_, i) => !isNumber(i)).map((side) => `isnan(${side})`);
    if (suspects.length === 0) return plain;
    // Where one side is a number, a NULL of the other is left to the comparison.
    const nulls = suspects.length === 2 ? `WHEN ${left} IS NULL OR ${right} IS NULL THEN NULL ` : '';
    return `CASE ${nulls}WHEN ${suspects.join(' OR ')} THEN ${otherwise} ELSE ${plain} END`;
  };
}

const isNumber = (type: Parameters<typeof isFloat>[0]): boolean => isInteger(type) || isFloat(type);

/** By these names DuckDB does not move a constant to the other side of a comparison, where nothing overflows. */
const opaque: Readonly<Record<string, string>> = { '+': 'add', '-': 'subtract', '*': 'multiply' };

/** Integer operators fail on overflow as they do here; those on doubles follow IEEE 754. */
const arithmetic =
  (operator: string): CallSql =>
  (call, site) => {
    if (!call.types.every(isNumber) || call.types[0]!.kind !== call.types[1]!.kind || call.types[0]!.kind === 'real') return undefined;
    return (isInteger(call.returns) ? failing(named(opaque[operator]!)) : infix(operator))(call, site);
  };

/** Integer division and remainder, which fail on zero; `-1` and zero need no guard where the divisor is another constant. */
const division =
  (operator: string): CallSql =>
  (call, site) => {
    const { args, types, literals } = call;
    const [left, right] = args;
    if (types[0]!.kind !== types[1]!.kind) return undefined;
    if (types.every(isKind('double'))) return operator === '//' ? `(${left} / ${right})` : undefined;
    if (!types.every(isInteger)) return undefined;
    const divisor = literals[1] === undefined ? undefined : Number(literals[1]);
    if (divisor !== undefined && divisor !== 0 && divisor !== -1) return `(${left} ${operator} ${right})`;
    site.mayFail(`'${call.name}' of integers`);
    return `CASE WHEN ${right} = 0 AND ${left} IS NOT NULL THEN ${duckdbFailure('division by zero', left!, call.returns)} ELSE (${left} ${operator} ${right}) END`;
  };

/** The TIMESTAMP of nanoseconds, cut to microseconds. */
const instant = (sql: string): string => `make_timestamp(${floored(sql, '1000')} // 1000)`;

/** A part of a time in UTC. */
const part =
  (name: string): CallSql =>
  ({ args: [arg], types: [type] }, { utc }) => {
    if (type!.kind === 'date') return `CAST(${name}(${arg}) AS BIGINT)`;
    return type!.kind === 'timestamp' && utc ? `CAST(${name}(${instant(arg!)}) AS BIGINT)` : undefined;
  };

/** What is left of a time of day below a unit, counted in another, in UTC. */
const clockPart =
  (below: bigint, unit: bigint): CallSql =>
  ({ args: [arg], types: [type] }, { utc }) =>
    type!.kind === 'timestamp' && utc ? `((((${arg} % ${below}) + ${below}) % ${below}) // ${unit})` : undefined;

const dateTrunc: CallSql = (call, site) => {
  const { args, types, literals } = call;
  if (types.every(isInteger)) {
    const width = countArgument(call, 0);
    if (width === undefined || width <= 0) return undefined;
    site.mayFail("'date_trunc'"); // below the smallest BIGINT that is a multiple
    return floored(args[1]!, String(width));
  }
  const unit = String(literals[0]).toLowerCase();
  if (types[1]!.kind !== 'timestamp' || !site.utc) return undefined;
  site.mayFail("'date_trunc'");
  const nanos = unitNanos[unit];
  if (nanos !== undefined) return floored(args[1]!, String(nanos));
  return ['week', 'month', 'quarter', 'year'].includes(unit)
    ? `epoch_ns(CAST(date_trunc('${unit}', ${instant(args[1]!)}) AS TIMESTAMP))`
    : undefined;
};

/** The start of a cell of `bin` or `time_cell`. */
const cellStart: CallSql = (call, site) => {
  const cells = cellsOf(call, site);
  if (!cells) return undefined;
  site.mayGiveUp(`'${call.name}'`); // near the smallest BIGINT
  return cellStartSql(cells, String);
};

/** Lower or upper case of ASCII. */
const cased =
  (name: string): CallSql =>
  ({ name: called, args: [text], types, returns }, site) => {
    if (!types.every(isText)) return undefined;
    site.mayGiveUp(`'${called}' of characters beyond ASCII`);
    return `CASE WHEN strlen(${text}) <> length(${text}) THEN ${duckdbFailure('beyond ASCII', text!, returns)} ELSE ${name}(${text}) END`;
  };

const trimmed: CallSql = (call) => {
  const ends = trimPatterns(call);
  const cut = (text: string, pattern: string): string => `regexp_replace(${text}, ${duckdbString(pattern)}, '')`;
  return ends && isText(call.types[0]!) ? ends.reduce(cut, call.args[0]!) : undefined;
};

const searchMatches: CallSql = (call, site) => {
  const search = searchOf(call);
  if (!search || !isText(call.types[0]!)) return undefined;
  const [text] = call.args;
  const found = (search.patterns ?? []).map((pattern) => `regexp_matches(lower(${text}), ${duckdbString(pattern)})`);
  const all = found.length === 0 ? `${search.patterns !== undefined}` : `(${found.join(' AND ')})`;
  site.mayGiveUp("'search_matches' of unusual characters");
  const known = `strlen(${text}) = length(${text}) OR regexp_matches(${text}, ${duckdbString(search.known)})`;
  return `CASE WHEN ${known} THEN ${all} WHEN ${text} IS NOT NULL THEN ${duckdbFailure('unusual characters', text!, call.returns)} END`;
};

const regexpLike: CallSql = (call) => {
  const pattern = stringArgument(call, 1);
  if (pattern === undefined || call.args.length !== 2 || !isSharedPattern(pattern) || !call.types.every(isText)) return undefined;
  return `regexp_matches(${call.args[0]}, ${duckdbString(`(?-s:${pattern})`)})`;
};

const regexpExtract: CallSql = (call) => {
  const pattern = stringArgument(call, 1);
  const group = call.args.length > 2 ? countArgument(call, 2) : 0;
  if (pattern === undefined || group === undefined || !isSharedPattern(pattern) || call.types[0]!.kind !== 'varchar') return undefined;
  if (group < 0 || group > groupsOf(pattern) || (group > 0 && !isSimpleGroup(pattern))) return undefined;
  const text = duckdbString(`(?-s:${pattern})`);
  return `CASE WHEN regexp_matches(${call.args[0]}, ${text}) THEN regexp_extract(${call.args[0]}, ${text}, ${group}) END`;
};

/** Strings and booleans as they are; other scalars are compared digit by digit here, so that they make the statement fail. */
const jsonExtractScalar: CallSql = (call, site) => {
  const path = plainPath(stringArgument(call, 1));
  if (path === undefined || call.types[0]!.kind !== 'varchar') return undefined;
  site.mayGiveUp("'json_extract_scalar' of numbers and of strings that are not JSON");
  const [text] = call.args;
  const at = duckdbString(`$${path.map((key) => `."${key}"`).join('')}`);
  const kind = `json_type(${text}, ${at})`;
  const value = `(${text} ->> ${at})`;
  return (
    `CASE WHEN ${text} IS NULL THEN NULL WHEN NOT json_valid(${text}) THEN ${duckdbFailure('not JSON', text!, call.returns)} ` +
    `WHEN ${kind} IN ('VARCHAR', 'BOOLEAN') THEN ${value} WHEN ${kind} IN ('UBIGINT', 'BIGINT', 'DOUBLE', 'HUGEINT', 'UHUGEINT', 'DECIMAL') THEN ${duckdbFailure('a number', text!, call.returns)} END`
  );
};

const substr: CallSql = (call) => {
  const start = countArgument(call, 1);
  const length = call.args.length > 2 ? countArgument(call, 2) : 0;
  if (!isText(call.types[0]!) || start === undefined || start < 1 || length === undefined || length < 0) return undefined;
  return `substring(${call.args.join(', ')})`;
};

const extremeOf =
  (name: string): CallSql =>
  (call) =>
    call.types.every(isPlain)
      ? `CASE WHEN ${call.args.map((arg) => `${arg} IS NULL`).join(' OR ')} THEN NULL ELSE ${name}(${call.args.join(', ')}) END`
      : undefined;

const isIn: CallSql = ({ args: [value, ...list], types, literals }) => {
  const plain = types.every(isPlain) && types.every(({ kind }) => kind === types[0]!.kind);
  const numbers =
    types.every(isKind('double')) && literals.slice(1).every((candidate) => typeof candidate === 'number' && !Number.isNaN(candidate));
  return plain || numbers ? `(${value} IN (${list.join(', ')}))` : undefined;
};

const nonEmpty =
  (index: number, sql: CallSql): CallSql =>
  (call, site) =>
    (stringArgument(call, index) ?? '') === '' ? undefined : sql(call, site);

/** The calls that DuckDB answers as the engine does, for every value. */
export const duckdbCalls: ReadonlyMap<string, CallSql> = new Map<string, CallSql>([
  ['=', comparison('=', 'FALSE')],
  ['<>', comparison('<>', 'TRUE')],
  ['<', comparison('<', 'FALSE')],
  ['<=', comparison('<=', 'FALSE')],
  ['>', comparison('>', 'FALSE')],
  ['>=', comparison('>=', 'FALSE')],
  ['in', isIn],
  ['not', ({ args: [arg] }) => `(NOT ${arg})`],
  ['like', over(isText, ({ args }) => (args.length === 2 ? `(${args[0]} LIKE ${args[1]})` : undefined))],
  ['||', over(isText, infix('||'))],
  ['concat', over(isText, infix('||'))],
  ['+', arithmetic('+')],
  ['-', arithmetic('-')],
  ['*', arithmetic('*')],
  ['/', division('//')],
  ['%', division('%')],
  ['mod', division('%')],
  [
    'negate',
    (call, site) =>
      isFloat(call.returns)
        ? `(-${call.args[0]})`
        : isInteger(call.returns)
          ? failing(({ args }) => `(-${args[0]})`)(call, site)
          : undefined,
  ],
  [
    'abs',
    (call, site) =>
      isInteger(call.returns) ? failing(named('abs'))(call, site) : isFloat(call.returns) ? named('abs')(call, site) : undefined,
  ],
  ['floor', over(isKind('double'), named('floor'))],
  ['ceil', over(isKind('double'), named('ceil'))],
  ['sqrt', over(isKind('double'), ({ args: [arg] }) => `CASE WHEN ${arg} < 0 THEN CAST('nan' AS DOUBLE) ELSE sqrt(${arg}) END`)],
  ['bitwise_and', over(isKind('bigint'), infix('&'))],
  ['bitwise_or', over(isKind('bigint'), infix('|'))],
  ['bitwise_xor', over(isKind('bigint'), named('xor'))],
  ['greatest', extremeOf('greatest')],
  ['least', extremeOf('least')],
  ['length', over(isText, ({ args: [arg] }) => `length(${arg})`)],
  ['substr', substr],
  ['strpos', over(isText, (call, site) => (call.args.length === 2 ? nonEmpty(1, named('strpos'))(call, site) : undefined))],
  ['replace', over(isText, (call, site) => (call.args.length === 3 ? nonEmpty(1, named('replace'))(call, site) : undefined))],
  ['starts_with', over(isText, named('starts_with'))],
  ['ends_with', over(isText, named('ends_with'))],
  [
    'split_part',
    (call, site) => {
      const index = countArgument(call, 2);
      if (index === undefined || index < 1) return undefined;
      return nonEmpty(1, ({ args }) => `list_extract(string_split(${args[0]}, ${args[1]}), ${index})`)(call, site);
    },
  ],
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
  [
    'second_to_nano',
    over(
      isKind('bigint'),
      failing(({ args: [arg] }) => `multiply(${arg}, 1000000000)`),
    ),
  ],
  [
    'from_unixtime',
    over(
      isKind('bigint'),
      failing(({ args: [arg] }) => `multiply(${arg}, 1000000000)`),
    ),
  ],
  ['to_unixtime', ({ args: [arg] }) => `(CAST(${arg} // 1000000000 AS DOUBLE) + CAST(${arg} % 1000000000 AS DOUBLE) / 1e9)`],
  ['year', part('year')],
  ['quarter', part('quarter')],
  ['month', part('month')],
  ['week', part('week')],
  ['day', part('day')],
  ['day_of_week', part('isodow')],
  ['day_of_year', part('dayofyear')],
  ['hour', clockPart(86_400_000_000_000n, 3_600_000_000_000n)],
  ['minute', clockPart(3_600_000_000_000n, 60_000_000_000n)],
  ['second', clockPart(60_000_000_000n, 1_000_000_000n)],
  ['millisecond', clockPart(1_000_000_000n, 1_000_000n)],
]);
